//! Groups reports: records travel together, and whatever changes the state of the script flushes
//! what came before it, so that the order of the lines is the order of what happened.

use std::{
    io::Write,
    sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use super::protocol::Report;

/// Records are held back this long at most, for others to join them.
const WINDOW: Duration = Duration::from_millis(25);
/// Records in one line at most.
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
    let mut open = Open { group: None, since: Instant::now() };
    loop {
        let wait = match open.group {
            Some(_) => WINDOW.saturating_sub(open.since.elapsed()),
            None => Duration::from_secs(3600),
        };
        match receiver.recv_timeout(wait) {
            Ok(report) => {
                let last = report == Report::LastLine;
                open.add(report);
                if last {
                    return;
                }
            }
            Err(RecvTimeoutError::Timeout) => open.flush(),
            Err(RecvTimeoutError::Disconnected) => return open.flush(),
        }
    }
}

/// Records of one kind that wait for more of the same.
struct Open {
    group: Option<Report>,
    since: Instant,
}

impl Open {
    fn add(&mut self, report: Report) {
        let full = match (&mut self.group, report) {
            (Some(Report::Sent(open)), Report::Sent(more)) => extend(open, more),
            (Some(Report::Acknowledged(open)), Report::Acknowledged(more)) => extend(open, more),
            (Some(Report::Undelivered(open)), Report::Undelivered(more)) => extend(open, more),
            (_, report @ (Report::Sent(_) | Report::Acknowledged(_) | Report::Undelivered(_))) => {
                self.flush();
                self.group = Some(report);
                self.since = Instant::now();
                false
            }
            (_, report) => {
                self.flush();
                return write_line(&report);
            }
        };
        if full || self.since.elapsed() >= WINDOW {
            self.flush();
        }
    }

    fn flush(&mut self) {
        if let Some(report) = self.group.take() {
            write_line(&report);
        }
    }
}

/// Whether the group is full now.
fn extend<T>(open: &mut Vec<T>, more: Vec<T>) -> bool {
    open.extend(more);
    open.len() >= MOST_RECORDS
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
