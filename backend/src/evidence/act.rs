//! What one act left: the topics that it names, each with its log, and what each actor did.

use std::collections::BTreeMap;

use api::value::Values;
use serde::{Deserialize, Serialize};

use super::{
    admin::Admin,
    group::Group,
    producer::{DeliveryReport, Producer},
    topic::Topic,
};

/// Topics and actors are named as in the exercise. Acts that name the same topic share it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Act {
    /// Counted from 1.
    pub act: u32,
    /// Which performance it is of an act that the exercise varies or repeats; also in the acts that
    /// follow one, whose numbers are others than in the exercise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub performance: Option<Performance>,
    /// The earlier act that this one is measured against.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compared_with: Option<u32>,
    pub topics: BTreeMap<String, Topic>,
    pub actors: BTreeMap<String, Actor>,
    /// What the lab did to the actors on purpose, in the order in which it did.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub disturbances: Vec<Disturbance>,
    /// What an administrator did, in the order of the steps.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub admin: Vec<Admin>,
}

/// One performance of an act of the exercise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Performance {
    /// The number of the act in the exercise.
    pub of: u32,
    /// What each varied name stands for.
    #[serde(default, skip_serializing_if = "Values::is_empty")]
    pub variant: Values,
    /// Which repetition of this variant, counted from 1.
    pub repeat: u32,
    /// From its start to the end of its last step.
    pub duration_us: u64,
}

/// Who took part.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    Producer(Producer),
    Group(Group),
}

/// What the lab did to a Produce request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disturbance {
    /// Whose request it was.
    pub actor: String,
    pub request: Disturbed,
}

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Disturbed {
    /// Answered with an error that a client may retry; the broker stored nothing.
    Refused,
    /// The broker stored the records, and the connection broke in place of its acknowledgement.
    AcknowledgementLost,
}

impl Act {
    /// Its number in the exercise.
    pub fn number(&self) -> u32 {
        self.performance.as_ref().map_or(self.act, |performance| performance.of)
    }

    /// Whether this one goes on from what the other one left. Performances of one act do not: each
    /// has its own topics and sinks.
    pub fn follows(&self, other: &Self) -> bool {
        other.number() < self.number()
    }

    /// A report of success for which the log holds no record.
    pub fn confirmed_and_missing(&self) -> Option<&DeliveryReport> {
        self.whole().producers().find_map(|producer| match self.topics.get(&producer.topic) {
            Some(topic) => producer.confirmed_and_missing(topic),
            None => producer.reports.iter().find(|report| report.result.is_ok()),
        })
    }
}
