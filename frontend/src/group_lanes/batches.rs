//! Batches among the records of a lane. The elastic axis gives room to what happens, so they are
//! found by their moments, before anything has a place.

use super::facts::Facts;
use crate::lanes::Landmark;

/// Records that enter a log within this share of the act are one batch, if nothing else happens in
/// their lane meanwhile.
const SHARE: u64 = 100;
const LEAST_US: u64 = 5_000;
/// Distance between cells.
const CELL_STEP: f64 = 24.0;

/// Records of a lane, by their places in it: one cell, or one block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    pub from: usize,
    pub to: usize,
    pub is_block: bool,
}

/// The runs of each lane. Without a block every record is one.
pub fn runs(
    records: &[Vec<(usize, u64)>],
    facts: &Facts,
    landmarks: &[Landmark],
    last_us: u64,
    block: f64,
) -> Vec<Vec<Run>> {
    let gap_us = LEAST_US.max(last_us / SHARE);
    let through_all: Vec<u64> = landmarks.iter().map(|landmark| landmark.at_us).collect();
    let mut busy = vec![through_all; records.len()];
    let mut happened = |lane: usize, at_us: u64| {
        if let Some(busy) = busy.get_mut(lane) {
            busy.push(at_us);
        }
    };
    facts.done.iter().for_each(|done| happened(done.lane, done.from_us));
    facts.setbacks.iter().for_each(|setback| happened(setback.lane, setback.at_us));
    facts.in_hand.iter().for_each(|in_hand| happened(in_hand.lane, in_hand.at_us));
    facts.commits.iter().for_each(|commit| happened(commit.lane, commit.at_us));
    facts.tenures.iter().for_each(|tenure| happened(tenure.lane, tenure.from_us));
    records
        .iter()
        .zip(&mut busy)
        .map(|(lane, busy)| {
            busy.sort_unstable();
            of_lane(lane, busy, gap_us, block)
        })
        .collect()
}

fn of_lane(lane: &[(usize, u64)], busy: &[u64], gap_us: u64, block: f64) -> Vec<Run> {
    let follows = |one: &(usize, u64), next: &(usize, u64)| {
        let (one_us, next_us) = (one.1, next.1);
        let first = busy.partition_point(|at_us| *at_us < one_us);
        let is_interrupted = busy.get(first).is_some_and(|at_us| *at_us < next_us);
        next_us - one_us <= gap_us && !is_interrupted
    };
    let mut runs = Vec::new();
    let mut from = 0;
    for batch in lane.chunk_by(follows) {
        let to = from + batch.len();
        if block > 0.0 && batch.len() as f64 * CELL_STEP > block {
            runs.push(Run { from, to, is_block: true });
        } else {
            runs.extend((from..to).map(|from| Run { from, to: from + 1, is_block: false }));
        }
        from = to;
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_ends_where_something_happens_in_its_lane_or_nothing_for_a_while() {
        let lane: Vec<(usize, u64)> = (0..12).map(|nth| (nth, nth as u64 * 10)).collect();
        let cut = |busy: &[u64], gap_us| {
            let runs = of_lane(&lane, busy, gap_us, 92.0);
            runs.iter().map(|run| (run.from, run.to)).collect::<Vec<_>>()
        };
        assert_eq!(cut(&[], 10), [(0, 12)]);
        assert_eq!(cut(&[45], 10), [(0, 5), (5, 12)]);
        assert_eq!(cut(&[50], 10), [(0, 6), (6, 12)], "behind what happened at its moment");
        assert_eq!(cut(&[], 9).len(), 12, "too far apart");
        assert!(of_lane(&lane, &[], 10, 0.0).iter().all(|run| !run.is_block));
    }
}
