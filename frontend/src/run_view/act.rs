//! One act of a run: a script in a process of its own that writes to a topic, or a group of
//! consumers that reads one.

use std::collections::HashMap;

use api::{
    event::{Acknowledged, Ending, Exit, PartitionLog, Sent, Undelivered, WaitingCall},
    text::Text,
};

use super::Group;

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Act {
    pub number: u32,
    pub topic: String,
    pub partitions: u32,
    pub ending: Option<Ending>,
    /// Run clock at which the act's own clock starts.
    pub started_ms: Option<u64>,
    /// In the order in which they were sent; those found only in the log come last.
    pub records: Vec<Record>,
    /// When the lab held the network back, and until when.
    pub held: Vec<(u64, Option<u64>)>,
    /// When the script blocked, and in which call.
    pub calls: Vec<(u64, WaitingCall)>,
    pub warnings: Vec<Text>,
    /// Class and message of the exception that ended the script.
    pub error: Option<(String, String)>,
    pub exit: Option<Exit>,
    pub ended_us: Option<u64>,
    /// The client's own count of what it never got confirmed.
    pub unconfirmed: u32,
    /// End offset of each partition, once the log was read.
    pub ends: Option<Vec<(u32, i64)>>,
    /// The consumers of the act; `None` where a producer's script is what is exercised.
    pub group: Option<Group>,
    by_order: HashMap<u32, usize>,
}

/// One order on its way from the script to the log.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Record {
    /// `None` when the log holds something that no order explains.
    pub order: Option<u32>,
    pub key: Option<String>,
    pub sent_us: Option<u64>,
    /// Partition and offset: told by the confirmation, settled by the log.
    pub place: Option<(u32, i64)>,
    pub confirmed_us: Option<u64>,
    /// Why the client gave it up.
    pub error: Option<String>,
    /// The order is in the log more than once, and this is not its first copy.
    pub again: bool,
    pub value: Option<String>,
}

impl Act {
    pub fn new(number: u32) -> Self {
        Self { number, ..Self::default() }
    }

    pub fn confirmed(&self) -> usize {
        self.records.iter().filter(|record| record.confirmed_us.is_some()).count()
    }

    pub fn handed_over(&self) -> usize {
        self.records.iter().filter(|record| record.sent_us.is_some()).count()
    }

    /// Sent, and neither confirmed nor found in the log.
    pub fn buffered(&self) -> impl Iterator<Item = (usize, &Record)> {
        self.records.iter().enumerate().filter(|(_, record)| record.place.is_none())
    }

    /// What a partition holds, by offset.
    pub fn lane(&self, partition: u32) -> Vec<(usize, &Record)> {
        let mut lane: Vec<_> = self
            .records
            .iter()
            .enumerate()
            .filter(|(_, record)| record.place.is_some_and(|(place, _)| place == partition))
            .collect();
        lane.sort_by_key(|(_, record)| record.place);
        lane
    }

    pub fn end_offset(&self, partition: u32) -> Option<i64> {
        self.ends.as_ref()?.iter().find(|(number, _)| *number == partition).map(|(_, end)| *end)
    }

    /// Records in the log after the act; `None` until it was read.
    pub fn in_log(&self) -> Option<usize> {
        self.ends.as_ref()?;
        Some(self.records.iter().filter(|record| record.place.is_some()).count())
    }

    /// The run clock as the act's own, in microseconds.
    pub fn clock_us(&self, at_ms: u64) -> u64 {
        at_ms.saturating_sub(self.started_ms.unwrap_or(at_ms)) * 1_000
    }

    /// The last moment that anything is known to have happened.
    pub fn last_us(&self) -> u64 {
        let records = self.records.iter().flat_map(|record| [record.sent_us, record.confirmed_us]);
        let held = self.held.iter().flat_map(|(from, to)| [Some(*from), *to]);
        let calls = self.calls.iter().map(|(at, _)| Some(*at));
        let group = self.group.as_ref().and_then(Group::last_us);
        records.chain(held).chain(calls).chain([self.ended_us, group]).flatten().max().unwrap_or(0)
    }

    pub(super) fn sent(&mut self, records: Vec<Sent>) {
        for Sent { order, key, at_us } in records {
            let place = self.record(order);
            self.records[place].key = key;
            self.records[place].sent_us = Some(at_us);
        }
    }

    pub(super) fn acknowledged(&mut self, records: Vec<Acknowledged>) {
        for Acknowledged { order, partition, offset, at_us } in records {
            let place = self.record(order);
            self.records[place].place = Some((partition, offset));
            self.records[place].confirmed_us = Some(at_us);
        }
    }

    pub(super) fn undelivered(&mut self, records: Vec<Undelivered>) {
        for Undelivered { order, error, .. } in records {
            let place = self.record(order);
            self.records[place].error = Some(error);
        }
    }

    /// The process is gone. Its end is reported on the server's clock, its records on its own:
    /// it cannot have ended before its last sign of life.
    pub(super) fn end(&mut self, at_ms: u64, exit: Exit, unconfirmed: u32) {
        self.ended_us = Some(self.clock_us(at_ms).max(self.last_us()));
        self.exit = Some(exit);
        self.unconfirmed = unconfirmed;
    }

    /// What the log holds overrules what was confirmed.
    pub(super) fn log_read(&mut self, partitions: Vec<PartitionLog>) {
        let ends = partitions.iter().map(|log| (log.partition, log.end)).collect();
        for log in partitions {
            for found in log.records {
                let place = Some((log.partition, found.offset));
                let known = found.order.and_then(|order| self.by_order.get(&order).copied());
                let index = match known {
                    Some(index)
                        if self.records[index].place.is_none_or(|was| Some(was) == place) =>
                    {
                        index
                    }
                    known => {
                        self.records.push(Record {
                            order: found.order,
                            key: found.key.clone(),
                            again: known.is_some(),
                            ..Record::default()
                        });
                        self.records.len() - 1
                    }
                };
                self.records[index].place = place;
                self.records[index].value = found.value;
            }
        }
        self.ends = Some(ends);
    }

    fn record(&mut self, order: u32) -> usize {
        *self.by_order.entry(order).or_insert_with(|| {
            self.records.push(Record { order: Some(order), ..Record::default() });
            self.records.len() - 1
        })
    }
}
