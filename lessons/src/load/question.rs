//! Reads `[[exercise.question]]` into questions.

use api::text::Lang;
use serde::Deserialize;

use super::{
    Names, TextEntry,
    condition::{When, conditions},
    field::{InputEntry, input},
    filled, slug,
    source::FaultAt,
    spanned::Spanned,
};
use crate::{
    error::ContentFault,
    field::{Field, Input},
    question::{Answer, Observation, PLACEHOLDERS, Question},
    scenario::{Scenario, selector::Selector},
    snippet::placeholders,
};

/// What the learner predicts, to be compared with what the run shows.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct QuestionEntry {
    /// Lower-case ASCII letters, digits, `-` and `_`; once in the exercise.
    id: Spanned<String>,
    /// With `{orders}` and other placeholders, which the learner's data fills.
    text: Spanned<TextEntry>,
    /// What the answer is compared with.
    observes: Spanned<Observation>,
    /// How it is answered, if not with a number.
    input: Option<InputEntry>,
    /// Asked only while all of this holds.
    #[serde(default)]
    when: When,
}

impl QuestionEntry {
    /// What it reads, and where it says so.
    pub(super) fn selectors(&self) -> (Vec<Selector>, usize) {
        (self.observes.get_ref().selectors(), self.observes.start())
    }
}

pub(super) fn questions(
    entries: Vec<QuestionEntry>,
    acts: u32,
    fields: &[Field],
    scenario: &Scenario,
) -> Result<Vec<Question>, FaultAt> {
    let is_drawn = |name: &str| scenario.draws.contains_key(name);
    let mut names = Names::new("question");
    entries
        .into_iter()
        .map(|entry| {
            slug(&entry.id)?;
            names.add(&entry.id)?;
            let (start, observes) = (entry.observes.start(), entry.observes.into_inner());
            known_acts(acts, &observes.selectors(), start)?;
            let input = entry.input.map(input).transpose()?;
            let fits = match (observes.answer(), &input) {
                (Answer::Number, None) => Ok(()),
                (Answer::OneOf, Some(Input::Choice { .. })) => Ok(()),
                (Answer::SomeOf, Some(Input::Several { .. })) => Ok(()),
                (Answer::Number, Some(_)) => Err("a number, whose input is known"),
                (Answer::OneOf, _) => Err("one of some choices"),
                (Answer::SomeOf, _) => Err("a set of choices"),
            };
            fits.map_err(|kind| FaultAt {
                offset: start,
                fault: ContentFault::QuestionInput(kind),
            })?;
            let offset = entry.text.start();
            let text = filled(entry.text)?;
            for lang in Lang::ALL {
                let mut used = placeholders(text.get(lang)).map(|range| &text.get(lang)[range]);
                let is_unknown = |name: &&str| !PLACEHOLDERS.contains(name) && !is_drawn(name);
                if let Some(name) = used.find(is_unknown) {
                    let fault = ContentFault::UnknownPlaceholder(name.to_owned());
                    return Err(FaultAt { offset, fault });
                }
            }
            Ok(Question {
                id: entry.id.into_inner(),
                text,
                observes,
                input,
                when: conditions(entry.when, fields)?,
            })
        })
        .collect()
}

pub(super) fn known_acts(acts: u32, selectors: &[Selector], offset: usize) -> Result<(), FaultAt> {
    match selectors.iter().find(|selector| !(1..=acts).contains(&selector.act)) {
        Some(selector) => Err(FaultAt { offset, fault: ContentFault::UnknownAct(selector.act) }),
        None => Ok(()),
    }
}
