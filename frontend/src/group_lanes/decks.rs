//! Where the lanes are: deck by deck, each with its title, its lanes, and its rows.

use super::{
    DeckRow, GENERATIONS, GroupLane, Heights, ROW, TOP,
    facts::Facts,
    heights::{Detail, Plan},
    rows::{RowFacts, rows},
};
use crate::{
    direction::Direction,
    lanes::{Scale, deck_gap},
    run_view::{Act, Partition},
};

/// Where time runs down, a lane with more detail has to have this share of its planned width, and
/// none gets more than this.
const LEAST_SHARE: f64 = 0.8;
const MOST_SHARE: f64 = 1.5;
/// Width of a row beside the lanes, where its name stands above it.
const NARROW_ROW: f64 = 38.0;

pub struct Decks {
    pub lanes: Vec<LaneAt>,
    pub rows: Vec<RowAt>,
    pub titles: Vec<(f64, String)>,
    /// Of each topic.
    pub decks: Vec<DeckAt>,
    /// Where the first one begins.
    pub top: f64,
    pub floor: f64,
    /// Height of a row.
    row: f64,
}

pub struct LaneAt {
    pub partition: Partition,
    top: f64,
    heights: Heights,
}

pub struct RowAt {
    pub facts: RowFacts,
    top: f64,
}

pub struct DeckAt {
    /// Baseline of its title.
    pub y: f64,
    pub foot: f64,
}

impl Decks {
    /// The decks in a container that offers this room across time, if time runs down: with as much
    /// detail as fits.
    pub fn of(
        act: &Act,
        facts: &Facts,
        (scale, glyphs): (Scale, usize),
        direction: Direction,
        room: f64,
    ) -> Self {
        let partitions = act.partitions().count() as u32;
        if !direction.is_down() {
            let detail = Detail::of(partitions);
            return Self::planned(
                act,
                facts,
                (scale, glyphs),
                Plan { direction, detail, share: 1.0 },
            );
        }
        let plan = |detail, share| Plan { direction, detail, share };
        let share_of = |detail| {
            let whole = Self::planned(act, facts, (scale, glyphs), plan(detail, 1.0));
            let gaps = whole.gaps(act, direction);
            (room - gaps) / (whole.floor - gaps).max(1.0)
        };
        let shares = Detail::ALL.map(|detail| (detail, share_of(detail)));
        let fits = shares.iter().find(|(_, share)| *share >= LEAST_SHARE);
        let (detail, share) = *fits.unwrap_or(&shares[shares.len() - 1]);
        Self::planned(act, facts, (scale, glyphs), plan(detail, share.min(MOST_SHARE)))
    }

    /// Moves all of them, across time.
    pub fn shift(&mut self, by: f64) {
        self.lanes.iter_mut().for_each(|lane| lane.top += by);
        self.rows.iter_mut().for_each(|row| row.top += by);
        self.titles.iter_mut().for_each(|(y, _)| *y += by);
        for deck in &mut self.decks {
            (deck.y, deck.foot) = (deck.y + by, deck.foot + by);
        }
        (self.top, self.floor) = (self.top + by, self.floor + by);
    }

    fn gaps(&self, act: &Act, direction: Direction) -> f64 {
        (0..act.topics.len()).map(|topic| deck_gap(direction, act, topic)).sum()
    }

    fn planned(act: &Act, facts: &Facts, (scale, glyphs): (Scale, usize), plan: Plan) -> Self {
        let direction = plan.direction;
        let groups = act.groups().count().max(1);
        let top = match direction {
            Direction::Right => TOP + (groups - 1) as f64 * GENERATIONS,
            Direction::Down => 0.0,
        };
        let mut decks = Self {
            lanes: Vec::new(),
            rows: Vec::new(),
            titles: Vec::new(),
            decks: Vec::new(),
            top,
            floor: top,
            row: plan.share * if direction.is_down() { NARROW_ROW } else { ROW },
        };
        for (number, topic) in (0..).zip(&act.topics) {
            let gap = deck_gap(direction, act, number as usize);
            decks.floor += gap;
            let y = if direction.is_down() { decks.floor } else { decks.floor - 8.0 };
            if gap > 0.0 || (direction.is_down() && act.topics.len() > 1) {
                decks.titles.push((y, topic.visible_name.clone()));
            }
            let bars: Vec<usize> =
                facts.readers[number as usize].iter().map(|reader| reader.bars).collect();
            let heights = Heights::of(plan, &bars, scale);
            let [above, below] = rows(act, number, topic, glyphs);
            above.into_iter().for_each(|facts| decks.row(facts));
            for lane in 0..topic.partitions {
                let partition = Partition { topic: number, number: lane };
                let (top, heights) = (decks.floor, heights.clone());
                decks.floor += heights.step;
                decks.lanes.push(LaneAt { partition, top, heights });
            }
            below.into_iter().for_each(|facts| decks.row(facts));
            decks.decks.push(DeckAt { y, foot: decks.floor });
        }
        decks
    }

    fn row(&mut self, facts: RowFacts) {
        self.rows.push(RowAt { facts, top: self.floor });
        self.floor += self.row;
    }

    pub fn empty_lanes(&self, facts: &Facts) -> Vec<GroupLane> {
        let lane = |LaneAt { partition, top, heights }: &LaneAt| GroupLane {
            top: *top,
            heights: heights.clone(),
            partition: *partition,
            begins: 0.0,
            readers: facts.readers[partition.topic as usize].iter().map(|it| it.group).collect(),
            records: Vec::new(),
            blocks: Vec::new(),
            bars: String::new(),
            owners: Vec::new(),
            handled: Vec::new(),
            in_hand: Vec::new(),
            setbacks: Vec::new(),
            commits: Vec::new(),
            rare: Vec::new(),
            faults: Vec::new(),
            deleted: Vec::new(),
            is_flooded: false,
        };
        self.lanes.iter().map(lane).collect()
    }

    pub fn empty_rows(&self) -> Vec<DeckRow> {
        let row = |RowAt { facts, top }: &RowAt| DeckRow {
            top: top + 2.0,
            height: self.row - 4.0,
            topic: facts.topic,
            kind: facts.kind,
            scale: facts.scale,
            items: Vec::new(),
            idle: Vec::new(),
            bars: String::new(),
        };
        self.rows.iter().map(row).collect()
    }
}
