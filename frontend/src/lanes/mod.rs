//! Geometry of the drawing of scripts: maps an act of a run to places on a plane. Pure; the
//! component only paints. Each topic of the act has a deck: the buffer of what is sent to it, and
//! its partitions. One time axis for the whole act, one scale for all its lanes.

mod bars;
mod changes;
mod frame;
mod pack;
mod rare;
mod scale;
mod scripts;
#[cfg(test)]
mod tests;

use crate::run_view::{Act, Oddity, Partition, Record, Topic};

pub use bars::{BAR_WIDTH, counted, path};
pub use changes::{ChangeMark, Deleted, LETTER, WORD, Word, change_marks, deck_gap, deleted};
pub use frame::Frame;
pub use rare::{Rare, Stretch, stretches};
pub use scale::{Heights, Scale};
pub use scripts::{FaultMark, ScriptMarks, faults};

const CELL_GAP: f64 = 2.0;
/// Left edge of a lane's ground.
const GROUND: f64 = 0.5;
/// Room for the lane's name on the left and its end offset on the right.
const LEFT: f64 = 54.0;
const RIGHT: f64 = 106.0;
/// Room above the first lane for the labels of faults and calls.
const TOP: f64 = 40.0;
const AXIS_HEIGHT: f64 = 28.0;
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
    /// The whole lane as one path, when it is drawn as bars.
    pub bars: String,
    pub rare: Vec<Stretch>,
    pub faults: Vec<FaultMark>,
    pub deleted: Vec<Deleted>,
}

/// A record in its lane.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mark {
    /// Its left edge.
    pub x: f64,
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
pub fn draw(act: &Act, frame: &Frame) -> Drawing {
    let Frame { axis, last_us, .. } = frame;
    let (mut lanes, mut records) = (Vec::new(), Vec::new());
    let (mut titles, mut changes) = (Vec::new(), Vec::new());
    let mut top = TOP;
    for (number, topic) in (0..).zip(&act.topics) {
        let gap = deck_gap(act, topic);
        top += gap;
        if gap > 0.0 {
            titles.push((top - 8.0, topic.visible_name.clone()));
        }
        let foot = top + deck_rows(act, number, topic) as f64 * frame.heights.step;
        changes.extend(change_marks(topic, axis, frame.right(), top - 8.0, foot));
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
            let empty = lane(topic, frame, &its_records);
            lanes.push(match partition {
                None => Lane { top, topic: number, ..empty },
                Some(partition) => {
                    let of = Partition { topic: number, number: partition };
                    let faults = faults(act, axis, frame.heights.has_offsets, of);
                    let deleted = gone(topic, partition, frame, &empty.records);
                    let begins = ground(topic, partition, frame);
                    let partition = Some(partition);
                    Lane { top, topic: number, partition, begins, faults, deleted, ..empty }
                }
            });
            records.push(its_records);
            top += frame.heights.step;
        }
    }
    if frame.scale == Scale::Bars {
        draw_bars(&mut lanes, &records, frame);
    }
    Drawing {
        height: frame.floor + AXIS_HEIGHT,
        lanes,
        titles,
        changes,
        scripts: ScriptMarks::of(act, axis, *last_us),
        ticks: round_moments(*last_us).into_iter().map(|at_us| (axis.x(at_us), at_us)).collect(),
        frame: frame.clone(),
    }
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
        Scale::Cells | Scale::Ticks => {
            let before = marks.partition_point(|mark| offset(mark.index) < first);
            Some(marks[before.checked_sub(1)?].x + frame.record_width())
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
fn lane(topic: &Topic, frame: &Frame, records: &[(usize, u64)]) -> Lane {
    let (left, right, width) = (frame.left(), frame.right(), frame.record_width());
    let has_odd = topic.odd(Oddity::Again) + topic.odd(Oddity::OutOfPlace) > 0;
    let mut places: Vec<f64> = Vec::new();
    // Bars only count records; their single places matter only for marking rare ones.
    if frame.scale != Scale::Bars || has_odd {
        places.extend(records.iter().map(|(_, at_us)| frame.axis.x(*at_us)));
    }
    if frame.scale != Scale::Bars {
        places = pack::pack(&places, left, right, frame.step, width);
    }
    let rare = records.iter().zip(&places).map(|((index, at_us), x)| {
        (x + width / 2.0, *at_us, topic.records[*index].oddity.map(Rare::from))
    });
    let rare = stretches(rare);
    let mark =
        |((index, at_us), x): (&(usize, u64), &f64)| Mark { x: *x, index: *index, at_us: *at_us };
    let records = match frame.scale {
        Scale::Cells | Scale::Ticks => records.iter().zip(&places).map(mark).collect(),
        Scale::Bars => Vec::new(),
    };
    Lane {
        top: 0.0,
        topic: 0,
        partition: None,
        begins: GROUND,
        records,
        bars: String::new(),
        rare,
        faults: Vec::new(),
        deleted: Vec::new(),
    }
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
