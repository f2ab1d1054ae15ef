//! What the proxy has seen of a member before the member's own reports came that far.
//!
//! The proxy tells at once that the coordinator has let a member into a generation, while what the
//! member did before may still be on its way from its worker. So the generation waits here until a
//! later report comes, or the member ends: what a worker reports comes in its order, and nothing of
//! before can follow then.

use std::{collections::VecDeque, mem};

use crate::lab::worker::report::Report;

/// The generations of a member that none of its reports is behind yet, in their order.
#[derive(Debug, Default)]
pub(super) struct Ahead(VecDeque<Entry>);

/// The member's entry into a generation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    pub generation: i32,
    pub at_us: u64,
    /// Whether it is part of what the group shows.
    pub counts: bool,
}

/// What happened to a member next.
#[derive(Debug, PartialEq)]
pub(super) enum Next {
    Entered(Entry),
    Reported(Report),
}

impl Ahead {
    pub(super) fn push(&mut self, entry: Entry) {
        self.0.push_back(entry);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The entries up to this moment.
    pub(super) fn until(&mut self, at_us: u64) -> Vec<Entry> {
        let due = self.0.partition_point(|entry| entry.at_us <= at_us);
        self.0.drain(..due).collect()
    }

    /// This report, and the entries before it. Records travel together, and an entry may be between
    /// two of them.
    pub(super) fn in_order(&mut self, report: Report) -> Vec<Next> {
        let mut next = Vec::new();
        let rest = match report {
            Report::Processed(mut records) => {
                while let Some(entry) = self.0.front().copied()
                    && let Some(later) = records.iter().position(|it| it.at_us >= entry.at_us)
                {
                    let later = records.split_off(later);
                    let earlier = mem::replace(&mut records, later);
                    if !earlier.is_empty() {
                        next.push(Next::Reported(Report::Processed(earlier)));
                    }
                    next.push(Next::Entered(entry));
                    self.0.pop_front();
                }
                Report::Processed(records)
            }
            other => {
                let due = other.at_us().map(|at_us| self.until(at_us)).unwrap_or_default();
                next.extend(due.into_iter().map(Next::Entered));
                other
            }
        };
        next.push(Next::Reported(rest));
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::worker::{
        handler_record::{Deserialized, HandlerRecord},
        partition::TopicPartition,
    };

    fn entry(generation: i32, at_us: u64) -> Entry {
        Entry { generation, at_us, counts: true }
    }

    fn ahead(entries: &[Entry]) -> Ahead {
        Ahead(entries.iter().copied().collect())
    }

    fn revoked(at_us: u64) -> Report {
        Report::Revoked { partitions: vec![TopicPartition { topic: 0, partition: 2 }], at_us }
    }

    fn processed(moments: &[u64]) -> Report {
        let record = |&at_us: &u64| HandlerRecord {
            topic: 0,
            partition: 0,
            offset: at_us as i64,
            order: None,
            at_us,
            deserialized: Deserialized::Bytes,
            crc32c: 0,
        };
        Report::Processed(moments.iter().map(record).collect())
    }

    #[test]
    fn a_generation_waits_for_what_its_member_did_before() {
        let mut ahead = ahead(&[entry(2, 50), entry(3, 70)]);
        assert_eq!(ahead.in_order(revoked(40)), [Next::Reported(revoked(40))]);
        // It says nothing of when.
        assert_eq!(ahead.in_order(Report::Closing), [Next::Reported(Report::Closing)]);
        let assigned = Report::Assigned { partitions: Vec::new(), at_us: 60 };
        let next = ahead.in_order(assigned.clone());
        assert_eq!(next, [Next::Entered(entry(2, 50)), Next::Reported(assigned)]);
        assert_eq!(ahead.until(69), []);
        assert_eq!(ahead.until(70), [entry(3, 70)]);
        assert!(ahead.is_empty());
    }

    #[test]
    fn a_generation_is_put_between_the_records_before_it_and_behind_it() {
        let mut ahead = ahead(&[entry(2, 50), entry(3, 51), entry(4, 90)]);
        assert_eq!(ahead.in_order(processed(&[30])), [Next::Reported(processed(&[30]))]);
        assert_eq!(
            ahead.in_order(processed(&[40, 60, 80])),
            [
                Next::Reported(processed(&[40])),
                Next::Entered(entry(2, 50)),
                Next::Entered(entry(3, 51)),
                Next::Reported(processed(&[60, 80])),
            ]
        );
        let next = ahead.in_order(processed(&[95]));
        assert_eq!(next, [Next::Entered(entry(4, 90)), Next::Reported(processed(&[95]))]);
    }
}
