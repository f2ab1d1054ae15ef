//! From an act to its drawing: spreads the signs over the axis, and gives each fact its place.

use super::{
    CommitPlace, GroupDrawing, GroupLane, HandledPlace, Heights, LEFT, Owner, Place, Stretch, TOP,
    facts::{Facts, OwnedPartition},
    signs::{SignKind, half_tick, signs},
};
use crate::{
    axis::{Axis, Elastic, Sign},
    lanes::{self, BAR_WIDTH, Rare, Scale, counted, path},
    run_view::{Act, Group},
    timeline::{History, Span},
};

const CELL_WIDTH: f64 = 22.0;
const AXIS_HEIGHT: f64 = 30.0;
const RIGHT: f64 = 14.0;
/// With up to this many records in a lane cells are drawn, then lines, then bars.
const MOST_CELLS: usize = 40;
const MOST_TICKS: usize = 250;
const MANY_REPEATS: usize = 6;
/// When more crowded than ticks, commits that are closer than this are drawn as one.
const COMMIT_STEP: f64 = 4.0;

/// Places an act on a plane of this width, or a wider one if it needs more room.
pub fn draw(act: &Act, history: &History, width: f64) -> GroupDrawing {
    let no_group = Group::default();
    let group = act.group.as_ref().unwrap_or(&no_group);
    let last_us = act.last_us().max(1_000);
    let records = &history.appended;
    let busiest = records.iter().map(Vec::len).max().unwrap_or(0);
    let scale = match busiest {
        0..=MOST_CELLS => Scale::Cells,
        count if count <= MOST_TICKS => Scale::Ticks,
        _ => Scale::Bars,
    };
    let facts = Facts::of(group, scale);
    let heights = Heights::of(act.partitions, facts.rows, scale);
    let signs = signs(&facts, &history.spans, records, last_us, scale);
    let order: Vec<Sign> = signs.iter().map(|(_, sign)| *sign).collect();
    let Elastic { axis, places, room } = match scale {
        Scale::Cells | Scale::Ticks => Axis::elastic(&order, last_us, LEFT, width),
        Scale::Bars => {
            let axis = Axis::straight(last_us, LEFT, width - RIGHT);
            let places = order.iter().map(|sign| axis.x(sign.at_us)).collect();
            Elastic { axis, places, room: 1.0 }
        }
    };
    let mut plane = Plane::new(act, group, &facts, heights, scale, axis.end());
    plane.spans = stretches(&history.spans, axis.end());
    if scale == Scale::Bars {
        plane.count(records, &axis, width);
    }
    for ((what, sign), x) in signs.iter().zip(places) {
        plane.put(*what, sign.at_us, x, axis.end());
    }
    let Plane { lanes: mut drawn, spans, .. } = plane;
    for lane in &mut drawn {
        let repeats = lane.handled.iter().filter(|handled| handled.time > 1);
        lane.is_flooded = repeats.count() > MANY_REPEATS;
        let records = lane.records.iter();
        lane.rare = lanes::stretches(
            records.map(|place| (place.x, place.at_us, place.is_skipped.then_some(Rare::Skipped))),
        );
    }
    let dead = group.members.iter().filter_map(|member| {
        let end = member.ended.as_ref().filter(|end| !end.closed)?;
        Some((member.number, axis.x(end.at_us)))
    });
    let floor = TOP + f64::from(act.partitions) * heights.step;
    GroupDrawing {
        deaths: dead.collect(),
        width: width.max(axis.end() + RIGHT),
        height: floor + AXIS_HEIGHT,
        floor,
        heights,
        scale,
        cell_width: CELL_WIDTH * room,
        tick_step: 2.0 * half_tick(busiest) * room,
        lanes: drawn,
        spans,
        axis,
    }
}

/// Lanes and stretches under construction.
struct Plane<'a> {
    act: &'a Act,
    group: &'a Group,
    facts: &'a Facts,
    heights: Heights,
    scale: Scale,
    lanes: Vec<GroupLane>,
    spans: Vec<Stretch>,
}

impl<'a> Plane<'a> {
    fn new(
        act: &'a Act,
        group: &'a Group,
        facts: &'a Facts,
        heights: Heights,
        scale: Scale,
        end: f64,
    ) -> Self {
        let lane = |partition: u32| {
            let top = TOP + f64::from(partition) * heights.step;
            let held = facts.tenures.iter().filter(|held| held.partition == partition);
            GroupLane {
                top,
                records: Vec::new(),
                bars: String::new(),
                owners: held.map(|held| owner(held, top, heights, end)).collect(),
                handled: Vec::new(),
                in_hand: Vec::new(),
                commits: Vec::new(),
                rare: Vec::new(),
                is_flooded: false,
            }
        };
        let lanes = (0..act.partitions).map(lane).collect();
        Self { act, group, facts, heights, scale, lanes, spans: Vec::new() }
    }

    fn put(&mut self, what: SignKind, at_us: u64, x: f64, end: f64) {
        match what {
            SignKind::Record { partition, index, .. } => self.record(partition, index, at_us, x),
            SignKind::Span { place } => {
                self.spans[place].from = x;
                if place > 0 {
                    self.spans[place - 1].to = x;
                }
            }
            SignKind::OwnerFrom { partition, owner, .. } => {
                if let Some(owner) = self.owner(partition, owner) {
                    (owner.from, owner.to) = (x, end);
                }
            }
            SignKind::OwnerTo { partition, owner, .. } => {
                if let Some(owner) = self.owner(partition, owner) {
                    owner.to = x;
                }
            }
            SignKind::Done { done } => {
                let done = self.facts.done[done];
                let place = self.handled(done.partition, done.row, done.offset, at_us, x);
                if let Some(lane) = self.lanes.get_mut(done.partition as usize) {
                    let (count, time) = (done.count, done.time);
                    lane.handled.push(HandledPlace { count, time, ..place });
                }
            }
            SignKind::DoneTo { done } => {
                let done = self.facts.done[done];
                let lane = self.lanes.get_mut(done.partition as usize);
                let begun = lane.and_then(|lane| {
                    lane.handled.iter_mut().rev().find(|place| place.at_us == done.from_us)
                });
                if let Some(begun) = begun {
                    begun.to = x;
                }
            }
            SignKind::InHand { place } => {
                let (row, in_hand) = self.facts.in_hand[place];
                let place = self.handled(in_hand.partition, row, in_hand.offset, at_us, x);
                if let Some(lane) = self.lanes.get_mut(in_hand.partition as usize) {
                    lane.in_hand.push(place);
                }
            }
            SignKind::Commit { commit } => {
                let commit = self.facts.commits[commit];
                let place = CommitPlace { x, at_us, offset: commit.offset };
                let Some(lane) = self.lanes.get_mut(commit.partition as usize) else { return };
                match lane.commits.last_mut() {
                    Some(last) if self.scale == Scale::Bars && x - last.x < COMMIT_STEP => {
                        *last = CommitPlace { x: last.x, ..place };
                    }
                    _ => lane.commits.push(place),
                }
            }
        }
    }

    fn record(&mut self, partition: u32, index: usize, at_us: u64, x: f64) {
        let offset = self.act.records[index].place.map_or(0, |(_, offset)| offset);
        let is_skipped = self.group.skipped(partition, offset);
        let place = Place { x, at_us, offset, index, is_skipped };
        self.lanes[partition as usize].records.push(place);
    }

    fn owner(&mut self, partition: u32, owner: usize) -> Option<&mut Owner> {
        self.lanes.get_mut(partition as usize)?.owners.get_mut(owner)
    }

    /// On the bar of its owner, with a thread to its record if there is room for one.
    fn handled(&self, partition: u32, row: usize, offset: i64, at_us: u64, x: f64) -> HandledPlace {
        let Heights { owners_top, owner, has_threads, .. } = self.heights;
        let lane = self.lanes.get(partition as usize);
        let records = lane.map_or(&[][..], |lane| &lane.records);
        let record = records.binary_search_by_key(&offset, |place| place.offset).ok();
        // A thread from a lower bar would cross the bars above it.
        let record = record.filter(|_| has_threads && row == 0).map(|place| records[place].x);
        let y = lane.map_or(0.0, |lane| lane.top) + owners_top + (row as f64 + 0.5) * owner;
        HandledPlace { x, to: x, y, at_us, offset, count: 1, time: 1, record }
    }

    /// Counts records per bucket, and draws each lane as one path; all lanes share one scale.
    fn count(&mut self, records: &[Vec<(usize, u64)>], axis: &Axis, width: f64) {
        for (partition, lane) in (0..).zip(records) {
            for (index, at_us) in lane {
                self.record(partition, *index, *at_us, axis.x(*at_us));
            }
        }
        let count = |lane: &GroupLane| {
            counted(lane.records.iter().map(|place| place.x), LEFT, width - RIGHT + BAR_WIDTH)
        };
        let counts: Vec<Vec<usize>> = self.lanes.iter().map(count).collect();
        let tallest = counts.iter().flatten().copied().max().unwrap_or(1);
        for (lane, counts) in self.lanes.iter_mut().zip(counts) {
            let foot = lane.top + self.heights.log_top + self.heights.log;
            lane.bars = path(&counts, tallest, LEFT, foot, self.heights.log);
        }
    }
}

fn owner(held: &OwnedPartition, top: f64, heights: Heights, end: f64) -> Owner {
    Owner {
        member: held.member,
        from: LEFT,
        to: end,
        y: top + heights.owners_top + held.row as f64 * heights.owner,
        height: heights.owner,
        from_us: held.from_us,
        is_gone: held.is_gone,
    }
}

fn stretches(spans: &[Span], end: f64) -> Vec<Stretch> {
    let stretch = |span: &Span| Stretch {
        from: 0.0,
        to: end,
        from_us: span.from_us,
        standing: span.standing,
        is_open: span.to_us.is_none(),
    };
    spans.iter().map(stretch).collect()
}
