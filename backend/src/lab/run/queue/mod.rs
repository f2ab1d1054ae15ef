//! Which run starts next: one run of each learner at a time, a global limit, and turns, so that
//! nobody waits behind a pile of somebody else's runs, whether one learner sent them or many
//! cookies at one address. The queue itself is the runs table; this state is rebuilt from it at
//! every start.

/// Whose turn it is.
mod turns;

#[cfg(test)]
mod tests;

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard},
};

use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::store::runs::{StoredRun, Unfinished};
use turns::Turns;

/// Cheap to clone; all clones share the queue.
#[derive(Debug, Clone, Default)]
pub struct Queue {
    state: Arc<Mutex<State>>,
    /// Notified when a run comes or goes.
    changed: Arc<Notify>,
}

#[derive(Debug, Default)]
struct State {
    waiting: Turns,
    /// Runs that a task holds, by id.
    held: HashMap<String, Held>,
}

#[derive(Debug)]
struct Held {
    learner: String,
    /// Stops a run that is under way; `None` if it is being ended without having run.
    stop: Option<CancellationToken>,
}

/// A run in the hands of a task that follows it to its end. Nobody else gets it before this is
/// dropped; if it is not over by then, it is queued again (`lab/run/unheld.rs`).
#[derive(Debug)]
pub struct Taken {
    pub run: StoredRun,
    queue: Queue,
}

impl Drop for Taken {
    fn drop(&mut self) {
        self.queue.lock().held.remove(&self.run.id);
        self.queue.changed.notify_one();
    }
}

/// How many runs are ahead of a waiting one.
#[derive(Debug, PartialEq)]
pub struct Place {
    pub run: StoredRun,
    pub ahead: u32,
}

impl Queue {
    /// Queues a run. One that waits already, or is held, stays where it is.
    pub fn submit(&self, run: StoredRun) {
        let mut state = self.lock();
        if !state.held.contains_key(&run.id) {
            state.waiting.add(run);
        }
        drop(state);
        self.changed.notify_one();
    }

    pub async fn changed(&self) {
        self.changed.notified().await;
    }

    /// Takes the next run that may start, if fewer than `limit` are under way.
    pub fn take(
        &self,
        limit: usize,
        parent: &CancellationToken,
    ) -> Option<(Taken, CancellationToken)> {
        let mut state = self.lock();
        let State { waiting, held } = &mut *state;
        let busy = busy(held);
        if busy.len() >= limit {
            return None;
        }
        let run = waiting.next(&busy)?;
        let stop = parent.child_token();
        Some((self.hold(held, run, Some(stop.clone())), stop))
    }

    /// Stops a run that is not over. If it waited, or was not known here, the caller gets it and
    /// has to end it; `None` when it was told to stop and will end itself, or is already being
    /// ended.
    pub fn stop(&self, run: StoredRun) -> Option<Taken> {
        let mut state = self.lock();
        let State { waiting, held } = &mut *state;
        match held.get(&run.id) {
            Some(Held { stop, .. }) => {
                stop.iter().for_each(CancellationToken::cancel);
                None
            }
            None => {
                waiting.remove(&run);
                self.changed.notify_one();
                Some(self.hold(held, run, None))
            }
        }
    }

    fn hold(
        &self,
        held: &mut HashMap<String, Held>,
        run: StoredRun,
        stop: Option<CancellationToken>,
    ) -> Taken {
        held.insert(run.id.clone(), Held { learner: run.learner.clone(), stop });
        Taken { run, queue: self.clone() }
    }

    pub fn is_under_way(&self, run: &str) -> bool {
        self.lock().held.get(run).is_some_and(|held| held.stop.is_some())
    }

    /// Those of these runs that neither wait nor are held.
    pub fn unheld(&self, mut runs: Vec<Unfinished>) -> Vec<Unfinished> {
        let state = self.lock();
        let waiting: HashSet<&str> = state.waiting.iter().map(|run| run.id.as_str()).collect();
        runs.retain(|Unfinished { id, .. }| {
            !waiting.contains(id.as_str()) && !state.held.contains_key(id)
        });
        runs
    }

    /// How many wait and how many are under way.
    pub fn sizes(&self) -> (usize, usize) {
        let state = self.lock();
        (state.waiting.iter().count(), busy(&state.held).len())
    }

    /// The places of runs whose learners were not told yet, or that have moved up noticeably: at
    /// most `most` of them, those in front first. From now on they count as told.
    pub fn news(&self, most: usize) -> Vec<Place> {
        let mut state = self.lock();
        let news = (0u32..).zip(state.waiting.in_order()).filter_map(|(ahead, waiting)| {
            if waiting.told.is_some_and(|told| !is_noticeable(told, ahead)) {
                return None;
            }
            waiting.told = Some(ahead);
            Some(Place { run: waiting.run.clone(), ahead })
        });
        news.take(most).collect()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no holder of this lock panics")
    }
}

/// Learners with a run under way; each has one.
fn busy(held: &HashMap<String, Held>) -> HashSet<&str> {
    let under_way = held.values().filter(|held| held.stop.is_some());
    under_way.map(|held| held.learner.as_str()).collect()
}

/// A place is told only if it is better than before; far behind, moving up by one is no news.
fn is_noticeable(told: u32, ahead: u32) -> bool {
    ahead < told - told / 8
}
