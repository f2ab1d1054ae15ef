//! Geometry of the drawing of groups: maps an act with consumers to places on a plane. Each topic
//! of the act has a deck, one lane per partition; beside each log, the bars of the groups that read
//! it, and below the lanes what the groups wrote in the lab's sink. Pure; the component only paints. All lanes share one elastic time
//! axis; everything that happens to a record, to a partition's owner or to a commit is a sign with
//! room of its own on it.

mod bars;
mod batches;
mod decks;
mod draft;
mod draw;
mod facts;
mod heights;
mod labels;
mod named;
mod plane;
mod rows;
#[cfg(test)]
mod scene_tests;
mod signs;
#[cfg(test)]
mod tests;

use crate::{
    axis::Axis,
    direction::Direction,
    lanes::{self, Block, ChangeMark, Deleted, FaultMark, Placed, Scale, ScriptMarks, Thread},
    run_view::{Partition, SetbackKind},
    timeline::Standing,
};

pub use bars::Claim;
pub use draw::draw;
pub use heights::{Bar, Heights};
pub use named::names;
pub use rows::{ItemSign, RowKind};

/// Where the plane begins along time.
const LEFT: f64 = 10.0;
/// Behind its end.
const RIGHT: f64 = 14.0;
/// Room above the first lane, for the names of the generations of one group.
const TOP: f64 = 38.0;
/// Room for those of one more group.
pub const GENERATIONS: f64 = 18.0;
/// Top of the first row of words of what goes through all lanes, under those of one group.
const WORDS: f64 = 18.0;
/// Height of a row of a deck.
const ROW: f64 = 26.0;

#[derive(Debug, Clone, PartialEq)]
pub struct GroupDrawing {
    pub direction: Direction,
    pub axis: Axis,
    /// Places on the axis and their microseconds.
    pub ticks: Vec<(f64, u64)>,
    /// Where nothing happens for a while, and for how long.
    pub waits: Vec<(f64, u64)>,
    /// The extent of the plane along time, and across it.
    pub width: f64,
    pub height: f64,
    /// Bottom of the lanes, where the axis begins.
    pub floor: f64,
    pub scale: Scale,
    pub cell_width: f64,
    /// Distance between ticks that touch.
    pub tick_step: f64,
    pub lanes: Vec<GroupLane>,
    pub rows: Vec<DeckRow>,
    /// The titles of the decks and their baselines, where there are several, and where something
    /// happened to a topic.
    pub titles: Vec<(f64, String)>,
    pub changes: Vec<ChangeMark>,
    pub scripts: ScriptMarks,
    /// What goes through all lanes, and where the first row of its words begins.
    pub landmarks: Vec<Placed>,
    pub words_top: f64,
    /// Of keys that moved to another partition when there were more.
    pub threads: Vec<Thread>,
    /// Where the first deck begins.
    pub top: f64,
    /// The names of the groups, where there are several.
    pub groups: Vec<String>,
    pub spans: Vec<Stretch>,
    /// Members that died without leaving their group, and members that were put out.
    pub losses: Vec<Loss>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct GroupLane {
    pub top: f64,
    pub heights: Heights,
    pub partition: Partition,
    /// Where its ground begins.
    pub begins: f64,
    /// The groups that read its topic, in the order of their bars.
    pub readers: Vec<usize>,
    /// Places of the records at every scale, by offset.
    pub records: Vec<Place>,
    /// The batches among them.
    pub blocks: Vec<Block>,
    /// The whole lane as one path, when it is drawn as bars.
    pub bars: String,
    pub owners: Vec<Owner>,
    pub handled: Vec<HandledPlace>,
    pub in_hand: Vec<HandledPlace>,
    pub setbacks: Vec<SetbackPlace>,
    pub commits: Vec<CommitPlace>,
    /// Records that were skipped.
    pub rare: Vec<lanes::Stretch>,
    pub faults: Vec<FaultMark>,
    pub deleted: Vec<Deleted>,
    /// Too many records are repeats to draw their threads.
    pub is_flooded: bool,
}

/// Middle of a record in its lane.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    pub x: f64,
    /// Its extent along time.
    pub width: f64,
    pub at_us: u64,
    pub offset: i64,
    /// Index in its topic's records.
    pub index: usize,
    /// Since when a group has left it behind, for good.
    pub skipped_us: Option<u64>,
}

/// A member's tenure of one partition.
#[derive(Debug, Clone, PartialEq)]
pub struct Owner {
    /// Which of the act's groups it belongs to, from 0.
    pub group: usize,
    pub member: u32,
    pub from: f64,
    pub to: f64,
    pub y: f64,
    pub height: f64,
    pub from_us: u64,
    pub claim: Claim,
    /// Its name, where on the bar nothing else is; the table has it in any case.
    pub label: Option<(f64, String)>,
}

/// What was processed: one record, or neighbours when there are no cells.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HandledPlace {
    pub x: f64,
    /// Place of the last neighbour.
    pub to: f64,
    pub y: f64,
    pub at_us: u64,
    pub offset: i64,
    pub count: usize,
    /// Which time it was processed: 1 is the first.
    pub time: u32,
    /// Middle of its record in the lane, if a thread leads there.
    pub record: Option<f64>,
}

/// A record that was not processed.
#[derive(Debug, Clone, PartialEq)]
pub struct SetbackPlace {
    pub x: f64,
    pub y: f64,
    pub at_us: u64,
    pub offset: i64,
    pub what: SetbackKind,
    /// Middle of its record in the lane, if a thread leads there.
    pub record: Option<f64>,
    /// The middle of the upper edge of its copy in another lane, once it is there.
    pub copy: Option<(f64, f64)>,
}

/// A row of a deck beside its lanes.
#[derive(Debug, Clone, PartialEq)]
pub struct DeckRow {
    pub top: f64,
    pub height: f64,
    pub topic: u32,
    pub kind: RowKind,
    pub scale: Scale,
    pub items: Vec<ItemPlace>,
    /// When its member was idle.
    pub idle: Vec<Owner>,
    /// The whole row as one path, when it is drawn as bars.
    pub bars: String,
}

/// Middle of an item in its row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ItemPlace {
    pub x: f64,
    pub at_us: u64,
    /// Index of the record in its topic, if it is known.
    pub record: Option<usize>,
    pub sign: ItemSign,
    pub count: usize,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CommitPlace {
    pub x: f64,
    pub y: f64,
    pub at_us: u64,
    pub offset: i64,
    /// Whether there is room for its offset beside the sign.
    pub has_offset: bool,
}

/// Where a group lost a member: it died without leaving, or was put out while it lived.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Loss {
    pub group: usize,
    pub member: u32,
    pub x: f64,
    pub is_alive: bool,
}

/// The side of the log on which a group has its bars and its marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// It reads alone, and has both sides of the log for its marks.
    Alone,
    Above,
    Below,
    /// Only its bars are drawn.
    Further,
}

/// A stretch of a group's life.
#[derive(Debug, Clone, PartialEq)]
pub struct Stretch {
    pub group: usize,
    pub from: f64,
    pub to: f64,
    pub from_us: u64,
    pub standing: Standing,
    /// What it is called, with the name of its group where there are several.
    pub word: String,
    /// Still open at the last known moment.
    pub is_open: bool,
}

/// What a member is called, given the names of the groups where there are several.
fn member_name(groups: &[String], group: usize, member: u32) -> String {
    match groups.get(group) {
        Some(group) => format!("{group} m{member}"),
        None => format!("m{member}"),
    }
}

impl GroupDrawing {
    /// What a member is called.
    pub fn member_name(&self, group: usize, member: u32) -> String {
        member_name(&self.groups, group, member)
    }

    /// Room above a lane that no lane before it takes.
    pub fn gap(&self, lane: usize) -> f64 {
        let before = lane.checked_sub(1).and_then(|before| self.lanes.get(before));
        let from = before.map_or(self.top, |before| before.top + before.heights.step);
        self.lanes.get(lane).map_or(0.0, |lane| lane.top - from)
    }

    /// Place of a mark for an offset at a moment: before the record with that offset, or behind the
    /// last one if there is none yet.
    pub fn edge(&self, lane: usize, offset: i64, at_us: u64) -> f64 {
        let Some(lane) = self.lanes.get(lane) else { return LEFT };
        let there = lane.records.partition_point(|place| place.at_us <= at_us);
        let before = lane.records[..there].partition_point(|place| place.offset < offset);
        match (lane.records[..there].get(before), before.checked_sub(1)) {
            (Some(next), _) => next.x - next.width / 2.0 - 1.0,
            (None, Some(last)) => lane.records[last].x + lane.records[last].width / 2.0 + 1.0,
            (None, None) => LEFT + 4.0,
        }
    }

    /// Middle of a group's ownership bar in the lane of a partition.
    pub fn owner_y(&self, group: usize, partition: Partition) -> f64 {
        let Some(lane) = self.lanes.iter().find(|lane| lane.partition == partition) else {
            return 0.0;
        };
        let owner = lane.owners.iter().find(|owner| owner.group == group);
        owner.map_or(lane.top + lane.heights.step / 2.0, |owner| owner.y + owner.height / 2.0)
    }
}

impl SetbackPlace {
    /// Whether by this moment the record at this offset was put aside here.
    pub fn is_aside(&self, offset: i64, at_us: u64) -> bool {
        let is_final = !matches!(self.what, SetbackKind::Failed { .. });
        is_final && self.offset == offset && self.at_us <= at_us
    }
}

impl GroupLane {
    /// The side of a group; `None` if it does not read this topic.
    pub fn side(&self, group: usize) -> Option<Side> {
        let place = self.readers.iter().position(|reader| *reader == group)?;
        Some(match (self.readers.len(), place) {
            (1, _) => Side::Alone,
            (_, 0) => Side::Above,
            (_, 1) => Side::Below,
            (_, _) => Side::Further,
        })
    }
}
