//! Groups reports: records travel together, and whatever changes the state of the script flushes
//! what came before it, so that the order of the lines is the order of what happened.

use std::{
    io::Write,
    mem,
    sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel},
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
    sender: Sender<Report>,
    thread: JoinHandle<()>,
}

impl Reporter {
    pub fn start() -> Self {
        let (sender, receiver) = channel();
        Self { sender, thread: thread::spawn(move || write_reports(&receiver)) }
    }

    pub fn sender(&self) -> Sender<Report> {
        self.sender.clone()
    }

    pub fn report(&self, report: Report) {
        // Fails only when the writing thread ended, which it does when the server is gone.
        let _ = self.sender.send(report);
    }

    /// Writes what is left. Call it when no other sender is in use any more; it does not wait for
    /// clones that librdkafka's threads still hold.
    pub fn finish(self, last: Report) {
        let _ = self.sender.send(last);
        drop(self.sender);
        let _ = self.thread.join();
    }
}

fn write_reports(receiver: &Receiver<Report>) {
    let mut open = Open::default();
    loop {
        let wait = match open.since {
            Some(since) => WINDOW.saturating_sub(since.elapsed()),
            None => Duration::from_secs(3600),
        };
        match receiver.recv_timeout(wait) {
            Ok(Report::LastLine) => {
                open.flush();
                return write_line(&Report::LastLine);
            }
            Ok(report) => open.add(report),
            Err(RecvTimeoutError::Timeout) => open.flush(),
            Err(RecvTimeoutError::Disconnected) => return open.flush(),
        }
    }
}

/// Records that wait for more of their kind. They leave in this order, which is the order of any
/// one record's life.
#[derive(Default)]
struct Open {
    sent: Vec<Sent>,
    acknowledged: Vec<Acknowledged>,
    undelivered: Vec<Undelivered>,
    processed: Vec<Handled>,
    /// When the first of them came; `None` while there are none.
    since: Option<Instant>,
}

impl Open {
    fn add(&mut self, report: Report) {
        match report {
            Report::Sent(records) => self.sent.extend(records),
            Report::Acknowledged(records) => self.acknowledged.extend(records),
            Report::Undelivered(records) => self.undelivered.extend(records),
            Report::Processed(records) => self.processed.extend(records),
            report @ (Report::Listening { .. }
            | Report::Waiting(_)
            | Report::Assigned { .. }
            | Report::Revoked { .. }
            | Report::InHand(_)
            | Report::Committed { .. }
            | Report::Closing
            | Report::Raised(_)
            | Report::LastLine) => {
                self.flush();
                return write_line(&report);
            }
        }
        let since = *self.since.get_or_insert_with(Instant::now);
        let records = self.sent.len()
            + self.acknowledged.len()
            + self.undelivered.len()
            + self.processed.len();
        if records >= MOST_RECORDS || since.elapsed() >= WINDOW {
            self.flush();
        }
    }

    fn flush(&mut self) {
        self.since = None;
        if !self.sent.is_empty() {
            write_line(&Report::Sent(mem::take(&mut self.sent)));
        }
        if !self.acknowledged.is_empty() {
            write_line(&Report::Acknowledged(mem::take(&mut self.acknowledged)));
        }
        if !self.undelivered.is_empty() {
            write_line(&Report::Undelivered(mem::take(&mut self.undelivered)));
        }
        if !self.processed.is_empty() {
            write_line(&Report::Processed(mem::take(&mut self.processed)));
        }
    }
}

fn write_line(report: &Report) {
    let mut line = serde_json::to_string(report).expect("reports have no failing parts");
    line.push('\n');
    let mut stdout = std::io::stdout().lock();
    if stdout.write_all(line.as_bytes()).and_then(|()| stdout.flush()).is_err() {
        // Nobody reads: the server is gone.
        std::process::exit(0);
    }
}
