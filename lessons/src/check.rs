//! One criterion: what the broker has to show, how many points it gives, and hints for learners who
//! fail it.

use api::{
    exercise::{CheckOutline, Condition},
    text::{Lang, Text},
};
use serde::Deserialize;

use crate::question::Observation;

/// How many hints a check has: nudge, question, part of the solution, solution.
pub const HINTS: usize = 4;

#[derive(Debug, Clone)]
pub struct Check {
    pub id: String,
    pub kind: Kind,
    /// What the broker has to show, as announced before the run.
    pub claim: Text,
    pub points: u32,
    /// Part of the run only while all hold.
    pub when: Vec<Condition>,
    /// Judged only on real Kafka.
    pub needs_kafka: bool,
    /// What a failure reveals, by its number in the catalogue: `M02`.
    pub misconception: Option<String>,
    /// From nudge to solution, [`HINTS`] of them.
    pub hints: Vec<Text>,
}

/// What is read from the evidence. Acts count from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Kind {
    /// Every order is in the log after the act, exactly once.
    EveryOrderInLog { act: u32 },
    /// Every value in the log is UTF-8 JSON equal to its order.
    ValuesAreJson,
    /// The key of every record is the bytes of its order's field, nothing added, and the record
    /// lives in the partition that murmur2 gives for them.
    KeysInTheirPartition,
    /// The group got every order in the act, those that were already there and those that came.
    EveryOrderDelivered { act: u32 },
    /// Every order went to one member, once, and in one generation the members' partitions are
    /// disjoint and complete.
    EachToOneMember { act: u32 },
    /// After the act the group's committed offset is, in every partition, the last processed + 1.
    CommittedIsNext { act: u32 },
    /// Nothing that the group got in the act before is delivered again.
    DeliversNothingAgain { act: u32 },
    /// What the handler got is, every time, the order as an object.
    HandlerGotOrders,
    /// Every order is in the log after the act, once or more.
    NothingLost { act: u32 },
    /// In each partition the orders come one after the other, none of them twice.
    InOrderWithoutRepeats { act: u32 },
    /// A codec was chosen, and every batch of the act's log that it can shrink carries it.
    BatchesCompressed { act: u32 },
    /// Every record of the act's log went through the handler, in this act or in an earlier one.
    NothingSkipped { act: u32 },
    /// What was predicted of this is what happened.
    PredictedRight(Observation),
    /// A prediction was stored before the run.
    PredictionMade,
}

impl Kind {
    /// The act that the check reads; `None` for all of them.
    pub const fn act(self) -> Option<u32> {
        match self {
            Self::EveryOrderInLog { act }
            | Self::EveryOrderDelivered { act }
            | Self::EachToOneMember { act }
            | Self::CommittedIsNext { act }
            | Self::DeliversNothingAgain { act }
            | Self::NothingLost { act }
            | Self::InOrderWithoutRepeats { act }
            | Self::BatchesCompressed { act }
            | Self::NothingSkipped { act } => Some(act),
            Self::PredictedRight(observation) => Some(observation.act()),
            Self::ValuesAreJson
            | Self::KeysInTheirPartition
            | Self::HandlerGotOrders
            | Self::PredictionMade => None,
        }
    }
}

impl Check {
    /// The part that may be shown before the run.
    pub fn outline(&self, lang: Lang) -> CheckOutline {
        CheckOutline {
            id: self.id.clone(),
            claim: self.claim.get(lang).to_owned(),
            points: self.points,
            when: self.when.clone(),
            needs_kafka: self.needs_kafka,
        }
    }
}
