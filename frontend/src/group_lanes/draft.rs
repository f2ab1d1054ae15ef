//! An act whose signs have their places on the axis: with as much detail as its frame has room for.

use super::{
    LEFT, RIGHT,
    batches::{Run, runs},
    decks::Decks,
    facts::Facts,
    rows::RowFacts,
    signs::{Beat, SignKind, signs},
};
use crate::{
    axis::{Axis, Elastic, Sign},
    direction::Direction,
    lanes::{self, Landmark, LandmarkKind, Scale},
    run_view::Act,
    timeline::History,
};

/// With up to this many records in a lane cells are drawn, then blocks, then bars.
const MOST_CELLS: usize = 40;
const MOST_IN_BLOCKS: usize = 250;
/// With up to this many items a row shows their glyphs, then lines, then bars; fewer, where glyphs
/// would take too much room.
const MOST_GLYPHS: usize = 40;
const FEW_GLYPHS: usize = 12;
/// In a wider container time never runs down.
const MOST_DOWN: f64 = 900.0;
/// With up to this many partitions a block has room for its keys.
const MOST_WITH_HISTOGRAMS: usize = 6;
/// Where time runs down: longer drawings show less detail.
const MOST_LENGTH: f64 = 1_100.0;
/// Where time runs down: least length, room for waits beyond what signs need, and length of bars.
const LEAST_LENGTH: f64 = 240.0;
const WAITS: f64 = 90.0;
const LENGTH_OF_BARS: f64 = 480.0;

/// How an act is drawn: in which direction, and how much of each record.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Density {
    pub direction: Direction,
    pub scale: Scale,
    /// The extent of a block.
    pub block: f64,
    /// The most glyphs in a row beside the lanes.
    pub glyphs: usize,
}

impl Density {
    /// From the most detailed one to the one that always has room.
    pub fn all(busiest: usize, partitions: usize, width: f64) -> Vec<Self> {
        let direction = Direction::of(width);
        let mut all = Self::of(busiest, partitions, direction);
        // What has no room beside its names has some below them.
        if !direction.is_down() && width < MOST_DOWN {
            all.extend(Self::of(busiest, partitions, Direction::Down));
        }
        all.push(Self { direction, scale: Scale::Bars, block: 0.0, glyphs: FEW_GLYPHS });
        all
    }

    fn of(busiest: usize, partitions: usize, direction: Direction) -> Vec<Self> {
        let blocks = |block, glyphs| Self { direction, scale: Scale::Blocks, block, glyphs };
        let mut all = Vec::new();
        if busiest <= MOST_CELLS {
            all.push(Self { direction, scale: Scale::Cells, block: 0.0, glyphs: MOST_GLYPHS });
        }
        if busiest <= MOST_IN_BLOCKS {
            if !direction.is_down() && partitions <= MOST_WITH_HISTOGRAMS {
                all.push(blocks(lanes::BLOCK, MOST_GLYPHS));
            }
            all.push(blocks(lanes::LOW_BLOCK, MOST_GLYPHS));
            all.push(blocks(lanes::LOW_BLOCK, FEW_GLYPHS));
        }
        all
    }
}

/// An act whose signs have their places.
pub struct Draft {
    pub density: Density,
    pub facts: Facts,
    pub decks: Decks,
    pub beats: Vec<Beat>,
    pub runs: Vec<Vec<Run>>,
    pub signs: Vec<(SignKind, Sign)>,
    pub elastic: Elastic,
}

impl Draft {
    pub fn of(
        act: &Act,
        history: &History,
        landmarks: &[Landmark],
        width: f64,
        density: Density,
    ) -> Self {
        let Density { direction, scale, block, glyphs } = density;
        let last_us = act.last_us().max(1_000);
        let records = &history.appended;
        let facts = Facts::of(act, scale);
        let decks = Decks::of(act, &facts, (scale, glyphs), direction, direction.room(width));
        let rows: Vec<&RowFacts> = decks.rows.iter().map(|row| &row.facts).collect();
        let beats = beats(act, direction, landmarks);
        let runs = runs(records, &facts, landmarks, last_us, block);
        let spans = &history.spans;
        let signs =
            signs(&facts, spans, records, &runs, block, &rows, &beats, last_us, scale, direction);
        let order: Vec<Sign> = signs.iter().map(|(_, sign)| *sign).collect();
        let elastic = spread(&order, landmarks, last_us, scale, (direction, width));
        Self { density, facts, decks, beats, runs, signs, elastic }
    }

    /// Whether it stays inside a container of this width, or is not too long for a narrow one.
    pub fn fits(&self, width: f64) -> bool {
        let Density { direction, scale, .. } = self.density;
        let most = if direction.is_down() { MOST_LENGTH } else { direction.room(width) };
        scale == Scale::Bars || self.elastic.axis.end() + RIGHT <= most + 1.0
    }
}

/// The axis in a container of this width: over the width, or down as far as the signs need.
fn spread(
    signs: &[Sign],
    landmarks: &[Landmark],
    last_us: u64,
    scale: Scale,
    (direction, width): (Direction, f64),
) -> Elastic {
    let right = match (direction, scale) {
        (Direction::Right, _) => direction.room(width),
        (Direction::Down, Scale::Cells | Scale::Blocks) => {
            (Axis::needed(signs, last_us, LEFT) + WAITS).clamp(LEAST_LENGTH, MOST_LENGTH)
        }
        (Direction::Down, Scale::Bars) => LENGTH_OF_BARS,
    };
    if scale != Scale::Bars {
        return Axis::elastic(signs, last_us, LEFT, right);
    }
    let mut axis = Axis::straight(last_us, LEFT, right - RIGHT);
    if direction.is_down() {
        landmarks.iter().for_each(|landmark| axis.open(landmark.at_us, Direction::BAND));
    }
    let places = signs.iter().map(|sign| axis.x(sign.at_us)).collect();
    Elastic { axis, places, room: 1.0 }
}

/// What has no sign of its own in a lane, and still a place among those that have one; where time
/// runs down, a band.
fn beats(act: &Act, direction: Direction, landmarks: &[Landmark]) -> Vec<Beat> {
    let mut beats = Vec::new();
    let mut through_all = |at_us: u64| beats.push(Beat { at_us, lane: None, landmark: None });
    let held = act.scripts().flat_map(|script| &script.held);
    held.flat_map(|(from, to)| [Some(*from), *to]).flatten().for_each(&mut through_all);
    for (place, landmark) in landmarks.iter().enumerate() {
        let at_us = landmark.at_us;
        match (direction, &landmark.kind) {
            (Direction::Down, _) => {
                beats.push(Beat { at_us, lane: None, landmark: Some(place) });
            }
            // Both have signs of their own.
            (
                Direction::Right,
                LandmarkKind::Generation | LandmarkKind::Loss { is_alive: false },
            ) => {}
            (Direction::Right, _) => beats.push(Beat { at_us, lane: None, landmark: None }),
        }
    }
    for (lane, partition) in act.partitions().enumerate() {
        let begins_us = act.topic(partition.topic).map(|it| it.begins_us(partition.number));
        if let Some(at_us) = begins_us.filter(|begins_us| *begins_us > 0) {
            beats.push(Beat { at_us, lane: Some(lane), landmark: None });
        }
    }
    beats
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_room_beside_its_names_runs_down_before_it_is_counted() {
        let tried = |busiest, width| {
            let all = Density::all(busiest, 3, width).into_iter();
            let mut all: Vec<_> = all.map(|it| (it.direction.is_down(), it.scale)).collect();
            all.dedup();
            all
        };
        use Scale::{Bars, Blocks, Cells};
        let right = [(false, Cells), (false, Blocks)];
        let down = [(true, Cells), (true, Blocks)];
        let bars = |is_down| [(is_down, Bars)];
        assert_eq!(tried(20, 1_200.0), [&right[..], &bars(false)].concat());
        assert_eq!(tried(20, 700.0), [&right[..], &down, &bars(false)].concat());
        assert_eq!(tried(20, 358.0), [&down[..], &bars(true)].concat());
        assert_eq!(tried(20_000, 700.0), bars(false));
    }
}
