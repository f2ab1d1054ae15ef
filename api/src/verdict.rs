//! What the grader says about a run, criterion by criterion.

use serde::{Deserialize, Deserializer, Serialize};

use crate::{text::Text, value::Outcomes};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    pub result: VerdictResult,
    pub points: u32,
    pub max_points: u32,
    pub checks: Vec<CheckResult>,
    /// How the prediction compares with what happened; gives no points.
    pub comparisons: Vec<Comparison>,
    /// Version of the exercise's specification by which it was judged.
    pub spec_version: u32,
    /// Numbers of the run that the lesson's text tells.
    #[serde(default, skip_serializing_if = "Outcomes::is_empty")]
    pub outcomes: Outcomes,
    /// What happened, in one sentence. `None` in verdicts that are older than it, and where the
    /// evidence says nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sentence: Option<Sentence>,
}

/// What happened in the act that decides; every number in it is counted in the evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sentence {
    pub act: u32,
    pub text: Text,
}

/// Apto, no apto, no concluyente.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VerdictResult {
    Passed,
    NotYet,
    /// The infrastructure failed: costs nothing.
    Inconclusive,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckVerdict {
    Passed,
    NotYet,
    Inconclusive,
    /// This kind of broker cannot judge it truthfully; it does not count.
    NeedsKafka,
    /// It judges a prediction, and none was made or nothing could be observed; it does not count.
    NotCompared,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CheckResult {
    pub id: String,
    pub result: CheckVerdict,
    pub points: u32,
    pub max_points: u32,
    /// The claim that was judged.
    pub claim: Text,
    pub expected: Text,
    pub found: Text,
    pub evidence: Vec<EvidenceLink>,
    /// The misconception of the catalogue that this result reveals: `M02`.
    pub misconception: Option<String>,
    /// From nudge to solution; the page opens them one by one.
    pub hints: Vec<Text>,
}

/// Where to look: the page marks it in the drawing and in the tables.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum EvidenceLink {
    Record {
        act: u32,
        /// Its name in the evidence, if the act has several; without one, the act's first.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        topic: Option<String>,
        partition: u32,
        offset: i64,
    },
    /// An order that is not in the log.
    Order {
        act: u32,
        /// As that of a record.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        topic: Option<String>,
        order: u32,
    },
}

impl EvidenceLink {
    pub const fn act(&self) -> u32 {
        match self {
            Self::Record { act, .. } | Self::Order { act, .. } => *act,
        }
    }

    pub fn topic(&self) -> Option<&str> {
        match self {
            Self::Record { topic, .. } | Self::Order { topic, .. } => topic.as_deref(),
        }
    }
}

/// One predicted answer compared with what happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    pub question: String,
    /// The question as it was asked.
    pub text: Text,
    #[serde(deserialize_with = "text")]
    pub predicted: Text,
    /// `None` when nothing could be observed.
    #[serde(deserialize_with = "optional_text")]
    pub happened: Option<Text>,
    pub agrees: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    pub points: u32,
    pub max_points: u32,
}

/// An answer as verdicts store it. Old verdicts hold plain text, the same in both languages.
#[derive(Deserialize)]
#[serde(untagged)]
enum Answer {
    Plain(String),
    Told(Text),
}

impl From<Answer> for Text {
    fn from(answer: Answer) -> Self {
        match answer {
            Answer::Plain(text) => Self { en: text.clone(), es: text },
            Answer::Told(text) => text,
        }
    }
}

fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Text, D::Error> {
    Answer::deserialize(deserializer).map(Text::from)
}

fn optional_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Text>, D::Error> {
    Ok(Option::<Answer>::deserialize(deserializer)?.map(Text::from))
}
