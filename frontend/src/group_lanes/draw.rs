//! From an act to its drawing: spreads the signs over the axis, and gives each fact its place.

use super::{
    CommitPlace, DECK_TITLE, Death, GENERATIONS, GroupDrawing, GroupLane, HandledPlace, Heights,
    LEFT, Owner, Place, Stretch, TOP,
    facts::{Facts, OwnedPartition},
    signs::{SignKind, half_tick, signs},
};
use crate::{
    axis::{Axis, Elastic, Sign},
    lanes::{self, BAR_WIDTH, Rare, Scale, counted, path},
    run_view::{Act, Actor, Partition},
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
    let last_us = act.last_us().max(1_000);
    let records = &history.appended;
    let busiest = records.iter().map(Vec::len).max().unwrap_or(0);
    let scale = match busiest {
        0..=MOST_CELLS => Scale::Cells,
        count if count <= MOST_TICKS => Scale::Ticks,
        _ => Scale::Bars,
    };
    let facts = Facts::of(act, scale);
    let heights = Heights::of(history.partitions.len() as u32, facts.rows, scale);
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
    let decks = Decks::of(act, &history.partitions, heights);
    let mut plane = Plane::new(act, &facts, heights, scale, &decks.lanes, axis.end());
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
    let members = act
        .groups()
        .enumerate()
        .flat_map(|(number, group)| group.members.iter().map(move |member| (number, member)));
    let deaths = members.filter_map(|(group, member)| {
        let end = member.ended.as_ref().filter(|end| !end.closed)?;
        Some(Death { group, member: member.number, x: axis.x(end.at_us) })
    });
    let names = act.cast.iter().filter(|actor| actor.group().is_some());
    let names: Vec<String> = names.map(|actor: &Actor| actor.name.clone()).collect();
    let floor = decks.floor;
    GroupDrawing {
        deaths: deaths.collect(),
        groups: if names.len() > 1 { names } else { Vec::new() },
        titles: decks.titles,
        width: width.max(axis.end() + RIGHT),
        height: floor + AXIS_HEIGHT,
        floor,
        heights,
        scale,
        cell_width: CELL_WIDTH * room,
        tick_step: 2.0 * half_tick(busiest) * room,
        lanes: drawn,
        spans: spans.into_iter().flatten().collect(),
        axis,
    }
}

/// Where the lanes are.
struct Decks {
    /// Each lane's partition and top.
    lanes: Vec<(Partition, f64)>,
    titles: Vec<(f64, String)>,
    floor: f64,
}

impl Decks {
    fn of(act: &Act, partitions: &[Partition], heights: Heights) -> Self {
        let groups = act.groups().count().max(1);
        let mut top = TOP + (groups - 1) as f64 * GENERATIONS;
        let (mut lanes, mut titles) = (Vec::new(), Vec::new());
        for partition in partitions {
            if partition.number == 0
                && act.topics.len() > 1
                && let Some(topic) = act.topic(partition.topic)
            {
                top += DECK_TITLE;
                titles.push((top - 8.0, topic.visible_name.clone()));
            }
            lanes.push((*partition, top));
            top += heights.step;
        }
        Self { lanes, titles, floor: top }
    }
}

/// Lanes and stretches under construction.
struct Plane<'a> {
    act: &'a Act,
    facts: &'a Facts,
    heights: Heights,
    scale: Scale,
    lanes: Vec<GroupLane>,
    /// Of each group.
    spans: Vec<Vec<Stretch>>,
}

impl<'a> Plane<'a> {
    fn new(
        act: &'a Act,
        facts: &'a Facts,
        heights: Heights,
        scale: Scale,
        places: &[(Partition, f64)],
        end: f64,
    ) -> Self {
        let lane = |(place, &(partition, top)): (usize, &(Partition, f64))| {
            let held = facts.tenures.iter().filter(|held| held.lane == place);
            GroupLane {
                top,
                partition,
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
        let lanes = places.iter().enumerate().map(lane).collect();
        Self { act, facts, heights, scale, lanes, spans: Vec::new() }
    }

    fn put(&mut self, what: SignKind, at_us: u64, x: f64, end: f64) {
        match what {
            SignKind::Record { lane, index, .. } => self.record(lane, index, at_us, x),
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
                let begun = handled.iter_mut().rev().find(|place| place.at_us == done.from_us);
                if let Some(begun) = begun {
                    begun.to = x;
                }
            }
            SignKind::InHand { place } => {
                let in_hand = self.facts.in_hand[place];
                let place = self.handled(in_hand.lane, in_hand.row, in_hand.offset, at_us, x);
                self.lanes[in_hand.lane].in_hand.push(place);
            }
            SignKind::Commit { commit } => {
                let commit = self.facts.commits[commit];
                let place = CommitPlace { x, at_us, offset: commit.offset };
                let lane = &mut self.lanes[commit.lane];
                match lane.commits.last_mut() {
                    Some(last) if self.scale == Scale::Bars && x - last.x < COMMIT_STEP => {
                        *last = CommitPlace { x: last.x, ..place };
                    }
                    _ => lane.commits.push(place),
                }
            }
        }
    }

    fn record(&mut self, lane: usize, index: usize, at_us: u64, x: f64) {
        let partition = self.lanes[lane].partition;
        let topic = self.act.topic(partition.topic);
        let place = topic.and_then(|topic| topic.records[index].place);
        let offset = place.map_or(0, |(_, offset)| offset);
        let is_skipped = self.act.groups().any(|group| group.skipped(partition, offset));
        let place = Place { x, at_us, offset, index, is_skipped };
        self.lanes[lane].records.push(place);
    }

    fn owner(&mut self, lane: usize, owner: usize) -> Option<&mut Owner> {
        self.lanes[lane].owners.get_mut(owner)
    }

    /// On the bar of its owner, with a thread to its record if there is room for one.
    fn handled(&self, lane: usize, row: usize, offset: i64, at_us: u64, x: f64) -> HandledPlace {
        let Heights { owners_top, owner, has_threads, .. } = self.heights;
        let GroupLane { top, records, .. } = &self.lanes[lane];
        let record = records.binary_search_by_key(&offset, |place| place.offset).ok();
        // A thread from a lower bar would cross the bars above it.
        let record = record.filter(|_| has_threads && row == 0).map(|place| records[place].x);
        let y = top + owners_top + (row as f64 + 0.5) * owner;
        HandledPlace { x, to: x, y, at_us, offset, count: 1, time: 1, record }
    }

    /// Counts records per bucket, and draws each lane as one path; all lanes share one scale.
    fn count(&mut self, records: &[Vec<(usize, u64)>], axis: &Axis, width: f64) {
        for (lane, its_records) in records.iter().enumerate() {
            for (index, at_us) in its_records {
                self.record(lane, *index, *at_us, axis.x(*at_us));
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
        group: held.group,
        member: held.member,
        from: LEFT,
        to: end,
        y: top + heights.owners_top + held.row as f64 * heights.owner,
        height: heights.owner,
        from_us: held.from_us,
        is_gone: held.is_gone,
    }
}

fn stretches(spans: &[Vec<Span>], end: f64) -> Vec<Vec<Stretch>> {
    let stretch = |group: usize, span: &Span| Stretch {
        group,
        from: 0.0,
        to: end,
        from_us: span.from_us,
        standing: span.standing,
        is_open: span.to_us.is_none(),
    };
    let of_group = |(group, spans): (usize, &Vec<Span>)| {
        spans.iter().map(|span| stretch(group, span)).collect()
    };
    spans.iter().enumerate().map(of_group).collect()
}
