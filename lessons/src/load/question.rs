//! `[[exercise.question]]` to questions.

use api::text::{Lang, Text};
use serde::Deserialize;
use toml::Spanned;

use super::{
    Names,
    condition::{When, conditions},
    filled, slug,
    source::FaultAt,
};
use crate::{
    error::Fault,
    exercise::Lab,
    field::Field,
    question::{Observation, PLACEHOLDERS, Question},
    snippet::placeholders,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct QuestionEntry {
    id: Spanned<String>,
    text: Spanned<Text>,
    observes: Spanned<Observation>,
    #[serde(default)]
    when: When,
}

pub(super) fn questions(
    entries: Vec<QuestionEntry>,
    lab: Lab,
    fields: &[Field],
) -> Result<Vec<Question>, FaultAt> {
    let mut names = Names::new("question");
    entries
        .into_iter()
        .map(|entry| {
            slug(&entry.id)?;
            names.add(&entry.id)?;
            known_act(lab, entry.observes.get_ref().act(), entry.observes.span().start)?;
            let offset = entry.text.span().start;
            let text = filled(entry.text)?;
            for lang in Lang::ALL {
                let mut used = placeholders(text.get(lang)).map(|range| &text.get(lang)[range]);
                if let Some(name) = used.find(|name| !PLACEHOLDERS.contains(name)) {
                    let fault = Fault::UnknownPlaceholder(name.to_owned());
                    return Err(FaultAt { offset, fault });
                }
            }
            Ok(Question {
                id: entry.id.into_inner(),
                text,
                observes: entry.observes.into_inner(),
                when: conditions(entry.when, fields)?,
            })
        })
        .collect()
}

pub(super) fn known_act(lab: Lab, act: u32, offset: usize) -> Result<(), FaultAt> {
    if (1..=lab.acts()).contains(&act) {
        Ok(())
    } else {
        Err(FaultAt { offset, fault: Fault::UnknownAct(act) })
    }
}
