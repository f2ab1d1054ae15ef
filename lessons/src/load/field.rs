//! Reads `[[exercise.field]]` into fields whose inputs accept their defaults.

use api::value::Value;
use serde::Deserialize;

#[cfg(test)]
use super::schema;
use super::{Names, TextEntry, condition::acceptable, filled, source::FaultAt, spanned::Spanned};
use crate::{
    error::ContentFault,
    field::{Choice, Field, Input},
};

/// One row of the form: a keyword argument of kafka-python, or a parameter of the lab.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct FieldEntry {
    /// As kafka-python or the lab has it.
    name: Spanned<String>,
    /// One sentence below the control.
    note: Spanned<TextEntry>,
    /// What the client does when the argument is not given, not what the answer should be.
    #[cfg_attr(test, schemars(with = "schema::Value"))]
    default: Spanned<Value>,
    /// What can be given.
    input: InputEntry,
}

/// A control of the form.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum InputEntry {
    /// A name that Kafka accepts.
    Name {
        /// In characters.
        max_length: u32,
        /// It may be empty, which is Python's `None`.
        #[serde(default)]
        optional: bool,
    },
    /// One of these.
    Choice(Vec<ChoiceEntry>),
    /// A whole number.
    Integer {
        /// Is allowed itself.
        min: i64,
        /// Is allowed itself.
        max: i64,
        /// It may be empty, which leaves the argument out of the script.
        #[serde(default)]
        optional: bool,
    },
    /// Any number of these.
    Several(Vec<ChoiceEntry>),
}

/// One of the things to choose from.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct ChoiceEntry {
    /// A text, an integer or a boolean: what conditions and the model answer say.
    #[cfg_attr(test, schemars(with = "schema::Value"))]
    value: Spanned<Value>,
    /// What is read on it.
    label: Spanned<TextEntry>,
    /// What choosing it means, with its Python between backticks.
    note: Option<Spanned<TextEntry>>,
}

pub(super) fn fields(entries: Vec<FieldEntry>) -> Result<Vec<Field>, FaultAt> {
    let mut names = Names::new("field");
    entries
        .into_iter()
        .map(|entry| {
            names.add(&entry.name)?;
            let field = Field {
                name: entry.name.into_inner(),
                note: filled(entry.note)?,
                input: input(entry.input)?,
                default: entry.default.get_ref().clone(),
            };
            let offset = entry.default.start();
            acceptable(&field, &field.default).map_err(|fault| FaultAt { offset, fault })?;
            Ok(field)
        })
        .collect()
}

pub(super) fn input(entry: InputEntry) -> Result<Input, FaultAt> {
    Ok(match entry {
        InputEntry::Name { max_length, optional } => Input::Name { max_length, optional },
        InputEntry::Integer { min, max, optional } => Input::Integer { min, max, optional },
        InputEntry::Choice(entries) => Input::Choice { choices: choices(entries)? },
        InputEntry::Several(entries) => Input::Several { choices: choices(entries)? },
    })
}

fn choices(entries: Vec<ChoiceEntry>) -> Result<Vec<Choice>, FaultAt> {
    let mut choices: Vec<Choice> = Vec::new();
    for entry in entries {
        let value = entry.value.get_ref();
        if choices.iter().any(|choice| choice.value == *value) {
            let fault = ContentFault::Duplicate { what: "choice", name: format!("{value:?}") };
            return Err(FaultAt { offset: entry.value.start(), fault });
        }
        choices.push(Choice {
            value: entry.value.into_inner(),
            label: filled(entry.label)?,
            note: entry.note.map(filled).transpose()?,
        });
    }
    Ok(choices)
}
