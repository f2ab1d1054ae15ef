//! What an administrator does to a topic, or to the offsets of a group.

use serde::Deserialize;

use super::{
    name::{ActorName, TopicKey},
    position::Position,
};

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AddPartitions {
    pub topic: TopicKey,
    /// How many it has then; more than before.
    pub to: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DeleteRecords {
    pub topic: TopicKey,
    /// The first offset that stays, in every partition; one that ends before it is emptied.
    pub before: u32,
}

/// The broker removes what the settings of the topic say: of a compacted one, all but the last record
/// of each key, the newest record of each partition aside; else all that is older than
/// `retention.ms`, which is everything if nobody writes meanwhile.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AwaitCleanup {
    /// One with `cleanup.policy` or `retention.ms`.
    pub topic: TopicKey,
}

/// What `kafka-consumer-groups.sh --reset-offsets` does. Kafka refuses it while the group has
/// members, also one that was killed and whose session has not timed out
/// (`ClassicGroup.validateOffsetCommit`: UNKNOWN_MEMBER_ID).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ResetOffsets {
    /// An actor with a `group_id`.
    pub group: ActorName,
    /// One of those that it reads; without it, all of them.
    pub topic: Option<TopicKey>,
    /// What is committed then. An offset that a partition does not have becomes its nearest.
    pub to: Position,
}
