//! `[[exercise.check]]` to checks with a whole ladder of hints.

use api::text::Text;
use serde::Deserialize;
use toml::Spanned;

use super::{
    Names,
    condition::{When, conditions},
    filled,
    question::known_act,
    slug,
    source::FaultAt,
};
use crate::{
    check::{Check, HINTS, Kind},
    error::Fault,
    exercise::Lab,
    field::Field,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CheckEntry {
    id: Spanned<String>,
    kind: Spanned<Kind>,
    claim: Spanned<Text>,
    points: u32,
    #[serde(default)]
    when: When,
    #[serde(default)]
    needs_kafka: bool,
    misconception: Option<Spanned<String>>,
    hints: Spanned<Vec<Spanned<Text>>>,
}

pub(super) fn checks(
    entries: Vec<CheckEntry>,
    lab: Lab,
    fields: &[Field],
) -> Result<Vec<Check>, FaultAt> {
    let mut names = Names::new("check");
    entries
        .into_iter()
        .map(|entry| {
            slug(&entry.id)?;
            names.add(&entry.id)?;
            check(entry, lab, fields)
        })
        .collect()
}

fn check(entry: CheckEntry, lab: Lab, fields: &[Field]) -> Result<Check, FaultAt> {
    match entry.kind.get_ref() {
        Kind::EveryOrderInLog { act }
        | Kind::EveryOrderDelivered { act }
        | Kind::EachToOneMember { act }
        | Kind::CommittedIsNext { act }
        | Kind::DeliversNothingAgain { act } => known_act(lab, *act, entry.kind.span().start)?,
        Kind::ValuesAreJson
        | Kind::KeysInTheirPartition
        | Kind::HandlerGotOrders
        | Kind::PredictionMade => {}
    }
    if let Some(number) = &entry.misconception {
        let offset = number.span().start;
        let digits = number.get_ref().strip_prefix('M').unwrap_or_default();
        if digits.len() != 2 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            let fault = Fault::Misconception(number.get_ref().clone());
            return Err(FaultAt { offset, fault });
        }
    }
    let found = entry.hints.get_ref().len();
    if found != HINTS {
        let offset = entry.hints.span().start;
        return Err(FaultAt { offset, fault: Fault::HintLadder { found } });
    }
    Ok(Check {
        id: entry.id.into_inner(),
        kind: entry.kind.into_inner(),
        claim: filled(entry.claim)?,
        points: entry.points,
        when: conditions(entry.when, fields)?,
        needs_kafka: entry.needs_kafka,
        misconception: entry.misconception.map(Spanned::into_inner),
        hints: entry.hints.into_inner().into_iter().map(filled).collect::<Result<_, _>>()?,
    })
}
