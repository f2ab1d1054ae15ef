//! Geometry of a group's drawing: an act with consumers becomes places on a plane. Pure; the
//! component only paints. One elastic time axis for all lanes; everything that happens to a
//! record, to a partition's owner or to a commit is a sign with room of its own on it.

mod draw;
mod facts;
mod heights;
mod signs;
#[cfg(test)]
mod tests;

use crate::{
    axis::Axis,
    lanes::{self, Scale},
    timeline::Standing,
};

pub use draw::draw;
pub use heights::Heights;

/// Left of the first moment: the name of the lane.
const LEFT: f64 = 26.0;
/// Above the first lane: the names of the generations.
pub const TOP: f64 = 38.0;

#[derive(Debug, Clone, PartialEq)]
pub struct GroupDrawing {
    pub axis: Axis,
    pub width: f64,
    pub height: f64,
    /// Where lanes end and the axis begins.
    pub floor: f64,
    pub heights: Heights,
    pub scale: Scale,
    pub cell_width: f64,
    /// From tick to tick, where they touch.
    pub tick_step: f64,
    pub lanes: Vec<GroupLane>,
    pub spans: Vec<Stretch>,
    /// Members that ended without good-bye: their number, and where.
    pub deaths: Vec<(u32, f64)>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct GroupLane {
    pub top: f64,
    /// Of every scale, by offset.
    pub records: Vec<Place>,
    /// The whole lane as one path, when it is drawn as bars.
    pub bars: String,
    pub owners: Vec<Owner>,
    pub handled: Vec<HandledPlace>,
    pub in_hand: Vec<HandledPlace>,
    pub commits: Vec<CommitPlace>,
    /// Records that were skipped.
    pub rare: Vec<lanes::Stretch>,
    /// So many records came again that their threads would hide everything.
    pub is_flooded: bool,
}

/// Middle of a record in its lane.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    pub x: f64,
    pub at_us: u64,
    pub offset: i64,
    /// In the act's records.
    pub index: usize,
    /// Left behind by one that died, and never processed by anybody.
    pub is_skipped: bool,
}

/// A member's tenure of one partition.
#[derive(Debug, Clone, PartialEq)]
pub struct Owner {
    pub member: u32,
    pub from: f64,
    pub to: f64,
    pub y: f64,
    pub height: f64,
    pub from_us: u64,
    /// The owner is dead, and its group does not know.
    pub is_gone: bool,
}

/// What was processed: one record, or, beyond cells, neighbours.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HandledPlace {
    pub x: f64,
    /// Of the last of several neighbours.
    pub to: f64,
    pub y: f64,
    pub at_us: u64,
    pub offset: i64,
    pub count: usize,
    /// The how manieth time.
    pub time: u32,
    /// Middle of its record in the lane, where a thread leads there.
    pub record: Option<f64>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CommitPlace {
    pub x: f64,
    pub at_us: u64,
    pub offset: i64,
}

/// A stretch of the group's life.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stretch {
    pub from: f64,
    pub to: f64,
    pub from_us: u64,
    pub standing: Standing,
    /// Still open at the end of what is known.
    pub is_open: bool,
}

impl GroupDrawing {
    /// Where a mark for an offset stands at a moment: before the record that has it, or behind the
    /// last one that was there.
    pub fn edge(&self, partition: usize, offset: i64, at_us: u64) -> f64 {
        let half = if self.scale == Scale::Cells { self.cell_width / 2.0 + 1.0 } else { 2.0 };
        let Some(lane) = self.lanes.get(partition) else { return LEFT };
        let there = lane.records.partition_point(|place| place.at_us <= at_us);
        let before = lane.records[..there].partition_point(|place| place.offset < offset);
        match (lane.records[..there].get(before), before.checked_sub(1)) {
            (Some(next), _) => next.x - half,
            (None, Some(last)) => lane.records[last].x + half,
            (None, None) => LEFT + 4.0,
        }
    }

    /// Middle of a lane's ownership bar.
    pub fn owner_y(&self, partition: u32) -> f64 {
        let top = TOP + f64::from(partition) * self.heights.step;
        let owner = self.lanes.get(partition as usize).and_then(|lane| lane.owners.first());
        owner.map_or(top + self.heights.step / 2.0, |owner| owner.y + owner.height / 2.0)
    }
}
