//! What a topic holds: its log, partition by partition, batches as the broker stores them.

use serde::{Deserialize, Serialize};

use super::value::Data;

/// A topic of an act, as its log was read when the act was over.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Topic {
    /// The topic's name on the cluster, which no other run uses.
    pub real_name: String,
    /// All of them, in order.
    pub partitions: Vec<Partition>,
    /// The log as it was before a step of the act removed something from it; all partitions, in
    /// order. Empty where nothing was removed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<Partition>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Partition {
    pub partition: u32,
    pub begin: i64,
    pub end: i64,
    pub batches: Vec<Batch>,
}

/// A batch as the broker stores it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Batch {
    pub base_offset: i64,
    pub codec: String,
    pub producer_id: i64,
    pub base_sequence: i32,
    /// As stored, header included.
    pub bytes: u64,
    /// Of the records once decompressed.
    pub raw_bytes: u64,
    pub records: Vec<Record>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    pub offset: i64,
    /// The order that its headers name, if they belong to this run.
    pub order: Option<u32>,
    pub key: Option<Data>,
    pub value: Option<Data>,
    /// Of a dead letter: what its headers say of the record that it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
}

/// Where a dead letter came from, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The topic's name in the evidence.
    pub topic: String,
    pub partition: u32,
    pub offset: i64,
    /// The exception's class, and what it says.
    pub error: String,
}

/// Where a record is. `topic` is the topic's name in the evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place<'a> {
    pub topic: &'a str,
    pub partition: u32,
    pub offset: i64,
}

impl Topic {
    /// Every record, partition by partition, in order within each.
    pub fn records<'a>(&'a self, name: &'a str) -> impl Iterator<Item = (Place<'a>, &'a Record)> {
        self.partitions.iter().flat_map(move |partition| {
            partition.records().map(move |record| {
                let (partition, offset) = (partition.partition, record.offset);
                (Place { topic: name, partition, offset }, record)
            })
        })
    }
}

impl Origin {
    pub fn place(&self) -> Place<'_> {
        Place { topic: &self.topic, partition: self.partition, offset: self.offset }
    }
}

impl Partition {
    pub fn records(&self) -> impl Iterator<Item = &Record> {
        self.batches.iter().flat_map(|batch| &batch.records)
    }
}
