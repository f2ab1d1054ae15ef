//! Batches that are too dense for cells: each is one block, which lies where its records happened.

use super::{Item, Wall};

/// A batch of a lane, drawn as one block.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Block {
    /// Its left edge, and its extent along time.
    pub x: f64,
    pub width: f64,
    /// The place of its first record on the axis.
    pub at: f64,
    /// Its records, by their places in the lane.
    pub from: usize,
    pub to: usize,
    /// When the last of them was there.
    pub at_us: u64,
}

impl Block {
    pub fn holds(&self, place: usize) -> bool {
        (self.from..self.to).contains(&place)
    }

    /// The middle and the extent of one of its records, which share its body; none is before its
    /// place on the axis while that is inside of the body.
    pub fn part(&self, place: usize, at: f64) -> (f64, f64) {
        let width = self.width / (self.to - self.from).max(1) as f64;
        let last = self.x + self.width - width / 2.0;
        let middle = self.x + width * (place.saturating_sub(self.from) as f64 + 0.5);
        (middle.max(at.min(last)), width)
    }
}

/// What a lane shows of records with these moments and places: those that happened within the
/// extent of a block, and whose cells would be longer, are a block; the others are cells. A wall
/// ends a block.
pub fn items(
    records: &[(u64, f64)],
    walls: &[Wall],
    cell: f64,
    step: f64,
    block: f64,
) -> Vec<Item> {
    let mut items = Vec::new();
    let mut from = 0;
    while let Some((first_us, first)) = records.get(from).copied() {
        let wall = walls.iter().map(|wall| wall.at_us).find(|wall_us| *wall_us > first_us);
        let is_in = |(at_us, x): &&(u64, f64)| {
            wall.is_none_or(|wall_us| *at_us < wall_us) && x - first <= block
        };
        let to = from + records[from..].iter().take_while(is_in).count().max(1);
        if block > 0.0 && (to - from) as f64 * step > block {
            let (x, size) = (first, block);
            items.push(Item { from, to, at_us: first_us, x, size, is_block: true });
        } else {
            let single = |place: usize| {
                let (at_us, x) = records[place];
                let (from, to, x) = (place, place + 1, x - cell / 2.0);
                Item { from, to, at_us, x, size: cell, is_block: false }
            };
            items.extend((from..to).map(single));
        }
        from = to;
    }
    items
}

#[cfg(test)]
mod tests {
    use super::*;

    const WALL: Wall = Wall { at_us: 500, from: 50.0, to: 50.0 };

    fn blocks(records: &[(u64, f64)], walls: &[Wall]) -> Vec<(usize, usize, bool)> {
        let items = items(records, walls, 22.0, 24.0, 92.0);
        items.iter().map(|item| (item.from, item.to, item.is_block)).collect()
    }

    #[test]
    fn a_batch_that_is_longer_than_a_block_is_one() {
        let batch = |count: u64| (0..count).map(|nth| (nth, 10.0)).collect::<Vec<_>>();
        assert_eq!(blocks(&batch(3), &[]), [(0, 1, false), (1, 2, false), (2, 3, false)]);
        assert_eq!(blocks(&batch(4), &[]), [(0, 4, true)]);
    }

    #[test]
    fn a_block_ends_at_a_wall_and_at_its_own_length() {
        let records: Vec<(u64, f64)> = (0..20).map(|nth| (nth * 50, nth as f64 * 5.0)).collect();
        assert_eq!(blocks(&records, &[WALL]), [(0, 10, true), (10, 20, true)]);
        assert_eq!(blocks(&records, &[])[0], (0, 19, true), "92 of 95");
        assert_eq!(blocks(&records, &[])[1], (19, 20, false));
    }

    #[test]
    fn the_records_of_a_block_share_its_body() {
        let block = Block { x: 100.0, width: 90.0, at: 100.0, from: 3, to: 6, at_us: 9 };
        assert_eq!(block.part(3, 100.0), (115.0, 30.0));
        assert_eq!(block.part(3, 140.0), (140.0, 30.0), "not before its time");
        assert_eq!(block.part(5, 500.0), (175.0, 30.0), "inside of the body");
        assert!(block.holds(5) && !block.holds(6));
    }
}
