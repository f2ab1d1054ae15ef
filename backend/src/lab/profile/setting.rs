//! The value of one keyword argument, as Python sees it.

use std::{borrow::Cow, collections::BTreeMap, fmt};

use api::value::Value;
use serde_json::Value as Json;

use crate::lab::python;

/// Keyword arguments by name, as a learner gave them.
pub type Keywords = BTreeMap<String, Setting>;

#[derive(Debug, Clone, PartialEq)]
pub enum Setting {
    None,
    Bool(bool),
    Integer(i64),
    /// Finite.
    Float(f64),
    /// `float('inf')`.
    Infinite,
    Text(Cow<'static, str>),
    /// Any other object, as the Python expression that makes it: `DefaultPartitioner()`.
    Object(Cow<'static, str>),
}

impl Setting {
    pub(super) const fn text(text: &'static str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }

    pub(super) const fn object(source: &'static str) -> Self {
        Self::Object(Cow::Borrowed(source))
    }

    /// The number that Python calculates with; `None` for what is not a number.
    pub(super) fn number(&self) -> Option<f64> {
        match self {
            Self::Integer(value) => Some(*value as f64),
            Self::Float(value) => Some(*value),
            Self::Infinite => Some(f64::INFINITY),
            Self::None | Self::Bool(_) | Self::Text(_) | Self::Object(_) => None,
        }
    }
}

/// `repr(x)`, as it stands in kafka-python's messages.
impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("None"),
            Self::Bool(true) => f.write_str("True"),
            Self::Bool(false) => f.write_str("False"),
            Self::Integer(value) => write!(f, "{value}"),
            Self::Float(value) => f.write_str(&python::repr_of_float(*value)),
            Self::Infinite => f.write_str("inf"),
            Self::Text(text) => f.write_str(&python::repr(&Json::from(text.as_ref()))),
            Self::Object(source) => f.write_str(source),
        }
    }
}

impl From<&Value> for Setting {
    fn from(value: &Value) -> Self {
        match value {
            Value::Bool(value) => Self::Bool(*value),
            Value::Integer(value) => Self::Integer(*value),
            Value::Text(text) => Self::Text(Cow::Owned(text.clone())),
            Value::Several(texts) => {
                Self::Object(Cow::Owned(python::repr(&Json::from(texts.clone()))))
            }
        }
    }
}
