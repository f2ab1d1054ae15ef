//! Reads `[[exercise.wrong]]`: answers that have to fail, and where.

#[cfg(test)]
use std::collections::BTreeMap;
use std::collections::BTreeSet;

use api::value::Values;
use serde::Deserialize;

#[cfg(test)]
use super::super::schema;
use super::super::{TextEntry, filled, source::FaultAt, spanned::Spanned};
use crate::{
    error::ContentFault,
    exercise::Exercise,
    scenario::wrong::{Prediction, WrongAnswer},
};

/// An answer that fails, and the checks that say so.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(in crate::load) struct WrongEntry {
    /// What is changed of the model answer.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "BTreeMap<String, schema::Value>"))]
    fields: Option<Spanned<Values>>,
    /// What is predicted, if not what then happens.
    #[serde(default)]
    prediction: Option<Spanned<Prediction>>,
    /// The checks that fail, and no other does.
    fails: Spanned<Vec<Spanned<String>>>,
    /// Why the checks that fail here do not fail alone.
    together: Option<Spanned<TextEntry>>,
}

/// # Errors
/// An answer that is not valid, or that says nothing; an unknown check; and a check that no answer
/// fails, or none fails alone although nothing says why. `offset` is where the exercise begins.
pub(in crate::load) fn wrong(
    entries: Vec<WrongEntry>,
    exercise: &Exercise,
    offset: usize,
) -> Result<Vec<WrongAnswer>, FaultAt> {
    let answers: Vec<WrongAnswer> =
        entries.into_iter().map(|entry| answer(entry, exercise)).collect::<Result<_, _>>()?;
    for check in &exercise.checks {
        let mut failing = answers.iter().filter(|answer| answer.fails.contains(&check.id));
        let is_explained =
            |answer: &WrongAnswer| answer.fails.len() == 1 || answer.together.is_some();
        if !failing.any(is_explained) {
            return Err(FaultAt { offset, fault: ContentFault::NeverAlone(check.id.clone()) });
        }
    }
    Ok(answers)
}

fn answer(entry: WrongEntry, exercise: &Exercise) -> Result<WrongAnswer, FaultAt> {
    let start = entry.fails.start();
    let mut fields = exercise.model.clone();
    if let Some(changes) = entry.fields {
        let offset = changes.start();
        let changes = changes.into_inner();
        exercise
            .parse_fields(&changes)
            .map_err(|error| FaultAt { offset, fault: ContentFault::WrongAnswer(error) })?;
        fields.extend(changes);
    }
    let mut prediction = Prediction::Right;
    if let Some(given) = entry.prediction {
        if let Prediction::Wrong(ids) = given.get_ref() {
            let known = |id: &String| exercise.questions.iter().any(|question| question.id == *id);
            if let Some(id) = ids.iter().find(|id| !known(id)) {
                let fault = ContentFault::UnknownPart { what: "question", name: id.clone() };
                return Err(FaultAt { offset: given.start(), fault });
            }
        }
        prediction = given.into_inner();
    }
    if fields == exercise.model && prediction == Prediction::Right {
        return Err(FaultAt { offset: start, fault: ContentFault::NotWrong });
    }
    let mut fails = Vec::new();
    let mut seen = BTreeSet::new();
    for id in entry.fails.into_inner() {
        let (offset, id) = (id.start(), id.into_inner());
        if !exercise.checks.iter().any(|check| check.id == id) {
            let fault = ContentFault::UnknownPart { what: "check", name: id };
            return Err(FaultAt { offset, fault });
        }
        if !seen.insert(id.clone()) {
            return Err(FaultAt {
                offset,
                fault: ContentFault::Duplicate { what: "check", name: id },
            });
        }
        fails.push(id);
    }
    if fails.is_empty() {
        return Err(FaultAt { offset: start, fault: ContentFault::TooFew("checks that fail") });
    }
    if let (Some(together), 1) = (&entry.together, fails.len()) {
        return Err(FaultAt { offset: together.start(), fault: ContentFault::TogetherAlone });
    }
    let together = entry.together.map(filled).transpose()?;
    Ok(WrongAnswer { fields, prediction, fails, together })
}
