//! Records that wait for more of their kind, to share a line.

use std::{mem, sync::Mutex};

use api::event::{Acknowledged, Undelivered};

use super::{MOST_RECORDS, lock};
use crate::lab::worker::{handler_record::HandlerRecord, report::Report, sent::SentOrder};

#[derive(Default)]
pub(super) struct Open {
    pub sent: ReportKind<SentOrder>,
    pub acknowledged: ReportKind<Acknowledged>,
    pub undelivered: ReportKind<Undelivered>,
    pub processed: ReportKind<HandlerRecord>,
}

/// Each kind is added to by one thread of the client, which only shares the lock with the writer,
/// now and then.
pub(super) struct ReportKind<R> {
    waiting: Mutex<Vec<R>>,
    /// Vectors that were written, to be filled again. Allocating and freeing that much beside a
    /// client that frees its messages makes the allocator tidy up after each of them.
    spare: Mutex<Vec<Vec<R>>>,
}

impl Open {
    /// One report for each kind that has records, in the order in which they happen to one record.
    pub fn take(&self) -> impl Iterator<Item = Report> {
        // What happens last to a record is taken first, so that what happened before is here, too.
        let processed = self.processed.take().map(Report::Processed);
        let undelivered = self.undelivered.take().map(Report::Undelivered);
        let acknowledged = self.acknowledged.take().map(Report::Acknowledged);
        let sent = self.sent.take().map(Report::Sent);
        [sent, acknowledged, undelivered, processed].into_iter().flatten()
    }

    /// Keeps the vector of a written report, to be filled again.
    pub fn recycle(&self, written: Report) {
        match written {
            Report::Sent(records) => self.sent.recycle(records),
            Report::Acknowledged(records) => self.acknowledged.recycle(records),
            Report::Undelivered(records) => self.undelivered.recycle(records),
            Report::Processed(records) => self.processed.recycle(records),
            _ => {}
        }
    }
}

impl<R> Default for ReportKind<R> {
    fn default() -> Self {
        Self { waiting: Mutex::default(), spare: Mutex::default() }
    }
}

impl<R> ReportKind<R> {
    /// Adds a record, and returns how many wait now.
    pub fn add(&self, record: R) -> usize {
        let mut waiting = lock(&self.waiting);
        waiting.push(record);
        waiting.len()
    }

    fn take(&self) -> Option<Vec<R>> {
        let mut waiting = lock(&self.waiting);
        if waiting.is_empty() {
            return None;
        }
        let room = lock(&self.spare).pop().unwrap_or_else(|| Vec::with_capacity(MOST_RECORDS));
        Some(mem::replace(&mut waiting, room))
    }

    fn recycle(&self, mut written: Vec<R>) {
        written.clear();
        lock(&self.spare).push(written);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_records_are_taken_once_and_their_vector_is_reused() {
        let open = Open::default();
        assert_eq!(open.take().count(), 0);
        open.undelivered.add(Undelivered { order: 1, error: "no".to_owned(), at_us: 9 });
        assert_eq!(open.sent.add(SentOrder { order: 1, at_us: 3 }), 1);
        assert_eq!(open.sent.add(SentOrder { order: 2, at_us: 4 }), 2);
        let taken: Vec<Report> = open.take().collect();
        let [Report::Sent(sent), Report::Undelivered(undelivered)] = taken.as_slice() else {
            panic!("{taken:?}")
        };
        assert_eq!((sent.len(), undelivered.len()), (2, 1));
        assert_eq!(open.take().count(), 0);

        let room = sent.as_ptr();
        taken.into_iter().for_each(|written| open.recycle(written));
        open.sent.add(SentOrder { order: 3, at_us: 5 });
        // This record waits in what was allocated for the first line; the next gets the recycled
        // one.
        assert_eq!(open.take().count(), 1);
        open.sent.add(SentOrder { order: 4, at_us: 6 });
        let again = open.take().next();
        assert!(matches!(again, Some(Report::Sent(sent)) if sent.as_ptr() == room));
    }
}
