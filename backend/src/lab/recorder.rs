//! The one writer of a run's events while it is under way. What happens while a write is on its
//! way to the disk, or a moment after one, is written together with the next, so a fast lab never
//! waits for an event to be stored, and the events keep their order.

use std::time::Duration;

use api::event::EventKind;
use tokio::{
    sync::mpsc,
    task::JoinHandle,
    time::{Instant, sleep_until},
};

use super::events::Events;
use crate::store::{self, runs::StoredRun};

/// Events that wait to be stored; more make the lab wait.
const CAPACITY: usize = 4096;

/// Between two writes. Each makes sure that the disk has it, which takes the same for one event as for
/// a hundred; viewers look every 50 ms.
const PACE: Duration = Duration::from_millis(10);

#[derive(Debug)]
pub struct Recorder {
    sender: mpsc::Sender<EventKind>,
    writer: JoinHandle<Result<(), store::Error>>,
}

/// The database does not take events any more: the run cannot go on.
#[derive(Debug, thiserror::Error)]
#[error("the run's events could not be stored")]
pub struct NotRecorded;

impl Recorder {
    pub fn start(events: Events, run: StoredRun) -> Self {
        let (sender, receiver) = mpsc::channel(CAPACITY);
        Self { sender, writer: tokio::spawn(write(events, run, receiver)) }
    }

    pub async fn record(&self, kind: EventKind) -> Result<(), NotRecorded> {
        self.sender.send(kind).await.map_err(|_| NotRecorded)
    }

    /// Waits until everything recorded is stored.
    pub async fn finish(self) -> Result<(), store::Error> {
        drop(self.sender);
        self.writer.await.expect("the writer of events does not panic")
    }
}

async fn write(
    events: Events,
    run: StoredRun,
    mut receiver: mpsc::Receiver<EventKind>,
) -> Result<(), store::Error> {
    let mut kinds = Vec::new();
    while receiver.recv_many(&mut kinds, CAPACITY).await > 0 {
        let next_at = Instant::now() + PACE;
        events.append(&run, &kinds).await?;
        kinds.clear();
        sleep_until(next_at).await;
    }
    Ok(())
}
