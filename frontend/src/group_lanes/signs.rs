//! Everything that needs room on the axis, with the room that its sign needs.

use std::collections::HashMap;

use super::{
    bars::Claim,
    batches::Run,
    facts::Facts,
    rows::{ItemSign, RowFacts},
};
use crate::{
    axis::Sign,
    direction::Direction,
    lanes::{LETTER, Scale},
    timeline::{Span, Standing},
};

const OWNER_NAME: f64 = 38.0;
/// What it takes more to say that a member was put out.
const EXPELLED: f64 = 70.0;
/// Of a member without a partition.
const IDLE_NAME: f64 = 126.0;
const GENERATION_NAME: f64 = 112.0;
const FORMING_NAME: f64 = 132.0;
const REBALANCE_NAME: f64 = 22.0;
const DOT: f64 = 4.0;
const RING: f64 = 7.0;
/// Room behind a ring for the number of records that it stands for.
const COUNT: f64 = 24.0;
const CELL: f64 = 12.0;
/// Behind a block.
const GAP: f64 = 2.0;
const TICK: f64 = 1.75;
const LEAST_TICK: f64 = 1.1;
/// Most room for all ticks of a lane, as long as they can be told apart.
const TICKS_ROOM: f64 = 420.0;
/// Room beside a commit's sign for its offset.
const COMMIT_OFFSET: f64 = 20.0;

/// What a sign on the axis stands for; declared in the order for equal moments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SignKind {
    /// Something that goes through all lanes.
    Moment {
        place: usize,
    },
    /// A copy of the record may enter another log in the same microsecond.
    Setback {
        setback: usize,
    },
    /// The first record of a run.
    Record {
        place: usize,
        lane: usize,
    },
    Span {
        group: usize,
        place: usize,
    },
    OwnerFrom {
        lane: usize,
        row: usize,
        owner: usize,
    },
    Done {
        done: usize,
    },
    DoneTo {
        done: usize,
    },
    Item {
        row: usize,
        place: usize,
    },
    InHand {
        place: usize,
    },
    Commit {
        commit: usize,
    },
    OwnerTo {
        lane: usize,
        row: usize,
        owner: usize,
    },
}

/// Something without a sign of its own in a lane, which keeps its place among those that have one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Beat {
    pub at_us: u64,
    /// The lane that begins then.
    pub lane: Option<usize>,
    /// The landmark that opens a band then.
    pub landmark: Option<usize>,
}

/// Half the room of a tick in a lane with this many.
pub fn half_tick(busiest: usize) -> f64 {
    (TICKS_ROOM / busiest.max(1) as f64 / 2.0).clamp(LEAST_TICK, TICK)
}

/// All signs in the order of their moments.
#[expect(clippy::too_many_arguments, reason = "all that happens in an act")]
pub fn signs(
    facts: &Facts,
    spans: &[Vec<Span>],
    records: &[Vec<(usize, u64)>],
    runs: &[Vec<Run>],
    block: f64,
    rows: &[&RowFacts],
    moments: &[Beat],
    last_us: u64,
    scale: Scale,
    direction: Direction,
) -> Vec<(SignKind, Sign)> {
    // Tracks: one for each group's stretches, then per lane the log, the commits, the bars, then
    // the rows, then what goes through all lanes.
    let bars = facts.most_bars();
    let track = |lane: usize, layer: usize| spans.len() + lane * (1 + 2 * bars) + layer;
    let row_track = |row: usize| track(records.len(), row);
    let group_name = |group: usize| facts.letters[group] as f64 * LETTER;
    let mut signs = Vec::new();
    let mut add = |what, at_us, track, before, after| {
        signs.push((what, Sign { at_us, track: Some(track), before, after }));
    };
    let is_cells = scale == Scale::Cells;
    let tick = half_tick(records.iter().map(Vec::len).max().unwrap_or(0));
    // Records in bars need no room of their own.
    if scale != Scale::Bars {
        for (lane, (its_records, its_runs)) in records.iter().zip(runs).enumerate() {
            for run in its_runs {
                let what = SignKind::Record { lane, place: run.from };
                // A block is there when the last of its records is.
                let at_us = its_records[run.to - 1].1;
                let (before, after) = if run.is_block { (0.0, block + GAP) } else { (CELL, CELL) };
                add(what, at_us, track(lane, 0), before, after);
            }
        }
    }
    let of_groups = spans.iter().enumerate().flat_map(|(group, spans)| {
        spans.iter().enumerate().map(move |(place, span)| (group, place, span))
    });
    for (group, place, span) in of_groups {
        let name = match span.standing {
            // Their names are in bands.
            _ if direction.is_down() => 4.0,
            Standing::Settled(_) | Standing::InEpoch(_) => GENERATION_NAME + group_name(group),
            Standing::Forming => FORMING_NAME + group_name(group),
            Standing::Rebalancing => REBALANCE_NAME,
            Standing::NotYet | Standing::Ungrouped | Standing::Over => 4.0,
        };
        add(SignKind::Span { group, place }, span.from_us, group, 0.0, name);
    }
    let mut owners: HashMap<usize, usize> = HashMap::new();
    for held in &facts.tenures {
        let (lane, row) = (held.lane, held.row);
        let owner = owners.entry(lane).or_default();
        let bar = track(lane, 1 + bars + row);
        let what = SignKind::OwnerFrom { lane, row, owner: *owner };
        let word = if held.claim == Claim::Expelled { EXPELLED } else { 0.0 };
        let name = OWNER_NAME + group_name(held.group) + word;
        add(what, held.from_us, bar, 2.0, name);
        if let Some(to_us) = held.to_us {
            let what = SignKind::OwnerTo { lane, row, owner: *owner };
            add(what, to_us.min(last_us), bar, 3.0, 0.0);
        }
        *owner += 1;
    }
    for (place, done) in facts.done.iter().enumerate() {
        let bar = track(done.lane, 1 + bars + done.row);
        let room = match (done.time, scale) {
            (1, Scale::Cells) => DOT,
            (1, _) => tick,
            _ => RING,
        };
        let count = if done.count > 1 { COUNT } else { 0.0 };
        add(SignKind::Done { done: place }, done.from_us, bar, room, room + count);
        if done.count > 1 {
            add(SignKind::DoneTo { done: place }, done.to_us, bar, 0.0, 2.0);
        }
    }
    for (place, in_hand) in facts.in_hand.iter().enumerate() {
        let bar = track(in_hand.lane, 1 + bars + in_hand.row);
        add(SignKind::InHand { place }, in_hand.at_us, bar, RING, RING);
    }
    for (place, commit) in facts.commits.iter().enumerate() {
        let (before, after) = match (is_cells, direction) {
            (true, Direction::Right) => (6.0, COMMIT_OFFSET),
            // The offset is beside the sign, across time.
            (true, Direction::Down) => (6.0, 6.0),
            (false, _) => (TICK, TICK),
        };
        let track = track(commit.lane, 1 + commit.row);
        add(SignKind::Commit { commit: place }, commit.at_us, track, before, after);
    }
    for (place, setback) in facts.setbacks.iter().enumerate() {
        let bar = track(setback.lane, 1 + bars + setback.row);
        add(SignKind::Setback { setback: place }, setback.at_us, bar, RING, RING);
    }
    for (row, its_facts) in rows.iter().enumerate() {
        for (place, item) in its_facts.items.iter().enumerate() {
            let (before, after) = match (its_facts.scale, item.sign) {
                (_, ItemSign::Idle) => (2.0, IDLE_NAME),
                (_, sign) if sign.is_rare() && item.count > 1 => (CELL, CELL + COUNT),
                (_, sign) if sign.is_rare() => (CELL, CELL),
                (Scale::Cells, _) => (CELL, CELL),
                (Scale::Blocks, _) => (TICK, TICK),
                (Scale::Bars, _) => continue,
            };
            add(SignKind::Item { row, place }, item.at_us, row_track(row), before, after);
        }
    }
    for (place, beat) in moments.iter().enumerate() {
        let what = SignKind::Moment { place };
        let at_us = beat.at_us;
        let sign = match beat {
            Beat { landmark: Some(_), .. } => {
                Sign { at_us, track: None, before: Direction::BAND, after: 2.0 }
            }
            Beat { lane: Some(lane), .. } => {
                Sign { at_us, track: Some(track(*lane, 0)), before: 2.0, after: 2.0 }
            }
            Beat { lane: None, .. } => {
                Sign { at_us, track: Some(row_track(rows.len())), before: 2.0, after: 2.0 }
            }
        };
        signs.push((what, sign));
    }
    signs.sort_by_key(|(what, sign)| (sign.at_us, *what));
    signs
}
