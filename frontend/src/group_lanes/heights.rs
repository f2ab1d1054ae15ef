//! What a lane shows, and its height: less with more partitions.

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

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Heights {
    /// Distance between the tops of two lanes.
    pub step: f64,
    /// Distance from the lane's top to its log, and the log's height.
    pub log_top: f64,
    pub log: f64,
    pub cell: f64,
    /// Whether a cell has room for its offset.
    pub has_offsets: bool,
    /// Distance from the lane's top to the first ownership bar, and the height of each bar.
    pub owners_top: f64,
    pub owner: f64,
    pub has_threads: bool,
    pub has_commits: bool,
}

impl Heights {
    /// `rows` is the number of ownership bars.
    pub fn of(partitions: u32, rows: usize, scale: Scale) -> Self {
        let is_low = partitions > MEDIUM;
        let has_threads = partitions <= FULL && scale == Scale::Cells;
        let has_commits = !is_low;
        let (log_top, log, cell) = if is_low { (3.0, 20.0, 18.0) } else { (GAP, 38.0, 34.0) };
        let owner = match (is_low, rows) {
            (true, _) => 3.0,
            (false, 1) => 15.0,
            (false, _) => 11.0,
        };
        let below = match (has_threads, is_low) {
            (true, _) => THREADS,
            (false, false) => RARE,
            (false, true) => 2.0,
        };
        let owners_top = log_top + log + below;
        let commits = if has_commits { COMMITS } else { 3.0 };
        Self {
            step: owners_top + rows as f64 * owner + commits,
            log_top,
            log,
            cell,
            has_offsets: !is_low,
            owners_top,
            owner,
            has_threads,
            has_commits,
        }
    }
}
