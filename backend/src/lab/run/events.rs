//! The numbered events of runs: stored first, then announced to the viewers. Viewers read from the
//! store, so a slow or absent browser never slows a lab, and a stream resumes after a restart
//! exactly as after a reconnect.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use api::event::EventKind;
use tokio::sync::watch;

use super::queue::Place;
use crate::store::{
    self, Store,
    events::{self, Told},
    runs::StoredRun,
};

/// Cheap to clone; all clones share the announcements.
#[derive(Debug, Clone)]
pub struct Events {
    store: Store,
    /// One sender for each run that is watched; it carries the last stored `seq`.
    watched: Arc<Mutex<HashMap<String, watch::Sender<u64>>>>,
}

impl Events {
    pub fn new(store: Store) -> Self {
        Self { store, watched: Arc::default() }
    }

    /// Stores an event from outside the acts of a run, and announces it.
    pub async fn append(&self, run: &StoredRun, kind: EventKind) -> Result<(), store::Error> {
        self.append_events(&run.id, &[Told::outside(run.clock.age_ms(), kind)]).await
    }

    /// Stores events of a run, and announces them.
    pub async fn append_events(&self, run: &str, told: &[Told]) -> Result<(), store::Error> {
        let last = events::append(&self.store, run, told).await?;
        self.announce(run, last);
        Ok(())
    }

    /// The same for the places of runs that still wait.
    pub async fn append_places(&self, places: &[Place]) -> Result<(), store::Error> {
        let told = places.iter().map(|Place { run, ahead }| {
            (
                run.id.as_str(),
                Told::outside(run.clock.age_ms(), EventKind::Queued { ahead: *ahead }),
            )
        });
        let told: Vec<_> = told.collect();
        for (run, last) in events::append_to_waiting(&self.store, &told).await? {
            self.announce(&run, last);
        }
        Ok(())
    }

    /// Tells the watchers that events up to at least `last` are stored.
    pub fn announce(&self, run: &str, last: u64) {
        let watched = self.watched.lock().expect("no holder of this lock panics");
        if let Some(sender) = watched.get(run) {
            sender.send_replace(last);
        }
    }

    /// From now on `changed()` returns after each announcement. Read the store after subscribing,
    /// or an announcement in between is missed.
    pub fn watch(&self, run: &str) -> watch::Receiver<u64> {
        let mut watched = self.watched.lock().expect("no holder of this lock panics");
        watched.retain(|_, sender| sender.receiver_count() > 0);
        watched.entry(run.to_owned()).or_insert_with(|| watch::Sender::new(0)).subscribe()
    }
}
