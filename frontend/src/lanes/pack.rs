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

/// The room of a lane for records of this width, one each step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Room<'a> {
    pub left: f64,
    pub right: f64,
    pub step: f64,
    pub width: f64,
    /// In the order of their moments.
    pub walls: &'a [Wall],
}

impl Room<'_> {
    /// Left edges of records with these moments and places, in order. Where two would overlap, the
    /// later one moves right; where the lane would leave the plane, all of them move left.
    pub fn pack(&self, records: &[(u64, f64)]) -> Vec<f64> {
        let mut packed = self.packed_right(records);
        let mut free_to = self.right - self.width;
        let mut walls = self.walls.iter().rev().peekable();
        for (place, (at_us, _)) in packed.iter_mut().zip(records).rev() {
            while let Some(wall) = walls.next_if(|wall| wall.at_us > *at_us) {
                free_to = free_to.min(wall.from - self.width);
            }
            *place = place.min(free_to);
            free_to = *place - self.step;
        }
        packed
    }

    /// Where the last of these records would end if none moved left.
    pub fn end(&self, records: &[(u64, f64)]) -> f64 {
        self.packed_right(records).last().map_or(self.left, |place| place + self.width)
    }

    fn packed_right(&self, records: &[(u64, f64)]) -> Vec<f64> {
        let mut free_from = self.left;
        let mut walls = self.walls.iter().peekable();
        let place = |(at_us, x): &(u64, f64)| {
            while let Some(wall) = walls.next_if(|wall| wall.at_us <= *at_us) {
                free_from = free_from.max(wall.to + 1.0);
            }
            let place = (x - self.width / 2.0).max(free_from);
            free_from = place + self.step;
            place
        };
        records.iter().map(place).collect()
    }
}
