//! Tests of the painted drawings: how many nodes, and which signs.

use api::{
    event::{
        Acknowledged, Assigned, Event, EventKind, Exit, Fault, LoggedRecord, PartitionLog,
        PositionSource, Processed, Sent,
    },
    text::Lang,
};

use super::*;
use crate::{
    group_lanes::{self, GroupDrawing},
    i18n::Language,
    lanes::{self, Drawing, Frame},
    run_view::{Act, RunView},
    stage,
    timeline::History,
};

fn nodes(svg: &str) -> usize {
    svg.matches('<').count() - svg.matches("</").count()
}

fn act_of(number: u32, kinds: Vec<EventKind>) -> Act {
    let mut view = RunView::default();
    view.take((1..).zip(kinds).map(|(seq, kind)| {
        let at_us = match kind {
            EventKind::Fault { .. } => Some(1),
            EventKind::Assigned { .. } => Some(1_900_000),
            _ => None,
        };
        Event { seq, at_ms: seq, at_us, kind }
    }));
    let place = view.acts.iter().position(|act| act.number == number).unwrap();
    view.acts.remove(place)
}

fn log(partition: u32, orders: impl Iterator<Item = u32>) -> PartitionLog {
    let record = |(offset, order)| LoggedRecord {
        offset,
        order: Some(order),
        key: Some(format!("<{}>", order % 9)),
        value: None,
    };
    let records: Vec<LoggedRecord> = (0..).zip(orders).map(record).collect();
    let end = records.len() as i64;
    PartitionLog { partition, begin: 0, end, batches: 1, bytes: 9, codecs: Vec::new(), records }
}

/// A script that sent this many records to each of these partitions; the first record is there
/// twice, and a request was refused.
fn script(partitions: u32, count: u32) -> Act {
    let orders = |partition: u32| (0..count).map(move |nth| nth * partitions + partition);
    let acknowledged = (0..partitions).flat_map(|partition| {
        (0..).zip(orders(partition)).map(move |(offset, order)| Acknowledged {
            order,
            partition,
            offset,
            at_us: u64::from(order) * 10,
        })
    });
    let fault = EventKind::Fault {
        act: 1,
        actor: 0,
        topic: 0,
        request: 3,
        fault: Fault::AcknowledgementLost,
        partition: 0,
        records: 2,
    };
    let logs = (0..partitions).map(|partition| {
        let again = (partition == 0).then_some(0);
        log(partition, orders(partition).chain(again))
    });
    let later = [
        EventKind::Sent {
            act: 1,
            actor: 0,
            topic: 0,
            records: (0..count * partitions)
                .map(|order| Sent { order, key: Some(format!("<{}>", order % 9).into()), at_us: 1 })
                .collect(),
        },
        EventKind::Acknowledged { act: 1, actor: 0, topic: 0, records: acknowledged.collect() },
        fault,
        EventKind::ProcessEnded {
            act: 1,
            actor: 0,
            exit: Exit::Code(0),
            unconfirmed: 0,
            requests: Some(7),
        },
        EventKind::LogRead { act: 1, topic: 0, partitions: logs.collect() },
    ];
    act_of(1, [stage::script(1, partitions)].into_iter().chain(later).collect())
}

/// All layers of a script's drawing, at its end.
fn painted(act: &Act) -> String {
    let words = Language::of(Lang::Es).words;
    let drawing: Drawing =
        lanes::draw(act, &Frame::of(&[act], 900.0, stage::words()), stage::words());
    let lanes: String = drawing
        .lanes
        .iter()
        .map(|lane| script_lane(act, &drawing, lane, u64::MAX, None, words))
        .collect();
    let ground = script_ground(act, &drawing, words, Lang::Es);
    ground + &lanes + &script_overlay(&drawing, u64::MAX, words)
}

/// A group of one member that processed all of each partition, was killed, and processed it again.
fn group(partitions: u32, count: i64) -> Act {
    let record = |nth: i64| Processed {
        partition: (nth % i64::from(partitions)) as u32,
        offset: nth / i64::from(partitions),
        order: None,
        at_us: 2_000_000 + nth as u64,
    };
    let all = || (0..count * i64::from(partitions)).map(record).collect::<Vec<_>>();
    let held =
        |partition| Assigned { topic: 0, partition, position: 0, source: PositionSource::Earliest };
    let act = |act| {
        let orders =
            |partition: u32| (0..count).map(move |nth| nth as u32 * partitions + partition);
        let logs = (0..partitions).map(|partition| log(partition, orders(partition)));
        [
            stage::group(act, partitions),
            EventKind::LogRead { act, topic: 0, partitions: logs.collect() },
            EventKind::MemberStarted { act, actor: 0, member: 1 },
            EventKind::Assigned {
                act,
                actor: 0,
                member: 1,
                generation: Some(1),
                partitions: (0..partitions).map(held).collect(),
            },
            EventKind::Processed { act, actor: 0, topic: 0, member: 1, records: all() },
            EventKind::InHand {
                act,
                actor: 0,
                topic: 0,
                member: 1,
                record: Processed { at_us: 9_000_000, ..record(0) },
            },
            EventKind::MemberEnded {
                act,
                actor: 0,
                member: 1,
                exit: Exit::Signal(9),
                closed: false,
            },
        ]
    };
    act_of(3, act(2).into_iter().chain(act(3)).collect())
}

fn painted_group(act: &Act) -> String {
    let words = Language::of(Lang::En).words;
    let drawing: GroupDrawing = group_lanes::draw(act, &History::of(act), 900.0, stage::words());
    let lanes: String = drawing
        .lanes
        .iter()
        .map(|lane| group_lane(act, &drawing, lane, u64::MAX, None, words))
        .collect();
    group_ground(3, &drawing, words, Lang::En) + &lanes
}

#[test]
fn a_script_of_any_size_has_few_nodes_and_keeps_its_rare_signs() {
    for (partitions, count) in [(1, 10), (3, 40), (3, 150), (12, 10), (12, 60), (12, 17_000)] {
        let svg = painted(&script(partitions, count));
        let nodes = nodes(&svg);
        let most = if count <= 40 { 9 * count as usize * partitions as usize + 100 } else { 1_000 };
        assert!(nodes <= most, "{partitions} × {count}: {nodes} nodes");
        assert_eq!(svg.matches("again-dot").count(), 1, "{partitions} × {count}: the repeat");
        assert!(svg.contains("class=\"fault\""), "{partitions} × {count}: the fault");
    }
}

#[test]
fn a_group_of_any_size_has_few_nodes_and_keeps_its_rare_signs() {
    for (partitions, count) in [(1, 10), (3, 40), (3, 150), (6, 240), (12, 200), (12, 17_000)] {
        let svg = painted_group(&group(partitions, count));
        let nodes = nodes(&svg);
        let most =
            if count <= 40 { 16 * count as usize * partitions as usize + 100 } else { 1_000 };
        assert!(nodes <= most, "{partitions} × {count}: {nodes} nodes");
        assert!(svg.contains("again-dot"), "{partitions} × {count}: the repeats");
        assert!(svg.contains("hand-dot"), "{partitions} × {count}: the record in hand");
        assert!(svg.contains("fault-head"), "{partitions} × {count}: the death");
    }
}

#[test]
fn a_moment_is_written_once_on_the_axis() {
    let svg = painted_group(&group(1, 20));
    let written = |time: &str| svg.matches(&format!(">{time}<")).count();
    // 20 records within 0.02 ms, with room for several ticks.
    assert_eq!(written("2000.0"), 1);
}

#[test]
fn what_comes_from_outside_stays_text() {
    let svg = painted(&script(1, 3));
    assert!(svg.contains("&lt;0&gt;"), "a key with angle brackets");
    assert!(!svg.contains("<0>"));
}

#[test]
fn what_is_still_to_come_is_told_apart() {
    let act = script(1, 5);
    let words = Language::of(Lang::Es).words;
    let drawing = lanes::draw(&act, &Frame::of(&[&act], 900.0, stage::words()), stage::words());
    let later = |now| {
        let lane = script_lane(&act, &drawing, &drawing.lanes[1], now, None, words);
        lane.matches("class=\"later\"").count()
    };
    assert_eq!(later(u64::MAX), 0);
    assert!(later(0) > later(20) && later(20) > 0);
}
