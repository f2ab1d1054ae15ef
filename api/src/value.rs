//! Values of fields, and answers to questions.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Value of a field or of a prediction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    Bool(bool),
    Integer(i64),
    Text(String),
    /// Several of the choices, in the order of the choices.
    Several(Vec<String>),
}

/// Values by field name, or answers by question id.
pub type Values = BTreeMap<String, Value>;

/// Numbers of a run that the lesson's text tells, by what they are: an observation and the part of
/// the run that it reads, as `records_in_log act=1`.
pub type Outcomes = BTreeMap<String, u64>;
