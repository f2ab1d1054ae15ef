//! Where the lanes are: deck by deck, each with its title, its lanes, and its rows.

use super::{
    DeckRow, GENERATIONS, GroupLane, Heights, ROW, SCRIPTS, TOP,
    facts::Facts,
    rows::{RowFacts, rows},
};
use crate::{
    lanes::{Scale, deck_gap},
    run_view::{Act, Partition},
};

pub struct Decks {
    pub lanes: Vec<LaneAt>,
    pub rows: Vec<RowAt>,
    pub titles: Vec<(f64, String)>,
    /// Of each topic.
    pub decks: Vec<DeckAt>,
    /// Top of the words of scripts.
    pub scripts_top: f64,
    pub floor: f64,
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
    pub fn of(act: &Act, facts: &Facts, scale: Scale) -> Self {
        let groups = act.groups().count().max(1);
        let scripts_top = TOP + (groups - 1) as f64 * GENERATIONS;
        let has_scripts = act.scripts().next().is_some();
        let top = scripts_top + if has_scripts { SCRIPTS } else { 0.0 };
        let mut decks = Self {
            lanes: Vec::new(),
            rows: Vec::new(),
            titles: Vec::new(),
            decks: Vec::new(),
            scripts_top,
            floor: top,
        };
        let partitions = act.partitions().count() as u32;
        for (number, topic) in (0..).zip(&act.topics) {
            let gap = deck_gap(act, topic);
            decks.floor += gap;
            let y = decks.floor - 8.0;
            if gap > 0.0 {
                decks.titles.push((y, topic.visible_name.clone()));
            }
            let bars: Vec<usize> =
                facts.readers[number as usize].iter().map(|reader| reader.bars).collect();
            let heights = Heights::of(partitions, &bars, scale);
            let [above, below] = rows(act, number, topic);
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
        self.floor += ROW;
    }

    pub fn empty_lanes(&self, facts: &Facts) -> Vec<GroupLane> {
        let lane = |LaneAt { partition, top, heights }: &LaneAt| GroupLane {
            top: *top,
            heights: heights.clone(),
            partition: *partition,
            begins: 0.0,
            readers: facts.readers[partition.topic as usize].iter().map(|it| it.group).collect(),
            records: Vec::new(),
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
            height: ROW - 4.0,
            topic: facts.topic,
            kind: facts.kind,
            scale: facts.scale,
            items: Vec::new(),
            bars: String::new(),
        };
        self.rows.iter().map(row).collect()
    }
}
