//! Lanes, rows and stretches under construction: each sign gets the place that the axis has found
//! for it.

use super::{
    Bar, CommitPlace, DeckRow, GroupLane, HandledPlace, ItemPlace, LEFT, Owner, Place,
    SetbackPlace, Stretch, bars::OwnedPartition, batches::Run, decks::Decks, facts::Facts,
    rows::Item, signs::SignKind,
};
use crate::{
    axis::Axis,
    lanes::{BAR_WIDTH, Block, Scale, counted, path},
    run_view::{Act, SetbackKind},
    timeline::{History, Span},
};

/// When more crowded than ticks, commits that are closer than this are drawn as one.
const COMMIT_STEP: f64 = 4.0;

pub struct Plane<'a> {
    act: &'a Act,
    facts: &'a Facts,
    decks: &'a Decks,
    scale: Scale,
    extents: Extents,
    /// Of each lane: its records with their moments, and its runs.
    appended: &'a [Vec<(usize, u64)>],
    runs: &'a [Vec<Run>],
    pub lanes: Vec<GroupLane>,
    pub rows: Vec<DeckRow>,
    /// Of each group.
    pub spans: Vec<Vec<Stretch>>,
}

/// Extents along time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Extents {
    pub cell: f64,
    pub block: f64,
}

impl<'a> Plane<'a> {
    #[expect(clippy::too_many_arguments, reason = "all that a drawing is made of")]
    pub fn new(
        act: &'a Act,
        facts: &'a Facts,
        decks: &'a Decks,
        scale: Scale,
        extents: Extents,
        history: &'a History,
        runs: &'a [Vec<Run>],
        end: f64,
    ) -> Self {
        let mut lanes = decks.empty_lanes(facts);
        for held in &facts.tenures {
            let Some(lane) = lanes.get_mut(held.lane) else { continue };
            let owner = owner(held, lane, end);
            lane.owners.push(owner);
        }
        let rows = decks.empty_rows();
        let spans = stretches(&history.spans, end);
        let appended = &history.appended;
        Self { act, facts, decks, scale, extents, appended, runs, lanes, rows, spans }
    }

    pub fn put(&mut self, what: SignKind, at_us: u64, x: f64, end: f64) {
        match what {
            SignKind::Moment { .. } => {}
            SignKind::Record { lane, place } => self.run(lane, place, x),
            SignKind::Span { group, place } => {
                let spans = &mut self.spans[group];
                spans[place].from = x;
                if place > 0 {
                    spans[place - 1].to = x;
                }
            }
            SignKind::OwnerFrom { lane, owner, .. } => {
                if let Some(owner) = self.owner(lane, owner) {
                    (owner.from, owner.to) = (x, end);
                }
            }
            SignKind::OwnerTo { lane, owner, .. } => {
                if let Some(owner) = self.owner(lane, owner) {
                    owner.to = x;
                }
            }
            SignKind::Done { done } => {
                let done = self.facts.done[done];
                let place = self.handled(done.lane, done.row, done.offset, at_us, x);
                let (count, time) = (done.count, done.time);
                self.lanes[done.lane].handled.push(HandledPlace { count, time, ..place });
            }
            SignKind::DoneTo { done } => {
                let done = self.facts.done[done];
                let handled = &mut self.lanes[done.lane].handled;
                let begun = handled.iter_mut().rev().find(|place| {
                    (place.at_us, place.offset, place.time)
                        == (done.from_us, done.offset, done.time)
                });
                if let Some(begun) = begun {
                    begun.to = x;
                }
            }
            SignKind::Setback { setback } => {
                let setback = &self.facts.setbacks[setback];
                let place = self.handled(setback.lane, setback.row, setback.offset, at_us, x);
                let HandledPlace { y, offset, record, .. } = place;
                let what = setback.what.clone();
                let place = SetbackPlace { x, y, at_us, offset, what, record, copy: None };
                self.lanes[setback.lane].setbacks.push(place);
            }
            SignKind::InHand { place } => {
                let in_hand = self.facts.in_hand[place];
                let place = self.handled(in_hand.lane, in_hand.row, in_hand.offset, at_us, x);
                self.lanes[in_hand.lane].in_hand.push(place);
            }
            SignKind::Commit { commit } => {
                let commit = self.facts.commits[commit];
                self.commit(commit.lane, commit.row, commit.offset, at_us, x);
            }
            SignKind::Item { row, place } => {
                let item = self.decks.rows[row].facts.items[place];
                let Item { record, sign, count, .. } = item;
                let place = ItemPlace { x, at_us, record, sign, count };
                self.rows[row].items.push(place);
            }
        }
    }

    /// A cell has its middle here, a block its beginning.
    fn run(&mut self, lane: usize, place: usize, x: f64) {
        let (records, runs) = (&self.appended[lane], &self.runs[lane]);
        let found = runs.binary_search_by_key(&place, |run| run.from);
        let Some(Run { from, to, is_block: true }) = found.ok().map(|found| runs[found]) else {
            let (index, at_us) = records[place];
            return self.record(lane, index, at_us, (x, self.extents.cell));
        };
        let (width, at_us) = (self.extents.block, records[to - 1].1);
        let block = Block { x, width, at: x, from, to, at_us };
        for (place, (index, at_us)) in (from..).zip(&records[from..to]) {
            self.record(lane, *index, *at_us, block.part(place, x));
        }
        self.lanes[lane].blocks.push(block);
    }

    fn record(&mut self, lane: usize, index: usize, at_us: u64, (x, width): (f64, f64)) {
        let partition = self.lanes[lane].partition;
        let topic = self.act.topic(partition.topic);
        let place = topic.and_then(|topic| topic.records[index].place);
        let offset = place.map_or(0, |(_, offset)| offset);
        let skipped = self.act.groups().filter_map(|group| group.skipped_us(partition, offset));
        let skipped_us = skipped.min().filter(|skipped_us| {
            // What was deleted before was nowhere to be read.
            let deletions = topic.map(|topic| topic.deletions(partition.number));
            let mut deletions = deletions.into_iter().flatten();
            !deletions.any(|(deleted_us, first)| deleted_us <= *skipped_us && offset < first)
        });
        let place = Place { x, width, at_us, offset, index, skipped_us };
        self.lanes[lane].records.push(place);
    }

    fn owner(&mut self, lane: usize, owner: usize) -> Option<&mut Owner> {
        self.lanes[lane].owners.get_mut(owner)
    }

    /// On the bar of its owner, with a thread to its record if there is room for one.
    fn handled(&self, lane: usize, row: usize, offset: i64, at_us: u64, x: f64) -> HandledPlace {
        let GroupLane { top, records, heights, .. } = &self.lanes[lane];
        let Bar { top: bar, height, has_threads, .. } = heights.bars[row];
        let record = records.binary_search_by_key(&offset, |place| place.offset).ok();
        let record = record.filter(|_| has_threads).map(|place| records[place].x);
        let y = top + bar + height / 2.0;
        HandledPlace { x, to: x, y, at_us, offset, count: 1, time: 1, record }
    }

    fn commit(&mut self, lane: usize, row: usize, offset: i64, at_us: u64, x: f64) {
        let lane = &mut self.lanes[lane];
        let Some(below) = lane.heights.bars[row].commits else { return };
        let place = CommitPlace { x, y: lane.top + below, at_us, offset, has_offset: false };
        let is_its_own = |last: &&mut CommitPlace| (last.y - place.y).abs() < 0.5;
        match lane.commits.iter_mut().rev().find(is_its_own) {
            Some(last) if self.scale == Scale::Bars && x - last.x < COMMIT_STEP => {
                *last = CommitPlace { x: last.x, ..place };
            }
            _ => lane.commits.push(place),
        }
    }

    /// Counts records per bucket, and draws each lane as one path; all lanes share one scale.
    pub fn count(&mut self, records: &[Vec<(usize, u64)>], axis: &Axis, right: f64) {
        for (lane, its_records) in records.iter().enumerate() {
            for (index, at_us) in its_records {
                self.record(lane, *index, *at_us, (axis.x(*at_us), 2.0));
            }
        }
        let count = |lane: &GroupLane| {
            counted(lane.records.iter().map(|place| place.x), LEFT, right + BAR_WIDTH)
        };
        let counts: Vec<Vec<usize>> = self.lanes.iter().map(count).collect();
        let tallest = counts.iter().flatten().copied().max().unwrap_or(1);
        for (lane, counts) in self.lanes.iter_mut().zip(counts) {
            let (log_top, log) = (lane.heights.log_top, lane.heights.log);
            lane.bars = path(&counts, tallest, LEFT, lane.top + log_top + log, log);
        }
    }

    /// Draws each row that is too crowded for single items as one path, up to its end.
    pub fn count_rows(&mut self, axis: &Axis) {
        for (row, at) in self.rows.iter_mut().zip(&self.decks.rows) {
            if row.scale != Scale::Bars {
                continue;
            }
            let places = at.facts.items.iter().map(|item| axis.x(item.at_us) - BAR_WIDTH);
            let counts = counted(places, LEFT, axis.end() - BAR_WIDTH);
            let tallest = counts.iter().copied().max().unwrap_or(1);
            row.bars = path(&counts, tallest, LEFT, row.top + row.height, row.height);
        }
    }

    /// Where copies in other lanes are, once all records have their places.
    pub fn link_copies(&mut self) {
        let edge = |lane: &GroupLane| {
            lane.top + lane.heights.log_top + (lane.heights.log - lane.heights.cell) / 2.0
        };
        let mut copies = Vec::new();
        for (place, lane) in self.lanes.iter().enumerate() {
            for (nth, setback) in lane.setbacks.iter().enumerate() {
                let SetbackKind::DeadLettered { to, offset } = &setback.what else { continue };
                let other = self.lanes.iter().find(|lane| lane.partition == *to);
                let copy = other.and_then(|other| {
                    let records = &other.records;
                    let found = records.binary_search_by_key(offset, |place| place.offset).ok()?;
                    Some((records[found].x, edge(other)))
                });
                copies.push((place, nth, copy));
            }
        }
        for (lane, nth, copy) in copies {
            self.lanes[lane].setbacks[nth].copy = copy;
        }
    }
}

fn owner(held: &OwnedPartition, lane: &GroupLane, end: f64) -> Owner {
    let Bar { top, height, .. } = lane.heights.bars[held.row];
    Owner {
        group: held.group,
        member: held.member,
        from: LEFT,
        to: end,
        y: lane.top + top,
        height,
        from_us: held.from_us,
        claim: held.claim,
        label: None,
    }
}

fn stretches(spans: &[Vec<Span>], end: f64) -> Vec<Vec<Stretch>> {
    let stretch = |group: usize, span: &Span| Stretch {
        group,
        from: 0.0,
        to: end,
        from_us: span.from_us,
        standing: span.standing,
        word: String::new(),
        is_open: span.to_us.is_none(),
    };
    let of_group = |(group, spans): (usize, &Vec<Span>)| {
        spans.iter().map(|span| stretch(group, span)).collect()
    };
    spans.iter().enumerate().map(of_group).collect()
}
