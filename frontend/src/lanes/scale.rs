//! How much of each record is drawn, and how high its lane is: chosen once per drawing, by its
//! busiest lane and by the number of lanes.

use crate::direction::Direction;

/// Distance between cells; in a crowded lane it shrinks to the least step.
const CELL_STEP: f64 = 24.0;
const LEAST_CELL_STEP: f64 = 18.0;
/// Distance between ticks, down to the least step; below it lanes become bars.
const TICK_STEP: f64 = 3.5;
const LEAST_TICK_STEP: f64 = 2.0;
/// Least width of a cell with glyph and offset side by side.
const OFFSET_ROOM: f64 = 30.0;
/// Up to this many partitions lanes are high enough for offsets.
const ROOMY: u32 = 6;

/// How records are drawn, chosen by the busiest lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// One cell with glyph and offset per record.
    Cells,
    /// One line in the key's colour per record; only the table has offsets.
    Ticks,
    /// Records counted per bucket of time; never one node per record.
    Bars,
}

impl Scale {
    pub const BAR_STEP: f64 = TICK_STEP;

    /// The scales for this many records in a lane of this width, each with its step between
    /// records: first the most detailed one, last the one that always has room.
    pub fn from_cells_down(busiest: usize, room: f64) -> impl Iterator<Item = (Self, f64)> {
        let steps = [
            (Self::Cells, CELL_STEP),
            (Self::Cells, LEAST_CELL_STEP),
            (Self::Ticks, TICK_STEP),
            (Self::Ticks, LEAST_TICK_STEP),
        ];
        let fits = move |(_, step): &(Self, f64)| busiest as f64 * step <= room;
        steps.into_iter().filter(fits).chain([(Self::Bars, Self::BAR_STEP)])
    }
}

/// The heights of a script's lanes: their extents across time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Heights {
    /// Distance between the tops of two lanes.
    pub step: f64,
    pub lane: f64,
    pub cell: f64,
    /// Distance between the top of a lane and of its cells.
    pub inset: f64,
    /// Whether a cell has room for its offset.
    pub has_offsets: bool,
}

impl Heights {
    /// Where time runs down they are a plan, which is scaled to the room that there is.
    pub const fn of(direction: Direction, partitions: u32, has_odd: bool) -> Self {
        match (direction, partitions) {
            (Direction::Right, 0..=ROOMY) => {
                Self { step: 64.0, lane: 42.0, cell: 34.0, inset: 3.0, has_offsets: true }
            }
            (Direction::Right, _) => {
                Self { step: 30.0, lane: 21.0, cell: 17.0, inset: 1.0, has_offsets: false }
            }
            (Direction::Down, _) => {
                let gap = if has_odd { 18.0 } else { 6.0 };
                let (lane, cell, inset) = (46.0, 38.0, 3.0);
                Self { step: lane + gap, lane, cell, inset, has_offsets: true }
            }
        }
    }

    pub fn scaled(self, by: f64) -> Self {
        Self {
            step: self.step * by,
            lane: self.lane * by,
            cell: self.cell * by,
            inset: self.inset * by,
            has_offsets: self.cell * by >= OFFSET_ROOM,
        }
    }
}
