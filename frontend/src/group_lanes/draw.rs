//! From an act to its drawing: spreads the signs over the axis, and gives each fact its place.

use super::{
    Claim, DeckRow, GENERATIONS, GroupDrawing, GroupLane, LEFT, Loss, Owner, RIGHT, Stretch, WORDS,
    draft::{Density, Draft},
    labels, member_name,
    plane::{Extents, Plane},
    rows::{RowKind, stints},
    signs::{Beat, SignKind, half_tick},
};
use crate::{
    axis::{Axis, Elastic, Sign},
    direction::Direction,
    i18n::Words,
    lanes::{self, Landmark, MovedKey, Rare, Scale, ScriptMarks, Thread},
    run_view::{Act, Actor, Member, Partition, Topic},
    timeline::{History, Standing, causes},
};

const CELL_WIDTH: f64 = 22.0;
const AXIS_HEIGHT: f64 = 30.0;
const MANY_REPEATS: usize = 6;
/// A wait that is worth a word, and the room of the word between the moments beside it.
const WAIT_US: u64 = 1_000_000;
const WAIT_ROOM: f64 = 190.0;
/// Height of the bar of a member without a partition.
const IDLE: f64 = 15.0;

/// Places an act in a container of this width.
pub fn draw(act: &Act, history: &History, width: f64, words: &Words) -> GroupDrawing {
    let last_us = act.last_us().max(1_000);
    let records = &history.appended;
    let busiest = records.iter().map(Vec::len).max().unwrap_or(0);
    let landmarks = lanes::landmarks(act, &history.spans, words);
    let draft = |density| Draft::of(act, history, &landmarks, width, density);
    let densities = Density::all(busiest, act.partitions().count(), width).into_iter();
    let Some(draft) = densities.map(draft).find(|draft| draft.fits(width)) else {
        unreachable!("bars always fit")
    };
    let Draft { density, facts, mut decks, beats, runs, signs, elastic } = draft;
    let Elastic { axis, places, room } = elastic;
    let Density { direction, scale, .. } = density;
    let offered = direction.room(width);
    let bands = match scale {
        Scale::Cells | Scale::Blocks => bands(&landmarks, &beats, &signs, &places),
        Scale::Bars => lanes::band_ends(&landmarks, &axis),
    };
    let width = match direction {
        Direction::Right => offered,
        Direction::Down => axis.end() + RIGHT,
    };
    let landmarks = match direction {
        Direction::Right => lanes::in_rows(&landmarks, &axis, width),
        Direction::Down => lanes::in_bands(&landmarks, &bands, offered),
    };
    // One row of words has room above the lanes.
    decks.shift(lanes::WORD_ROW * lanes::rows(&landmarks).saturating_sub(1) as f64);
    let cell_width = CELL_WIDTH * room;
    let extents = Extents { cell: cell_width, block: density.block * room };
    let mut plane = Plane::new(act, &facts, &decks, scale, extents, history, &runs, axis.end());
    if scale == Scale::Bars {
        plane.count(records, &axis, width - RIGHT);
    }
    for ((what, sign), x) in signs.iter().zip(places) {
        plane.put(*what, sign.at_us, x, axis.end());
    }
    plane.count_rows(&axis);
    plane.link_copies();
    let Plane { lanes: mut drawn, mut rows, spans, .. } = plane;
    let names = act.cast.iter().filter(|actor| actor.group().is_some());
    let names: Vec<String> = names.map(|actor: &Actor| actor.name.clone()).collect();
    let words_top = WORDS + names.len().saturating_sub(1) as f64 * GENERATIONS;
    let groups = if names.len() > 1 { names } else { Vec::new() };
    for lane in &mut drawn {
        finish(act, lane, &axis);
        if scale == Scale::Cells {
            labels::show_offsets(lane, direction);
        }
        labels::name_owners(lane, &landmarks, direction, words, |group, member| {
            member_name(&groups, group, member)
        });
    }
    for row in &mut rows {
        let RowKind::Idle { group, member } = row.kind else { continue };
        row.idle = idle(act, (group, member), row, &axis);
        for owner in &mut row.idle {
            let busy = labels::bands(&landmarks, direction);
            labels::name_owner(owner, busy, words, |group, member| {
                member_name(&groups, group, member)
            });
        }
    }
    let mut spans: Vec<Stretch> = spans.into_iter().flatten().collect();
    for (span, group) in spans.iter_mut().filter_map(|span| {
        let group = act.groups().nth(span.group)?;
        Some((span, group))
    }) {
        let standing = match span.standing {
            Standing::Settled(generation) => {
                (words.group.generation)(generation, &causes(group, generation))
            }
            Standing::InEpoch(epoch) => (words.group.epoch)(epoch, &causes(group, epoch)),
            standing => (words.group.standing)(standing),
        };
        span.word = match groups.get(span.group) {
            Some(group) => format!("{group}: {standing}"),
            None => standing,
        };
    }
    let changes = act.topics.iter().zip(&decks.decks).flat_map(|(topic, deck)| match direction {
        Direction::Right => lanes::change_marks(topic, &axis, width - RIGHT, deck.y, deck.foot),
        Direction::Down => Vec::new(),
    });
    GroupDrawing {
        direction,
        losses: losses(act, &axis),
        waits: waits(&axis, direction),
        ticks: lanes::beside_bands(axis.ticks().into_iter(), direction, &landmarks),
        groups,
        changes: changes.collect(),
        scripts: ScriptMarks::of(act, &axis, last_us),
        words_top,
        landmarks,
        threads: threads(act, history, &drawn),
        width,
        height: match direction {
            Direction::Right => decks.floor + AXIS_HEIGHT,
            Direction::Down => decks.floor.max(offered),
        },
        top: decks.top,
        floor: decks.floor,
        scale,
        cell_width,
        tick_step: 2.0 * half_tick(busiest) * room,
        lanes: drawn,
        rows,
        spans,
        titles: decks.titles,
        axis,
    }
}

/// The ends of the landmarks' bands, in their order.
fn bands(
    landmarks: &[Landmark],
    beats: &[Beat],
    signs: &[(SignKind, Sign)],
    places: &[f64],
) -> Vec<f64> {
    let mut ends = vec![0.0; landmarks.len()];
    for ((what, _), x) in signs.iter().zip(places) {
        if let SignKind::Moment { place } = what
            && let Some(landmark) = beats[*place].landmark
        {
            ends[landmark] = *x;
        }
    }
    ends
}

/// From a key's last cell in its old partition to its first in the new one; and from a record to what
/// a service made of it.
fn threads(act: &Act, history: &History, lanes: &[GroupLane]) -> Vec<Thread> {
    let place = |topic: u32, partition: u32, index: usize| {
        let lane =
            lanes.iter().find(|lane| lane.partition == Partition { topic, number: partition })?;
        let record = lane.records.iter().find(|place| place.index == index)?;
        let GroupLane { top, heights, .. } = lane;
        let inset = (heights.log - heights.cell) / 2.0;
        Some((record.x, top + heights.log_top + inset, heights.cell))
    };
    let of_topic = |(topic, found): (u32, &Topic)| {
        let entered = |number| {
            let at = history.partitions.iter().position(|it| *it == Partition { topic, number });
            at.map(|at| history.appended[at].clone()).unwrap_or_default()
        };
        let thread = |MovedKey { from, to, at_us }: MovedKey| {
            let (x, y, cell) = place(topic, from.0, from.1)?;
            let (to_x, to_y, _) = place(topic, to.0, to.1)?;
            Some(Thread { from: (x, y + cell), to: (to_x, to_y), at_us })
        };
        lanes::moved_keys(found, entered).into_iter().filter_map(thread).collect::<Vec<_>>()
    };
    let moved = (0..).zip(&act.topics).flat_map(of_topic);
    let sent = act.sent_on.iter().filter_map(|sent| {
        let index = |(Partition { topic, number }, offset)| act.topic(topic)?.at(number, offset);
        let place = |at: (Partition, i64)| place(at.0.topic, at.0.number, index(at)?);
        let ((x, y, cell), (to_x, to_y, _)) = (place(sent.from)?, place(sent.to)?);
        Some(Thread { from: (x, y + cell), to: (to_x, to_y), at_us: sent.at_us })
    });
    moved.chain(sent).collect()
}

/// The middles of long waits that have room for their word; where time runs down its moments tell.
fn waits(axis: &Axis, direction: Direction) -> Vec<(f64, u64)> {
    let waits = axis.waits(WAIT_US).filter(|_| !direction.is_down());
    let has_room = |(from, to, _): &(f64, f64, u64)| to - from >= WAIT_ROOM;
    waits.filter(has_room).map(|(from, to, us)| ((from + to) / 2.0, us)).collect()
}

/// When a member was without a partition, as bars of its row.
fn idle(act: &Act, (group, number): (usize, u32), row: &DeckRow, axis: &Axis) -> Vec<Owner> {
    let members = act.groups().nth(group).map(|group| &group.members);
    let member = members.into_iter().flatten().find(|member| member.number == number);
    let owner = |(from_us, to_us): (u64, Option<u64>)| Owner {
        group,
        member: number,
        from: axis.x(from_us),
        to: to_us.map_or(axis.end(), |to_us| axis.x(to_us)),
        y: row.top + (row.height - IDLE).max(0.0) / 2.0,
        height: row.height.min(IDLE),
        from_us,
        claim: Claim::Idle,
        label: None,
    };
    member.into_iter().flat_map(stints).map(owner).collect()
}

/// What depends on the places of all records of a lane.
fn finish(act: &Act, lane: &mut GroupLane, axis: &Axis) {
    let repeats = lane.handled.iter().filter(|handled| handled.time > 1);
    lane.is_flooded = repeats.count() > MANY_REPEATS;
    let records = lane.records.iter();
    lane.rare = lanes::stretches(records.map(|place| {
        let at_us = place.skipped_us.unwrap_or(place.at_us);
        (place.x, at_us, place.skipped_us.map(|_| Rare::Skipped))
    }));
    lane.faults = lanes::faults(act, axis, lane.partition);
    let Some(topic) = act.topic(lane.partition.topic) else { return };
    lane.begins = ground(topic, lane, axis);
    let edge_before = |offset: i64| {
        let before = lane.records.partition_point(|place| place.offset < offset);
        let last = lane.records[before.checked_sub(1)?];
        Some(last.x + last.width / 2.0)
    };
    lane.deleted = lanes::deleted(topic, lane.partition.number, LEFT, edge_before);
}

/// A partition that was added has ground from then on. Where only its first record or its first
/// owner tells when that was, they stand on it.
fn ground(topic: &Topic, lane: &GroupLane, axis: &Axis) -> f64 {
    let begins_us = topic.begins_us(lane.partition.number);
    let first = lane.records.first().filter(|place| place.at_us <= begins_us);
    match begins_us {
        0 => 0.0,
        begins_us => {
            let owners = lane.owners.iter().map(|owner| owner.from);
            let begins = first.map_or(axis.x(begins_us), |first| first.x - first.width / 2.0);
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
