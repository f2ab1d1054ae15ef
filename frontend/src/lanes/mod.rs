//! Geometry of a script's drawing: maps an act of a run to places on a plane. Pure; the component
//! only paints. One time axis for the whole act, one scale for all its lanes.

mod bars;
mod frame;
mod pack;
mod rare;
mod scale;
#[cfg(test)]
mod tests;

use crate::run_view::{Act, Oddity};

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
/// Gap between the last record and the end of its script.
const END_GAP: f64 = 6.0;
/// Width of a label beside the sign of a fault, with a gap to the next sign.
const FAULT_ROOM: f64 = 132.0;

#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    pub frame: Frame,
    pub height: f64,
    /// The client's buffer, then one lane per partition.
    pub lanes: Vec<Lane>,
    /// While the lab held the network back: from, to.
    pub held: Vec<(f64, f64)>,
    /// When the script blocked in a call; same order as the act's calls.
    pub calls: Vec<f64>,
    /// When the process ended.
    pub end: Option<f64>,
    /// Places on the axis and their microseconds.
    pub ticks: Vec<(f64, u64)>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Lane {
    pub top: f64,
    /// `None` for the client's buffer.
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
    /// Index in the act's records.
    pub index: usize,
    pub at_us: u64,
}

/// What the lab did to a request with records of this lane.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FaultMark {
    pub x: f64,
    /// Index in the act's faults.
    pub index: usize,
    /// Whether there is room for its word.
    pub has_word: bool,
}

/// Places an act inside a frame that it shares with the acts that it is compared with.
pub fn draw(act: &Act, frame: &Frame) -> Drawing {
    let Frame { axis, last_us, .. } = frame;
    let buffered: Vec<(usize, u64)> =
        act.buffered().map(|(index, record)| (index, record.sent_us.unwrap_or(0))).collect();
    let partitions = (0..act.partitions).map(|partition| frame.entered(act, partition));
    let records: Vec<Vec<(usize, u64)>> = [buffered].into_iter().chain(partitions).collect();
    let mut lanes: Vec<Lane> =
        records.iter().enumerate().map(|(row, records)| lane(act, frame, row, records)).collect();
    if frame.scale == Scale::Bars {
        draw_bars(&mut lanes, &records, frame);
    }
    Drawing {
        height: frame.floor() + AXIS_HEIGHT,
        lanes,
        held: held(act, frame),
        calls: act.calls.iter().map(|(at_us, _)| axis.x(*at_us)).collect(),
        end: act.ended_us.map(|at_us| axis.x(at_us)),
        ticks: round_moments(*last_us).into_iter().map(|at_us| (axis.x(at_us), at_us)).collect(),
        frame: frame.clone(),
    }
}

fn held(act: &Act, frame: &Frame) -> Vec<(f64, f64)> {
    // If the lab never let go, the hold lasts until the process ends.
    let until = |to: Option<u64>| frame.axis.x(to.or(act.ended_us).unwrap_or(frame.last_us));
    act.held.iter().map(|(from, to)| (frame.axis.x(*from), until(*to))).collect()
}

fn lane(act: &Act, frame: &Frame, row: usize, records: &[(usize, u64)]) -> Lane {
    let (left, right, width) = (frame.left(), frame.right(), frame.record_width());
    let partition = row.checked_sub(1).map(|partition| partition as u32);
    let has_odd = act.odd(Oddity::Again) + act.odd(Oddity::OutOfPlace) > 0;
    let mut places: Vec<f64> = Vec::new();
    // Bars only count records; their single places matter only for marking rare ones.
    if frame.scale != Scale::Bars || has_odd {
        places.extend(records.iter().map(|(_, at_us)| frame.axis.x(*at_us)));
    }
    if frame.scale != Scale::Bars {
        places = pack::pack(&places, left, right, frame.step, width);
    }
    let rare = records.iter().zip(&places).map(|((index, at_us), x)| {
        (x + width / 2.0, *at_us, act.records[*index].oddity.map(Rare::from))
    });
    let rare = stretches(rare);
    let mark =
        |((index, at_us), x): (&(usize, u64), &f64)| Mark { x: *x, index: *index, at_us: *at_us };
    let records = match frame.scale {
        Scale::Cells | Scale::Ticks => records.iter().zip(&places).map(mark).collect(),
        Scale::Bars => Vec::new(),
    };
    Lane {
        top: TOP + row as f64 * frame.heights.step,
        partition,
        records,
        bars: String::new(),
        rare,
        faults: partition.map(|partition| faults(act, frame, partition)).unwrap_or_default(),
    }
}

fn faults(act: &Act, frame: &Frame, partition: u32) -> Vec<FaultMark> {
    let mut free_from = f64::MIN;
    let faults = act.faults.iter().enumerate().filter(|(_, fault)| fault.partition == partition);
    faults
        .map(|(index, fault)| {
            let x = frame.axis.x(fault.at_us);
            let has_word = frame.heights.has_offsets && x >= free_from;
            free_from = x + FAULT_ROOM;
            FaultMark { x, index, has_word }
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
