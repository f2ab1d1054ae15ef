//! Rare records keep a mark at every scale: repeats, records out of place and records skipped, as
//! stretches of neighbours.

use crate::run_view::Oddity;

/// Stretches of one kind that are closer than this become one.
const NEAR: f64 = 9.0;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rare {
    /// An earlier record holds the same order.
    Again,
    /// A later order comes before it in the partition.
    OutOfPlace,
    /// A group took its partition up behind it, and nobody ever processed it.
    Skipped,
}

impl From<Oddity> for Rare {
    fn from(oddity: Oddity) -> Self {
        match oddity {
            Oddity::Again => Self::Again,
            Oddity::OutOfPlace => Self::OutOfPlace,
        }
    }
}

/// Neighbours in a lane that are rare in the same way.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stretch {
    pub from: f64,
    pub to: f64,
    pub count: usize,
    pub what: Rare,
    /// When the last of them entered the log.
    pub at_us: u64,
}

/// The stretches of a lane, given its records' places from left to right.
pub fn stretches(records: impl Iterator<Item = (f64, u64, Option<Rare>)>) -> Vec<Stretch> {
    let mut stretches: Vec<Stretch> = Vec::new();
    let mut before = None;
    for (x, at_us, rare) in records {
        let is_next = before == rare;
        before = rare;
        let Some(what) = rare else { continue };
        match stretches.last_mut() {
            Some(last) if last.what == what && (is_next || x - last.to <= NEAR) => {
                (last.to, last.at_us) = (x, at_us);
                last.count += 1;
            }
            _ => stretches.push(Stretch { from: x, to: x, count: 1, what, at_us }),
        }
    }
    stretches
}
