//! A topic of the scenario, and Kafka's settings of it.

use std::num::NonZeroU32;

use serde::Deserialize;

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// The name that the learner sees. The real one is made from it for each run, so several
    /// topics may have the same.
    pub name: String,
    /// How many partitions the lab creates it with before the first act, at least 1. Without
    /// them the lab does not create it; a client may, where the step allows that.
    pub partitions: Option<u32>,
    /// Settings with which the lab creates it; what is not given is as the cluster has it. Needs
    /// real Kafka.
    #[serde(default)]
    pub config: TopicConfig,
}

/// Settings of a topic, by the names that Kafka gives them
/// (<https://kafka.apache.org/43/configuration/topic-configs/>).
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TopicConfig {
    #[serde(rename = "cleanup.policy")]
    pub cleanup_policy: Option<CleanupPolicy>,
    /// Milliseconds after which a segment is removed, counted from the newest timestamp in it.
    #[serde(rename = "retention.ms")]
    pub retention_ms: Option<NonZeroU32>,
    /// Milliseconds after which a record begins a new segment. What is in the newest segment is
    /// not compacted.
    #[serde(rename = "segment.ms")]
    pub segment_ms: Option<NonZeroU32>,
}

/// What the broker does with old records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CleanupPolicy {
    /// It removes whole segments by their age.
    Delete,
    /// It keeps the last record of each key.
    Compact,
}

impl TopicConfig {
    /// Names and values as Kafka takes them.
    ///
    /// The broker compacts a log once half of it is new, or as much as
    /// `min.cleanable.dirty.ratio` says. A lab's log is short and is not written to meanwhile, so
    /// anything new is enough.
    pub fn settings(&self) -> Vec<(&'static str, String)> {
        let Self { cleanup_policy, retention_ms, segment_ms } = self;
        let policy = cleanup_policy.map(|policy| match policy {
            CleanupPolicy::Delete => "delete",
            CleanupPolicy::Compact => "compact",
        });
        let is_compacted = *cleanup_policy == Some(CleanupPolicy::Compact);
        [
            ("cleanup.policy", policy.map(str::to_owned)),
            ("min.cleanable.dirty.ratio", is_compacted.then(|| "0.01".to_owned())),
            ("retention.ms", retention_ms.map(|ms| ms.to_string())),
            ("segment.ms", segment_ms.map(|ms| ms.to_string())),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect()
    }

    /// Whether the broker removes anything of a topic with these settings while a lab runs.
    pub fn is_cleaned(&self) -> bool {
        self.retention_ms.is_some() || self.cleanup_policy == Some(CleanupPolicy::Compact)
    }
}
