//! The one writer of a run's events while it is under way. Events that come during a write, or a
//! moment after it, are written together in the next one, so a fast lab never waits for an event to
//! be stored, and the events keep their order and their times.

use std::time::Duration;

use api::{
    event::{Actor, EventKind, Performance, Topic},
    text::Text,
};
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

/// The most events that wait to be stored; beyond that the lab waits.
const CAPACITY: usize = 4096;

/// The pause between two writes. Each write waits for the disk, which takes as long for one event
/// as for a hundred.
const PACE: Duration = Duration::from_millis(10);

#[derive(Debug)]
pub struct Recorder {
    clock: RunClock,
    sender: mpsc::Sender<Told>,
    writer: JoinHandle<Result<(), store::Error>>,
}

/// What an act declares when it begins: its later events name actors and topics by their index
/// here.
#[derive(Debug)]
pub struct Playbill {
    pub act: u32,
    pub title: Text,
    pub cast: Vec<Actor>,
    pub topics: Vec<Topic>,
    pub compared_with: Option<u32>,
    pub performance: Option<Performance>,
}

/// The database does not store events any more: the run cannot go on.
#[derive(Debug, thiserror::Error)]
#[error("the run's events could not be stored")]
pub struct NotRecorded;

impl Recorder {
    pub fn start(events: Events, run: StoredRun) -> Self {
        let (sender, receiver) = mpsc::channel(CAPACITY);
        Self { clock: run.clock, sender, writer: tokio::spawn(write(events, run.id, receiver)) }
    }

    /// Records an event outside the acts, or one whose records carry their own times.
    pub async fn record(&self, kind: EventKind) -> Result<(), NotRecorded> {
        self.send(Told::outside(self.clock.age_ms(), kind)).await
    }

    /// Records an event at a moment of its act.
    pub async fn record_at(&self, at_us: u64, kind: EventKind) -> Result<(), NotRecorded> {
        self.send(Told { at_ms: self.clock.age_ms(), kind, at_us: Some(at_us) }).await
    }

    /// Starts an act, and its clock.
    pub async fn begin_act(&self, playbill: Playbill) -> Result<Clock, NotRecorded> {
        // In this order, so that no event of the act has an `at_ms` before its `at_us`.
        let at_ms = self.clock.age_ms();
        let clock = Clock::start();
        let Playbill { act, title, cast, topics, compared_with, performance } = playbill;
        let kind = EventKind::ActStarted { act, title, cast, topics, compared_with, performance };
        self.send(Told { at_ms, kind, at_us: Some(0) }).await?;
        Ok(clock)
    }

    async fn send(&self, told: Told) -> Result<(), NotRecorded> {
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
        events.append_events(&run, &told).await?;
        told.clear();
        sleep_until(next_at).await;
    }
    Ok(())
}
