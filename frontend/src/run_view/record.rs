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
    /// Why the client gave it up, and when.
    pub error: Option<String>,
    pub given_up_us: Option<u64>,
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
    use api::event::{EventKind, Fault};

    use super::*;
    use crate::{
        run_view::{Act, RunView, What},
        scenes, stage,
    };

    fn odd(act: &Act) -> (usize, usize) {
        (act.odd(Oddity::Again), act.odd(Oddity::OutOfPlace))
    }

    fn count(view: &RunView, act: u32, is: fn(&What) -> bool) -> usize {
        view.rows.iter().filter(|row| row.act == Some(act) && is(&row.what)).count()
    }

    /// Three records are confirmed; the acknowledgement of the two after them is lost at 4 ms and
    /// comes, if it does, at 9 ms.
    fn unanswered(is_confirmed: bool) -> Vec<u64> {
        let fault = EventKind::Fault {
            act: 1,
            actor: 0,
            topic: 0,
            request: 2,
            fault: Fault::AcknowledgementLost,
            partition: 0,
            records: 2,
        };
        let before = [(0, 0, 1_000), (0, 1, 1_100), (0, 2, 1_200)];
        let later = [(0, 3, 9_000), (0, 4, 9_100), (0, 5, 9_900)];
        let all: Vec<(u32, i64, u64)> = match is_confirmed {
            true => before.into_iter().chain(later).collect(),
            false => before.to_vec(),
        };
        let view = scenes::folded(vec![
            (0, stage::script(1, 1)),
            scenes::written(0, 0, &all),
            (4_000, fault),
            scenes::log(0, 0, &[0, 1, 2, 3, 4]),
        ]);
        let entered = view.acts[0].topics[0].entered(0, 20_000);
        entered.into_iter().map(|(_, at_us)| at_us).collect()
    }

    #[test]
    fn a_record_whose_acknowledgement_was_lost_is_in_the_log_from_then_on() {
        assert_eq!(unanswered(true), [1_000, 1_100, 1_200, 4_000, 4_000, 9_900]);
        assert_eq!(unanswered(false), [1_000, 1_100, 1_200, 4_000, 4_000]);
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
