//! One act of a run: a script in a process of its own that writes to a topic, or a group of
//! consumers that reads one.

mod apply;

use api::{
    event::{Ending, Exit, Fault, Role, WaitingCall},
    text::Text,
};

use super::{Group, Moment, Numbers, Oddity, Record};

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Act {
    pub number: u32,
    pub topic: String,
    pub partitions: u32,
    pub ending: Option<Ending>,
    pub role: Role,
    /// Time on the run's clock at which the act's own clock starts.
    pub started_ms: Option<u64>,
    /// In the order in which they were sent; those found only in the log come last.
    pub records: Vec<Record>,
    /// When the lab held the network back, and until when.
    pub held: Vec<(u64, Option<u64>)>,
    /// When the script blocked, and in which call.
    pub calls: Vec<(u64, WaitingCall)>,
    /// What the lab did to the script's requests.
    pub faults: Vec<FaultSeen>,
    pub warnings: Vec<Text>,
    /// Class and message of the exception that ended the script.
    pub error: Option<(String, String)>,
    pub exit: Option<Exit>,
    pub ended_us: Option<u64>,
    /// The client's own count of what it never got confirmed.
    pub unconfirmed: u32,
    /// End offset of each partition, once the log was read.
    pub ends: Option<Vec<(u32, i64)>>,
    /// The numbers of the log, once it was read.
    pub numbers: Option<Numbers>,
    /// Produce requests, where the lab counted them.
    requests: Option<u32>,
    /// The consumers of the act; `None` for a producer's script.
    pub group: Option<Group>,
    /// `seq` of the last event that the drawing has to follow.
    revision: u64,
    /// Indexes of each partition's records by offset.
    lanes: Vec<Vec<usize>>,
    /// Index of each order's record.
    by_order: Vec<Option<usize>>,
    last_us: u64,
    counts: Counts,
    /// Number of records and of their changes when the drawing last followed.
    drawn: usize,
}

/// Counts of the records, kept up to date, so that no frame counts them again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Counts {
    handed_over: usize,
    confirmed: usize,
    placed: usize,
    again: usize,
    out_of_place: usize,
}

/// What the lab did to a Produce request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FaultSeen {
    pub at_us: u64,
    pub request: u32,
    pub fault: Fault,
    pub partition: u32,
    pub records: u32,
}

impl Act {
    pub fn new(number: u32) -> Self {
        Self { number, ..Self::default() }
    }

    pub const fn revision(&self) -> u64 {
        self.revision
    }

    pub const fn confirmed(&self) -> usize {
        self.counts.confirmed
    }

    pub const fn handed_over(&self) -> usize {
        self.counts.handed_over
    }

    /// Records that were sent, and neither confirmed nor found in the log.
    pub const fn missing(&self) -> usize {
        self.records.len() - self.counts.placed
    }

    /// Sent, and neither confirmed nor found in the log.
    pub fn buffered(&self) -> impl Iterator<Item = (usize, &Record)> {
        self.records.iter().enumerate().filter(|(_, record)| record.place.is_none())
    }

    /// The records of a partition, by offset.
    pub fn lane(&self, partition: u32) -> &[usize] {
        self.lanes.get(partition as usize).map_or(&[], Vec::as_slice)
    }

    /// The record at a partition and offset.
    pub fn at(&self, partition: u32, offset: i64) -> Option<usize> {
        let lane = self.lane(partition);
        let place = lane
            .binary_search_by_key(&Some((partition, offset)), |index| self.records[*index].place);
        place.ok().map(|place| lane[place])
    }

    /// The record of an order: the confirmed copy, else the first one.
    pub fn of_order(&self, order: u32) -> Option<usize> {
        self.by_order.get(order as usize).copied().flatten()
    }

    pub fn end_offset(&self, partition: u32) -> Option<i64> {
        self.ends.as_ref()?.iter().find(|(number, _)| *number == partition).map(|(_, end)| *end)
    }

    /// Records in the log after the act; `None` until it was read.
    pub fn in_log(&self) -> Option<usize> {
        self.ends.as_ref().map(|_| self.counts.placed)
    }

    /// How many records of the log have this oddity.
    pub const fn odd(&self, oddity: Oddity) -> usize {
        match oddity {
            Oddity::Again => self.counts.again,
            Oddity::OutOfPlace => self.counts.out_of_place,
        }
    }

    /// When it happened on the act's clock, in microseconds. An event without such a time gets that
    /// of its receipt, which is some milliseconds late.
    pub fn clock_us(&self, moment: Moment) -> u64 {
        let Moment { at_ms, at_us } = moment;
        at_us.unwrap_or_else(|| at_ms.saturating_sub(self.started_ms.unwrap_or(at_ms)) * 1_000)
    }

    /// The last moment at which anything is known to have happened.
    pub fn last_us(&self) -> u64 {
        self.last_us.max(self.group.as_ref().and_then(Group::last_us).unwrap_or(0))
    }

    /// When each record of a partition entered the log, by offset. An unconfirmed one is placed
    /// between its neighbours: the log tells its offset, not its time.
    pub fn entered(&self, partition: u32, unknown_us: u64) -> Vec<(usize, u64)> {
        let mut previous = None;
        let forward = self.lane(partition).iter().map(|index| {
            previous = self.records[*index].confirmed_us.or(previous);
            (*index, previous.unwrap_or(unknown_us))
        });
        let mut entered: Vec<(usize, u64)> = forward.collect();
        in_order(&mut entered);
        entered
    }
}

/// A lower offset never has a later time.
pub(crate) fn in_order(entered: &mut [(usize, u64)]) {
    let mut next = u64::MAX;
    for (_, at_us) in entered.iter_mut().rev() {
        *at_us = next.min(*at_us);
        next = *at_us;
    }
}
