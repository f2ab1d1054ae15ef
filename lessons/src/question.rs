//! What a learner is asked to predict before the run.

use api::{exercise::Condition, text::Text};
use serde::Deserialize;

#[derive(Debug, Clone)]
pub struct Question {
    pub id: String,
    /// With placeholders that the learner's variant fills: [`PLACEHOLDERS`].
    pub text: Text,
    pub observes: Observation,
    /// Asked only while all hold.
    pub when: Vec<Condition>,
}

/// The placeholders that a question may have, between braces: how many orders there are, how many
/// partitions the topic has, the key whose partition is asked for, and how many orders are in the
/// topic before the group exists and how many come while it runs.
pub const PLACEHOLDERS: [&str; 5] = ["orders", "partitions", "watched_key", "early", "late"];

/// What the answer is compared with. Acts count from 1. The range of possible answers follows
/// from it and from the learner's variant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Observation {
    /// How many records the log holds after the act: 0 to the number of orders.
    RecordsInLog { act: u32 },
    /// In which partition the records of the watched key are: 0 to partitions − 1.
    PartitionOfWatchedKey { act: u32 },
    /// The offset of the first record that the group gets of the partition in the act; the number
    /// of orders stands for "none".
    FirstOffset { act: u32, partition: u32 },
    /// How many members have no partition once the group is complete: 0 to 5.
    IdleMembers { act: u32 },
    /// How many records the members get in the act, all together.
    RecordsDelivered { act: u32 },
}

impl Observation {
    pub const fn act(self) -> u32 {
        match self {
            Self::RecordsInLog { act }
            | Self::PartitionOfWatchedKey { act }
            | Self::FirstOffset { act, .. }
            | Self::IdleMembers { act }
            | Self::RecordsDelivered { act } => act,
        }
    }
}
