//! How much of each record is drawn, and how high its lane is: chosen once per drawing, by its
//! busiest lane and by the number of lanes.

use crate::direction::Direction;

/// Distance between cells; in a crowded lane it shrinks to the least step.
const CELL_STEP: f64 = 24.0;
const LEAST_CELL_STEP: f64 = 18.0;
/// Extent of a block along time, and of one without a histogram.
pub const BLOCK: f64 = 92.0;
pub const LOW_BLOCK: f64 = 50.0;
/// Least width of a cell with glyph and offset side by side.
const OFFSET_ROOM: f64 = 30.0;
/// Up to this many partitions lanes are high enough for offsets.
const ROOMY: u32 = 6;

/// How records are drawn, chosen by the busiest lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// One cell with glyph and offset per record.
    Cells,
    /// Batches that are too dense for cells are blocks with their count, their offsets and their
    /// keys; single records between them stay cells.
    Blocks,
    /// Records counted per bucket of time; never one node per record.
    Bars,
}

impl Scale {
    /// Distance between records of which nobody sees a single one.
    pub const BAR_STEP: f64 = 3.5;

    /// The scales for this many records in a lane of this width, each with its step between cells
    /// and the extent of its blocks: first the most detailed one, last the one that always has room.
    pub fn from_cells_down(
        busiest: usize,
        room: f64,
        has_histograms: bool,
    ) -> impl Iterator<Item = (Self, f64, f64)> {
        let fits = move |(_, step, _): &(Self, f64, f64)| busiest as f64 * step <= room;
        let cells = [(Self::Cells, CELL_STEP, 0.0), (Self::Cells, LEAST_CELL_STEP, 0.0)];
        let high = has_histograms.then_some((Self::Blocks, CELL_STEP, BLOCK));
        let low = [(Self::Blocks, CELL_STEP, LOW_BLOCK), (Self::Bars, Self::BAR_STEP, 0.0)];
        cells.into_iter().filter(fits).chain(high).chain(low)
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
    /// Whether a long block has room for its keys beside its count.
    pub has_histograms: bool,
}

impl Heights {
    /// Where time runs down they are a plan, which is scaled to the room that there is.
    pub const fn of(direction: Direction, partitions: u32, has_odd: bool) -> Self {
        match (direction, partitions) {
            (Direction::Right, 0..=ROOMY) => {
                let (lane, cell, inset) = (42.0, 34.0, 3.0);
                let (has_offsets, has_histograms) = (true, true);
                Self { step: 64.0, lane, cell, inset, has_offsets, has_histograms }
            }
            (Direction::Right, _) => {
                let (lane, cell, inset) = (21.0, 17.0, 1.0);
                let (has_offsets, has_histograms) = (false, false);
                Self { step: 30.0, lane, cell, inset, has_offsets, has_histograms }
            }
            (Direction::Down, _) => {
                let gap = if has_odd { 18.0 } else { 6.0 };
                let (lane, cell, inset) = (46.0, 38.0, 3.0);
                let (has_offsets, has_histograms) = (true, false);
                Self { step: lane + gap, lane, cell, inset, has_offsets, has_histograms }
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
            has_histograms: self.has_histograms,
        }
    }
}
