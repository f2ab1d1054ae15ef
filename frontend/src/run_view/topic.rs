//! A topic of an act: its records on their way into the log, and the log as it was read. The cost
//! of each event does not depend on what was there before.

use api::event::{self, Acknowledged, PartitionLog, Sent, Undelivered};

use super::{Change, Keys, Numbers, Oddity, Record, act::in_order, record::OddityReader};

/// Larger order numbers are not looked up: no lab sends so many.
const MOST_ORDERS: u32 = 1 << 24;

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Topic {
    /// The same in every act of the run.
    pub name: String,
    /// What the learner calls it.
    pub visible_name: String,
    /// How many it has by now.
    pub partitions: u32,
    /// In the order in which they were told.
    pub changes: Vec<Change>,
    /// In the order in which they were sent; those found only in the log come last.
    pub records: Vec<Record>,
    /// End offset of each partition, once the log was read.
    pub ends: Option<Vec<(u32, i64)>>,
    /// The numbers of the log, once it was read.
    pub numbers: Option<Numbers>,
    /// Requests that the log took and whose acknowledgement was lost: partition, number of records,
    /// and moment.
    unanswered: Vec<(u32, u32, u64)>,
    /// What earlier acts left in it: the end of each partition.
    left: Vec<(u32, i64)>,
    /// Indexes of each partition's records by offset.
    lanes: Vec<Vec<usize>>,
    /// Index of each order's record, by its sender: first those that only the log shows, then those
    /// of each actor.
    by_order: Vec<Vec<Option<usize>>>,
    counts: Counts,
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

impl From<event::Topic> for Topic {
    fn from(event::Topic { name, visible_name, partitions }: event::Topic) -> Self {
        Self { name, visible_name, partitions, ..Self::default() }
    }
}

impl Topic {
    /// As earlier acts left it, given the end of each partition.
    pub(super) fn after(self, left: Vec<(u32, i64)>) -> Self {
        Self { left, ..self }
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

    /// The record of an order: the confirmed copy, else the first one. Where several actors send
    /// the same order, that of the first one.
    pub fn of_order(&self, order: u32) -> Option<usize> {
        self.with_order(order).next()
    }

    /// Whether this offset was in the log before the act.
    pub fn was_there(&self, partition: u32, offset: i64) -> bool {
        self.left.iter().any(|&(number, end)| number == partition && offset < end)
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

    /// When each record of a partition entered the log, by offset: 0 for what earlier acts left. One
    /// whose acknowledgement was lost was there then. Any other that is unconfirmed is placed between
    /// its neighbours: the log tells its offset, not its time.
    pub fn entered(&self, partition: u32, unknown_us: u64) -> Vec<(usize, u64)> {
        let mut previous = None;
        let forward = self.lane(partition).iter().map(|index| {
            let record = &self.records[*index];
            if record.place.is_some_and(|(_, offset)| self.was_there(partition, offset)) {
                return (*index, 0);
            }
            previous = record.confirmed_us.or(previous);
            (*index, previous.unwrap_or(unknown_us))
        });
        let mut entered: Vec<(usize, u64)> = forward.collect();
        self.place_unanswered(partition, &mut entered);
        in_order(&mut entered);
        entered
    }

    /// A log grows at its end: the records of an unanswered request follow those that were confirmed
    /// before. The same request sent again is another one only if the log has its records twice.
    fn place_unanswered(&self, partition: u32, entered: &mut [(usize, u64)]) {
        let is_new = |index: usize, at_us: u64| {
            let record = &self.records[index];
            let was_there = record.place.is_some_and(|(at, offset)| self.was_there(at, offset));
            !was_there && record.confirmed_us.is_none_or(|confirmed_us| confirmed_us > at_us)
        };
        let mut taken = 0;
        for &(_, count, at_us) in self.unanswered.iter().filter(|(of, ..)| *of == partition) {
            let rest = &entered[taken..];
            let Some(first) = rest.iter().position(|(index, _)| is_new(*index, at_us)) else {
                continue;
            };
            let first = taken + first;
            let last = entered.len().min(first + count as usize);
            for (index, entered_us) in &mut entered[first..last] {
                let is_confirmed = self.records[*index].confirmed_us.is_some();
                *entered_us = if is_confirmed { at_us.min(*entered_us) } else { at_us };
            }
            if self.counts.again > 0 {
                taken = last;
            }
        }
    }

    pub(super) fn unanswered(&mut self, partition: u32, records: u32, at_us: u64) {
        self.unanswered.push((partition, records, at_us));
    }

    /// Returns how many of them were not known to be sent before.
    pub(super) fn sent(&mut self, actor: u32, records: Vec<Sent>, keys: &mut Keys) -> usize {
        let before = self.counts.handed_over;
        for Sent { order, key, at_us } in records {
            let index = self.index(Some(actor), order);
            let record = &mut self.records[index];
            record.key_place = key.as_deref().map(|key| keys.meet(key));
            record.key = key;
            self.counts.handed_over += usize::from(record.sent_us.is_none());
            record.sent_us = Some(at_us);
        }
        self.counts.handed_over - before
    }

    /// Returns how many of them were not confirmed before.
    pub(super) fn acknowledged(&mut self, actor: u32, records: Vec<Acknowledged>) -> usize {
        let before = self.counts.confirmed;
        for Acknowledged { order, partition, offset, at_us } in records {
            let index = self.index(Some(actor), order);
            let record = &mut self.records[index];
            self.counts.confirmed += usize::from(record.confirmed_us.is_none());
            record.confirmed_us = Some(at_us);
            if record.place.is_none() {
                record.place = Some((partition, offset));
                self.counts.placed += 1;
                self.enter(partition, offset, index);
            }
        }
        self.counts.confirmed - before
    }

    /// Another topic's record that an actor sent here. The client's own confirmation of it may come
    /// before or after this.
    pub(super) fn forwarded(&mut self, actor: u32, copied: &Record, place: (u32, i64), at_us: u64) {
        let (partition, offset) = place;
        let index = self.at(partition, offset).unwrap_or_else(|| {
            let sent = copied.order.map(|order| self.index(Some(actor), order));
            sent.filter(|index| self.records[*index].place.is_none()).unwrap_or_else(|| {
                let (order, sender) = (copied.order, Some(actor));
                self.records.push(Record { order, sender, ..Record::default() });
                self.records.len() - 1
            })
        });
        let record = &mut self.records[index];
        if record.key.is_none() {
            (record.key, record.key_place) = (copied.key.clone(), copied.key_place);
        }
        self.counts.confirmed += usize::from(record.confirmed_us.is_none());
        record.confirmed_us.get_or_insert(at_us);
        if record.place.is_none() {
            record.place = Some(place);
            self.counts.placed += 1;
            self.enter(partition, offset, index);
        }
    }

    pub(super) fn undelivered(&mut self, actor: u32, records: Vec<Undelivered>) {
        for Undelivered { order, error, at_us } in records {
            let index = self.index(Some(actor), order);
            let record = &mut self.records[index];
            (record.error, record.given_up_us) = (Some(error), Some(at_us));
        }
    }

    /// What the log holds overrides what was confirmed.
    pub(super) fn log_read(&mut self, partitions: Vec<PartitionLog>, keys: &mut Keys) {
        self.ends = Some(partitions.iter().map(|log| (log.partition, log.end)).collect());
        for log in partitions {
            for found in log.records {
                let at = self.at(log.partition, found.offset);
                let order = found.order.filter(|_| !self.was_there(log.partition, found.offset));
                let index = at.or_else(|| self.unplaced(order?)).unwrap_or_else(|| {
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
        let mut found = Vec::new();
        for lane in &self.lanes {
            reader.next_partition();
            for index in lane {
                let record = &self.records[*index];
                let Some((partition, offset)) = record.place else { continue };
                found.push((*index, self.oddity(&mut reader, partition, offset, record.order)));
            }
        }
        (self.counts.again, self.counts.out_of_place) = (0, 0);
        for (index, oddity) in found {
            self.records[index].oddity = oddity;
            match oddity {
                Some(Oddity::Again) => self.counts.again += 1,
                Some(Oddity::OutOfPlace) => self.counts.out_of_place += 1,
                None => {}
            }
        }
    }

    /// What is odd about the next record that the reader gets; nothing, if the act did not send it.
    pub(super) fn oddity(
        &self,
        reader: &mut OddityReader,
        partition: u32,
        offset: i64,
        order: Option<u32>,
    ) -> Option<Oddity> {
        let order = order.filter(|_| !self.was_there(partition, offset))?;
        reader.read(self.source(partition, offset, order), order)
    }

    /// Who sent the record at this place: whoever got it confirmed, else the only one who sent its
    /// order. `None` where several did.
    fn source(&self, partition: u32, offset: i64, order: u32) -> Option<u32> {
        let record = self.at(partition, offset).map(|index| &self.records[index]);
        if let Some(record) = record.filter(|record| record.confirmed_us.is_some()) {
            return record.sender;
        }
        let has = |orders: &Vec<Option<usize>>| matches!(orders.get(order as usize), Some(Some(_)));
        let senders = (0..).zip(self.by_order.iter().skip(1));
        let mut senders = senders.filter(|(_, orders)| has(orders)).map(|(sender, _)| sender);
        senders.next().filter(|_| senders.next().is_none())
    }

    /// Inserts a record into the lane of its partition. Offsets mostly grow.
    pub(super) fn enter(&mut self, partition: u32, offset: i64, index: usize) {
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

    /// A record of this order that has no place in the log yet; created if there is no record of
    /// it at all.
    fn unplaced(&mut self, order: u32) -> Option<usize> {
        if self.with_order(order).next().is_none() {
            return Some(self.index(None, order));
        }
        self.with_order(order).find(|index| self.records[*index].place.is_none())
    }

    fn with_order(&self, order: u32) -> impl Iterator<Item = usize> {
        let senders = self.by_order.iter();
        senders.filter_map(move |orders| orders.get(order as usize).copied().flatten())
    }

    /// The record of an actor's order, created if there is none.
    fn index(&mut self, sender: Option<u32>, order: u32) -> usize {
        let place = sender.map_or(0, |actor| actor as usize + 1);
        let known = self.by_order.get(place).and_then(|orders| *orders.get(order as usize)?);
        if let Some(index) = known {
            return index;
        }
        self.records.push(Record { order: Some(order), sender, ..Record::default() });
        let index = self.records.len() - 1;
        if order < MOST_ORDERS {
            let senders = self.by_order.len().max(place + 1);
            self.by_order.resize_with(senders, Vec::new);
            let orders = &mut self.by_order[place];
            let room = orders.len().max(order as usize + 1);
            orders.resize(room, None);
            orders[order as usize] = Some(index);
        }
        index
    }
}
