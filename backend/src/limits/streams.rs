//! Event streams that are open at once, of each learner and from each address. A stream occupies a
//! connection and reads the store for as long as its browser likes.

use std::{
    collections::HashMap,
    hash::Hash,
    num::NonZeroU32,
    sync::{Arc, Mutex, MutexGuard},
};

use super::{Whose, network::Network};

/// Cheap to clone; all clones share the count.
#[derive(Debug, Clone)]
pub struct Streams {
    per_learner: u32,
    per_address: u32,
    /// Only learners and networks with an open stream have an entry.
    open: Arc<Mutex<Open>>,
}

#[derive(Debug, Default)]
struct Open {
    learners: HashMap<String, u32>,
    networks: HashMap<Network, u32>,
}

/// The place of one open stream; dropping it frees the place.
#[derive(Debug)]
pub struct Seat {
    streams: Streams,
    learner: String,
    network: Network,
}

impl Streams {
    pub fn new(per_learner: NonZeroU32, per_address: NonZeroU32) -> Self {
        let (per_learner, per_address) = (per_learner.get(), per_address.get());
        Self { per_learner, per_address, open: Arc::default() }
    }

    /// # Errors
    /// Whose streams are too many, and how many there may be.
    pub fn take_seat(&self, learner: &str, network: Network) -> Result<Seat, (Whose, u32)> {
        let mut open = self.lock();
        if open.learners.get(learner).is_some_and(|count| *count >= self.per_learner) {
            return Err((Whose::Learner, self.per_learner));
        }
        if open.networks.get(&network).is_some_and(|count| *count >= self.per_address) {
            return Err((Whose::Address, self.per_address));
        }
        *open.learners.entry(learner.to_owned()).or_default() += 1;
        *open.networks.entry(network).or_default() += 1;
        Ok(Seat { streams: self.clone(), learner: learner.to_owned(), network })
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        self.open.lock().expect("no holder of this lock panics")
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut open = self.streams.lock();
        leave(&mut open.learners, &self.learner);
        leave(&mut open.networks, &self.network);
    }
}

fn leave<K: Eq + Hash>(counts: &mut HashMap<K, u32>, key: &K) {
    if let Some(count) = counts.get_mut(key) {
        *count -= 1;
        if *count == 0 {
            counts.remove(key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seat_is_free_again_when_its_stream_ends() {
        let count = |number| NonZeroU32::new(number).unwrap();
        let streams = Streams::new(count(2), count(3));
        let (here, there) = ([10, 0, 0, 1], [10, 0, 0, 2]);
        let take = |learner: &str, address: [u8; 4]| {
            streams.take_seat(learner, Network::of(address.into()))
        };
        let ana = [take("ana", here).unwrap(), take("ana", here).unwrap()];
        assert_eq!(take("ana", there).unwrap_err(), (Whose::Learner, 2));
        let eva = take("eva", here).unwrap();
        assert_eq!(take("eva", here).unwrap_err(), (Whose::Address, 3));
        let elsewhere = take("eva", there).unwrap();
        drop(ana);
        assert!(take("ana", here).is_ok());
        drop((eva, elsewhere));
        let open = streams.lock();
        assert!(open.learners.is_empty() && open.networks.is_empty(), "nobody is remembered");
    }
}
