//! A form that can be run, with what the grader expects of it. Deliberately without `Serialize`:
//! the model answer, the expectations and the hints stay in the server until there is a verdict.

use std::ops::RangeInclusive;

use api::{
    exercise::{ExerciseKind, Limits},
    text::Text,
    value::Values,
};

use crate::{
    check::Check,
    condition,
    field::{Field, FieldError, Input, Reason},
    outcome::Outcome,
    question::{Observation, Question},
    scenario::{Scenario, wrong::WrongAnswer},
    snippet::Snippet,
};

#[derive(Debug, Clone)]
pub struct Exercise {
    pub id: String,
    pub kind: ExerciseKind,
    /// Rises whenever a change would judge a stored run differently.
    pub spec_version: u32,
    /// Place in the session's plan, as printed: `Ejercicio 1`.
    pub label: Text,
    pub title: Text,
    /// Safe HTML: what has to be achieved, or what a miniature does.
    pub goal: Text,
    pub fields: Vec<Field>,
    pub questions: Vec<Question>,
    pub snippet: Snippet,
    pub checks: Vec<Check>,
    pub limits: Limits,
    /// What the lesson's text tells of a run, each once.
    pub outcomes: Vec<Outcome>,
    /// The fields of an answer that gets all points.
    pub model: Values,
    /// What a run does.
    pub scenario: Scenario,
    pub wrong: Vec<WrongAnswer>,
}

impl Exercise {
    /// Checks and completes the submitted fields: the answer has every field of the exercise, with
    /// its default where nothing was submitted.
    ///
    /// # Errors
    /// The first field that is unknown or has a value that its input does not accept.
    pub fn parse_fields(&self, submitted: &Values) -> Result<Values, FieldError> {
        if let Some(name) = submitted.keys().find(|name| self.field(name).is_none()) {
            return Err(FieldError { field: name.clone(), reason: Reason::Unknown });
        }
        self.fields
            .iter()
            .map(|field| {
                let value = submitted.get(&field.name).unwrap_or(&field.default);
                match field.input.accept(value) {
                    Ok(()) => Ok((field.name.clone(), value.clone())),
                    Err(reason) => Err(FieldError { field: field.name.clone(), reason }),
                }
            })
            .collect()
    }

    /// Checks the submitted prediction: an answer to every question that applies to these fields,
    /// and to no other (answers to questions that no longer apply are left out). `range` gives the
    /// possible numbers for the learner's variant.
    ///
    /// # Errors
    /// The first question that is unknown, unanswered, or answered outside its range.
    pub fn parse_prediction(
        &self,
        fields: &Values,
        submitted: &Values,
        range: impl Fn(&Observation) -> RangeInclusive<i64>,
    ) -> Result<Values, FieldError> {
        let known = |id: &String| self.questions.iter().any(|question| question.id == *id);
        if let Some(id) = submitted.keys().find(|id| !known(id)) {
            return Err(FieldError { field: id.clone(), reason: Reason::Unknown });
        }
        self.questions
            .iter()
            .filter(|question| condition::hold(&question.when, fields))
            .map(|question| {
                let refused = |reason| FieldError { field: question.id.clone(), reason };
                let value = submitted.get(&question.id).ok_or_else(|| refused(Reason::Missing))?;
                let range = || range(&question.observes);
                let input = question.input.clone().unwrap_or_else(|| Input::number(range()));
                input.accept(value).map_err(refused)?;
                Ok((question.id.clone(), value.clone()))
            })
            .collect()
    }

    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The checks that apply to a run with these fields.
    pub fn checks_for<'a>(&'a self, fields: &'a Values) -> impl Iterator<Item = &'a Check> {
        self.checks.iter().filter(|check| condition::hold(&check.when, fields))
    }
}
