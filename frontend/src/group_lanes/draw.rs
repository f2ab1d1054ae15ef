//! From an act to its drawing: spreads the signs over the axis, and gives each fact its place.

use super::{
    GroupDrawing, GroupLane, LEFT, Loss,
    decks::Decks,
    facts::Facts,
    plane::Plane,
    rows::RowFacts,
    signs::{Beat, half_tick, signs},
};
use crate::{
    axis::{Axis, Elastic, Sign},
    lanes::{self, Rare, Scale, ScriptMarks},
    run_view::{Act, Actor, Member, Topic},
    timeline::History,
};

const CELL_WIDTH: f64 = 22.0;
const AXIS_HEIGHT: f64 = 30.0;
const RIGHT: f64 = 14.0;
/// With up to this many records in a lane cells are drawn, then lines, then bars.
const MOST_CELLS: usize = 40;
const MOST_TICKS: usize = 250;
const MANY_REPEATS: usize = 6;

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
    let decks = Decks::of(act, &facts, scale);
    let rows: Vec<&RowFacts> = decks.rows.iter().map(|row| &row.facts).collect();
    let signs = signs(&facts, &history.spans, records, &rows, &beats(act), last_us, scale);
    let order: Vec<Sign> = signs.iter().map(|(_, sign)| *sign).collect();
    let Elastic { axis, places, room } = match scale {
        Scale::Cells | Scale::Ticks => Axis::elastic(&order, last_us, LEFT, width),
        Scale::Bars => {
            let axis = Axis::straight(last_us, LEFT, width - RIGHT);
            let places = order.iter().map(|sign| axis.x(sign.at_us)).collect();
            Elastic { axis, places, room: 1.0 }
        }
    };
    let mut plane = Plane::new(act, &facts, &decks, scale, &history.spans, axis.end());
    if scale == Scale::Bars {
        plane.count(records, &axis, width - RIGHT);
    }
    for ((what, sign), x) in signs.iter().zip(places) {
        plane.put(*what, sign.at_us, x, axis.end());
    }
    plane.count_rows(&axis);
    plane.link_copies();
    let Plane { lanes: mut drawn, rows, spans, .. } = plane;
    let cell_width = CELL_WIDTH * room;
    for lane in &mut drawn {
        finish(act, lane, &axis, if scale == Scale::Cells { cell_width } else { 3.0 });
    }
    let names = act.cast.iter().filter(|actor| actor.group().is_some());
    let names: Vec<String> = names.map(|actor: &Actor| actor.name.clone()).collect();
    let width = width.max(axis.end() + RIGHT);
    let changes = act.topics.iter().zip(&decks.decks).flat_map(|(topic, deck)| {
        lanes::change_marks(topic, &axis, width - RIGHT, deck.y, deck.foot)
    });
    GroupDrawing {
        losses: losses(act, &axis),
        groups: if names.len() > 1 { names } else { Vec::new() },
        changes: changes.collect(),
        scripts: ScriptMarks::of(act, &axis, last_us),
        scripts_top: decks.scripts_top,
        width,
        height: decks.floor + AXIS_HEIGHT,
        floor: decks.floor,
        scale,
        cell_width,
        tick_step: 2.0 * half_tick(busiest) * room,
        lanes: drawn,
        rows,
        spans: spans.into_iter().flatten().collect(),
        titles: decks.titles,
        axis,
    }
}

/// What has no sign of its own in a lane, and still a place among those that have one.
fn beats(act: &Act) -> Vec<Beat> {
    let mut beats = Vec::new();
    let mut through_all = |at_us: u64| beats.push(Beat { at_us, lane: None });
    for script in act.scripts() {
        script.calls.iter().for_each(|(at_us, _)| through_all(*at_us));
        script.faults.iter().for_each(|fault| through_all(fault.at_us));
        let held = script.held.iter().flat_map(|(from, to)| [Some(*from), *to]);
        held.chain([script.ended_us]).flatten().for_each(&mut through_all);
    }
    for expulsion in act.groups().flat_map(|it| &it.members).flat_map(|it| &it.expulsions) {
        through_all(expulsion.at_us);
    }
    let changes = act.topics.iter().flat_map(|topic| &topic.changes);
    changes.for_each(|change| through_all(change.at_us));
    for (lane, partition) in act.partitions().enumerate() {
        let begins_us = act.topic(partition.topic).map(|it| it.begins_us(partition.number));
        if let Some(at_us) = begins_us.filter(|begins_us| *begins_us > 0) {
            beats.push(Beat { at_us, lane: Some(lane) });
        }
    }
    beats
}

/// What depends on the places of all records of a lane.
fn finish(act: &Act, lane: &mut GroupLane, axis: &Axis, record: f64) {
    let repeats = lane.handled.iter().filter(|handled| handled.time > 1);
    lane.is_flooded = repeats.count() > MANY_REPEATS;
    let records = lane.records.iter();
    lane.rare = lanes::stretches(
        records.map(|place| (place.x, place.at_us, place.is_skipped.then_some(Rare::Skipped))),
    );
    lane.faults = lanes::faults(act, axis, false, lane.partition);
    let Some(topic) = act.topic(lane.partition.topic) else { return };
    lane.begins = ground(topic, lane, axis, record / 2.0);
    let edge_before = |offset: i64| {
        let before = lane.records.partition_point(|place| place.offset < offset);
        Some(lane.records[before.checked_sub(1)?].x + record / 2.0)
    };
    lane.deleted = lanes::deleted(topic, lane.partition.number, LEFT, edge_before);
}

/// A partition that was added has ground from then on. Where only its first record or its first
/// owner tells when that was, they stand on it.
fn ground(topic: &Topic, lane: &GroupLane, axis: &Axis, half: f64) -> f64 {
    let begins_us = topic.begins_us(lane.partition.number);
    let first = lane.records.first().filter(|place| place.at_us <= begins_us);
    match begins_us {
        0 => 0.0,
        begins_us => {
            let owners = lane.owners.iter().map(|owner| owner.from);
            let begins = first.map_or(axis.x(begins_us), |first| first.x - half);
            owners.fold(begins, f64::min)
        }
    }
}

/// Members that died without leaving their group, then those that were put out.
fn losses(act: &Act, axis: &Axis) -> Vec<Loss> {
    let members = || {
        let groups = act.groups().enumerate();
        groups.flat_map(|(group, of)| of.members.iter().map(move |member| (group, member)))
    };
    let loss = |group: usize, member: &Member, at_us: u64, is_alive| {
        let (member, x) = (member.number, axis.x(at_us));
        Loss { group, member, x, is_alive }
    };
    let deaths = members().filter_map(|(group, member)| {
        let end = member.ended.as_ref().filter(|end| !end.closed)?;
        Some(loss(group, member, end.at_us, false))
    });
    let expelled = members().flat_map(|(group, member)| {
        member.expulsions.iter().map(move |out| loss(group, member, out.at_us, true))
    });
    deaths.chain(expelled).collect()
}
