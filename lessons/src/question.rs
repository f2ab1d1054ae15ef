//! What a learner is asked to predict before the run.

use api::{exercise::Condition, text::Text};
use serde::Deserialize;

use crate::{
    field::Input,
    scenario::{
        name::ActorName,
        selector::{OnePartition, OneTopic, Pair, Selector},
        service::Field,
    },
};

#[derive(Debug, Clone)]
pub struct Question {
    pub id: String,
    /// With placeholders that are filled from the learner's variant: [`PLACEHOLDERS`], and the
    /// draws of the scenario by name.
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

/// What the answer is compared with. The range of possible numbers follows from it and from the
/// learner's variant.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Observation {
    /// How many records the log holds after the act.
    RecordsInLog(Selector),
    /// In how many batches the log holds its records after the act.
    BatchesInLog(Selector),
    /// How many bytes these batches take, with their headers and as they are compressed.
    BytesInLog(Selector),
    /// In which partition the records of the watched key are: 0 to partitions − 1.
    PartitionOfWatchedKey(Selector),
    /// The offset of the first record that the group gets of the partition in the act; the number
    /// of orders stands for "none", which is answered in words.
    FirstOffset(OnePartition),
    /// The first offset that the partition still has after the act.
    BeginOffset(OnePartition),
    /// How many partitions the topic has after the act; 0 if it does not exist.
    PartitionsOfTopic(OneTopic),
    /// How many members have no partition once the group is complete: 0 to 5.
    IdleMembers(Selector),
    /// How many members were put out of their group while their process lived: 0 to 5.
    MembersExpelled(Selector),
    /// How many partitions the group takes away from members while they read: those that they lose
    /// at their close are not counted.
    PartitionsRevoked(Selector),
    /// How many bytes of the log each record takes, with what its batch adds: the mean, rounded.
    MeanRecordBytes(Selector),
    /// How many records the members get in the act, all together.
    RecordsDelivered(Selector),
    /// How many records the filters of the handlers drop.
    RecordsFiltered(Selector),
    /// How many records both groups get.
    RecordsInCommon(Pair),
    /// How many records reach a member of the group behind a later order.
    DeliveredOutOfOrder(Sequence),
    /// How many rows the lab's sink has after the act.
    RowsInSink(Selector),
    /// How many keys of the log are in more than one partition.
    KeysInSeveralPartitions(Selector),
    /// How many orders are missing from the log after the act.
    OrdersLost(Selector),
    /// How many records of the log repeat an order.
    OrdersRepeated(Selector),
    /// How many records come behind a later order of their partition.
    OrdersOutOfPlace(Selector),
    /// How many records reach the handler in this act that had reached it before.
    RecordsReadAgain(Selector),
    /// Which settings are others in this act than in the first one: a set of their names.
    SettingsThatDiffer(Selector),
    /// How the bytes per record of this act's log compare with the first one's: `same`, `half`
    /// (a half or less), `between` or `more`.
    BytesPerRecord(Selector),
}

/// The orders as they reach the members of a group, one after the other.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Sequence {
    /// Counted from 1.
    pub act: u32,
    /// A group of the act.
    pub actor: ActorName,
    /// Orders are compared with those that have the same value of this field; without it, with all.
    pub by: Option<Field>,
}

/// The kind of answer that an observation gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    Number,
    OneOf,
    SomeOf,
}

impl Observation {
    pub const fn answer(&self) -> Answer {
        match self {
            Self::SettingsThatDiffer(_) => Answer::SomeOf,
            Self::BytesPerRecord(_) => Answer::OneOf,
            _ => Answer::Number,
        }
    }

    /// Whether the largest of the possible numbers stands for "none", so that it is answered in words
    /// and not as a number that somebody has to look up.
    pub const fn offers_none(&self) -> bool {
        matches!(self, Self::FirstOffset(_))
    }

    /// What is read for it, each part for itself; at least one.
    pub fn selectors(&self) -> Vec<Selector> {
        match self {
            Self::RecordsInLog(selector)
            | Self::BatchesInLog(selector)
            | Self::BytesInLog(selector)
            | Self::MeanRecordBytes(selector)
            | Self::PartitionOfWatchedKey(selector)
            | Self::IdleMembers(selector)
            | Self::MembersExpelled(selector)
            | Self::PartitionsRevoked(selector)
            | Self::RecordsDelivered(selector)
            | Self::RecordsFiltered(selector)
            | Self::RowsInSink(selector)
            | Self::KeysInSeveralPartitions(selector)
            | Self::OrdersLost(selector)
            | Self::OrdersRepeated(selector)
            | Self::OrdersOutOfPlace(selector)
            | Self::RecordsReadAgain(selector)
            | Self::SettingsThatDiffer(selector)
            | Self::BytesPerRecord(selector) => vec![selector.clone()],
            Self::FirstOffset(one) | Self::BeginOffset(one) => vec![one.selector()],
            Self::PartitionsOfTopic(one) => vec![one.selector()],
            Self::RecordsInCommon(pair) => pair.selectors().into(),
            Self::DeliveredOutOfOrder(sequence) => vec![sequence.selector()],
        }
    }
}

impl Sequence {
    pub fn selector(&self) -> Selector {
        Selector { actor: Some(self.actor.clone()), ..Selector::whole(self.act) }
    }
}
