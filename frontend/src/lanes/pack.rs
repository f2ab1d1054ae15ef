//! Places records side by side in their lane: none covers another, none is drawn before its time
//! while there is room behind it, and none lies across a wall.

/// Something that no record may lie across: what came before it ends before it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wall {
    pub at_us: u64,
    /// Where it begins and ends.
    pub from: f64,
    pub to: f64,
}

/// What needs room in a lane: one record, or a batch of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Item {
    /// Its records, by their places in the lane.
    pub from: usize,
    pub to: usize,
    /// The moment of the first one.
    pub at_us: u64,
    /// Where it begins if it has room there, and its extent.
    pub x: f64,
    pub size: f64,
    pub is_block: bool,
}

/// The room of a lane.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Room<'a> {
    pub left: f64,
    pub right: f64,
    /// Between two items.
    pub gap: f64,
    /// In the order of their moments.
    pub walls: &'a [Wall],
}

impl Room<'_> {
    /// Left edges of items, in order. Where two would overlap, the later one moves right; where the
    /// lane would leave the plane, all of them move left.
    pub fn pack(&self, items: &[Item]) -> Vec<f64> {
        let mut packed = self.packed_right(items);
        let mut free_to = self.right;
        let mut walls = self.walls.iter().rev().peekable();
        for (place, item) in packed.iter_mut().zip(items).rev() {
            while let Some(wall) = walls.next_if(|wall| wall.at_us > item.at_us) {
                free_to = free_to.min(wall.from);
            }
            *place = place.min(free_to - item.size);
            free_to = *place - self.gap;
        }
        packed
    }

    /// Where the last of these items would end if none moved left.
    pub fn end(&self, items: &[Item]) -> f64 {
        let last = self.packed_right(items).last().copied().zip(items.last());
        last.map_or(self.left, |(place, item)| place + item.size)
    }

    fn packed_right(&self, items: &[Item]) -> Vec<f64> {
        let mut free_from = self.left;
        let mut walls = self.walls.iter().peekable();
        let place = |item: &Item| {
            while let Some(wall) = walls.next_if(|wall| wall.at_us <= item.at_us) {
                free_from = free_from.max(wall.to + 1.0);
            }
            let place = item.x.max(free_from);
            free_from = place + item.size + self.gap;
            place
        };
        items.iter().map(place).collect()
    }
}
