//! Reads `[[exercise.check]]` into checks, each with all its hints.

use serde::Deserialize;

use super::{
    Names, TextEntry,
    condition::{When, conditions},
    filled,
    question::known_acts,
    slug,
    source::FaultAt,
    spanned::Spanned,
};
use crate::{
    check::{Check, CheckKind, HINTS, Ratio},
    error::ContentFault,
    field::Field,
    question::Question,
    scenario::selector::Selector,
};

/// One criterion, which reads the broker's evidence and never the form.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct CheckEntry {
    /// Lower-case ASCII letters, digits, `-` and `_`; once in the exercise.
    id: Spanned<String>,
    /// What has to be so.
    kind: Spanned<CheckKind>,
    /// The same in words, announced before the run.
    claim: Spanned<TextEntry>,
    /// What it is worth.
    points: u32,
    /// Part of the run only while all of this holds.
    #[serde(default)]
    when: When,
    /// The simulated cluster cannot judge it.
    #[serde(default)]
    needs_kafka: bool,
    /// What a failure reveals, by its number in the catalogue: `M02`.
    misconception: Option<Spanned<String>>,
    /// Nudge, question, part of the solution, solution.
    #[cfg_attr(test, schemars(length(equal = 4)))]
    hints: Spanned<Vec<Spanned<TextEntry>>>,
}

impl CheckEntry {
    /// What it reads, and where it says so.
    pub(super) fn selectors(&self) -> (Vec<Selector>, usize) {
        (self.kind.get_ref().selectors(), self.kind.start())
    }
}

/// # Errors
/// What is wrong with a check, and a claim about a prediction without one that it was made: nobody
/// who predicts nothing would lose anything by it.
pub(super) fn checks(
    entries: Vec<CheckEntry>,
    acts: u32,
    fields: &[Field],
    questions: &[Question],
) -> Result<Vec<Check>, FaultAt> {
    let is_made = |entry: &CheckEntry| *entry.kind.get_ref() == CheckKind::PredictionMade;
    let is_judged =
        |entry: &&CheckEntry| matches!(entry.kind.get_ref(), CheckKind::PredictedRight(_));
    if let Some(judged) = entries.iter().find(is_judged)
        && !entries.iter().any(is_made)
    {
        let offset = judged.kind.start();
        return Err(FaultAt { offset, fault: ContentFault::PredictionUnclaimed });
    }
    let mut names = Names::new("check");
    entries
        .into_iter()
        .map(|entry| {
            slug(&entry.id)?;
            names.add(&entry.id)?;
            check(entry, acts, fields, questions)
        })
        .collect()
}

fn check(
    entry: CheckEntry,
    acts: u32,
    fields: &[Field],
    questions: &[Question],
) -> Result<Check, FaultAt> {
    let (offset, kind) = (entry.kind.start(), entry.kind.into_inner());
    known_acts(acts, &kind.selectors(), offset)?;
    if let CheckKind::PredictedRight(observation) = &kind
        && !questions.iter().any(|question| question.observes == *observation)
    {
        return Err(FaultAt { offset, fault: ContentFault::NothingPredicted });
    }
    if let CheckKind::Ratio(Ratio { at_least: None, at_most: None, .. }) = &kind {
        return Err(FaultAt { offset, fault: ContentFault::TooFew("bounds") });
    }
    if let Some(number) = &entry.misconception {
        let offset = number.start();
        let digits = number.get_ref().strip_prefix('M').unwrap_or_default();
        if digits.len() != 2 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            let fault = ContentFault::Misconception(number.get_ref().clone());
            return Err(FaultAt { offset, fault });
        }
    }
    let found = entry.hints.get_ref().len();
    if found != HINTS {
        let offset = entry.hints.start();
        return Err(FaultAt { offset, fault: ContentFault::HintLadder { found } });
    }
    Ok(Check {
        id: entry.id.into_inner(),
        kind,
        claim: filled(entry.claim)?,
        points: entry.points,
        when: conditions(entry.when, fields)?,
        needs_kafka: entry.needs_kafka,
        misconception: entry.misconception.map(Spanned::into_inner),
        hints: entry.hints.into_inner().into_iter().map(filled).collect::<Result<_, _>>()?,
    })
}
