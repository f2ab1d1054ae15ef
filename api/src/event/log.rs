//! What the broker holds: topics, and the content of their logs.

use serde::{Deserialize, Serialize};

use super::is_first;

/// A topic that was looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TopicFound {
    /// Index of the topic in the act.
    #[serde(default, skip_serializing_if = "is_first")]
    pub topic: u32,
    /// `None` if it does not exist.
    pub partitions: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartitionLog {
    pub partition: u32,
    pub begin: i64,
    pub end: i64,
    pub batches: u32,
    /// Size as stored, batch headers included.
    #[serde(default)]
    pub bytes: u64,
    /// The codecs of its batches, each once: `none`, `gzip`…
    #[serde(default)]
    pub codecs: Vec<String>,
    pub records: Vec<LoggedRecord>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoggedRecord {
    pub offset: i64,
    /// The order's number, if the record's headers name it.
    pub order: Option<u32>,
    pub key: Option<String>,
    /// The value as text, shortened; `None` for a tombstone.
    pub value: Option<String>,
}
