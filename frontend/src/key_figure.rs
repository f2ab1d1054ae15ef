//! What the figure of keys shows, for a key and a number of partitions. The hashes are those by which
//! the grader judges (`api::partitioner`). Pure.

use api::partitioner::{crc32, crc32_partition, murmur2, partition};

/// A few keys that teach something: quotes, an accent, a number.
pub const EXAMPLES: [&str; 5] = ["cliente-07", "cliente-7", "\"cliente-07\"", "café", "21"];
/// No topic of the course has more.
pub const MOST_PARTITIONS: u32 = 12;
/// What a person types, and no more.
pub const MOST_LETTERS: usize = 40;
/// How many clients the shop of the course has, for the sentence about all of them.
const CLIENTS: usize = 20;

/// Where a key is, of so many partitions and of one more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub hash: u32,
    pub now: u32,
    pub with_one_more: u32,
}

impl Place {
    pub const fn moves(self) -> bool {
        self.now != self.with_one_more
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hash {
    Murmur2,
    Crc32,
}

impl Hash {
    pub const ALL: [Self; 2] = [Self::Murmur2, Self::Crc32];

    pub fn place(self, key: &[u8], partitions: u32) -> Place {
        let place = |partitions| match self {
            Self::Murmur2 => partition(key, partitions),
            Self::Crc32 => crc32_partition(key, partitions),
        };
        let hash = match self {
            Self::Murmur2 => murmur2(key),
            Self::Crc32 => crc32(key),
        };
        Place { hash, now: place(partitions), with_one_more: place(partitions + 1) }
    }

    /// How many of the shop's clients move when a topic of so many partitions gets one more, and how
    /// many there are.
    pub fn moved_clients(self, partitions: u32) -> (usize, usize) {
        let clients = (1..=CLIENTS).map(|number| format!("cliente-{number:02}"));
        let moved = clients.filter(|client| self.place(client.as_bytes(), partitions).moves());
        (moved.count(), CLIENTS)
    }
}

/// As drawings name a partition.
pub fn name(partition: u32) -> String {
    format!("P{partition}")
}

/// The bytes of a key, as people write them down.
pub fn bytes(key: &str) -> String {
    key.bytes().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_hashes_place_a_key_by_their_own_rule() {
        let place = |hash: Hash, key: &str| hash.place(key.as_bytes(), 3);
        let murmur2 = place(Hash::Murmur2, "cliente-03");
        assert_eq!((murmur2.now, murmur2.with_one_more), (0, 0));
        assert!(!murmur2.moves());
        assert_eq!(place(Hash::Crc32, "cliente-03").now, 2);
        assert!(place(Hash::Murmur2, "cliente-07").moves(), "from 2 to 3");
        assert_eq!(place(Hash::Murmur2, "cliente-07").hash, 1_465_164_791);
    }

    #[test]
    fn most_clients_move_when_a_topic_grows() {
        let (moved, all) = Hash::Murmur2.moved_clients(3);
        assert_eq!(all, 20);
        let by_hand = (1..=20).filter(|number| {
            let key = format!("cliente-{number:02}");
            partition(key.as_bytes(), 3) != partition(key.as_bytes(), 4)
        });
        assert_eq!(moved, by_hand.count());
        assert!(moved > all / 2);
    }

    #[test]
    fn bytes_are_written_in_pairs() {
        assert_eq!(bytes("é"), "c3 a9");
        assert_eq!(bytes(""), "");
    }
}
