//! Records counted per bucket of the plane, drawn as one path per lane.

use std::fmt::Write as _;

pub const BAR_WIDTH: f64 = 6.0;

/// The number of records in each bucket.
pub fn counted(places: impl Iterator<Item = f64>, left: f64, right: f64) -> Vec<usize> {
    let buckets = ((right - left) / BAR_WIDTH).max(0.0) as usize + 1;
    let mut counts = vec![0; buckets];
    for x in places {
        let bucket = ((x - left) / BAR_WIDTH).max(0.0) as usize;
        counts[bucket.min(buckets - 1)] += 1;
    }
    counts
}

/// All bars of a lane as one path; heights are linear, and all lanes share one scale.
pub fn path(counts: &[usize], tallest: usize, left: f64, foot: f64, room: f64) -> String {
    let mut path = String::new();
    for (place, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
        // A single record among thousands stays visible.
        let height = (*count as f64 * room / tallest as f64).max(1.0);
        let (x, y) = (left + place as f64 * BAR_WIDTH, foot - height);
        let width = BAR_WIDTH - 1.0;
        write!(path, "M{x:.1} {y:.1}h{width}v{height:.1}h-{width}z")
            .expect("writing to a String cannot fail");
    }
    path
}
