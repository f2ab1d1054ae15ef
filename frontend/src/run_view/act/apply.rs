//! Applies events to an act: the cost of each does not depend on what was there before.

use api::event::{Acknowledged, Exit, PartitionLog, Sent, Undelivered, WaitingCall};

use super::{Act, FaultSeen};
use crate::run_view::{Group, Keys, Numbers, Oddity, Record, record::OddityReader};

/// Up to this many records every change is drawn; beyond, when they have grown by this fraction.
const FEW: usize = 5_000;
const CROWD_SHARE: usize = 25;
/// Larger order numbers are not looked up: no lab sends so many.
const MOST_ORDERS: u32 = 1 << 24;

impl Act {
    /// Notes that the event with this number changed the act. In a crowd, the drawing follows only
    /// when the crowd has grown by a fraction of itself, so that all frames of a run together cost
    /// no more than its records; any other change it follows at once.
    pub(in crate::run_view) fn note_change(&mut self, seq: u64, is_more_records: bool) {
        let amount = self.counts.handed_over
            + self.counts.confirmed
            + self.group.as_ref().map_or(0, Group::amount);
        if !is_more_records || amount < FEW || amount > self.drawn + self.drawn / CROWD_SHARE {
            self.drawn = amount;
            self.revision = seq;
        }
    }

    pub(in crate::run_view) fn sent(&mut self, records: Vec<Sent>, keys: &mut Keys) {
        for Sent { order, key, at_us } in records {
            let index = self.index(order);
            let record = &mut self.records[index];
            record.key_place = key.as_deref().map(|key| keys.meet(key));
            record.key = key;
            self.counts.handed_over += usize::from(record.sent_us.is_none());
            record.sent_us = Some(at_us);
            self.saw(at_us);
        }
    }

    pub(in crate::run_view) fn acknowledged(&mut self, records: Vec<Acknowledged>) {
        for Acknowledged { order, partition, offset, at_us } in records {
            self.saw(at_us);
            let index = self.index(order);
            let record = &mut self.records[index];
            self.counts.confirmed += usize::from(record.confirmed_us.is_none());
            record.confirmed_us = Some(at_us);
            if record.place.is_none() {
                record.place = Some((partition, offset));
                self.counts.placed += 1;
                self.enter(partition, offset, index);
            }
        }
    }

    pub(in crate::run_view) fn undelivered(&mut self, records: Vec<Undelivered>) {
        for Undelivered { order, error, at_us } in records {
            self.saw(at_us);
            let index = self.index(order);
            self.records[index].error = Some(error);
        }
    }

    pub(in crate::run_view) fn hold(&mut self, at_us: u64) {
        self.saw(at_us);
        self.held.push((at_us, None));
    }

    pub(in crate::run_view) fn release(&mut self, at_us: u64) {
        self.saw(at_us);
        if let Some((_, open @ None)) = self.held.last_mut() {
            *open = Some(at_us);
        }
    }

    pub(in crate::run_view) fn call(&mut self, at_us: u64, call: WaitingCall) {
        self.saw(at_us);
        self.calls.push((at_us, call));
    }

    pub(in crate::run_view) fn fault(&mut self, fault: FaultSeen) {
        self.saw(fault.at_us);
        self.faults.push(fault);
    }

    /// The process has ended, and nothing of it comes later. In a run that was stored without the
    /// moment of its end, or where a fault hit a request after it, the end is behind the last thing
    /// that happened.
    pub(in crate::run_view) fn end(
        &mut self,
        at_us: u64,
        exit: Exit,
        unconfirmed: u32,
        requests: Option<u32>,
    ) {
        self.saw(at_us.max(self.last_us + 1));
        self.ended_us = Some(self.last_us());
        self.exit = Some(exit);
        self.unconfirmed = unconfirmed;
        self.requests = requests;
    }

    /// What the log holds overrides what was confirmed.
    pub(in crate::run_view) fn log_read(&mut self, partitions: Vec<PartitionLog>, keys: &mut Keys) {
        let numbers = Numbers::of(&partitions);
        // Only a producer's process has `exit` in an act; see `EventKind::ProcessEnded`.
        let requests = self.requests.or(self.exit.map(|_| numbers.batches));
        self.numbers = Some(Numbers { requests, ..numbers });
        self.ends = Some(partitions.iter().map(|log| (log.partition, log.end)).collect());
        for log in partitions {
            for found in log.records {
                let at = self.at(log.partition, found.offset);
                let index = at.or_else(|| self.unplaced(found.order?)).unwrap_or_else(|| {
                    self.records.push(Record { order: found.order, ..Record::default() });
                    self.records.len() - 1
                });
                let record = &mut self.records[index];
                if record.key.is_none() {
                    record.key_place = found.key.as_deref().map(|key| keys.meet(key));
                    record.key = found.key.map(Into::into);
                }
                self.counts.placed += usize::from(record.place.is_none());
                record.place = Some((log.partition, found.offset));
                record.value = found.value;
                self.enter(log.partition, found.offset, index);
            }
        }
        self.mark_oddities();
    }

    /// Each lane is read once, from its beginning to its end.
    fn mark_oddities(&mut self) {
        let mut reader = OddityReader::default();
        (self.counts.again, self.counts.out_of_place) = (0, 0);
        for lane in &self.lanes {
            reader.next_partition();
            for index in lane {
                let record = &mut self.records[*index];
                record.oddity = reader.read(record.order);
                match record.oddity {
                    Some(Oddity::Again) => self.counts.again += 1,
                    Some(Oddity::OutOfPlace) => self.counts.out_of_place += 1,
                    None => {}
                }
            }
        }
    }

    /// Inserts a record into the lane of its partition. Offsets mostly grow.
    fn enter(&mut self, partition: u32, offset: i64, index: usize) {
        if partition >= self.partitions {
            return;
        }
        self.lanes.resize_with(self.partitions as usize, Vec::new);
        let lane = &mut self.lanes[partition as usize];
        let records = &self.records;
        let is_before = |known: &usize| records[*known].place < Some((partition, offset));
        let place = match lane.last() {
            Some(last) if !is_before(last) => lane.partition_point(is_before),
            _ => lane.len(),
        };
        if lane.get(place) != Some(&index) {
            lane.insert(place, index);
        }
    }

    /// The record of an order that has no place in the log yet.
    fn unplaced(&mut self, order: u32) -> Option<usize> {
        let index = self.index(order);
        self.records[index].place.is_none().then_some(index)
    }

    /// The record of an order, created if there is none.
    fn index(&mut self, order: u32) -> usize {
        if let Some(index) = self.of_order(order) {
            return index;
        }
        self.records.push(Record { order: Some(order), ..Record::default() });
        let index = self.records.len() - 1;
        if order < MOST_ORDERS {
            let room = self.by_order.len().max(order as usize + 1);
            self.by_order.resize(room, None);
            self.by_order[order as usize] = Some(index);
        }
        index
    }

    fn saw(&mut self, at_us: u64) {
        self.last_us = self.last_us.max(at_us);
    }
}
