//! `[[exercise.field]]` to fields whose defaults their own inputs accept.

use api::{exercise::Value, text::Text};
use serde::Deserialize;
use toml::Spanned;

use super::{Names, condition::acceptable, filled, source::FaultAt};
use crate::{
    error::Fault,
    field::{Choice, Field, Input},
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FieldEntry {
    name: Spanned<String>,
    note: Spanned<Text>,
    default: Spanned<Value>,
    input: InputEntry,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum InputEntry {
    Name {
        max_length: u32,
        #[serde(default)]
        optional: bool,
    },
    Choice(Vec<ChoiceEntry>),
    Integer {
        min: i64,
        max: i64,
        #[serde(default)]
        optional: bool,
    },
    Several(Vec<ChoiceEntry>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ChoiceEntry {
    value: Spanned<Value>,
    label: Spanned<Text>,
    note: Option<Spanned<Text>>,
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
            let offset = entry.default.span().start;
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
            let fault = Fault::Duplicate { what: "choice", name: format!("{value:?}") };
            return Err(FaultAt { offset: entry.value.span().start, fault });
        }
        choices.push(Choice {
            value: entry.value.into_inner(),
            label: filled(entry.label)?,
            note: entry.note.map(filled).transpose()?,
        });
    }
    Ok(choices)
}
