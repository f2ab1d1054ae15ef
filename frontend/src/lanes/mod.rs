//! Geometry of the drawing of scripts: maps an act of a run to places on a plane. Pure; the
//! component only paints. Each topic of the act has a deck: the buffer of what is sent to it, and
//! its partitions. One time axis for the whole act, one scale for all its lanes.

mod bars;
mod frame;
mod pack;
mod rare;
mod scale;
#[cfg(test)]
mod tests;

use api::event::{Exit, Fault, WaitingCall};

use crate::run_view::{Act, Oddity, Partition, Record, Script, Topic};

pub use bars::{BAR_WIDTH, counted, path};
pub use frame::Frame;
pub use rare::{Rare, Stretch, stretches};
pub use scale::{Heights, Scale};

const CELL_GAP: f64 = 2.0;
/// Room for the lane's name on the left and its end offset on the right.
const LEFT: f64 = 54.0;
const RIGHT: f64 = 106.0;
/// Room above the first lane for the labels of faults and calls.
const TOP: f64 = 40.0;
const AXIS_HEIGHT: f64 = 28.0;
/// Room above a deck for its title, where there are several.
const DECK_TITLE: f64 = 24.0;
/// Gap between the last record and the end of its script.
const END_GAP: f64 = 6.0;
/// Width of a label beside the sign of a fault, with a gap to the next sign.
const FAULT_ROOM: f64 = 132.0;

#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    pub frame: Frame,
    pub height: f64,
    /// Deck by deck: what is still in a client's buffer, then one lane per partition.
    pub lanes: Vec<Lane>,
    /// The titles of the decks and their baselines, where there are several.
    pub titles: Vec<(f64, String)>,
    /// While the lab held the network back: from, to.
    pub held: Vec<(f64, f64)>,
    /// When a script blocked in a call.
    pub calls: Vec<(f64, WaitingCall)>,
    /// When each process ended, and how.
    pub ends: Vec<(f64, Exit)>,
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
    pub records: Vec<Mark>,
    /// The whole lane as one path, when it is drawn as bars.
    pub bars: String,
    pub rare: Vec<Stretch>,
    pub faults: Vec<FaultMark>,
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

/// What the lab did to a request with records of this lane.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FaultMark {
    pub x: f64,
    pub at_us: u64,
    pub fault: Fault,
    /// Whether there is room for its word.
    pub has_word: bool,
}

/// Lanes of a topic's deck: the buffer of what is sent to it, and its partitions.
fn deck_rows(topic: &Topic) -> usize {
    topic.partitions as usize + 1
}

fn deck_gap(act: &Act) -> f64 {
    if act.topics.len() > 1 { DECK_TITLE } else { 0.0 }
}

/// Places an act inside a frame that it shares with the acts that it is compared with.
pub fn draw(act: &Act, frame: &Frame) -> Drawing {
    let Frame { axis, last_us, .. } = frame;
    let (mut lanes, mut records, mut titles) = (Vec::new(), Vec::new(), Vec::new());
    let mut top = TOP;
    for (number, topic) in (0..).zip(&act.topics) {
        if act.topics.len() > 1 {
            top += DECK_TITLE;
            titles.push((top - 8.0, topic.visible_name.clone()));
        }
        for partition in [None].into_iter().chain((0..topic.partitions).map(Some)) {
            let its_records: Vec<(usize, u64)> = match partition {
                Some(partition) => frame.entered(act, topic, partition),
                None => {
                    let sent =
                        |(index, record): (usize, &Record)| (index, record.sent_us.unwrap_or(0));
                    topic.buffered().map(sent).collect()
                }
            };
            let faults = partition.map(|partition| {
                faults(act, frame, Partition { topic: number, number: partition })
            });
            lanes.push(Lane {
                top,
                topic: number,
                partition,
                faults: faults.unwrap_or_default(),
                ..lane(topic, frame, &its_records)
            });
            records.push(its_records);
            top += frame.heights.step;
        }
    }
    if frame.scale == Scale::Bars {
        draw_bars(&mut lanes, &records, frame);
    }
    let calls = act.scripts().flat_map(|script| &script.calls);
    let ends = act.scripts().filter_map(|script| Some((axis.x(script.ended_us?), script.exit?)));
    Drawing {
        height: frame.floor + AXIS_HEIGHT,
        lanes,
        titles,
        held: act.scripts().flat_map(|script| held(script, frame)).collect(),
        calls: calls.map(|(at_us, call)| (axis.x(*at_us), *call)).collect(),
        ends: ends.collect(),
        ticks: round_moments(*last_us).into_iter().map(|at_us| (axis.x(at_us), at_us)).collect(),
        frame: frame.clone(),
    }
}

fn held(script: &Script, frame: &Frame) -> Vec<(f64, f64)> {
    // If the lab never let go, the hold lasts until the process ends.
    let until = |to: Option<u64>| frame.axis.x(to.or(script.ended_us).unwrap_or(frame.last_us));
    script.held.iter().map(|(from, to)| (frame.axis.x(*from), until(*to))).collect()
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
        records,
        bars: String::new(),
        rare,
        faults: Vec::new(),
    }
}

fn faults(act: &Act, frame: &Frame, partition: Partition) -> Vec<FaultMark> {
    let mut free_from = f64::MIN;
    let faults = act.scripts().flat_map(|script| &script.faults);
    faults
        .filter(|fault| fault.partition == partition)
        .map(|fault| {
            let x = frame.axis.x(fault.at_us);
            let has_word = frame.heights.has_offsets && x >= free_from;
            free_from = x + FAULT_ROOM;
            FaultMark { x, at_us: fault.at_us, fault: fault.fault, has_word }
        })
        .collect()
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
