//! Consumers of one group, each a process of its own, all with the same handler.

use serde::{Deserialize, Serialize};

use super::{
    client::ClientVersion,
    handler::{EffectKey, Handler},
    name::TopicKey,
    service::{Fold, Forward},
};

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// What the members subscribe to; at least one.
    pub topics: Vec<TopicKey>,
    /// How many they are, at least 1.
    #[serde(default = "one")]
    pub members: u32,
    /// Whose defaults apply.
    pub client_version: ClientVersion,
    /// How they share their partitions. kafka-python speaks only the classic protocol: the other
    /// one is a setting of the lab, and needs real Kafka.
    #[serde(default)]
    pub protocol: GroupProtocol,
    /// What the handler gets of a value.
    #[serde(default)]
    pub value_deserializer: Deserializer,
    /// The keyword arguments of `KafkaConsumer`.
    #[serde(default)]
    pub keywords: GroupKeywords,
    /// The shape of the script.
    pub r#loop: Loop,
    /// What is done with each record, from left to right; at least one.
    pub handler: Vec<Handler>,
}

impl Group {
    /// Where its handler sends what it cannot process.
    pub fn dead_letters(&self) -> Option<&TopicKey> {
        self.handler.iter().find_map(|part| match part {
            Handler::DeadLetter { topic } => topic.as_ref(),
            Handler::Process {}
            | Handler::Effect { .. }
            | Handler::Filter(_)
            | Handler::Forward(_)
            | Handler::Fold(_)
            | Handler::Retry { .. } => None,
        })
    }

    /// Whether a member keeps what does not change hands while the group shares its partitions
    /// anew; otherwise all give back everything, and are assigned everything at once.
    pub fn keeps_what_stays(&self) -> bool {
        self.protocol == GroupProtocol::Consumer
            || self.keywords.partition_assignment_strategy == Some(Strategy::CooperativeSticky)
    }

    /// The topics that its handler sends to, each once: what it forwards, its changelog and what it
    /// cannot process.
    pub fn sends_to(&self) -> Vec<&TopicKey> {
        let mut topics = Vec::new();
        for part in &self.handler {
            let topic = match part {
                Handler::Forward(Forward { topic, .. }) => Some(topic),
                Handler::Fold(Fold { changelog, .. }) => changelog.as_ref(),
                Handler::DeadLetter { topic } => topic.as_ref(),
                Handler::Process {}
                | Handler::Effect { .. }
                | Handler::Filter(_)
                | Handler::Retry { .. } => None,
            };
            topics.extend(topic.filter(|topic| !topics.contains(topic)));
        }
        topics
    }

    /// What makes the rows of its effects the same; `None` if it has no effect.
    pub fn effect_key(&self) -> Option<EffectKey> {
        self.handler.iter().find_map(|part| match part {
            Handler::Effect { key } => Some(*key),
            Handler::Process {}
            | Handler::Filter(_)
            | Handler::Forward(_)
            | Handler::Fold(_)
            | Handler::Retry { .. }
            | Handler::DeadLetter { .. } => None,
        })
    }
}

const fn one() -> u32 {
    1
}

/// One that is absent is not given, and kafka-python's default applies.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct GroupKeywords {
    /// As the learner named it. Without it the consumers have no group: each reads all partitions
    /// and nothing is committed.
    pub group_id: Option<String>,
    /// Where to begin where nothing is committed.
    pub auto_offset_reset: Option<Reset>,
    /// Whether the client commits by itself.
    pub enable_auto_commit: Option<bool>,
    /// The longest time between two polls before the member is out of the group, in milliseconds.
    pub max_poll_interval_ms: Option<u32>,
    /// The longest time without a heartbeat, in milliseconds. Not sent with
    /// `protocol = "consumer"`, where the broker decides it.
    pub session_timeout_ms: Option<u32>,
    /// Who gets which partition. Not sent with `protocol = "consumer"`, where the broker shares them
    /// out.
    pub partition_assignment_strategy: Option<Strategy>,
}

/// By which protocol members share their partitions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum GroupProtocol {
    /// One of the members shares them out.
    #[default]
    Classic,
    /// The coordinator does (KIP-848; brokers since Kafka 4.0).
    Consumer,
}

/// The list that `partition_assignment_strategy` is, with one assignor in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Strategy {
    /// `[RangePartitionAssignor]`
    Range,
    /// `[RoundRobinPartitionAssignor]`
    RoundRobin,
    /// `[CooperativeStickyAssignor]`, since kafka-python 3.0.
    CooperativeSticky,
}

/// How the script goes through its records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Loop {
    /// How many records it gets at once, at least 1; 1 is `for message in consumer`.
    pub max_poll_records: u32,
    /// When it calls `commit()`.
    pub commit: Commit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Commit {
    /// Never.
    None,
    /// After each record.
    Each,
    /// After each record, its own offset instead of the next one, as many scripts do by mistake:
    /// `OffsetAndMetadata(m.offset, '')`.
    Own,
    /// After each batch.
    Batch,
    /// Before a batch is processed.
    Before,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Reset {
    Earliest,
    Latest,
    /// The client raises an exception.
    None,
}

/// What `value_deserializer` does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Deserializer {
    /// Absent: the handler gets bytes.
    #[default]
    None,
    /// `lambda x: x.decode('utf-8')`
    Str,
    /// `lambda x: json.loads(x.decode('utf-8'))`
    Json,
}
