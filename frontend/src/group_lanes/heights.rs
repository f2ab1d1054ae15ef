//! What the lanes of a topic show, and their height: less with more partitions. A group that reads
//! alone has its bars below the log; of several the first has them above and the second below,
//! each with threads and commits, and the others have bars alone.

use crate::{direction::Direction, lanes::Scale};

/// Up to this many partitions a lane shows everything; beyond, first the threads are left out, then
/// the parts below them.
const FULL: u32 = 4;
const MEDIUM: u32 = 6;
/// Below commits that are not drawn, and below bars and logs without any.
const FOOT: f64 = 3.0;
/// Below a log without bars, the height of the signs for rare things.
const RARE: f64 = 12.0;
/// Least width of a cell with glyph and offset side by side.
const OFFSET_ROOM: f64 = 30.0;
/// Least distance between the middle of a bar and the cells: half of a digit, and a gap.
const NUMBER_ROOM: f64 = 3.1;
/// Least distance between the middles of two bars: a digit, which is a little higher than wide.
const NUMBER: f64 = 5.2;

/// How much a lane shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    Full,
    Medium,
    Low,
}

impl Detail {
    pub const ALL: [Self; 3] = [Self::Full, Self::Medium, Self::Low];

    pub const fn of(partitions: u32) -> Self {
        match partitions {
            0..=FULL => Self::Full,
            count if count <= MEDIUM => Self::Medium,
            _ => Self::Low,
        }
    }
}

/// What the heights of all lanes depend on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plan {
    pub direction: Direction,
    pub detail: Detail,
    /// By how much all are scaled, so that lanes side by side fit.
    pub share: f64,
}

/// The parts of a lane before they are scaled.
struct Parts {
    gap: f64,
    log: f64,
    cell: f64,
    /// Between the log and the nearest bar.
    beside: f64,
    commits: f64,
    bar: f64,
    /// One of several bars of a group.
    low_bar: f64,
}

impl Parts {
    const fn of(direction: Direction, detail: Detail, has_threads: bool) -> Self {
        let beside = match (direction, detail) {
            (Direction::Right, Detail::Full) if has_threads => 26.0,
            (Direction::Right, Detail::Full | Detail::Medium) => 12.0,
            (Direction::Down, Detail::Full) => 14.0,
            (Direction::Down, Detail::Medium) => 12.0,
            (_, Detail::Low) => 2.0,
        };
        match (direction, detail) {
            (_, Detail::Low) => {
                let (gap, log, cell) = (3.0, 20.0, 18.0);
                Self { gap, log, cell, beside, commits: FOOT, bar: 3.0, low_bar: 3.0 }
            }
            (Direction::Right, _) => {
                let (gap, log, cell) = (6.0, 38.0, 34.0);
                Self { gap, log, cell, beside, commits: 15.0, bar: 15.0, low_bar: 11.0 }
            }
            (Direction::Down, _) => {
                let commits = if matches!(detail, Detail::Full) { 26.0 } else { 12.0 };
                let (gap, log, cell) = (4.0, 42.0, 38.0);
                Self { gap, log, cell, beside, commits, bar: 16.0, low_bar: 13.0 }
            }
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Heights {
    /// Distance between the tops of two lanes.
    pub step: f64,
    /// Distance from the lane's top to its log, and the log's height.
    pub log_top: f64,
    pub log: f64,
    pub cell: f64,
    /// Whether a cell has room for its offset.
    pub has_offsets: bool,
    /// Whether signs on bars have room for numbers beside the letters of cells and other numbers.
    pub has_numbers: bool,
    /// Across time, for the signs of commits and their offsets.
    pub commits: f64,
    /// The ownership bars, group by group.
    pub bars: Vec<Bar>,
}

/// Where ownership bars are, and what belongs to them. Distances are from the lane's top.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bar {
    pub top: f64,
    pub height: f64,
    /// Whether threads lead to it: it is the nearest one to the log on its side.
    pub has_threads: bool,
    /// The top of the signs of its commits, where they are drawn.
    pub commits: Option<f64>,
}

impl Heights {
    /// `groups` are those that read the topic, each with its number of bars.
    pub fn of(plan: Plan, groups: &[usize], scale: Scale) -> Self {
        let Plan { direction, detail, share } = plan;
        let is_low = detail == Detail::Low;
        let has_threads = detail == Detail::Full && scale == Scale::Cells;
        let Parts { gap, log, cell, beside, commits, bar, low_bar } =
            Parts::of(direction, detail, has_threads);
        let height = |bars: usize| if bars == 1 { bar } else { low_bar };
        let mut bars = Vec::new();
        let mut top = 0.0;
        let (above, below) = match groups {
            [first, others @ ..] if !others.is_empty() => (*first, others),
            groups => (0, groups),
        };
        if above > 0 {
            let height = height(above);
            // The first one is the nearest to the log.
            bars.extend((0..above).rev().map(|row| Bar {
                top: commits + row as f64 * height,
                height,
                has_threads: has_threads && row + 1 == above,
                commits: (!is_low).then_some(1.0),
            }));
            top = commits + above as f64 * height + beside;
        }
        let log_top = top + gap;
        top = log_top + log;
        for (place, rows) in below.iter().enumerate() {
            let is_nearest = place == 0;
            let height = height(*rows);
            top += if is_nearest { beside } else { 0.0 };
            let foot = top + *rows as f64 * height;
            bars.extend((0..*rows).map(|row| Bar {
                top: top + row as f64 * height,
                height,
                has_threads: has_threads && is_nearest && row == 0,
                commits: (!is_low && is_nearest).then_some(foot + 1.0),
            }));
            top = foot + if is_nearest { commits } else { FOOT };
        }
        let step = if below.is_empty() { top + beside.min(RARE) } else { top };
        let scaled = |bar: Bar| Bar {
            top: share * bar.top,
            height: share * bar.height,
            commits: bar.commits.map(|top| share * top),
            ..bar
        };
        let has_offsets = match direction {
            Direction::Right => !is_low,
            Direction::Down => share * cell >= OFFSET_ROOM,
        };
        let mut middles: Vec<f64> = bars.iter().map(|bar| bar.top + bar.height / 2.0).collect();
        middles.sort_by(f64::total_cmp);
        let are_apart = middles.windows(2).all(|pair| share * (pair[1] - pair[0]) >= NUMBER);
        let cells = (log_top + (log - cell) / 2.0, log_top + (log + cell) / 2.0);
        let from_cells = |middle: &f64| share * (cells.0 - middle).max(middle - cells.1);
        let has_numbers = are_apart && middles.iter().all(|it| from_cells(it) >= NUMBER_ROOM);
        Self {
            step: share * step,
            log_top: share * log_top,
            log: share * log,
            cell: share * cell,
            has_offsets,
            has_numbers,
            commits: share * commits,
            bars: bars.into_iter().map(scaled).collect(),
        }
    }
}
