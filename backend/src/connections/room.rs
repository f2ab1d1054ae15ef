//! Who is connected: a limited number in all, and of one network. When all places are taken, a
//! newcomer gets the place of the client that has kept the server waiting longest, for the rest of
//! a request or for any request at all. So clients that open connections and hold them keep nobody
//! out; a newcomer is refused only if every connection has a request under way.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard},
};

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::limits::network::Network;

/// Cheap to clone; all clones share the same places.
#[derive(Debug, Clone)]
pub struct Room {
    most: usize,
    most_per_network: usize,
    taken: Arc<Mutex<Taken>>,
}

#[derive(Debug, Default)]
struct Taken {
    /// Number of the next place.
    number: u64,
    places: HashMap<u64, Occupied>,
}

#[derive(Debug)]
struct Occupied {
    /// `None`: a trusted reverse proxy, which brings clients of many networks.
    network: Option<Network>,
    /// Since when the server has been waiting for the client; `None` while a request is under way.
    waiting_since: Option<Instant>,
    given_away: CancellationToken,
}

/// One connection's place, free again when dropped.
#[derive(Debug)]
pub struct Place {
    room: Room,
    number: u64,
    given_away: CancellationToken,
}

/// A request under way; dropped after the last byte of its answer.
#[derive(Debug)]
pub struct UnderWay {
    room: Room,
    number: u64,
}

/// Which limit was reached while no connection in it was waiting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Full {
    All,
    Network,
}

impl Room {
    pub fn new(most: usize, most_per_network: usize) -> Self {
        Self { most, most_per_network, taken: Arc::default() }
    }

    /// # Errors
    /// Which limit was reached, if no place can be taken away for this connection.
    pub fn enter(&self, network: Option<Network>) -> Result<Place, Full> {
        let mut taken = self.lock();
        if network.is_some() {
            let is_neighbour = |place: &Occupied| place.network == network;
            taken.make_room(self.most_per_network, is_neighbour).ok_or(Full::Network)?;
        }
        taken.make_room(self.most, |_| true).ok_or(Full::All)?;
        let number = taken.number;
        taken.number += 1;
        let given_away = CancellationToken::new();
        let place = Occupied {
            network,
            waiting_since: Some(Instant::now()),
            given_away: given_away.clone(),
        };
        taken.places.insert(number, place);
        Ok(Place { room: self.clone(), number, given_away })
    }

    fn lock(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().expect("no holder of this lock panics")
    }
}

impl Taken {
    /// Makes sure that fewer than `most` of these places are taken; `None` if all have requests
    /// under way.
    fn make_room(&mut self, most: usize, is_one: impl Fn(&Occupied) -> bool) -> Option<()> {
        let these = || self.places.iter().filter(|(_, place)| is_one(place));
        if these().count() < most {
            return Some(());
        }
        let waiting = these().filter_map(|(number, place)| Some((place.waiting_since?, *number)));
        let (_, number) = waiting.min()?;
        let place = self.places.remove(&number)?;
        place.given_away.cancel();
        metrics::counter!("bitacora_connections_given_away_total").increment(1);
        Some(())
    }

    fn set_waiting_since(&mut self, number: u64, since: Option<Instant>) {
        // The place may have been given away meanwhile.
        if let Some(place) = self.places.get_mut(&number) {
            place.waiting_since = since;
        }
    }
}

impl Place {
    /// Marks a request as under way: until the end of its answer, this connection keeps its place.
    pub fn request_came(&self) -> UnderWay {
        self.room.lock().set_waiting_since(self.number, None);
        UnderWay { room: self.room.clone(), number: self.number }
    }

    /// Returns when the place was given to another connection, and this one has to end.
    pub async fn given_away(&self) {
        self.given_away.cancelled().await;
    }

    /// Whether the server is waiting for the client.
    pub fn is_waiting(&self) -> bool {
        let taken = self.room.lock();
        taken.places.get(&self.number).is_none_or(|place| place.waiting_since.is_some())
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.room.lock().set_waiting_since(self.number, Some(Instant::now()));
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.room.lock().places.remove(&self.number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(last: u8) -> Option<Network> {
        Some(Network::of([10, 0, 0, last].into()))
    }

    fn enter(room: &Room, last: u8) -> Place {
        room.enter(network(last)).unwrap()
    }

    #[tokio::test]
    async fn the_one_that_waited_longest_makes_room() {
        let room = Room::new(3, 3);
        let [first, second, third] = [1, 2, 3].map(|last| enter(&room, last));
        let under_way = first.request_came();
        let fourth = enter(&room, 4);
        second.given_away().await;
        // It waits again, but not yet for as long as the others.
        drop(under_way);
        let _fifth = enter(&room, 5);
        third.given_away().await;
        assert!(first.is_waiting() && !first.given_away.is_cancelled());
        assert!(!fourth.given_away.is_cancelled());
        // A connection whose place was given away frees nothing when it ends.
        drop((second, third));
        assert_eq!(room.lock().places.len(), 3);
    }

    #[test]
    fn a_request_under_way_keeps_its_place() {
        let room = Room::new(2, 2);
        let places = [enter(&room, 1), enter(&room, 2)];
        let under_way = places.each_ref().map(Place::request_came);
        assert_eq!(room.enter(network(3)).unwrap_err(), Full::All);
        drop(under_way);
        drop(places);
        assert!(room.lock().places.is_empty(), "nobody is remembered");
        enter(&room, 3);
    }

    #[test]
    fn a_network_takes_places_from_itself_alone() {
        let room = Room::new(100, 2);
        let neighbour = enter(&room, 2);
        let places = [enter(&room, 1), enter(&room, 1)];
        let third = enter(&room, 1);
        assert!(places[0].given_away.is_cancelled() && !places[1].given_away.is_cancelled());
        assert!(!neighbour.given_away.is_cancelled());
        let _under_way = [&places[1], &third].map(Place::request_came);
        assert_eq!(room.enter(network(1)).unwrap_err(), Full::Network);
        // A trusted proxy brings clients of every network.
        let proxied: Vec<Place> = (0..10).map(|_| room.enter(None).unwrap()).collect();
        assert_eq!(room.lock().places.len(), 3 + proxied.len());
    }
}
