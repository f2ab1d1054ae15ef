//! The one writer of a run's events while it is under way. What happens while a write is on its
//! way to the disk, or a moment after one, is written together with the next, so a fast lab never
//! waits for an event to be stored, and the events keep their order and their time.

use std::time::Duration;

use api::event::{Ending, EventKind, Role};
use tokio::{
    sync::mpsc,
    task::JoinHandle,
    time::{Instant, sleep_until},
};

use super::events::Events;
use crate::{
    clock::{Clock, RunClock},
    store::{self, events::Told, runs::StoredRun},
};

/// Events that wait to be stored; more make the lab wait.
const CAPACITY: usize = 4096;

/// Between two writes. Each makes sure that the disk has it, which takes the same for one event as for
/// a hundred; viewers look every 50 ms.
const PACE: Duration = Duration::from_millis(10);

#[derive(Debug)]
pub struct Recorder {
    clock: RunClock,
    sender: mpsc::Sender<Told>,
    writer: JoinHandle<Result<(), store::Error>>,
}

/// The database does not take events any more: the run cannot go on.
#[derive(Debug, thiserror::Error)]
#[error("the run's events could not be stored")]
pub struct NotRecorded;

impl Recorder {
    pub fn start(events: Events, run: StoredRun) -> Self {
        let (sender, receiver) = mpsc::channel(CAPACITY);
        Self { clock: run.clock, sender, writer: tokio::spawn(write(events, run.id, receiver)) }
    }

    /// Tells what happens outside an act, or records that tell one by one when it happened to them.
    pub async fn record(&self, kind: EventKind) -> Result<(), NotRecorded> {
        self.tell(Told::outside(self.clock.age_ms(), kind)).await
    }

    /// Tells what happened at a moment of its act.
    pub async fn record_at(&self, at_us: u64, kind: EventKind) -> Result<(), NotRecorded> {
        self.tell(Told { at_ms: self.clock.age_ms(), kind, at_us: Some(at_us) }).await
    }

    /// An act starts, and its clock with it.
    pub async fn begin_act(
        &self,
        act: u32,
        ending: Ending,
        role: Role,
    ) -> Result<Clock, NotRecorded> {
        // In this order: whatever happens in the act is then told no earlier than it happened.
        let at_ms = self.clock.age_ms();
        let clock = Clock::start();
        let kind = EventKind::ActStarted { act, ending, role };
        self.tell(Told { at_ms, kind, at_us: Some(0) }).await?;
        Ok(clock)
    }

    async fn tell(&self, told: Told) -> Result<(), NotRecorded> {
        self.sender.send(told).await.map_err(|_| NotRecorded)
    }

    /// Waits until everything recorded is stored.
    pub async fn finish(self) -> Result<(), store::Error> {
        drop(self.sender);
        self.writer.await.expect("the writer of events does not panic")
    }
}

async fn write(
    events: Events,
    run: String,
    mut receiver: mpsc::Receiver<Told>,
) -> Result<(), store::Error> {
    let mut told = Vec::new();
    while receiver.recv_many(&mut told, CAPACITY).await > 0 {
        let next_at = Instant::now() + PACE;
        events.append_told(&run, &told).await?;
        told.clear();
        sleep_until(next_at).await;
    }
    Ok(())
}
