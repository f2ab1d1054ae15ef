//! Geometry of the drawing of scripts: maps an act of a run to places on a plane. Pure; the
//! component only paints. Each topic of the act has a deck: the buffer of what is sent to it, and
//! its partitions. One time axis for the whole act, one scale for all its lanes.

mod bars;
mod blocks;
mod changes;
mod frame;
mod landmarks;
mod moved;
mod named;
mod pack;
mod rare;
mod scale;
mod scripts;
#[cfg(test)]
mod tests;

use crate::{
    direction::Direction,
    i18n::Words,
    run_view::{Act, Oddity, Partition, Record, Topic},
};

pub use bars::{BAR_WIDTH, counted, path};
pub use blocks::{Block, items};
pub use changes::{ChangeMark, Deleted, LETTER, WORD, Word, change_marks, deck_gap, deleted};
pub use frame::Frame;
pub use landmarks::{
    Landmark, LandmarkKind, Placed, WORD_ROW, band_ends, in_bands, in_rows, landmarks, rows,
};
pub use moved::{MovedKey, Thread, moved_keys};
pub use named::names;
pub use pack::{Item, Room, Wall};
pub use rare::{Rare, Stretch, stretches};
pub use scale::{BLOCK, Heights, LOW_BLOCK, Scale};
pub use scripts::{FaultMark, ScriptMarks, faults};

const CELL_GAP: f64 = 2.0;
/// Left edge of a lane's ground.
const GROUND: f64 = 0.5;
/// Free at both ends of the plane.
const EDGE: f64 = 14.0;
/// Least room above the first lane, for the words of what goes through all lanes.
const TOP: f64 = 26.0;
const AXIS_HEIGHT: f64 = 28.0;
/// Least distance between a moment on the axis and the middle of a band.
const TICK_ROOM: f64 = 18.0;
/// Gap between the last record and the end of its script.
const END_GAP: f64 = 6.0;

#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    pub frame: Frame,
    pub height: f64,
    /// Deck by deck: what is still in a client's buffer, then one lane per partition.
    pub lanes: Vec<Lane>,
    /// The titles of the decks and their baselines, where there are several, and where something
    /// happened to a topic.
    pub titles: Vec<(f64, String)>,
    pub changes: Vec<ChangeMark>,
    pub landmarks: Vec<Placed>,
    /// Of keys that moved to another partition when there were more.
    pub threads: Vec<Thread>,
    pub scripts: ScriptMarks,
    /// Places on the axis and their microseconds.
    pub ticks: Vec<(f64, u64)>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Lane {
    pub top: f64,
    /// Index of its topic in the act.
    pub topic: u32,
    /// `None` for the buffer.
    pub partition: Option<u32>,
    /// Where its ground begins.
    pub begins: f64,
    pub records: Vec<Mark>,
    /// The batches among them.
    pub blocks: Vec<Block>,
    /// The whole lane as one path, when it is drawn as bars.
    pub bars: String,
    pub rare: Vec<Stretch>,
    pub faults: Vec<FaultMark>,
    /// While records were in the log and nobody had confirmed them: from, to, and the first moment.
    pub unanswered: Vec<(f64, f64, u64)>,
    pub deleted: Vec<Deleted>,
}

/// A record in its lane.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mark {
    /// Its left edge, and its extent along time.
    pub x: f64,
    pub width: f64,
    /// Its moment on the axis.
    pub at: f64,
    /// Index in its topic's records.
    pub index: usize,
    pub at_us: u64,
}

/// Lanes of a topic's deck: the buffer of what is sent to it, and its partitions.
fn deck_rows(act: &Act, number: u32, topic: &Topic) -> usize {
    topic.partitions as usize + usize::from(has_buffer(act, number, topic))
}

/// Whether anything can be in a buffer on its way to a topic: a script sends to it, or nobody knows
/// yet who takes part.
fn has_buffer(act: &Act, number: u32, topic: &Topic) -> bool {
    act.title.is_none() || act.is_produced(number) || topic.missing() > 0
}

/// Places an act inside a frame that it shares with the acts that it is compared with.
pub fn draw(act: &Act, frame: &Frame, words: &Words) -> Drawing {
    let Frame { direction, axis, last_us, .. } = frame;
    let landmarks = landmarks(act, &[], words);
    let walls = frame.walls(&landmarks);
    let (mut lanes, mut records) = (Vec::new(), Vec::new());
    let (mut titles, mut changes) = (Vec::new(), Vec::new());
    let mut top = frame.top;
    for (number, topic) in (0..).zip(&act.topics) {
        let gap = deck_gap(*direction, act, number as usize);
        top += gap;
        let title = topic.visible_name.clone();
        match direction {
            Direction::Right if gap > 0.0 => titles.push((top - 8.0, title)),
            Direction::Down if act.topics.len() > 1 => titles.push((top, title)),
            Direction::Right | Direction::Down => {}
        }
        if !direction.is_down() {
            let foot = top + deck_rows(act, number, topic) as f64 * frame.heights.step;
            changes.extend(change_marks(topic, axis, frame.right(), top - 8.0, foot));
        }
        let buffer = has_buffer(act, number, topic).then_some(None);
        for partition in buffer.into_iter().chain((0..topic.partitions).map(Some)) {
            let its_records: Vec<(usize, u64)> = match partition {
                Some(partition) => frame.entered(act, topic, partition),
                None => {
                    let sent =
                        |(index, record): (usize, &Record)| (index, record.sent_us.unwrap_or(0));
                    topic.buffered().map(sent).collect()
                }
            };
            let empty = lane(topic, frame, &walls, &its_records);
            lanes.push(match partition {
                None => Lane { top, topic: number, ..empty },
                Some(partition) => {
                    let of = Partition { topic: number, number: partition };
                    let faults = faults(act, axis, of);
                    let unanswered = unanswered(act, topic, frame, &faults, &its_records);
                    let deleted = gone(topic, partition, frame, &empty.records);
                    let begins = ground(topic, partition, frame);
                    let partition = Some(partition);
                    Lane {
                        top,
                        topic: number,
                        partition,
                        begins,
                        faults,
                        unanswered,
                        deleted,
                        ..empty
                    }
                }
            });
            records.push(its_records);
            top += frame.heights.step;
        }
    }
    if frame.scale == Scale::Bars {
        draw_bars(&mut lanes, &records, frame);
    }
    let landmarks = match direction {
        Direction::Right => in_rows(&landmarks, axis, frame.width),
        Direction::Down => in_bands(&landmarks, &band_ends(&landmarks, axis), frame.across),
    };
    let ticks = round_moments(*last_us).into_iter().map(|at_us| (axis.x(at_us), at_us));
    Drawing {
        height: match direction {
            Direction::Right => frame.floor + AXIS_HEIGHT,
            Direction::Down => frame.floor.max(frame.across),
        },
        threads: threads(act, frame, &lanes),
        lanes,
        titles,
        changes,
        scripts: ScriptMarks::of(act, axis, *last_us),
        ticks: beside_bands(ticks, *direction, &landmarks),
        landmarks,
        frame: frame.clone(),
    }
}

/// Where time runs down, the moments of bands stand in their place.
pub fn beside_bands(
    ticks: impl Iterator<Item = (f64, u64)>,
    direction: Direction,
    landmarks: &[Placed],
) -> Vec<(f64, u64)> {
    let is_near = |x: f64| {
        let middle = |placed: &Placed| placed.x - Direction::BAND / 2.0;
        landmarks.iter().any(|placed| (middle(placed) - x).abs() < TICK_ROOM)
    };
    ticks.filter(|(x, _)| !direction.is_down() || !is_near(*x)).collect()
}

/// From a key's last cell in its old partition to its first in the new one.
fn threads(act: &Act, frame: &Frame, lanes: &[Lane]) -> Vec<Thread> {
    let place = |topic: u32, partition: u32, index: usize| {
        let is_it = |lane: &&Lane| (lane.topic, lane.partition) == (topic, Some(partition));
        let lane = lanes.iter().find(is_it)?;
        let mark = lane.records.iter().find(|mark| mark.index == index)?;
        Some((mark.x + mark.width / 2.0, lane.top + frame.heights.inset))
    };
    let of_topic = |(number, topic): (u32, &Topic)| {
        let entered = |partition| frame.entered(act, topic, partition);
        let moved = moved_keys(topic, entered).into_iter();
        let thread = |MovedKey { from, to, at_us }: MovedKey| {
            let (x, y) = place(number, from.0, from.1)?;
            let (from, to) = ((x, y + frame.heights.cell), place(number, to.0, to.1)?);
            Some(Thread { from, to, at_us })
        };
        moved.filter_map(thread).collect::<Vec<_>>()
    };
    (0..).zip(&act.topics).flat_map(of_topic).collect()
}

/// Where the ground of a partition begins: where the plane does, or where the partition was added.
fn ground(topic: &Topic, partition: u32, frame: &Frame) -> f64 {
    match topic.begins_us(partition) {
        0 => GROUND,
        begins_us => frame.axis.x(begins_us),
    }
}

/// What was deleted of a partition. Where records have no places of their own, their times have.
fn gone(topic: &Topic, partition: u32, frame: &Frame, marks: &[Mark]) -> Vec<Deleted> {
    let offset = |index: usize| topic.records[index].place.map_or(0, |(_, offset)| offset);
    deleted(topic, partition, frame.left(), |first| match frame.scale {
        Scale::Cells | Scale::Blocks => {
            let before = marks.partition_point(|mark| offset(mark.index) < first);
            let last = marks[before.checked_sub(1)?];
            Some(last.x + last.width)
        }
        Scale::Bars => {
            let lane = topic.lane(partition);
            let before = lane.partition_point(|index| offset(*index) < first);
            let last = &topic.records[lane[before.checked_sub(1)?]];
            Some(frame.axis.x(last.confirmed_us?) + BAR_WIDTH)
        }
    })
}

/// A lane with these records, before it has its place.
fn lane(topic: &Topic, frame: &Frame, walls: &[Wall], records: &[(usize, u64)]) -> Lane {
    let has_odd = topic.odd(Oddity::Again) + topic.odd(Oddity::OutOfPlace) > 0;
    let mut moments: Vec<(u64, f64)> = Vec::new();
    // Bars only count records; their single places matter only for marking rare ones.
    if frame.scale != Scale::Bars || has_odd {
        moments.extend(records.iter().map(|(_, at_us)| (*at_us, frame.axis.x(*at_us))));
    }
    let mark = |place: usize, x: f64, width: f64| {
        let (at_us, at) = moments[place];
        Mark { x, width, at, index: records[place].0, at_us }
    };
    let mut marks = Vec::new();
    let mut blocks = Vec::new();
    if frame.scale == Scale::Bars {
        marks.extend((0..moments.len()).map(|place| mark(place, moments[place].1, 0.0)));
    } else {
        let items = frame.items(walls, &moments);
        for (x, item) in frame.room(walls).pack(&items).into_iter().zip(items) {
            if !item.is_block {
                marks.push(mark(item.from, x, item.size));
                continue;
            }
            let (from, to, width) = (item.from, item.to, item.size);
            let block = Block { x, width, at: moments[from].1, from, to, at_us: moments[to - 1].0 };
            marks.extend((from..to).map(|place| {
                let (middle, width) = block.part(place, moments[place].1);
                mark(place, middle - width / 2.0, width)
            }));
            blocks.push(block);
        }
    }
    let rare = marks.iter().map(|mark| {
        let odd = topic.records[mark.index].oddity.map(Rare::from);
        (mark.x + mark.width / 2.0, mark.at_us, odd)
    });
    let rare = stretches(rare);
    let records = if frame.scale == Scale::Bars { Vec::new() } else { marks };
    Lane {
        top: 0.0,
        topic: 0,
        partition: None,
        begins: GROUND,
        records,
        blocks,
        bars: String::new(),
        rare,
        faults: Vec::new(),
        unanswered: Vec::new(),
        deleted: Vec::new(),
    }
}

/// While records of a partition were in the log, their acknowledgement was lost, and no other one
/// had come; neighbours of the same moments are one.
fn unanswered(
    act: &Act,
    topic: &Topic,
    frame: &Frame,
    faults: &[FaultMark],
    entered: &[(usize, u64)],
) -> Vec<(f64, f64, u64)> {
    let lost = faults.iter().filter(|mark| mark.fault == api::event::Fault::AcknowledgementLost);
    let stretch = |mark: &FaultMark| {
        let stored = entered.iter().filter(|(_, at_us)| *at_us == mark.at_us);
        let end_us = act.ended_us().unwrap_or(frame.last_us);
        let until = |(index, _): &(usize, u64)| {
            topic.records[*index].confirmed_us.unwrap_or(end_us).max(mark.at_us)
        };
        let to_us = stored.map(until).max()?;
        Some((mark.x, frame.axis.x(to_us), mark.at_us))
    };
    lost.filter_map(stretch).collect()
}

fn draw_bars(lanes: &mut [Lane], records: &[Vec<(usize, u64)>], frame: &Frame) {
    let (left, right) = (frame.left(), frame.right());
    let count = |lane: &Vec<(usize, u64)>| {
        let places = lane.iter().map(|(_, at_us)| frame.axis.x(*at_us));
        counted(places, left, right)
    };
    let counts: Vec<Vec<usize>> = records.iter().map(count).collect();
    let tallest = counts.iter().flatten().copied().max().unwrap_or(0);
    let room = frame.heights.lane;
    for (lane, counts) in lanes.iter_mut().zip(counts) {
        lane.bars = path(&counts, tallest, left, lane.top + room, room);
    }
}

/// Round moments for the axis: multiples of 1, 2 or 5 times a power of ten, at most eight.
fn round_moments(last_us: u64) -> Vec<u64> {
    let steps = (0..).map(|power| 10_u64.pow(power)).flat_map(|ten| [ten, 2 * ten, 5 * ten]);
    let step = steps.into_iter().find(|step| last_us / step < 8).expect("steps grow without end");
    (0..=last_us / step).map(|count| count * step).collect()
}
