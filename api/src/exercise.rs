//! An exercise as its learner sees it. Nothing here tells what a check expects.

use serde::{Deserialize, Serialize};

use crate::{
    broker::Broker,
    run::RunSummary,
    value::{Outcomes, Value},
    verdict::Score,
};

/// What an exercise is in its lesson.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExerciseKind {
    #[default]
    Exercise,
    /// A small preset lab inside the prose.
    Miniature,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Exercise {
    pub id: String,
    pub kind: ExerciseKind,
    /// Place in the session's plan, as printed: `Ejercicio 1`.
    pub label: String,
    pub title: String,
    /// Safe HTML: what has to be achieved.
    pub goal: String,
    pub fields: Vec<Field>,
    pub questions: Vec<Question>,
    pub snippet: Vec<SnippetLine>,
    pub checks: Vec<CheckOutline>,
    pub limits: Limits,
    /// Which attempt comes next; `POST /api/runs` sends it back, so that a prediction is never
    /// stored for orders that the learner did not see.
    pub attempt: u32,
    /// The seed of the orders below: this learner's, for this attempt. Sent back for the same
    /// reason, since another tab may have become another learner.
    pub seed: String,
    pub variant: Variant,
    /// Where a run would happen if it started now.
    pub broker: Broker,
    /// Why the exercise cannot be done there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_out: Option<String>,
    pub best: Option<Score>,
    /// What the lesson's text tells of the learner's latest run that has such numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told: Option<ToldRun>,
    /// The learner's latest runs of this exercise, newest first.
    pub runs: Vec<RunSummary>,
}

/// A run of which the lesson's text tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToldRun {
    pub attempt: u32,
    pub outcomes: Outcomes,
}

/// One keyword argument of kafka-python, or one parameter of the lab.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Field {
    pub name: String,
    /// One sentence below the control.
    pub note: String,
    pub input: Input,
    pub default: Value,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Input {
    /// A name that Kafka accepts for a topic or a group: ASCII letters, digits, `.`, `_`, `-`.
    Name {
        max_length: u32,
        /// Whether it may be empty, which is Python's `None`.
        #[serde(default)]
        optional: bool,
    },
    Choice {
        choices: Vec<Choice>,
    },
    Integer {
        min: i64,
        max: i64,
        /// Whether it may be empty, which leaves the argument out of the script.
        #[serde(default)]
        optional: bool,
        /// Whether `max` stands for "none", which the control offers in words.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        none: bool,
    },
    /// Any number of the choices, none included; their values are texts.
    Several {
        choices: Vec<Choice>,
    },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Choice {
    pub value: Value,
    /// What the control shows, and, between backticks in `note`, the Python it stands for.
    pub label: String,
    /// What choosing it means; shown below the control while chosen.
    pub note: Option<String>,
}

/// Something to predict before the run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Question {
    pub id: String,
    /// Already in the words of the learner's variant.
    pub text: String,
    pub input: Input,
    /// Asked only while all hold.
    pub when: Vec<Condition>,
}

/// Holds while the field has one of the values, or, negated, while it has none of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    pub field: String,
    pub is: Vec<Value>,
    #[serde(default)]
    pub negated: bool,
}

/// One line of the Python beside the form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SnippetLine {
    /// The field whose argument this line writes; its row and this line are highlighted together.
    pub field: Option<String>,
    /// Shown only while all hold.
    pub when: Vec<Condition>,
    pub segments: Vec<Segment>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Segment {
    Code {
        text: String,
        class: Option<CodeClass>,
    },
    /// The field's present value as a Python literal.
    Field {
        name: String,
    },
}

/// Highlighting class of a piece of code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CodeClass {
    Keyword,
    String,
    Number,
    Comment,
}

/// A criterion as announced before the run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CheckOutline {
    pub id: String,
    /// What the broker has to show.
    pub claim: String,
    pub points: u32,
    /// Part of the run only while all hold.
    pub when: Vec<Condition>,
    /// Judged only on real Kafka: on the simulated cluster it does not count.
    pub needs_kafka: bool,
}

/// What a run may use; shown in the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    pub records: u32,
    pub bytes: u64,
    pub partitions: u32,
    pub members: u32,
    pub seconds: u32,
}

/// The learner's own data for the next attempt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Variant {
    pub partitions: u32,
    /// The orders, each as compact JSON text.
    pub orders: Vec<String>,
    /// For a consumer: the first so many orders are in the topic before the group exists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub early: Option<u32>,
}
