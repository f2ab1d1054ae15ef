//! Who runs when: one run of each learner at a time, a global limit, and turns, so that nobody waits
//! behind somebody else's pile, whether one learner made it or many cookies at one address. The queue
//! itself is the runs table; what is here is rebuilt from it at every start.

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
    /// Somebody came or went.
    changed: Arc<Notify>,
}

#[derive(Debug, Default)]
struct State {
    waiting: Turns,
    /// Runs in somebody's hands, by id.
    held: HashMap<String, Held>,
}

#[derive(Debug)]
struct Held {
    learner: String,
    /// Stops a run that is under way; `None` when it is being ended without having run.
    stop: Option<CancellationToken>,
}

/// A run in the hands of somebody who sees it to its end. Nobody else is given it before this is
/// dropped; if it is not over by then, it is taken up again (`lab/unheld.rs`).
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
    /// Lets a run wait for its turn. One that waits already, or is in somebody's hands, is left there.
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

    /// Stops a run that is not over. If it waited, or nobody knew of it, who asked is given it to end it;
    /// `None` when it is told to stop and will end itself, or when somebody is ending it already.
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

    /// Of these runs those that neither wait nor are in somebody's hands.
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

    /// The places of runs whose learners were told nothing yet, or that came forward noticeably: at most
    /// `most` of them, those in front first. They count as told.
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

/// No place is told that is not better than the one told before, and far behind one place is no news.
fn is_noticeable(told: u32, ahead: u32) -> bool {
    ahead < told - told / 8
}
