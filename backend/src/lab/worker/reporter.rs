//! Groups reports: records travel together, and whatever changes the state of the script flushes
//! what came before it, so that the order of the lines is the order of what happened.
//!
//! Who reports a record only puts it down and goes on. The thread that writes wakes when a line is
//! due, not for each record: that would cost a fast client more than its record.

use std::{
    io::Write,
    mem,
    sync::{Arc, Condvar, Mutex, MutexGuard},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use api::event::{Acknowledged, Sent, Undelivered};

use super::protocol::{Handled, Report};

/// Records are held back this long at most, for others to join them.
const WINDOW: Duration = Duration::from_millis(25);
/// Records that wait at most.
const MOST_RECORDS: usize = 500;

/// Handle of the thread that writes to stdout.
pub struct Reporter {
    reports: Reports,
    thread: JoinHandle<()>,
}

/// Where reports are put down, from any thread.
#[derive(Clone)]
pub struct Reports(Arc<Shared>);

struct Shared {
    pending: Mutex<Pending>,
    /// The first record of a line has come, or a line is due.
    news: Condvar,
}

impl Reporter {
    pub fn start() -> Self {
        let shared = Shared { pending: Mutex::default(), news: Condvar::new() };
        let reports = Reports(Arc::new(shared));
        let theirs = reports.clone();
        Self { reports, thread: thread::spawn(move || theirs.write()) }
    }

    pub fn reports(&self) -> Reports {
        self.reports.clone()
    }

    /// Writes what is left and ends with this report. Call it when nobody else reports any more.
    pub fn finish(self, last: Report) {
        let mut pending = self.reports.lock();
        pending.close();
        pending.due.push(last);
        pending.is_over = true;
        drop(pending);
        self.reports.0.news.notify_one();
        let _ = self.thread.join();
    }
}

impl Reports {
    pub fn sent(&self, record: Sent) {
        self.add(|open| open.sent.push(record));
    }

    pub fn acknowledged(&self, record: Acknowledged) {
        self.add(|open| open.acknowledged.push(record));
    }

    pub fn undelivered(&self, record: Undelivered) {
        self.add(|open| open.undelivered.push(record));
    }

    pub fn processed(&self, record: Handled) {
        self.add(|open| open.processed.push(record));
    }

    /// What changes the state of the script.
    pub fn report(&self, report: Report) {
        let mut pending = self.lock();
        pending.close();
        pending.due.push(report);
        drop(pending);
        self.0.news.notify_one();
    }

    fn add(&self, push: impl FnOnce(&mut Open)) {
        let mut pending = self.lock();
        push(&mut pending.open);
        pending.open.records += 1;
        let is_first = pending.open.records == 1;
        let is_full = pending.open.records >= MOST_RECORDS;
        if is_first {
            pending.since = Some(Instant::now());
        }
        if is_full {
            pending.close();
        }
        drop(pending);
        if is_first || is_full {
            self.0.news.notify_one();
        }
    }

    /// Writes lines as they are due, to the last.
    fn write(&self) {
        let mut pending = self.lock();
        loop {
            let left = pending.since.map(|since| WINDOW.saturating_sub(since.elapsed()));
            if left == Some(Duration::ZERO) {
                pending.close();
            }
            if !pending.due.is_empty() {
                let due = mem::take(&mut pending.due);
                let is_over = pending.is_over;
                drop(pending);
                due.iter().for_each(write_line);
                if is_over {
                    return;
                }
                pending = self.lock();
                continue;
            }
            pending = match left {
                Some(left) => {
                    let waited = self.0.news.wait_timeout(pending, left);
                    waited.expect("no holder of this lock panics").0
                }
                None => self.0.news.wait(pending).expect("no holder of this lock panics"),
            };
        }
    }

    fn lock(&self) -> MutexGuard<'_, Pending> {
        self.0.pending.lock().expect("no holder of this lock panics")
    }
}

#[derive(Default)]
struct Pending {
    /// Lines to be written now, in order.
    due: Vec<Report>,
    open: Open,
    /// When the first of the open records came; `None` while there are none.
    since: Option<Instant>,
    /// The last of them is the last of all.
    is_over: bool,
}

/// Records that wait for more of their kind.
#[derive(Default)]
struct Open {
    sent: Vec<Sent>,
    acknowledged: Vec<Acknowledged>,
    undelivered: Vec<Undelivered>,
    processed: Vec<Handled>,
    /// Of all kinds together.
    records: usize,
}

impl Pending {
    /// The open records become lines, in the order of any one record's life.
    fn close(&mut self) {
        self.since = None;
        let Open { sent, acknowledged, undelivered, processed, .. } = mem::take(&mut self.open);
        if !sent.is_empty() {
            self.due.push(Report::Sent(sent));
        }
        if !acknowledged.is_empty() {
            self.due.push(Report::Acknowledged(acknowledged));
        }
        if !undelivered.is_empty() {
            self.due.push(Report::Undelivered(undelivered));
        }
        if !processed.is_empty() {
            self.due.push(Report::Processed(processed));
        }
    }
}

fn write_line(report: &Report) {
    let mut line = serde_json::to_vec(report).expect("reports have no failing parts");
    line.push(b'\n');
    let mut stdout = std::io::stdout().lock();
    if stdout.write_all(&line).and_then(|()| stdout.flush()).is_err() {
        // Nobody reads: the server is gone.
        std::process::exit(0);
    }
}
