//! One act of a run: a script in a process of its own that writes to a topic, or a group of
//! consumers that reads one.

use api::{
    event::{
        Acknowledged, Ending, Exit, Fault, PartitionLog, Role, Sent, Undelivered, WaitingCall,
    },
    text::Text,
};

use super::{Group, Keys, Numbers, Oddity, Record, record::OddityReader};

/// Order numbers beyond this are not looked up: no lab sends so many.
const MOST_ORDERS: u32 = 1 << 24;

/// Up to so many records every change is drawn; beyond, when this fraction has come.
const FEW: usize = 5_000;
const CROWD_SHARE: usize = 25;

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Act {
    pub number: u32,
    pub topic: String,
    pub partitions: u32,
    pub ending: Option<Ending>,
    pub role: Role,
    /// Run clock at which the act's own clock starts.
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
    /// What the log amounts to, once it was read.
    pub numbers: Option<Numbers>,
    /// The consumers of the act; `None` where a producer's script is what is exercised.
    pub group: Option<Group>,
    /// `seq` of the last event that told something of the act: its drawing follows this.
    pub(super) revision: u64,
    /// Per partition, its records by offset.
    lanes: Vec<Vec<usize>>,
    /// Per order, its record.
    by_order: Vec<Option<usize>>,
    last_us: u64,
    counts: Counts,
    /// Records and what was done with them when the drawing was last told to follow.
    drawn: usize,
}

/// Of its records, kept while they come: nobody counts them again for each picture.
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

    /// How many were sent, and neither confirmed nor found in the log.
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

    /// The record at a place of the log.
    pub fn at(&self, partition: u32, offset: i64) -> Option<usize> {
        let lane = self.lane(partition);
        let place = lane
            .binary_search_by_key(&Some((partition, offset)), |index| self.records[*index].place);
        place.ok().map(|place| lane[place])
    }

    /// The record of an order: the copy that was confirmed, else the first one.
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

    /// The run clock as the act's own, in microseconds.
    pub fn clock_us(&self, at_ms: u64) -> u64 {
        at_ms.saturating_sub(self.started_ms.unwrap_or(at_ms)) * 1_000
    }

    /// The last moment that anything is known to have happened.
    pub fn last_us(&self) -> u64 {
        self.last_us.max(self.group.as_ref().and_then(Group::last_us).unwrap_or(0))
    }

    /// When each record of a partition entered the log, by offset. One that nobody confirmed
    /// stands behind the one before it, and before the one behind it: the log tells its place, not
    /// its time.
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

    /// Something was told of the act in the event with this number. The drawing of a crowd follows
    /// only when the crowd has grown by a share of itself, so that all pictures of a run together
    /// cost no more than its records; anything but more records it follows at once.
    pub(super) fn told(&mut self, seq: u64, is_more_records: bool) {
        let amount = self.counts.handed_over
            + self.counts.confirmed
            + self.group.as_ref().map_or(0, Group::amount);
        if !is_more_records || amount < FEW || amount > self.drawn + self.drawn / CROWD_SHARE {
            self.drawn = amount;
            self.revision = seq;
        }
    }

    pub(super) fn sent(&mut self, records: Vec<Sent>, keys: &mut Keys) {
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

    pub(super) fn acknowledged(&mut self, records: Vec<Acknowledged>) {
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

    pub(super) fn undelivered(&mut self, records: Vec<Undelivered>) {
        for Undelivered { order, error, at_us } in records {
            self.saw(at_us);
            let index = self.index(order);
            self.records[index].error = Some(error);
        }
    }

    pub(super) fn hold(&mut self, at_us: u64) {
        self.saw(at_us);
        self.held.push((at_us, None));
    }

    pub(super) fn release(&mut self, at_us: u64) {
        self.saw(at_us);
        if let Some((_, open @ None)) = self.held.last_mut() {
            *open = Some(at_us);
        }
    }

    pub(super) fn call(&mut self, at_us: u64, call: WaitingCall) {
        self.saw(at_us);
        self.calls.push((at_us, call));
    }

    pub(super) fn fault(&mut self, fault: FaultSeen) {
        self.saw(fault.at_us);
        self.faults.push(fault);
    }

    /// The process is gone. Its end is reported on the server's clock, its records on its own:
    /// it cannot have ended before its last sign of life.
    pub(super) fn end(&mut self, at_ms: u64, exit: Exit, unconfirmed: u32, requests: u32) {
        self.saw(self.clock_us(at_ms));
        self.ended_us = Some(self.last_us());
        self.exit = Some(exit);
        self.unconfirmed = unconfirmed;
        self.numbers.get_or_insert_default().requests = Some(requests);
    }

    /// What the log holds overrules what was confirmed.
    pub(super) fn log_read(&mut self, partitions: Vec<PartitionLog>, keys: &mut Keys) {
        let requests = self.numbers.take().and_then(|numbers| numbers.requests);
        self.numbers = Some(Numbers { requests, ..Numbers::of(&partitions) });
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
                    record.key = found.key;
                }
                self.counts.placed += usize::from(record.place.is_none());
                record.place = Some((log.partition, found.offset));
                record.value = found.value;
                self.enter(log.partition, found.offset, index);
            }
        }
        self.mark_oddities();
    }

    /// Each lane is read once, from its begin to its end.
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

    /// Puts a record into the lane of its partition. Offsets mostly grow.
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

    /// The record of an order, which is made if there is none.
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

/// A lower offset was there first.
pub(crate) fn in_order(entered: &mut [(usize, u64)]) {
    let mut next = u64::MAX;
    for (_, at_us) in entered.iter_mut().rev() {
        *at_us = next.min(*at_us);
        next = *at_us;
    }
}
