//! How plans and reports name a partition.

use serde::{Deserialize, Serialize};

/// A partition of one of the topics that a consumer reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TopicPartition {
    pub topic: u32,
    pub partition: u32,
}
