//! Geometry of the lanes drawing: an act of a run becomes places on a plane. Pure; the component
//! only paints. One time axis for the whole act, one scale for all its lanes.

use crate::{
    axis::Axis,
    run_view::{Act, Record},
};

/// From cell to cell; a crowded lane moves its cells closer, down to the least step.
const CELL_STEP: f64 = 24.0;
const LEAST_CELL_STEP: f64 = 18.0;
const CELL_GAP: f64 = 2.0;
pub const CELL_HEIGHT: f64 = 34.0;
/// Room for the lane's name at the left and its end offset at the right.
const LEFT: f64 = 54.0;
const RIGHT: f64 = 96.0;
/// Room above the first lane for the words of faults, and between lanes.
const TOP: f64 = 40.0;
const LANE_STEP: f64 = 50.0;
pub const LANE_HEIGHT: f64 = 38.0;
const AXIS_HEIGHT: f64 = 28.0;
/// A record drawn as a tick needs so much room; beyond it lanes become bars of this width.
const TICK_ROOM: f64 = 3.5;
const BAR_WIDTH: f64 = 6.0;

/// How records are drawn, chosen by the busiest lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// One cell with glyph and offset per record.
    Cells,
    /// One line in the key's colour per record; offsets stay in the table.
    Ticks,
    /// Records counted per bucket of time; never one node per record.
    Bars,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    pub width: f64,
    pub height: f64,
    /// Where lanes end and the axis begins.
    pub floor: f64,
    pub left: f64,
    pub right: f64,
    pub scale: Scale,
    pub cell_width: f64,
    /// What the client still holds.
    pub buffer: Lane,
    /// One per partition.
    pub lanes: Vec<Lane>,
    /// While the network was held back: from, to.
    pub held: Vec<(f64, f64)>,
    /// When the script blocked in a call; same order as the act's calls.
    pub calls: Vec<f64>,
    /// When the process was gone.
    pub end: Option<f64>,
    /// Places of the axis and the microseconds they stand for.
    pub axis: Vec<(f64, u64)>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Lane {
    pub top: f64,
    /// Left edge (cells) or middle (ticks) of each record, and its index in the act.
    pub marks: Vec<(f64, usize)>,
    /// The whole lane as one path, when it is drawn as bars.
    pub bars: String,
}

/// The time axis of an act on a plane of this width.
pub fn time_axis(act: &Act, width: f64) -> Axis {
    Axis::straight(act.last_us().max(1_000), LEFT, width - RIGHT)
}

/// Places an act on a plane of this width.
pub fn draw(act: &Act, width: f64) -> Drawing {
    let right = width - RIGHT;
    let last_us = act.last_us().max(1_000);
    let x = |at_us: u64| LEFT + at_us as f64 * (right - LEFT) / last_us as f64;

    let buffered: Vec<(usize, u64)> =
        act.buffered().map(|(index, record)| (index, record.sent_us.unwrap_or(0))).collect();
    let lanes: Vec<Vec<(usize, u64)>> =
        (0..act.partitions).map(|partition| times(&act.lane(partition), last_us)).collect();
    let busiest = lanes.iter().chain([&buffered]).map(Vec::len).max().unwrap_or(0) as f64;
    let room = right - LEFT;
    let cell_step = CELL_STEP.min(room / busiest.max(1.0));
    let scale = match busiest {
        _ if cell_step >= LEAST_CELL_STEP => Scale::Cells,
        count if count * TICK_ROOM <= room => Scale::Ticks,
        _ => Scale::Bars,
    };

    let counts: Vec<Vec<usize>> =
        lanes.iter().chain([&buffered]).map(|lane| buckets(lane, x, room)).collect();
    let tallest = counts.iter().flatten().copied().max().unwrap_or(0);
    let lane = |row: usize, records: &[(usize, u64)], counts: &[usize]| {
        let top = TOP + row as f64 * LANE_STEP;
        match scale {
            Scale::Cells => {
                Lane { top, marks: pack(records, x, right, cell_step), bars: String::new() }
            }
            Scale::Ticks => {
                let marks = records.iter().map(|(index, at_us)| (x(*at_us), *index)).collect();
                Lane { top, marks, bars: String::new() }
            }
            Scale::Bars => Lane { top, marks: Vec::new(), bars: bars(counts, tallest, top) },
        }
    };
    let buffer = lane(0, &buffered, &counts[lanes.len()]);
    let lanes: Vec<Lane> = lanes
        .iter()
        .enumerate()
        .map(|(row, records)| lane(row + 1, records, &counts[row]))
        .collect();
    let floor = TOP + (lanes.len() + 1) as f64 * LANE_STEP;
    Drawing {
        width,
        height: floor + AXIS_HEIGHT,
        floor,
        left: LEFT,
        right,
        scale,
        cell_width: cell_step - CELL_GAP,
        buffer,
        lanes,
        held: act.held.iter().map(|(from, to)| (x(*from), x(to.unwrap_or(last_us)))).collect(),
        calls: act.calls.iter().map(|(at_us, _)| x(*at_us)).collect(),
        end: act.ended_us.map(x),
        axis: axis(last_us).into_iter().map(|at_us| (x(at_us), at_us)).collect(),
    }
}

/// When each record of a lane entered the log. One that nobody confirmed stands behind the one
/// before it: the log tells its place, not its time.
fn times(lane: &[(usize, &Record)], last_us: u64) -> Vec<(usize, u64)> {
    let mut previous = None;
    lane.iter()
        .map(|(index, record)| {
            let at_us = record.confirmed_us.or(previous).unwrap_or(last_us);
            previous = Some(at_us);
            (*index, at_us)
        })
        .collect()
}

/// Centres each cell on its time; where two would overlap the later one moves right, and where
/// the lane would leave the plane all of them make room to the left. Order is never changed.
fn pack(
    records: &[(usize, u64)],
    x: impl Fn(u64) -> f64,
    right: f64,
    step: f64,
) -> Vec<(f64, usize)> {
    let width = step - CELL_GAP;
    let mut cells: Vec<(f64, usize)> = Vec::with_capacity(records.len());
    let mut free_from = LEFT;
    for (index, at_us) in records {
        let left = (x(*at_us) - width / 2.0).max(free_from);
        cells.push((left, *index));
        free_from = left + step;
    }
    let mut free_to = right - width;
    for (left, _) in cells.iter_mut().rev() {
        *left = left.min(free_to);
        free_to = *left - step;
    }
    cells
}

fn buckets(records: &[(usize, u64)], x: impl Fn(u64) -> f64, room: f64) -> Vec<usize> {
    let mut counts = vec![0; (room / BAR_WIDTH).ceil() as usize + 1];
    for (_, at_us) in records {
        counts[((x(*at_us) - LEFT) / BAR_WIDTH) as usize] += 1;
    }
    counts
}

/// All bars of a lane as one path; heights are linear and share their maximum with all lanes.
fn bars(counts: &[usize], tallest: usize, top: f64) -> String {
    use std::fmt::Write as _;
    let mut path = String::new();
    for (place, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
        let height = *count as f64 * LANE_HEIGHT / tallest as f64;
        let (x, y) = (LEFT + place as f64 * BAR_WIDTH, top + LANE_HEIGHT - height);
        let width = BAR_WIDTH - 1.0;
        write!(path, "M{x:.1} {y:.1}h{width}v{height:.1}h-{width}z")
            .expect("writing to a String cannot fail");
    }
    path
}

/// Round moments for the axis: 1, 2 or 5 times a power of ten, at most eight of them.
fn axis(last_us: u64) -> Vec<u64> {
    let steps = (0..).map(|power| 10_u64.pow(power)).flat_map(|ten| [ten, 2 * ten, 5 * ten]);
    let step = steps.into_iter().find(|step| last_us / step < 8).expect("steps grow without end");
    (0..=last_us / step).map(|count| count * step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn act(confirmed_us: impl Iterator<Item = u64>) -> Act {
        let record = |(index, at_us)| Record {
            order: Some(index as u32),
            place: Some((0, index as i64)),
            sent_us: Some(0),
            confirmed_us: Some(at_us),
            ..Record::default()
        };
        let mut act = Act::new(1);
        act.partitions = 3;
        act.records = confirmed_us.enumerate().map(record).collect();
        act
    }

    #[test]
    fn cells_of_one_moment_stand_side_by_side_inside_the_plane() {
        let drawing = draw(&act((0..12).map(|_| 5_000)), 900.0);
        assert_eq!(drawing.scale, Scale::Cells);
        let cells = &drawing.lanes[0].marks;
        for pair in cells.windows(2) {
            assert!(pair[1].0 - pair[0].0 >= CELL_STEP, "{pair:?} overlap");
            assert!(pair[1].1 > pair[0].1, "order is kept");
        }
        assert!(cells[0].0 >= LEFT);
        assert!(cells[11].0 + drawing.cell_width <= drawing.right);
    }

    #[test]
    fn a_record_nobody_confirmed_stands_behind_its_predecessor() {
        let mut act = act([1_000, 9_000].into_iter());
        act.records.push(Record { place: Some((0, 2)), ..Record::default() });
        let cells = &draw(&act, 900.0).lanes[0].marks;
        assert_eq!(cells[2].1, 2);
        assert!(cells[2].0 > cells[1].0);
    }

    #[test]
    fn what_has_no_place_in_the_log_stays_in_the_buffer() {
        let mut act = act([1_000].into_iter());
        act.records.push(Record { sent_us: Some(500), ..Record::default() });
        let drawing = draw(&act, 900.0);
        assert_eq!(drawing.buffer.marks.len(), 1);
        assert_eq!(drawing.lanes[0].marks.len(), 1);
    }

    #[test]
    fn the_busiest_lane_chooses_the_scale_of_all() {
        let scale = |count: u64| draw(&act(0..count), 900.0).scale;
        assert_eq!(scale(40), Scale::Cells);
        assert_eq!(scale(60), Scale::Ticks);
        assert_eq!(scale(1_000), Scale::Bars);
        let crowded = draw(&act(0..200_000), 900.0);
        assert!(crowded.lanes[0].marks.is_empty());
        let bars = crowded.lanes[0].bars.matches('M').count();
        assert!((100..=140).contains(&bars), "{bars} bars");
    }

    #[test]
    fn the_axis_has_a_few_round_moments() {
        assert_eq!(axis(1_000), [0, 200, 400, 600, 800, 1_000]);
        assert_eq!(axis(43_000), [0, 10_000, 20_000, 30_000, 40_000]);
    }
}
