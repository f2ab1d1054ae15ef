//! What an administrator does to a topic.

use serde::Deserialize;

use super::name::TopicKey;

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
