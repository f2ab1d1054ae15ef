//! Tests of scales and places of a group's drawing.

use super::*;
use api::event::{ActorKind, Assigned, Event, EventKind, Exit, PositionSource, Processed};

use crate::{
    run_view::{Act, RunView},
    stage::{self, LAB},
    timeline::History,
};

fn drawn(act: &Act) -> GroupDrawing {
    draw(act, &History::of(act), 900.0, stage::words())
}

/// `members` consumers that each process `count` records of partition 0, which belongs to one or,
/// without a group, to all of them.
fn kinds(partitions: u32, count: i64, members: u32, generation: Option<i32>) -> Vec<EventKind> {
    let mut kinds = vec![
        stage::group(1, partitions),
        EventKind::Acknowledged {
            act: 1,
            actor: LAB,
            topic: 0,
            records: (0..count)
                .map(|offset| api::event::Acknowledged {
                    order: offset as u32,
                    partition: 0,
                    offset,
                    at_us: 5_000 + offset as u64,
                })
                .collect(),
        },
    ];
    for member in 1..=members {
        let source = PositionSource::Earliest;
        let held = vec![Assigned { topic: 0, partition: 0, position: 0, source }];
        kinds.push(EventKind::MemberStarted { act: 1, actor: 0, member });
        kinds.push(EventKind::Assigned { act: 1, actor: 0, member, generation, partitions: held });
        let record = |offset| Processed {
            partition: 0,
            offset,
            order: None,
            at_us: 3_000_500 + offset as u64 * 20,
        };
        let records = (0..count).map(record).collect();
        kinds.push(EventKind::Processed { act: 1, actor: 0, topic: 0, member, records });
    }
    kinds
}

fn act(partitions: u32, count: i64, members: u32, generation: Option<i32>) -> Act {
    let mut view = RunView::default();
    view.take(as_events(kinds(partitions, count, members, generation)));
    view.acts.remove(0)
}

fn as_events(kinds: impl IntoIterator<Item = EventKind>) -> impl Iterator<Item = Event> {
    (1..).zip(kinds).map(|(seq, kind)| {
        let is_assigned = matches!(kind, EventKind::Assigned { .. });
        Event { seq, at_ms: 0, at_us: is_assigned.then_some(3_000_000), kind }
    })
}

#[test]
fn bursts_after_a_long_wait_stay_readable() {
    let drawing = drawn(&act(3, 12, 1, Some(1)));
    let lane = &drawing.lanes[0];
    assert!(lane.records.windows(2).all(|pair| pair[1].x - pair[0].x >= drawing.cell_width));
    assert!(lane.handled.windows(2).all(|pair| pair[1].x - pair[0].x >= 8.0 * 0.74));
    let last_record = lane.records.last().unwrap().x;
    assert!(lane.handled.iter().all(|handled| handled.x > last_record), "read after written");
    assert!(lane.handled.iter().all(|handled| handled.record.is_some()));
    let owner = &lane.owners[0];
    assert!(owner.from < lane.handled[0].x && lane.handled[11].x <= owner.to);
    let offered = Direction::Right.room(900.0);
    assert!((drawing.width - offered).abs() < 1.0, "it fits: {}", drawing.width);
}

#[test]
fn a_mark_stands_before_the_next_record_that_is_there() {
    let drawing = drawn(&act(3, 12, 1, Some(1)));
    let records = &drawing.lanes[0].records;
    let at_end = drawing.edge(0, 12, u64::MAX);
    assert!(at_end > records[11].x);
    let before_four = drawing.edge(0, 4, u64::MAX);
    assert!(records[3].x < before_four && before_four < records[4].x);
    // At this moment only the first three records existed.
    assert!(drawing.edge(0, 4, 5_002) < records[3].x);
}

#[test]
fn without_a_group_everybody_has_a_bar_of_their_own() {
    let drawing = drawn(&act(3, 5, 3, None));
    let mut rows: Vec<f64> = drawing.lanes[0].owners.iter().map(|owner| owner.y).collect();
    rows.dedup();
    assert_eq!(rows.len(), 3);
    assert!(drawing.spans.iter().all(|span| span.standing != Standing::Rebalancing));
    let times: Vec<u32> = drawing.lanes[0].handled.iter().map(|handled| handled.time).collect();
    assert_eq!(times.iter().filter(|time| **time == 3).count(), 5);
}

#[test]
fn what_stays_with_its_member_is_one_bar_while_the_rest_moves() {
    let mut cast = vec![stage::actor("app", ActorKind::Group, &[0])];
    cast[0].has_epochs = true;
    let assigned = |epoch, held: &[(u32, PositionSource)]| {
        let held = held.iter();
        let held =
            held.map(|&(partition, source)| Assigned { topic: 0, partition, position: 0, source });
        let (generation, partitions) = (Some(epoch), held.collect());
        EventKind::Assigned { act: 1, actor: 0, member: 1, generation, partitions }
    };
    let (earliest, kept) = (PositionSource::Earliest, PositionSource::Kept);
    let revoked = EventKind::Revoked { act: 1, actor: 0, topic: 0, member: 1, partitions: vec![1] };
    let told = [
        (0, stage::started(1, cast, vec![stage::topic("t", 2)])),
        (1_000, EventKind::MemberStarted { act: 1, actor: 0, member: 1 }),
        (2_000, assigned(3, &[(0, earliest), (1, earliest)])),
        (5_000, revoked),
        (6_000, assigned(4, &[(0, kept)])),
        (
            9_000,
            EventKind::MemberEnded {
                act: 1,
                actor: 0,
                member: 1,
                exit: Exit::Code(0),
                closed: true,
            },
        ),
    ];
    let event = |(seq, (at_us, kind))| Event { seq, at_ms: 0, at_us: Some(at_us), kind };
    let mut view = RunView::default();
    view.take((1..).zip(told).map(event));
    let drawing = drawn(&view.acts[0]);
    let [kept, moved] = &drawing.lanes[..] else { panic!("two partitions") };
    let ([kept], [moved]) = (&kept.owners[..], &moved.owners[..]) else { panic!("a bar each") };
    assert!(moved.to < kept.to, "{} and {}", moved.to, kept.to);
    let standings: Vec<Standing> = drawing.spans.iter().map(|span| span.standing).collect();
    assert!(standings.contains(&Standing::InEpoch(4)), "{standings:?}");
}

#[test]
fn the_busiest_lane_and_the_partitions_choose_what_is_shown() {
    let of = |partitions, count| drawn(&act(partitions, count, 1, Some(1)));
    assert_eq!(of(3, 12).scale, Scale::Cells);
    assert_eq!(of(3, 40).scale, Scale::Blocks, "cells and dots would be wider than the frame");
    assert_eq!(of(3, 200).scale, Scale::Blocks);
    let crowded = of(12, 20_000);
    assert_eq!(crowded.scale, Scale::Bars);
    assert!(crowded.lanes[0].bars.matches('M').count() <= 150);
    assert!(of(6, 5).lanes[0].handled.iter().all(|handled| handled.record.is_none()));
    let step = |partitions| of(partitions, 5).lanes[0].heights.step;
    assert!(step(12) < step(6));
}

#[test]
fn beyond_cells_neighbours_that_come_again_are_one_stretch() {
    let drawing = drawn(&act(3, 100, 2, Some(1)));
    assert_eq!(drawing.scale, Scale::Blocks);
    let handled = &drawing.lanes[0].handled;
    let first = handled.iter().filter(|place| place.time == 1);
    assert_eq!(first.count(), 100, "a tick each");
    let again: Vec<_> = handled.iter().filter(|place| place.time == 2).collect();
    assert_eq!(again.len(), 1);
    assert_eq!(again[0].count, 100);
    assert!(again[0].to > again[0].x);
}

#[test]
fn crowds_are_counted_and_only_what_is_rare_is_placed() {
    let drawing = drawn(&act(12, 16_000, 2, Some(1)));
    assert_eq!(drawing.scale, Scale::Bars);
    let lane = &drawing.lanes[0];
    assert_eq!(lane.handled.len(), 1, "one stretch of repeats");
    assert_eq!(lane.handled[0].count, 16_000);
    assert!(lane.bars.matches('M').count() <= 150);
    let edge = drawing.edge(0, 8_000, u64::MAX);
    assert!(LEFT < edge && edge <= lane.records[8_000].x);
}

#[test]
fn a_killed_member_leaves_its_mark_and_the_record_in_its_hand() {
    let mut view = RunView::default();
    let record = Processed { partition: 0, offset: 5, order: None, at_us: 3_001_000 };
    let dies = [
        EventKind::InHand { act: 1, actor: 0, topic: 0, member: 1, record },
        EventKind::MemberEnded {
            act: 1,
            actor: 0,
            member: 1,
            exit: Exit::Signal(9),
            closed: false,
        },
    ];
    let events = kinds(3, 5, 1, Some(1)).into_iter().chain(dies);
    view.take(as_events(events));
    let drawing = drawn(&view.acts[0]);
    let lane = &drawing.lanes[0];
    let Loss { member, x: died, .. } = drawing.losses[0];
    assert_eq!(member, 1);
    assert!(lane.in_hand[0].x > lane.handled.last().unwrap().x, "after what it finished");
    assert!(lane.in_hand[0].x < died);
    let gone = lane.owners.iter().find(|owner| owner.claim == Claim::Dead).unwrap();
    assert!(lane.in_hand[0].x < gone.from, "it had the record while it lived");
    assert!(gone.to > gone.from);
}

/// Two groups read one topic; only the second one reads the other topic, too.
fn two_groups() -> Act {
    let cast = vec![
        stage::actor("billing", ActorKind::Group, &[0]),
        stage::actor("shipping", ActorKind::Group, &[0, 1]),
        stage::actor("lab", ActorKind::Writer, &[0, 1]),
    ];
    let topics = vec![stage::topic("orders", 2), stage::topic("done", 1)];
    let written = |topic| {
        let record = |offset: i64| api::event::Acknowledged {
            order: offset as u32,
            partition: 0,
            offset,
            at_us: 5_000 + offset as u64,
        };
        EventKind::Acknowledged { act: 1, actor: 2, topic, records: (0..3).map(record).collect() }
    };
    let held = |(topic, partition): &(u32, u32)| Assigned {
        topic: *topic,
        partition: *partition,
        position: 0,
        source: PositionSource::Earliest,
    };
    let assigned = |actor, partitions: &[(u32, u32)]| EventKind::Assigned {
        act: 1,
        actor,
        member: 1,
        generation: Some(1),
        partitions: partitions.iter().map(held).collect(),
    };
    let processed = |actor, topic, count: i64| {
        let at_us = |offset: i64| 3_000_500 + offset as u64 * 20;
        let record = |offset| Processed { partition: 0, offset, order: None, at_us: at_us(offset) };
        let records = (0..count).map(record).collect();
        EventKind::Processed { act: 1, actor, topic, member: 1, records }
    };
    let kinds = [
        stage::started(1, cast, topics),
        written(0),
        written(1),
        assigned(0, &[(0, 0), (0, 1)]),
        assigned(1, &[(0, 0), (0, 1), (1, 0)]),
        processed(0, 0, 3),
        processed(1, 0, 2),
        processed(1, 1, 1),
        EventKind::MemberEnded {
            act: 1,
            actor: 1,
            member: 1,
            exit: Exit::Signal(9),
            closed: false,
        },
    ];
    let mut view = RunView::default();
    view.take(as_events(kinds));
    view.acts.remove(0)
}

#[test]
fn groups_have_bars_of_their_own_beside_the_log_that_both_read() {
    let drawing = drawn(&two_groups());
    let lanes: Vec<(u32, u32, usize)> = drawing
        .lanes
        .iter()
        .map(|lane| (lane.partition.topic, lane.partition.number, lane.records.len()))
        .collect();
    assert_eq!(lanes, [(0, 0, 3), (0, 1, 0), (1, 0, 3)]);
    let titles: Vec<&str> = drawing.titles.iter().map(|(_, title)| title.as_str()).collect();
    assert_eq!(titles, ["orders", "done"]);
    let orders = &drawing.lanes[0];
    let bar = |lane: &GroupLane, group| {
        lane.owners.iter().find(|owner| owner.group == group).map(|owner| owner.y)
    };
    let (billing, shipping) = (bar(orders, 0).unwrap(), bar(orders, 1).unwrap());
    let height = orders.heights.bars[0].height;
    let log = orders.top + orders.heights.log_top;
    assert!(billing + height < log && log + orders.heights.log < shipping, "one on each side");
    assert_eq!(bar(&drawing.lanes[2], 0), None, "it does not read that topic");
    assert!(orders.handled.iter().all(|handled| handled.time == 1), "each group by itself");
    let on_bar = |top: f64| {
        let is_on = |handled: &&HandledPlace| handled.y > top && handled.y < top + height;
        orders.handled.iter().filter(is_on).count()
    };
    assert_eq!((on_bar(billing), on_bar(shipping)), (3, 2));
}

#[test]
fn where_there_are_several_groups_each_is_named() {
    let act = two_groups();
    let drawing = drawn(&act);
    assert_eq!(drawing.member_name(1, 1), "shipping m1");
    assert_eq!(drawing.losses.iter().map(|loss| loss.group).collect::<Vec<_>>(), [1]);
    let groups: Vec<usize> = drawing.spans.iter().map(|span| span.group).collect();
    assert!(groups.contains(&0) && groups.contains(&1));
    let history = History::of(&act);
    let reached = |nth| {
        let moment = crate::timeline::moment(&act, &history, nth, u64::MAX);
        moment.partitions.iter().map(|lane| lane.positions.clone()).collect::<Vec<_>>()
    };
    assert_eq!(reached(0), [vec![(1, 3)], vec![(1, 0)], vec![]]);
    assert_eq!(reached(1), [vec![(1, 2)], vec![(1, 0)], vec![(1, 1)]]);
    assert_eq!(drawn_alone().member_name(0, 1), "m1");
}

fn drawn_alone() -> GroupDrawing {
    drawn(&act(1, 2, 1, Some(1)))
}
