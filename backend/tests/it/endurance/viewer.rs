//! A browser that follows a run's stream, as `EventSource` does: a message counts when it is
//! complete, and a reconnect sends the number of the last event.

use std::ops::ControlFlow;

use api::event::{Event, EventKind};
use futures_util::StreamExt;
use reqwest::StatusCode;

use crate::workbook::Learner;

pub struct Viewer {
    pub learner: Learner,
    pub run: String,
    /// All events so far; their order and numbers are asserted as they come.
    pub seen: Vec<Event>,
}

impl Viewer {
    pub fn new(learner: Learner, run: String) -> Self {
        Self { learner, run, seen: Vec::new() }
    }

    pub fn is_over(&self) -> bool {
        let last = self.seen.last();
        last.is_some_and(|event| matches!(event.kind, EventKind::RunFinished { .. }))
    }

    /// Connects and reads until the run is over, the stream ends, or `message`, which gets the
    /// number of events in each message, asks to leave. False when there was no stream.
    pub async fn read(&mut self, mut message: impl FnMut(usize) -> ControlFlow<()>) -> bool {
        let last = self.seen.len();
        let mut request = self.learner.get(&format!("/api/runs/{}/events", self.run));
        if last > 0 {
            request = request.header("last-event-id", last);
        }
        let Ok(answer) = request.send().await else { return false };
        if answer.status() != StatusCode::OK {
            return false;
        }
        let mut stream = answer.bytes_stream();
        let mut bytes = Vec::new();
        while let Some(Ok(more)) = stream.next().await {
            bytes.extend_from_slice(&more);
            while let Some(end) = bytes.windows(2).position(|two| two == b"\n\n") {
                let whole: Vec<u8> = bytes.drain(..end + 2).collect();
                let count = self.take(std::str::from_utf8(&whole).unwrap());
                if self.is_over() || (count > 0 && message(count).is_break()) {
                    return true;
                }
            }
        }
        true
    }

    /// The number of events in a message; a comment has none.
    fn take(&mut self, message: &str) -> usize {
        let mut count = 0;
        for line in message.lines() {
            let Some(data) = line.strip_prefix("data:") else { continue };
            for event in serde_json::from_str::<Vec<Event>>(data).unwrap() {
                assert_eq!(event.seq, self.seen.len() as u64 + 1, "run {}", self.run);
                self.seen.push(event);
                count += 1;
            }
        }
        count
    }
}
