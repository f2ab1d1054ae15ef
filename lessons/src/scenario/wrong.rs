//! Answers that have to fail, and where. With them a test shows that every check can be failed,
//! and that each says something of its own.

use api::{text::Text, value::Values};
use serde::Deserialize;

#[derive(Debug, Clone, PartialEq)]
pub struct WrongAnswer {
    /// All fields: the model answer with the changes.
    pub fields: Values,
    pub prediction: Prediction,
    /// The ids of the checks that fail, in the order of the exercise, and no other fails.
    pub fails: Vec<String>,
    /// Why the checks that fail here do not fail alone.
    pub together: Option<Text>,
}

/// What is predicted before the run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Prediction {
    /// What then happens.
    #[default]
    Right,
    /// Nothing.
    None,
    /// Something else in the questions with these ids, and in the others what then happens.
    Wrong(Vec<String>),
}
