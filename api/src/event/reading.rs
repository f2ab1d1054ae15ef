//! A group's side: what its members were assigned, and what they processed, wrote and committed.

use serde::{Deserialize, Serialize};

use super::is_first;

/// A partition assigned to a member, and where it starts to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assigned {
    /// Index of its topic in the act.
    #[serde(default, skip_serializing_if = "is_first")]
    pub topic: u32,
    pub partition: u32,
    /// The first offset that it will read.
    pub position: i64,
    pub source: PositionSource,
}

/// Why a member starts at this offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PositionSource {
    /// The group had committed it.
    Committed,
    /// Nothing was committed, and `auto_offset_reset='earliest'`.
    Earliest,
    /// Nothing was committed, and `auto_offset_reset='latest'`.
    Latest,
    /// The member had the partition before, and reads on: only what changes hands is given back.
    Kept,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Processed {
    pub partition: u32,
    pub offset: i64,
    /// The order's number, if the record's headers name it.
    pub order: Option<u32>,
    /// Microseconds since the act started.
    pub at_us: u64,
}

/// A row that a handler wrote in the lab's sink.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effect {
    /// The record that it was written for.
    pub partition: u32,
    pub offset: i64,
    /// The order's number, if the record's headers name it.
    pub order: Option<u32>,
    /// Number of the row in the sink.
    pub row: u64,
    /// The row was there already, and was replaced.
    pub again: bool,
    /// Microseconds since the act started.
    pub at_us: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartitionOffset {
    pub partition: u32,
    pub offset: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupOffset {
    pub partition: u32,
    /// `None` when the group never committed there.
    pub committed: Option<i64>,
    pub end: i64,
}
