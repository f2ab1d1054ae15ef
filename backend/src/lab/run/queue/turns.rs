//! The waiting runs, by whose turn it is: networks take turns, and within a network its learners
//! do. Whoever is new, or just had a turn, goes behind all others.

use std::collections::{BTreeMap, HashSet, VecDeque};

use crate::store::runs::StoredRun;

#[derive(Debug, Default)]
pub struct Turns {
    /// The next one first. Networks and learners without waiting runs are removed.
    networks: VecDeque<Network>,
}

#[derive(Debug)]
struct Network {
    mark: Option<String>,
    /// The next one first.
    learners: VecDeque<Learner>,
}

#[derive(Debug)]
struct Learner {
    id: String,
    /// By number.
    runs: BTreeMap<u64, Waiting>,
}

#[derive(Debug)]
pub struct Waiting {
    pub run: StoredRun,
    /// How many runs were ahead when its learner was last told.
    pub told: Option<u32>,
}

impl Turns {
    /// A run that is already here stays as it is.
    pub fn add(&mut self, run: StoredRun) {
        let network = (self.networks.iter().position(|network| network.mark == run.network))
            .unwrap_or_else(|| {
                let mark = run.network.clone();
                self.networks.push_back(Network { mark, learners: VecDeque::new() });
                self.networks.len() - 1
            });
        let learners = &mut self.networks[network].learners;
        let learner = (learners.iter().position(|learner| learner.id == run.learner))
            .unwrap_or_else(|| {
                let id = run.learner.clone();
                learners.push_back(Learner { id, runs: BTreeMap::new() });
                learners.len() - 1
            });
        let runs = &mut learners[learner].runs;
        runs.entry(run.number).or_insert(Waiting { run, told: None });
    }

    pub fn remove(&mut self, run: &StoredRun) {
        let networks = self.networks.iter_mut().filter(|network| network.mark == run.network);
        let learners = networks.flat_map(|network| &mut network.learners);
        for learner in learners.filter(|learner| learner.id == run.learner) {
            learner.runs.remove(&run.number);
        }
        self.forget_idle();
    }

    /// Removes the run whose turn it is. Busy learners are passed over and keep their turns.
    pub fn next(&mut self, busy: &HashSet<&str>) -> Option<StoredRun> {
        let is_free = |learner: &Learner| !busy.contains(learner.id.as_str());
        let (network, learner) =
            (self.networks.iter().enumerate()).find_map(|(index, network)| {
                Some((index, network.learners.iter().position(is_free)?))
            })?;
        let mut network = self.networks.remove(network)?;
        let mut learner = network.learners.remove(learner)?;
        let next = learner.runs.pop_first();
        network.learners.push_back(learner);
        self.networks.push_back(network);
        self.forget_idle();
        next.map(|(_, waiting)| waiting.run)
    }

    fn forget_idle(&mut self) {
        for network in &mut self.networks {
            network.learners.retain(|learner| !learner.runs.is_empty());
        }
        self.networks.retain(|network| !network.learners.is_empty());
    }

    pub fn iter(&self) -> impl Iterator<Item = &StoredRun> {
        let learners = self.networks.iter().flat_map(|network| &network.learners);
        learners.flat_map(|learner| learner.runs.values().map(|waiting| &waiting.run))
    }

    /// In the order in which they start, if nobody comes and nobody leaves.
    pub fn in_order(&mut self) -> impl Iterator<Item = &mut Waiting> {
        let networks = self.networks.iter_mut().map(|network| {
            let learners = network.learners.iter_mut().map(|learner| learner.runs.values_mut());
            in_turns(learners)
        });
        in_turns(networks).into_iter()
    }
}

/// The first of each, then the second of each, and so on.
fn in_turns<T>(lines: impl Iterator<Item = impl IntoIterator<Item = T>>) -> Vec<T> {
    let mut all: Vec<(usize, T)> = lines.flat_map(|line| line.into_iter().enumerate()).collect();
    // Stable: in each round the lines keep their order.
    all.sort_by_key(|(round, _)| *round);
    all.into_iter().map(|(_, item)| item).collect()
}
