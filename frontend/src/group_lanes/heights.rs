//! What the lanes of a topic show, and their height: less with more partitions. A group that reads
//! alone has its bars below the log; of several the first has them above and the second below,
//! each with threads and commits, and the others have bars alone.

use crate::lanes::Scale;

/// Up to this many partitions a lane shows everything; beyond, first the threads are left out, then
/// the parts below them.
const FULL: u32 = 4;
const MEDIUM: u32 = 6;
/// Gap above the log, and the height of a thread and of a commit's sign.
const GAP: f64 = 6.0;
const THREADS: f64 = 26.0;
const COMMITS: f64 = 15.0;
/// Below a log without threads, the height of the signs for rare things.
const RARE: f64 = 12.0;
/// Below commits that are not drawn, and below bars and logs without any.
const FOOT: f64 = 3.0;

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
    pub fn of(partitions: u32, groups: &[usize], scale: Scale) -> Self {
        let is_low = partitions > MEDIUM;
        let has_threads = partitions <= FULL && scale == Scale::Cells;
        let (gap, log, cell) = if is_low { (3.0, 20.0, 18.0) } else { (GAP, 38.0, 34.0) };
        let commits = if is_low { FOOT } else { COMMITS };
        let beside = match (has_threads, is_low) {
            (true, _) => THREADS,
            (false, false) => RARE,
            (false, true) => 2.0,
        };
        let height = |bars: usize| match (is_low, bars) {
            (true, _) => 3.0,
            (false, 1) => 15.0,
            (false, _) => 11.0,
        };
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
        Self { step, log_top, log, cell, has_offsets: !is_low, bars }
    }
}
