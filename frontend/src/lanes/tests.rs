//! Tests of scales, packing and marks of a script's drawing.

use super::*;
use api::event::{
    Acknowledged, ActorKind, Event, EventKind, Exit, Fault, LoggedRecord, PartitionLog, Sent,
    WaitingCall,
};

use crate::{run_view::RunView, stage};

const WIDTH: f64 = 900.0;
/// When the process of an act ends, if it does.
const ENDED_US: u64 = 5_500;

/// An act that got these events, one millisecond apart.
fn act_of(partitions: u32, kinds: Vec<EventKind>) -> Act {
    let mut view = RunView::default();
    let kinds = [stage::script(1, partitions)].into_iter().chain(kinds);
    view.take((1..).zip(kinds).map(|(seq, kind)| {
        let at_us = match kind {
            EventKind::ProcessEnded { .. } => Some(ENDED_US),
            EventKind::Waiting { .. } => Some(7_900),
            _ => None,
        };
        Event { seq, at_ms: seq, at_us, kind }
    }));
    view.acts.remove(0)
}

/// This many confirmed records, one partition after the other.
fn confirmed(partitions: u32, at_us: impl Iterator<Item = u64>) -> EventKind {
    let record = |(order, at_us): (u32, u64)| Acknowledged {
        order,
        partition: order % partitions,
        offset: i64::from(order / partitions),
        at_us,
    };
    EventKind::Acknowledged {
        act: 1,
        actor: 0,
        topic: 0,
        records: (0..).zip(at_us).map(record).collect(),
    }
}

fn drawn(act: &Act) -> Drawing {
    draw(act, &Frame::of(&[act], WIDTH, stage::words()), stage::words())
}

#[test]
fn cells_of_one_moment_stand_side_by_side_inside_the_plane() {
    let act = act_of(1, vec![confirmed(1, (0..12).map(|_| 5_000))]);
    let drawing = drawn(&act);
    assert_eq!(drawing.frame.scale, Scale::Cells);
    let cells = &drawing.lanes[1].records;
    for pair in cells.windows(2) {
        assert!(pair[1].x - pair[0].x >= drawing.frame.step - 1e-9, "{pair:?} overlap");
        assert!(pair[1].index > pair[0].index, "order is kept");
    }
    assert!(cells[0].x >= EDGE);
    assert!(cells[11].x + drawing.frame.record_width() <= drawing.frame.right() + 1e-9);
}

#[test]
fn no_cell_stands_before_its_time_even_at_the_end_of_the_axis() {
    let waiting = EventKind::Waiting { act: 1, actor: 0, call: WaitingCall::Flush };
    let act = act_of(1, vec![confirmed(1, (0..10).map(|_| 8_000)), waiting]);
    let drawing = drawn(&act);
    let first = drawing.lanes[1].records[0].x + drawing.frame.record_width() / 2.0;
    let (call, _) = drawing.scripts.calls[0];
    assert!(first >= call, "{first} is left of the call at {call}");
}

fn ended() -> EventKind {
    EventKind::ProcessEnded {
        act: 1,
        actor: 0,
        exit: Exit::Signal(9),
        unconfirmed: 0,
        requests: None,
    }
}

#[test]
fn nothing_stands_behind_the_end_of_its_script() {
    let just_before = || confirmed(2, (0..24).map(|_| ENDED_US - 100));
    let log = |orders: u32| {
        let record = |order| LoggedRecord {
            offset: i64::from(order),
            order: Some(order),
            key: None,
            value: None,
        };
        let records = (0..orders).map(record).collect();
        let (begin, end, codecs) = (0, i64::from(orders), Vec::new());
        PartitionLog { partition: 0, begin, end, batches: 1, bytes: 0, codecs, records }
    };
    let read = EventKind::LogRead { act: 1, topic: 0, partitions: vec![log(9)] };
    let held = EventKind::NetworkHeld { act: 1, actor: 0 };
    let lost = (0..24).map(|order| Sent { order, key: None, at_us: ENDED_US - 100 }).collect();
    let lost = EventKind::Sent { act: 1, actor: 0, topic: 0, records: lost };
    let acts = [
        act_of(2, vec![just_before(), ended()]),
        act_of(2, vec![confirmed(2, (0..24).map(|_| 8_000))]),
        act_of(2, vec![held, lost, ended()]),
        act_of(2, vec![ended(), read]),
    ];
    let is_inside = |act: &Act, frame: &Frame| {
        let drawing = draw(act, frame, stage::words());
        let end = drawing.scripts.ends.first().map_or(frame.right(), |(x, _)| *x);
        for mark in drawing.lanes.iter().flat_map(|lane| &lane.records) {
            let middle = mark.x + frame.record_width() / 2.0;
            assert!(mark.x + frame.record_width() <= end + 1e-9, "{mark:?} is behind {end}");
            assert!(middle >= frame.axis.x(mark.at_us) - 1e-9, "{mark:?} is before its time");
        }
        assert!(
            drawing.scripts.held.iter().all(|(_, to)| *to <= end),
            "{:?}",
            drawing.scripts.held
        );
        assert!(end <= frame.right() + 1e-9);
        assert_eq!(frame.scale, Scale::Cells);
    };
    for act in &acts {
        is_inside(act, &Frame::of(&[act], WIDTH, stage::words()));
    }
    let beside = Frame::of(&[&acts[0], &acts[1]], WIDTH, stage::words());
    acts[..2].iter().for_each(|act| is_inside(act, &beside));
}

#[test]
fn a_lane_too_crowded_at_its_end_for_cells_has_a_block_at_its_moment() {
    let early = |at_us: u64| (0..5).map(move |_| at_us);
    let act = act_of(1, vec![confirmed(1, early(1_000).chain((0..35).map(|_| 9_000)))]);
    let Drawing { frame, lanes, .. } = drawn(&act);
    assert_eq!(frame.scale, Scale::Blocks);
    let blocks = &lanes[1].blocks;
    let held: Vec<(usize, usize, u64)> =
        blocks.iter().map(|block| (block.from, block.to, block.at_us)).collect();
    assert_eq!(held, [(0, 5, 1_000), (5, 40, 9_000)]);
    for block in blocks {
        assert!((block.at - frame.axis.x(block.at_us)).abs() < 1e-9);
        assert!(block.x >= block.at - 1e-9 && block.x + block.width <= frame.right() + 1e-9);
    }
    assert_eq!(lanes[1].records.len(), 40, "each has a place in its block");
}

#[test]
fn a_record_nobody_confirmed_stands_behind_its_predecessor() {
    let log = PartitionLog {
        partition: 0,
        begin: 0,
        end: 3,
        batches: 1,
        bytes: 0,
        codecs: Vec::new(),
        records: (0..3)
            .map(|offset| LoggedRecord { offset, order: None, key: None, value: None })
            .collect(),
    };
    let read = EventKind::LogRead { act: 1, topic: 0, partitions: vec![log] };
    let act = act_of(1, vec![confirmed(1, [1_000, 9_000].into_iter()), read]);
    let cells = &drawn(&act).lanes[1].records;
    assert_eq!(cells.len(), 3);
    assert!(cells[2].x > cells[1].x);
}

#[test]
fn what_has_no_place_in_the_log_stays_in_the_buffer() {
    let sent = Sent { order: 7, key: None, at_us: 500 };
    let sent = EventKind::Sent { act: 1, actor: 0, topic: 0, records: vec![sent] };
    let drawing = drawn(&act_of(1, vec![confirmed(1, [1_000].into_iter()), sent]));
    assert_eq!(drawing.lanes[0].records.len(), 1);
    assert_eq!(drawing.lanes[1].records.len(), 1);
}

#[test]
fn the_busiest_lane_chooses_the_scale_of_all() {
    let scale = |count: u64| drawn(&act_of(3, vec![confirmed(3, 0..3 * count)])).frame.scale;
    assert_eq!(scale(10), Scale::Cells);
    assert_eq!(scale(40), Scale::Cells);
    assert_eq!(scale(60), Scale::Blocks);
    assert_eq!(scale(340), Scale::Blocks);
    assert_eq!(scale(1_000), Scale::Bars);
}

#[test]
fn more_partitions_make_lower_lanes() {
    let height = |partitions| drawn(&act_of(partitions, Vec::new())).height;
    let heights = |partitions| Heights::of(Direction::Right, partitions, false);
    assert!(height(3) < height(6));
    assert!(height(12) < 2.0 * height(4), "{} and {}", height(12), height(4));
    assert!(!heights(12).has_offsets && heights(6).has_offsets);
}

#[test]
fn two_hundred_thousand_records_in_twelve_lanes_are_one_path_each() {
    let act = act_of(12, vec![confirmed(12, 0..200_000)]);
    let drawing = drawn(&act);
    assert_eq!(drawing.lanes.len(), 13);
    for lane in &drawing.lanes[1..] {
        assert!(lane.records.is_empty());
        let bars = lane.bars.matches('M').count();
        assert!((100..=140).contains(&bars), "{bars} bars");
    }
}

#[test]
fn faults_and_odd_records_keep_their_marks_at_every_scale() {
    for count in [20_u32, 150, 5_000] {
        // The first three orders come again behind all others, and the last two are swapped.
        let orders: Vec<u32> = (0..count - 2).chain([count - 1, count - 2, 0, 1, 2]).collect();
        let record = |(offset, order): (i64, &u32)| LoggedRecord {
            offset,
            order: Some(*order),
            key: None,
            value: None,
        };
        let log = PartitionLog {
            partition: 0,
            begin: 0,
            end: orders.len() as i64,
            batches: 2,
            bytes: 0,
            codecs: Vec::new(),
            records: (0..).zip(&orders).map(record).collect(),
        };
        let fault = EventKind::Fault {
            act: 1,
            actor: 0,
            topic: 0,
            request: 2,
            fault: Fault::Refused,
            partition: 0,
            records: 3,
        };
        let read = EventKind::LogRead { act: 1, topic: 0, partitions: vec![log] };
        let sent = EventKind::Sent {
            act: 1,
            actor: 0,
            topic: 0,
            records: (0..count).map(|order| Sent { order, key: None, at_us: 1 }).collect(),
        };
        let act = act_of(1, vec![sent, fault, read]);
        let lane = &drawn(&act).lanes[1];
        let rare: Vec<(Rare, usize)> =
            lane.rare.iter().map(|stretch| (stretch.what, stretch.count)).collect();
        assert_eq!(rare, [(Rare::OutOfPlace, 1), (Rare::Again, 3)], "{count} records");
        assert_eq!(lane.faults.len(), 1);
    }
}

#[test]
fn acts_side_by_side_share_their_axis_their_scale_and_their_height() {
    let quick = act_of(3, vec![confirmed(3, (0..30).map(|order| order * 100))]);
    let slow = act_of(3, vec![confirmed(3, (0..300).map(|order| order * 1_000))]);
    let frame = Frame::of(&[&quick, &slow], WIDTH, stage::words());
    let (quick, slow) = (draw(&quick, &frame, stage::words()), draw(&slow, &frame, stage::words()));
    assert_eq!(quick.frame.scale, Scale::Blocks);
    assert_eq!(quick.ticks, slow.ticks);
    assert!((quick.height - slow.height).abs() < f64::EPSILON);
    let ends = |drawing: &Drawing| drawing.lanes[1].records.last().unwrap().x;
    assert!(ends(&quick) < ends(&slow) / 2.0, "the quick one is over early");
}

#[test]
fn the_axis_has_a_few_round_moments() {
    assert_eq!(round_moments(1_000), [0, 200, 400, 600, 800, 1_000]);
    assert_eq!(round_moments(43_000), [0, 10_000, 20_000, 30_000, 40_000]);
}

#[test]
fn each_topic_has_a_deck_of_its_own() {
    let cast = vec![stage::actor("script", ActorKind::Producer, &[0, 1])];
    let topics = vec![stage::topic("orders", 2), stage::topic("rejected", 1)];
    let records = |orders: std::ops::Range<u32>| {
        orders.map(|order| Sent { order, key: None, at_us: u64::from(order) }).collect()
    };
    let acknowledged = (0..4).map(|order| Acknowledged {
        order,
        partition: order % 2,
        offset: i64::from(order / 2),
        at_us: 1_000,
    });
    let kinds = [
        stage::started(1, cast, topics),
        EventKind::Sent { act: 1, actor: 0, topic: 0, records: records(0..4) },
        EventKind::Sent { act: 1, actor: 0, topic: 1, records: records(4..5) },
        EventKind::Acknowledged { act: 1, actor: 0, topic: 0, records: acknowledged.collect() },
        EventKind::Fault {
            act: 1,
            actor: 0,
            topic: 1,
            request: 2,
            fault: Fault::Refused,
            partition: 0,
            records: 1,
        },
    ];
    let mut view = RunView::default();
    view.take((1..).zip(kinds).map(|(seq, kind)| Event { seq, at_ms: 0, at_us: Some(500), kind }));
    let Drawing { lanes, titles, frame, .. } = drawn(&view.acts[0]);
    let shown: Vec<(u32, Option<u32>, usize, usize)> = lanes
        .iter()
        .map(|lane| (lane.topic, lane.partition, lane.records.len(), lane.faults.len()))
        .collect();
    assert_eq!(
        shown,
        [
            (0, None, 0, 0),
            (0, Some(0), 2, 0),
            (0, Some(1), 2, 0),
            (1, None, 1, 0),
            (1, Some(0), 0, 1)
        ]
    );
    assert_eq!(titles.iter().map(|(_, title)| title).collect::<Vec<_>>(), ["orders", "rejected"]);
    assert!(lanes[2].top + frame.heights.lane < titles[1].0 && titles[1].0 < lanes[3].top);
    assert!((lanes[4].top + frame.heights.step - frame.floor).abs() < f64::EPSILON);
}
