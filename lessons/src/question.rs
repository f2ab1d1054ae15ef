//! What a learner is asked to predict before the run.

use api::{exercise::Condition, text::Text};
use serde::Deserialize;

use crate::field::Input;

#[derive(Debug, Clone)]
pub struct Question {
    pub id: String,
    /// With placeholders that are filled from the learner's variant: [`PLACEHOLDERS`].
    pub text: Text,
    pub observes: Observation,
    /// `None` for a whole number, whose range follows from the learner's variant.
    pub input: Option<Input>,
    /// Asked only while all hold.
    pub when: Vec<Condition>,
}

/// The placeholders of a question, between braces: the number of orders, the number of partitions,
/// the key whose partition is asked for, the orders that are in the topic before the group exists,
/// those that come while it runs, and the record at which a consumer dies.
pub const PLACEHOLDERS: [&str; 6] =
    ["orders", "partitions", "watched_key", "early", "late", "crash"];

/// What the answer is compared with. Acts count from 1. The range of possible numbers follows
/// from it and from the learner's variant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
    /// How many orders are missing from the log after the act.
    OrdersLost { act: u32 },
    /// How many records of the log repeat an order.
    OrdersRepeated { act: u32 },
    /// How many records come behind a later order of their partition.
    OrdersOutOfPlace { act: u32 },
    /// How many records reach the handler in this act that had reached it before.
    RecordsReadAgain { act: u32 },
    /// Which settings are others in this act than in the first one: a set of their names.
    SettingsThatDiffer { act: u32 },
    /// How the bytes per record of this act's log compare with the first one's: `same`, `half`
    /// (a half or less), `between` or `more`.
    BytesPerRecord { act: u32 },
}

/// The kind of answer that an observation gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    Number,
    OneOf,
    SomeOf,
}

impl Observation {
    pub const fn answer(self) -> Answer {
        match self {
            Self::SettingsThatDiffer { .. } => Answer::SomeOf,
            Self::BytesPerRecord { .. } => Answer::OneOf,
            _ => Answer::Number,
        }
    }

    pub const fn act(self) -> u32 {
        match self {
            Self::RecordsInLog { act }
            | Self::PartitionOfWatchedKey { act }
            | Self::FirstOffset { act, .. }
            | Self::IdleMembers { act }
            | Self::RecordsDelivered { act }
            | Self::OrdersLost { act }
            | Self::OrdersRepeated { act }
            | Self::OrdersOutOfPlace { act }
            | Self::RecordsReadAgain { act }
            | Self::SettingsThatDiffer { act }
            | Self::BytesPerRecord { act } => act,
        }
    }
}
