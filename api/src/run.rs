//! One execution of an exercise by one learner.

use serde::{Deserialize, Serialize};

use crate::{
    broker::Broker,
    value::Values,
    verdict::{Score, Verdict, VerdictResult},
};

/// Body of `POST /api/runs`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewRun {
    pub exercise: String,
    pub fields: Values,
    pub prediction: Option<Values>,
    /// The attempt that the learner saw; refused with 409 when another one comes next.
    #[serde(default)]
    pub attempt: Option<u32>,
    /// The seed of the orders that the learner saw; refused with 409 when hers differs.
    #[serde(default)]
    pub seed: Option<String>,
}

/// Answer of `POST /api/runs`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunCreated {
    pub id: String,
    pub state: RunState,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunState {
    Queued,
    Running,
    /// Ended with a verdict, which may be inconclusive.
    Done,
    /// Ended by its learner, without a verdict.
    Stopped,
}

impl RunState {
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Stopped)
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Run {
    pub id: String,
    pub exercise: String,
    pub attempt: u32,
    pub state: RunState,
    /// Milliseconds since 1970 when the run was accepted.
    pub created_ms: u64,
    /// Where it ran; `None` while queued.
    pub broker: Option<Broker>,
    /// The seed of its orders.
    pub seed: String,
    pub fields: Values,
    pub prediction: Option<Values>,
    pub verdict: Option<Verdict>,
    /// Hash of the stored evidence, in hexadecimal.
    pub evidence_sha256: Option<String>,
}

/// One line in a list of past runs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunSummary {
    pub id: String,
    pub attempt: u32,
    pub state: RunState,
    pub created_ms: u64,
    pub broker: Option<Broker>,
    pub result: Option<VerdictResult>,
    pub score: Option<Score>,
}
