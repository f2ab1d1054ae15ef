//! One field of the form, and the check of submitted values.

mod error;

use std::ops::RangeInclusive;

use api::{
    text::{Lang, Text},
    value::Value,
};

pub(crate) use error::literal;
pub use error::{FieldError, Reason};

/// One keyword argument of kafka-python, or one parameter of the lab.
#[derive(Debug, Clone)]
pub struct Field {
    pub name: String,
    /// One sentence below the control.
    pub note: Text,
    pub input: Input,
    /// What the client does when the argument is not given.
    pub default: Value,
}

/// The bilingual twin of [`api::exercise::Input`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A name that Kafka accepts for a topic or a group, of 1 to `max_length` characters; an
    /// optional one may also be empty, which is Python's `None`.
    Name {
        max_length: u32,
        optional: bool,
    },
    Choice {
        choices: Vec<Choice>,
    },
    /// Both bounds are allowed values; an optional one may also be empty, which leaves the argument
    /// out of the script.
    Integer {
        min: i64,
        max: i64,
        optional: bool,
    },
    /// Any number of the choices, in their order.
    Several {
        choices: Vec<Choice>,
    },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub value: Value,
    pub label: Text,
    /// What choosing it means, with its Python between backticks.
    pub note: Option<Text>,
}

impl Field {
    pub fn get(&self, lang: Lang) -> api::exercise::Field {
        api::exercise::Field {
            name: self.name.clone(),
            note: self.note.get(lang).to_owned(),
            input: self.input.get(lang),
            default: self.default.clone(),
        }
    }
}

impl Input {
    pub fn number(range: RangeInclusive<i64>) -> Self {
        Self::Integer { min: *range.start(), max: *range.end(), optional: false }
    }

    pub fn get(&self, lang: Lang) -> api::exercise::Input {
        match self {
            Self::Name { max_length, optional } => {
                api::exercise::Input::Name { max_length: *max_length, optional: *optional }
            }
            Self::Choice { choices } => {
                api::exercise::Input::Choice { choices: get_all(choices, lang) }
            }
            Self::Several { choices } => {
                api::exercise::Input::Several { choices: get_all(choices, lang) }
            }
            Self::Integer { min, max, optional } => {
                let (min, max, optional) = (*min, *max, *optional);
                api::exercise::Input::Integer { min, max, optional, none: false }
            }
        }
    }

    /// # Errors
    /// Why this input does not accept `value`.
    pub fn accept(&self, value: &Value) -> Result<(), Reason> {
        match (self, value) {
            (Self::Name { max_length, optional }, Value::Text(name)) => {
                if is_kafka_name(name, *max_length) || (*optional && name.is_empty()) {
                    Ok(())
                } else {
                    Err(Reason::NotAName { max_length: *max_length })
                }
            }
            (Self::Name { .. }, Value::Bool(_) | Value::Integer(_) | Value::Several(_)) => {
                Err(Reason::NotText)
            }
            (Self::Choice { choices }, value) => {
                if choices.iter().any(|choice| choice.value == *value) {
                    Ok(())
                } else {
                    Err(Reason::NotAChoice { choices: values(choices) })
                }
            }
            (Self::Several { choices }, Value::Several(chosen)) => {
                // In the order of the choices, and each once, so that equal answers are equal
                // values.
                let mut open = choices.iter().map(|choice| &choice.value);
                let is_next = |name: &String| open.any(|value| *value == Value::Text(name.clone()));
                if chosen.iter().all(is_next) {
                    Ok(())
                } else {
                    Err(Reason::NotAChoice { choices: values(choices) })
                }
            }
            (Self::Several { choices }, _) => Err(Reason::NotAChoice { choices: values(choices) }),
            (Self::Integer { optional: true, .. }, Value::Text(text)) if text.is_empty() => Ok(()),
            (Self::Integer { min, max, .. }, Value::Integer(number)) => {
                if (*min..=*max).contains(number) {
                    Ok(())
                } else {
                    Err(Reason::OutOfRange { min: *min, max: *max })
                }
            }
            (Self::Integer { .. }, Value::Bool(_) | Value::Text(_) | Value::Several(_)) => {
                Err(Reason::NotAnInteger)
            }
        }
    }
}

impl Choice {
    fn get(&self, lang: Lang) -> api::exercise::Choice {
        api::exercise::Choice {
            value: self.value.clone(),
            label: self.label.get(lang).to_owned(),
            note: self.note.as_ref().map(|note| note.get(lang).to_owned()),
        }
    }
}

fn get_all(choices: &[Choice], lang: Lang) -> Vec<api::exercise::Choice> {
    choices.iter().map(|choice| choice.get(lang)).collect()
}

fn values(choices: &[Choice]) -> Vec<Value> {
    choices.iter().map(|choice| choice.value.clone()).collect()
}

/// Kafka's own rule for topics (`org.apache.kafka.common.internals.Topic`), whose limit is 249.
pub(crate) fn is_kafka_name(name: &str, max_length: u32) -> bool {
    let legal = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    !name.is_empty()
        && name.len() <= max_length as usize
        && name.bytes().all(legal)
        && !matches!(name, "." | "..")
}
