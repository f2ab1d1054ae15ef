//! What an administrator did in an act, or read in the middle of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Topics have their names in the evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Admin {
    /// A topic got more partitions.
    PartitionsAdded {
        topic: String,
        /// How many it had.
        from: u32,
        /// How many it has then.
        to: u32,
    },
    /// The first records of a topic's partitions were removed.
    RecordsDeleted {
        topic: String,
        /// For each partition, the first offset that stays.
        before: BTreeMap<u32, i64>,
    },
    /// The broker removed what a later record of the same key replaces.
    RecordsCompacted { topic: String },
    /// Offsets were committed for a group from outside of it.
    OffsetsReset {
        /// Whose group.
        actor: String,
        topic: String,
        /// For each partition, the next offset to read.
        offsets: BTreeMap<u32, i64>,
        /// The broker did nothing, because the group had members.
        #[serde(default, skip_serializing_if = "is_not")]
        refused: bool,
    },
    /// The cluster was asked which of the run's topics exist.
    TopicsRead {
        /// How many partitions each has; `None` if it does not exist.
        topics: BTreeMap<String, Option<u32>>,
    },
}

fn is_not(value: &bool) -> bool {
    !value
}
