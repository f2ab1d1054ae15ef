//! Groups reports: records travel together, and every report of a change in the script's state
//! first flushes the records before it, so that the lines are in the order of what happened.
//!
//! A thread that reports a record only stores it and goes on. The thread that writes wakes up when
//! a line is due, not for each record: that would cost a fast client more than its record.

/// Records that wait to share a line with more of their kind.
mod open;

use std::{
    io::Write,
    mem,
    sync::{
        Arc, Condvar, Mutex, MutexGuard,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use api::event::{Acknowledged, Undelivered};

use self::open::{Open, ReportKind};
use crate::lab::worker::{handler_record::HandlerRecord, report::Report, sent::SentOrder};

/// How long records may wait for others to join them: so much later they are on the screen.
const WINDOW: Duration = Duration::from_millis(10);
/// How many records of one kind may wait.
const MOST_RECORDS: usize = 4000;

/// Handle of the thread that writes to stdout.
pub struct Reporter {
    reports: Reports,
    thread: JoinHandle<()>,
}

/// Takes reports, from any thread.
#[derive(Clone)]
pub struct Reports(Arc<Shared>);

struct Shared {
    open: Open,
    /// Whether the writer knows that records are waiting.
    is_announced: AtomicBool,
    lines: Mutex<Lines>,
    /// Signalled when the first open record has come, or a line is due.
    news: Condvar,
}

/// Locked by whoever makes lines, so that they keep their order.
#[derive(Default)]
struct Lines {
    /// The lines to write now, in order.
    due: Vec<Report>,
    /// When the first of the open records came; `None` if there are none.
    since: Option<Instant>,
    /// Whether the last of these lines is the last of all.
    is_over: bool,
}

impl Reporter {
    pub fn start() -> Self {
        let reports = Reports(Arc::new(Shared {
            open: Open::default(),
            is_announced: AtomicBool::new(false),
            lines: Mutex::default(),
            news: Condvar::new(),
        }));
        let theirs = reports.clone();
        Self { reports, thread: thread::spawn(move || theirs.write()) }
    }

    pub fn reports(&self) -> Reports {
        self.reports.clone()
    }

    /// Writes what is left, and ends with this report. Call it when no other thread reports any
    /// more.
    pub fn finish(self, last: Report) {
        let mut lines = self.reports.close();
        lines.due.push(last);
        lines.is_over = true;
        drop(lines);
        self.reports.0.news.notify_one();
        let _ = self.thread.join();
    }
}

impl Reports {
    /// Call this before the client gets the record, so that all later reports about it follow.
    pub fn sent(&self, order: SentOrder) {
        self.add(&self.0.open.sent, order);
    }

    pub fn acknowledged(&self, record: Acknowledged) {
        self.add(&self.0.open.acknowledged, record);
    }

    pub fn undelivered(&self, record: Undelivered) {
        self.add(&self.0.open.undelivered, record);
    }

    pub fn processed(&self, record: HandlerRecord) {
        self.add(&self.0.open.processed, record);
    }

    /// Reports a change in the script's state.
    pub fn report(&self, report: Report) {
        self.close().due.push(report);
        self.0.news.notify_one();
    }

    fn add<R>(&self, kind: &ReportKind<R>, record: R) {
        if kind.add(record) >= MOST_RECORDS {
            drop(self.close());
            self.0.news.notify_one();
        } else if !self.0.is_announced.load(Ordering::Relaxed)
            && !self.0.is_announced.swap(true, Ordering::SeqCst)
        {
            lock(&self.0.lines).since = Some(Instant::now());
            self.0.news.notify_one();
        }
    }

    /// Turns the open records into lines, in the order in which they happen to one record.
    fn close(&self) -> MutexGuard<'_, Lines> {
        let mut lines = lock(&self.0.lines);
        lines.since = None;
        self.0.is_announced.store(false, Ordering::SeqCst);
        lines.due.extend(self.0.open.take());
        lines
    }

    /// Writes lines as they become due, up to the last.
    fn write(&self) {
        let mut lines = lock(&self.0.lines);
        loop {
            let left = lines.since.map(|since| WINDOW.saturating_sub(since.elapsed()));
            if left == Some(Duration::ZERO) {
                drop(lines);
                lines = self.close();
            }
            if !lines.due.is_empty() {
                let due = mem::take(&mut lines.due);
                let is_over = lines.is_over;
                drop(lines);
                for report in due {
                    write_line(&report);
                    self.0.open.recycle(report);
                }
                if is_over {
                    return;
                }
                lines = lock(&self.0.lines);
                continue;
            }
            lines = match left {
                Some(left) => {
                    let waited = self.0.news.wait_timeout(lines, left);
                    waited.expect("no holder of this lock panics").0
                }
                None => self.0.news.wait(lines).expect("no holder of this lock panics"),
            };
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().expect("no holder of this lock panics")
}

fn write_line(report: &Report) {
    let mut line = serde_json::to_vec(report).expect("reports serialize");
    line.push(b'\n');
    let mut stdout = std::io::stdout().lock();
    if stdout.write_all(&line).and_then(|()| stdout.flush()).is_err() {
        // Nobody reads the pipe: the server is gone.
        std::process::exit(0);
    }
}
