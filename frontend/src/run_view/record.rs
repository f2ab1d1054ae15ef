//! One order on its way from the script to the log, and what is odd about its place there.

use std::{collections::HashSet, sync::Arc};

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Record {
    /// `None` when no order explains the record.
    pub order: Option<u32>,
    /// Who sent it, as an index in the cast of the act; `None` for one that only the log shows.
    pub sender: Option<u32>,
    pub key: Option<Arc<str>>,
    /// Index of the key among the run's keys: it chooses glyph and letter.
    pub key_place: Option<usize>,
    pub sent_us: Option<u64>,
    /// Partition and offset: from the confirmation, corrected by the log.
    pub place: Option<(u32, i64)>,
    pub confirmed_us: Option<u64>,
    /// Why the client gave it up.
    pub error: Option<String>,
    /// What is odd about its place, once the log was read.
    pub oddity: Option<Oddity>,
    pub value: Option<String>,
}

/// What is odd about a record's place in the log. Rare, and never aggregated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Oddity {
    /// The order is in the log already, at a lower offset.
    Again,
    /// A later order comes before it in its partition.
    OutOfPlace,
}

/// Reads a log partition by partition, by offset, and finds what is odd about each record.
#[derive(Debug, Default)]
pub(super) struct OddityReader {
    seen: HashSet<u32>,
    /// The latest order of the partition so far.
    latest: Option<u32>,
}

impl OddityReader {
    pub fn next_partition(&mut self) {
        self.latest = None;
    }

    pub fn read(&mut self, order: Option<u32>) -> Option<Oddity> {
        let order = order?;
        let is_again = !self.seen.insert(order);
        let is_early = self.latest > Some(order);
        self.latest = self.latest.max(Some(order));
        match (is_again, is_early) {
            (true, _) => Some(Oddity::Again),
            (false, true) => Some(Oddity::OutOfPlace),
            (false, false) => None,
        }
    }
}
