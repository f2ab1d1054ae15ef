//! One order on its way from the script to the log, and what is odd about its place there.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

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
    /// The same sender's order is in the log already, at a lower offset.
    Again,
    /// A later order of the same sender comes before it in its partition.
    OutOfPlace,
}

/// Reads a log partition by partition, by offset, and finds what is odd about each record. Several
/// senders may send the same orders: each is compared with its own alone.
#[derive(Debug, Default)]
pub(super) struct OddityReader {
    seen: HashSet<(Option<u32>, u32)>,
    /// The latest order of each sender in the partition so far.
    latest: HashMap<Option<u32>, u32>,
}

impl OddityReader {
    pub fn next_partition(&mut self) {
        self.latest.clear();
    }

    pub fn read(&mut self, sender: Option<u32>, order: u32) -> Option<Oddity> {
        let is_again = !self.seen.insert((sender, order));
        let latest = self.latest.entry(sender).or_insert(order);
        let is_early = *latest > order;
        *latest = order.max(*latest);
        match (is_again, is_early) {
            (true, _) => Some(Oddity::Again),
            (false, true) => Some(Oddity::OutOfPlace),
            (false, false) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        run_view::{Act, RunView, What},
        scenes,
    };

    fn odd(act: &Act) -> (usize, usize) {
        (act.odd(Oddity::Again), act.odd(Oddity::OutOfPlace))
    }

    fn count(view: &RunView, act: u32, is: fn(&What) -> bool) -> usize {
        view.rows.iter().filter(|row| row.act == Some(act) && is(&row.what)).count()
    }

    #[test]
    fn the_same_orders_of_two_senders_are_no_repeats() {
        let view = scenes::same_orders();
        assert_eq!(odd(&view.acts[0]), (0, 0), "each is in its order, and once");
        assert_eq!(view.acts[0].topics[0].in_log(), Some(8));
        assert_eq!(count(&view, 1, |what| matches!(what, What::Odd { .. })), 0);
    }

    #[test]
    fn what_an_earlier_act_left_is_not_sent_again() {
        let view = scenes::same_orders();
        let act = &view.acts[1];
        let topic = &act.topics[0];
        assert_eq!(odd(act), (0, 0));
        assert!(topic.was_there(0, 3) && !topic.was_there(0, 4) && !topic.was_there(2, 0));
        let entered: Vec<u64> = topic.entered(0, 9_000).iter().map(|(_, at_us)| *at_us).collect();
        assert_eq!(entered, [0, 0, 0, 0, 3_000, 3_002], "it is there from the beginning");
        assert_eq!(count(&view, 2, |what| matches!(what, What::Kept { .. })), 8);
        assert_eq!(count(&view, 2, |what| matches!(what, What::FoundInLog { .. })), 0);
    }

    #[test]
    fn an_unconfirmed_copy_belongs_to_the_only_one_who_sent_its_order() {
        let mut reader = OddityReader::default();
        assert_eq!(reader.read(Some(0), 1), None);
        assert_eq!(reader.read(Some(1), 1), None, "another sender's");
        assert_eq!(reader.read(Some(0), 0), Some(Oddity::OutOfPlace));
        assert_eq!(reader.read(Some(0), 1), Some(Oddity::Again));
        reader.next_partition();
        assert_eq!(reader.read(Some(1), 0), None, "order counts within a partition");
        assert_eq!(reader.read(Some(1), 1), Some(Oddity::Again), "a repeat anywhere");
    }
}
