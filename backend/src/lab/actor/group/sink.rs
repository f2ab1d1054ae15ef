//! The lab's sink: the rows that handlers write outside of Kafka. It is the same for all acts of a
//! run, as a database would be.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, MutexGuard},
};

use lessons::scenario::handler::EffectKey;

use crate::lab::worker::handler_record::HandlerRecord;

/// The rows of one group. Cheap to clone; all clones are the same sink.
#[derive(Debug, Clone)]
pub struct Sink {
    key: EffectKey,
    rows: Arc<Mutex<Rows>>,
}

#[derive(Debug, Default)]
struct Rows {
    /// The numbers of the rows that have a key.
    by_key: HashMap<Key, u64>,
    count: u64,
    /// What folds have written last, by key.
    numbers: BTreeMap<String, i64>,
}

/// What makes a row the same as an earlier one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    Order(u32),
    Place {
        topic: u32,
        partition: u32,
        offset: i64,
    },
    /// Of a fold.
    Folded(String),
}

impl Sink {
    pub fn new(key: EffectKey) -> Self {
        Self { key, rows: Arc::default() }
    }

    /// Returns the number of the row, counted from 0, and whether it was there already.
    pub fn write(&self, record: &HandlerRecord) -> (u64, bool) {
        let HandlerRecord { topic, partition, offset, order, .. } = *record;
        let key = match self.key {
            EffectKey::None => None,
            EffectKey::EventId => order.map(Key::Order),
            EffectKey::TopicPartitionOffset => Some(Key::Place { topic, partition, offset }),
        };
        self.lock().row(key)
    }

    /// Writes a number of a fold; the one that its key had is replaced. Returns the number of the
    /// row, and whether it was there already.
    pub fn keep(&self, key: &str, number: i64) -> (u64, bool) {
        let mut rows = self.lock();
        rows.numbers.insert(key.to_owned(), number);
        rows.row(Some(Key::Folded(key.to_owned())))
    }

    /// What folds have left in it, by key.
    pub fn numbers(&self) -> BTreeMap<String, i64> {
        self.lock().numbers.clone()
    }

    fn lock(&self) -> MutexGuard<'_, Rows> {
        self.rows.lock().expect("no holder of this lock panics")
    }
}

impl Rows {
    fn row(&mut self, key: Option<Key>) -> (u64, bool) {
        let next = self.count;
        let row = key.map_or(next, |key| *self.by_key.entry(key).or_insert(next));
        self.count += u64::from(row == next);
        (row, row != next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::worker::handler_record::Deserialized;

    #[test]
    fn a_key_makes_rows_the_same() {
        let record = |offset, order| HandlerRecord {
            topic: 0,
            partition: 0,
            offset,
            order: Some(order),
            at_us: 0,
            deserialized: Deserialized::Bytes,
            crc32c: 0,
        };
        // The third record is the first one's order again, sent twice; the fourth is the first one
        // itself, delivered twice.
        let records = [record(0, 7), record(1, 8), record(2, 7), record(0, 7)];
        for (key, rows) in [
            (EffectKey::None, [(0, false), (1, false), (2, false), (3, false)]),
            (EffectKey::EventId, [(0, false), (1, false), (0, true), (0, true)]),
            (EffectKey::TopicPartitionOffset, [(0, false), (1, false), (2, false), (0, true)]),
        ] {
            let sink = Sink::new(key);
            assert_eq!(records.each_ref().map(|record| sink.write(record)), rows, "{key:?}");
        }
    }

    #[test]
    fn a_fold_has_one_row_for_each_key_and_its_last_number() {
        let sink = Sink::new(EffectKey::None);
        let (a, b) = ("cliente-01", "cliente-02");
        let rows = [(a, 1), (b, 1), (a, 2)].map(|(key, number)| sink.keep(key, number));
        assert_eq!(rows, [(0, false), (1, false), (0, true)]);
        assert_eq!(sink.numbers(), [(a.to_owned(), 2), (b.to_owned(), 1)].into());
    }
}
