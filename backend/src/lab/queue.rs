//! Who runs when: one run of each learner at a time, a global limit, and turns among learners, so
//! that nobody waits behind somebody else's pile. The queue itself is the runs table; what is
//! here is rebuilt from it at every start.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard},
};

use api::event::EventKind;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::events::Events;
use crate::store::runs::StoredRun;

/// Cheap to clone; all clones share the queue.
#[derive(Debug, Clone, Default)]
pub struct Queue {
    state: Arc<Mutex<State>>,
    /// Somebody came or went.
    changed: Arc<Notify>,
}

#[derive(Debug, Default)]
struct State {
    /// In order of arrival.
    waiting: Vec<Waiting>,
    running: HashMap<String, Running>,
    /// When each learner last had a turn; forgotten when nobody waits or runs.
    turns: HashMap<String, u64>,
    turn: u64,
}

#[derive(Debug)]
struct Waiting {
    run: StoredRun,
    /// How many runs were ahead when its learner was last told.
    told: Option<u32>,
}

#[derive(Debug)]
struct Running {
    learner: String,
    stop: CancellationToken,
}

/// Where a run was when somebody asked to stop it.
#[derive(Debug, Clone, PartialEq)]
pub enum Stopping {
    /// It waited, and was taken out.
    Waiting(Box<StoredRun>),
    /// It is told to stop and will end itself.
    Running,
    Absent,
}

impl Queue {
    pub fn submit(&self, run: StoredRun) {
        self.lock().waiting.push(Waiting { run, told: None });
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
    ) -> Option<(StoredRun, CancellationToken)> {
        let mut state = self.lock();
        if state.running.len() >= limit {
            return None;
        }
        let next = state.order().into_iter().find(|index| {
            let learner = &state.waiting[*index].run.learner;
            !state.running.values().any(|running| running.learner == *learner)
        })?;
        let run = state.waiting.remove(next).run;
        let stop = parent.child_token();
        state.turn += 1;
        let turn = state.turn;
        state.turns.insert(run.learner.clone(), turn);
        state
            .running
            .insert(run.id.clone(), Running { learner: run.learner.clone(), stop: stop.clone() });
        Some((run, stop))
    }

    /// A run that was taken is under way no more.
    pub fn release(&self, run: &str) {
        let mut state = self.lock();
        state.running.remove(run);
        if state.running.is_empty() && state.waiting.is_empty() {
            state.turns.clear();
        }
        drop(state);
        self.changed.notify_one();
    }

    pub fn stop(&self, run: &str) -> Stopping {
        let mut state = self.lock();
        if let Some(running) = state.running.get(run) {
            running.stop.cancel();
            return Stopping::Running;
        }
        match state.waiting.iter().position(|waiting| waiting.run.id == run) {
            Some(index) => {
                let waiting = state.waiting.remove(index);
                self.changed.notify_one();
                Stopping::Waiting(Box::new(waiting.run))
            }
            None => Stopping::Absent,
        }
    }

    pub fn is_running(&self, run: &str) -> bool {
        self.lock().running.contains_key(run)
    }

    /// How many wait and how many are under way.
    pub fn sizes(&self) -> (usize, usize) {
        let state = self.lock();
        (state.waiting.len(), state.running.len())
    }

    /// Tells every waiting run whose place changed where it is now.
    pub async fn tell_places(&self, events: &Events) {
        let places = self.lock().new_places();
        for (run, ahead) in places {
            if let Err(error) = events.append(&run, EventKind::Queued { ahead }).await {
                // The place is a courtesy; the run itself is stored.
                tracing::warn!(run = run.id, %error, "a place in the queue was not stored");
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no holder of this lock panics")
    }
}

impl State {
    /// Indices of the waiting runs in the order in which they will start: everybody's first run
    /// before anybody's second, and among those, who had a turn longest ago.
    fn order(&self) -> Vec<usize> {
        let mut rounds: HashMap<&str, u32> = HashMap::new();
        let mut order: Vec<_> = (self.waiting.iter().enumerate())
            .map(|(index, waiting)| {
                let learner = waiting.run.learner.as_str();
                let round = rounds.entry(learner).or_default();
                *round += 1;
                (*round, self.turns.get(learner).copied().unwrap_or(0), index)
            })
            .collect();
        order.sort_unstable();
        order.into_iter().map(|(_, _, index)| index).collect()
    }

    fn new_places(&mut self) -> Vec<(StoredRun, u32)> {
        let mut changed = Vec::new();
        for (ahead, index) in (0u32..).zip(self.order()) {
            let waiting = &mut self.waiting[index];
            if waiting.told != Some(ahead) {
                waiting.told = Some(ahead);
                changed.push((waiting.run.clone(), ahead));
            }
        }
        changed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::RunClock;

    fn run(id: &str, learner: &str) -> StoredRun {
        StoredRun {
            id: id.to_owned(),
            learner: learner.to_owned(),
            exercise: "productor-basico".to_owned(),
            attempt: 1,
            seed: String::new(),
            fields: Default::default(),
            prediction: None,
            state: api::run::RunState::Queued,
            broker: None,
            executions: 0,
            created_ms: 0,
            clock: RunClock::at_age(0),
        }
    }

    fn take(queue: &Queue, limit: usize) -> Option<String> {
        queue.take(limit, &CancellationToken::new()).map(|(run, _)| run.id)
    }

    #[test]
    fn a_pile_of_one_learner_does_not_delay_another() {
        let queue = Queue::default();
        for number in 0..5 {
            queue.submit(run(&format!("ana-{number}"), "ana"));
        }
        queue.submit(run("eva-0", "eva"));
        assert_eq!(take(&queue, 1).as_deref(), Some("ana-0"));
        assert_eq!(take(&queue, 1), None, "the limit holds");
        queue.release("ana-0");
        assert_eq!(take(&queue, 1).as_deref(), Some("eva-0"));
        queue.release("eva-0");
        assert_eq!(take(&queue, 1).as_deref(), Some("ana-1"));
    }

    #[test]
    fn one_learner_runs_one_at_a_time() {
        let queue = Queue::default();
        queue.submit(run("ana-0", "ana"));
        queue.submit(run("ana-1", "ana"));
        assert_eq!(take(&queue, 9).as_deref(), Some("ana-0"));
        assert_eq!(take(&queue, 9), None);
    }

    #[test]
    fn stopping_tells_where_the_run_was() {
        let queue = Queue::default();
        queue.submit(run("ana-0", "ana"));
        queue.submit(run("ana-1", "ana"));
        let (_, stop) = queue.take(9, &CancellationToken::new()).expect("a run waits");
        assert_eq!(queue.stop("ana-0"), Stopping::Running);
        assert!(stop.is_cancelled());
        assert!(matches!(queue.stop("ana-1"), Stopping::Waiting(run) if run.id == "ana-1"));
        assert_eq!(queue.stop("ana-1"), Stopping::Absent);
        assert_eq!(queue.sizes(), (0, 1));
    }

    #[test]
    fn places_are_told_when_they_change() {
        let queue = Queue::default();
        queue.submit(run("ana-0", "ana"));
        queue.submit(run("eva-0", "eva"));
        let places = |queue: &Queue| -> Vec<_> {
            queue.lock().new_places().into_iter().map(|(run, ahead)| (run.id, ahead)).collect()
        };
        assert_eq!(places(&queue), [("ana-0".to_owned(), 0), ("eva-0".to_owned(), 1)]);
        assert_eq!(places(&queue), []);
        take(&queue, 1);
        assert_eq!(places(&queue), [("eva-0".to_owned(), 0)]);
    }
}
