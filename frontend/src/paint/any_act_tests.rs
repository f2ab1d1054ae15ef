//! For any stream of events and any width: nothing is drawn outside the act or before its cause,
//! and no two texts cover each other.

use api::{
    event::{
        Acknowledged, ActorKind, Assigned, Effect, EventKind, Exit, Fault, PartitionOffset,
        PositionSource, Sent, WaitingCall,
    },
    text::Lang,
};
use proptest::{collection::vec, prelude::*, test_runner::TestRunner};

use super::{
    texts_tests::{self, texts},
    *,
};
use crate::{
    direction::Direction,
    group_lanes::{self, GroupDrawing},
    lanes::{self, Drawing, Frame, Scale},
    names::Names,
    run_view::Act,
    scenes, stage,
    timeline::{self, History},
};

/// Containers on phones, in a lesson, and on wide screens.
const WIDTHS: [f64; 6] = [242.0, 328.0, 358.0, 640.0, 820.0, 1_300.0];

/// What an event is made from: its kind, two numbers for whom and where, and the time since the one
/// before.
type Told = (u8, u32, u32, u64);

fn told() -> impl Strategy<Value = Vec<Told>> {
    let wait = prop_oneof![Just(0_u64), Just(1), Just(40), Just(900), Just(30_000), Just(400_000)];
    vec((0_u8..30, 0_u32..3, 0_u32..8, wait), 0..45)
}

/// An act of two scripts, or of one script, the lab and so many groups.
fn act(told: &[Told], groups: usize, partitions: u32) -> Act {
    let names = ["app", "facturacion", "informes"];
    let mut cast = vec![stage::actor("tienda", ActorKind::Producer, &[0])];
    if groups == 0 {
        cast.push(stage::actor("almacen", ActorKind::Producer, &[0, 1]));
    }
    cast.extend(names[..groups].iter().map(|name| stage::actor(name, ActorKind::Group, &[0])));
    let topics = vec![stage::topic("pedidos", partitions), stage::topic("pedidos.errores", 1)];
    let mut kinds = vec![(0, stage::started(1, cast, topics))];
    let mut next = std::collections::HashMap::new();
    let (mut at_us, mut order) = (0, 0);
    for &(kind, who, place, wait) in told {
        at_us += wait;
        let topic = u32::from(place == 7);
        let partition = if topic == 1 { 0 } else { place % partitions };
        let end: i64 = *next.get(&(topic, partition)).unwrap_or(&0);
        let (act, actor) = (1, if groups == 0 { who % 2 } else { 1 + who % groups as u32 });
        let script = if groups == 0 { who % 2 } else { 0 };
        let member = 1 + who;
        let record = scenes::record((partition, i64::from(who).min((end - 1).max(0)), at_us));
        let kind = match kind {
            0..=4 => {
                order += 1;
                let (offset, to) = (end, next.entry((topic, partition)).or_insert(0));
                *to += 1;
                let records = vec![Acknowledged { order, partition, offset, at_us }];
                EventKind::Acknowledged { act, actor: script, topic, records }
            }
            5 | 6 => {
                order += 1;
                let key = Some(format!("k{place}").into());
                let records = vec![Sent { order, key, at_us }];
                EventKind::Sent { act, actor: script, topic, records }
            }
            7 => {
                let fault = Fault::AcknowledgementLost;
                let (request, records) = (order, 2);
                let actor = script;
                EventKind::Fault { act, actor, topic, request, fault, partition, records }
            }
            8 => EventKind::Waiting { act, actor: script, call: WaitingCall::Flush },
            9 => EventKind::NetworkHeld { act, actor: script },
            10 => EventKind::NetworkReleased { act, actor: script },
            11 => {
                let exit = Exit::Signal(9);
                let actor = script;
                EventKind::ProcessEnded { act, actor, exit, unconfirmed: 0, requests: None }
            }
            12 => EventKind::MemberStarted { act, actor, member },
            13 => {
                let source = PositionSource::Earliest;
                let held = Assigned { topic, partition, position: 0, source };
                let generation = Some(member as i32);
                EventKind::Assigned { act, actor, member, generation, partitions: vec![held] }
            }
            14 => {
                let partitions = vec![partition];
                EventKind::Revoked { act, actor, topic, member, partitions }
            }
            15..=17 if end > 0 => {
                EventKind::Processed { act, actor, topic, member, records: vec![record] }
            }
            18 => {
                let offsets = vec![PartitionOffset { partition, offset: end }];
                EventKind::Committed { act, actor, topic, member, offsets }
            }
            19 if end > 0 => {
                let error = "JSONDecodeError".to_owned();
                EventKind::Failed { act, actor, topic, member, record, attempt: who + 1, error }
            }
            20 if end > 0 => EventKind::Skipped { act, actor, topic, member, record },
            21 => EventKind::Expelled { act, actor, member },
            22 => {
                let exit = Exit::Signal(9);
                EventKind::MemberEnded { act, actor, member, exit, closed: false }
            }
            // Batches, in one moment or within some.
            24 | 25 => {
                let count = 4 + 9 * place;
                let base = order + 1;
                let (offset, to) = (end, next.entry((topic, partition)).or_insert(0));
                *to += i64::from(count);
                let record = |nth: u32| Acknowledged {
                    order: base + nth,
                    partition,
                    offset: offset + i64::from(nth),
                    at_us: at_us + wait / 40 * u64::from(nth),
                };
                let records = (0..count).map(record).collect();
                let keyed = |nth: u32| Sent {
                    order: base + nth,
                    key: Some(format!("k{}", nth % (2 + 3 * who)).into()),
                    at_us,
                };
                let sent = (0..count).map(keyed).collect();
                order += count;
                at_us += wait / 40 * u64::from(count);
                kinds.push((at_us, EventKind::Sent { act, actor: script, topic, records: sent }));
                EventKind::Acknowledged { act, actor: script, topic, records }
            }
            26 => {
                let offsets = vec![PartitionOffset { partition, offset: end / 2 }];
                EventKind::RecordsDeleted { act, topic, offsets }
            }
            27 if end > 0 => {
                let (offset, row, again) = (record.offset, u64::from(who), place > 4);
                let records = vec![Effect { partition, offset, order: None, row, again, at_us }];
                EventKind::Effects { act, actor, topic, member, records }
            }
            28 if end > 0 => EventKind::InHand { act, actor, topic, member, record },
            29 => {
                let (fault, request, records) = (Fault::Refused, order, 1);
                let actor = script;
                EventKind::Fault { act, actor, topic, request, fault, partition, records }
            }
            23 => EventKind::PartitionsAdded { act, topic: 0, partitions: partitions + 1 },
            _ => continue,
        };
        kinds.push((at_us, kind));
    }
    scenes::folded(kinds).acts.remove(0)
}

/// No two of these texts cover each other, and none leaves the drawing at a side.
fn are_apart(svg: &str, names: &Names, width: f64) -> Result<(), TestCaseError> {
    let direction = names.direction;
    let mut texts = texts(svg, &Canvas::transform(direction, names.extent()));
    texts.extend(texts_tests::texts(&super::names(names), ""));
    let right = if direction.is_down() { width } else { f64::MAX };
    for (nth, one) in texts.iter().enumerate() {
        prop_assert!(one.left >= -1.0 && one.right <= right, "outside: {one:?} of {width}");
        for other in &texts[nth + 1..] {
            prop_assert!(!one.covers(other), "{one:?} and {other:?} at {width}");
        }
    }
    Ok(())
}

/// As time goes on less is still to come, and what was lost stays so; at the end nothing is to come.
fn goes_on(last_us: u64, painted: impl Fn(u64) -> String) -> Result<(), TestCaseError> {
    let moments = [0, last_us / 3, 2 * last_us / 3, u64::MAX];
    let pictures: Vec<String> = moments.iter().map(|now| painted(*now)).collect();
    let counts = |sign: &str| -> Vec<usize> {
        pictures.iter().map(|picture| picture.matches(sign).count()).collect()
    };
    let later = counts("later");
    prop_assert!(later.is_sorted_by(|one, next| one >= next), "still to come: {later:?}");
    prop_assert_eq!(later.last(), Some(&0));
    let lost = counts("cell lost");
    prop_assert!(lost.is_sorted(), "lost: {lost:?}");
    Ok(())
}

fn script_is_well_drawn(act: &Act, width: f64) -> Result<(), TestCaseError> {
    let words = stage::words();
    let drawing: Drawing = lanes::draw(act, &Frame::of(&[act], width, words), words);
    let frame = &drawing.frame;
    for lane in &drawing.lanes {
        for block in &lane.blocks {
            let right = block.x + block.width;
            prop_assert!(block.x >= 0.0 && right <= frame.width + 1e-6, "outside: {block:?}");
            prop_assert!(block.x >= block.at - 1e-6, "too early: {block:?}");
            let at = frame.axis.x(block.at_us);
            prop_assert!(at <= right + 1e-6, "it is over before its last record: {block:?}");
        }
        for (place, mark) in lane.records.iter().enumerate() {
            let (from, to) = (mark.x, mark.x + mark.width);
            prop_assert!(from >= 0.0 && to <= frame.width + 1e-6, "outside: {mark:?}");
            let is_in_block = lane.blocks.iter().any(|block| block.holds(place));
            let place = if is_in_block { to } else { (from + to) / 2.0 };
            prop_assert!(place >= frame.axis.x(mark.at_us) - 1e-6, "too early: {mark:?}");
            for wall in frame.walls(&landmarks(&drawing)) {
                let is_across = from < wall.from - 1e-6 && to > wall.to + 1e-6;
                prop_assert!(!is_across, "{mark:?} across {wall:?}");
            }
        }
    }
    for placed in &drawing.landmarks {
        prop_assert!((0.0..=frame.width).contains(&placed.x), "outside: {placed:?}");
    }
    if frame.direction.is_down() {
        let across = Direction::TIMES + drawing.height + Direction::EDGE;
        prop_assert!(across <= width + 1e-6, "{across} in {width}");
    } else {
        prop_assert!(frame.width <= width);
    }
    let painted = |now| {
        let lanes = drawing.lanes.iter();
        let lanes: String =
            lanes.map(|it| script_lane(act, &drawing, it, now, None, words)).collect();
        lanes + &script_overlay(&drawing, now, words)
    };
    goes_on(act.last_us(), painted)?;
    let (direction, height) = (frame.direction, drawing.height);
    let bands = bands(direction, &drawing.landmarks, height, u64::MAX, words, Lang::Es);
    let svg = script_ground(act, &drawing, words, Lang::Es) + &painted(u64::MAX) + &bands;
    are_apart(&svg, &lanes::names(act, &drawing, words), width)
}

fn landmarks(drawing: &Drawing) -> Vec<lanes::Landmark> {
    drawing.landmarks.iter().map(|placed| placed.landmark.clone()).collect()
}

fn group_is_well_drawn(act: &Act, width: f64) -> Result<(), TestCaseError> {
    let words = stage::words();
    let history = History::of(act);
    let drawing: GroupDrawing = group_lanes::draw(act, &history, width, words);
    let end = drawing.axis.end();
    for lane in &drawing.lanes {
        // The moment of a block is at its beginning.
        let begins = |nth: usize| lane.blocks.iter().find(|block| block.holds(nth));
        let places = lane.records.iter().enumerate().map(|(nth, place)| match begins(nth) {
            Some(block) => (block.x, block.at_us),
            None => (place.x, place.at_us),
        });
        for block in &lane.blocks {
            let right = block.x + block.width;
            prop_assert!(block.x >= 0.0 && right <= drawing.width + 1e-6, "outside: {block:?}");
        }
        let handled = lane.handled.iter().map(|place| (place.x, place.at_us));
        let setbacks = lane.setbacks.iter().map(|place| (place.x, place.at_us));
        let commits = lane.commits.iter().map(|place| (place.x, place.at_us));
        let mut all: Vec<(f64, u64)> =
            places.chain(handled).chain(setbacks).chain(commits).collect();
        prop_assert!(all.iter().all(|(x, _)| (0.0..=end).contains(x)), "outside 0..{end}");
        all.sort_by_key(|(_, at_us)| *at_us);
        let latest = |pair: &[(f64, u64)]| pair[0].1 == pair[1].1 || pair[0].0 <= pair[1].0;
        prop_assert!(all.windows(2).all(latest), "what comes later is farther: {all:?}");
        for handled in &lane.handled {
            let record = lane.records.iter().position(|place| place.offset == handled.offset);
            if let Some(nth) = record {
                let from = begins(nth).map_or(lane.records[nth].x, |block| block.x);
                // A stretch of repeats is named by its last one.
                prop_assert!(handled.to >= from, "{handled:?} before {from}");
            }
        }
    }
    for placed in &drawing.landmarks {
        prop_assert!((0.0..=drawing.width).contains(&placed.x), "outside: {placed:?}");
    }
    if drawing.direction.is_down() {
        let across = Direction::TIMES + drawing.height + Direction::EDGE;
        prop_assert!(across <= width + 1e-6, "{across} in {width}");
    } else {
        prop_assert!(drawing.width <= width && end <= drawing.width + 1e-6, "it fits its frame");
    }
    if drawing.scale == Scale::Bars {
        return Ok(());
    }
    let painted = |now| -> String {
        let lanes = drawing.lanes.iter();
        let lanes = lanes.map(|lane| group_lane(act, &drawing, lane, now, None, words));
        let rows = drawing.rows.iter().map(|row| deck_row(act, &drawing, row, now, words));
        lanes.chain(rows).collect()
    };
    goes_on(act.last_us(), painted)?;
    let marks = (0..act.groups().count()).flat_map(|group| {
        let shown = timeline::moment(act, &history, group, u64::MAX).partitions;
        let marks = shown.iter().enumerate();
        marks
            .map(|(lane, shown)| group_marks(&drawing, group, lane, shown, u64::MAX))
            .collect::<Vec<_>>()
    });
    let layers = painted(u64::MAX) + &marks.collect::<String>();
    let GroupDrawing { direction, height, .. } = drawing;
    let bands = bands(direction, &drawing.landmarks, height, u64::MAX, words, Lang::Es);
    let svg = group_ground(1, &drawing, words, Lang::Es) + &layers + &bands;
    are_apart(&svg, &group_lanes::names(&drawing, words), width)
}

fn is_well_drawn(act: &Act, width: f64) -> Result<(), TestCaseError> {
    match act.has_group() {
        true => group_is_well_drawn(act, width),
        false => script_is_well_drawn(act, width),
    }
}

#[test]
fn the_acts_of_coming_labs_are_well_drawn() {
    for (name, view) in scenes::all() {
        for act in &view.acts {
            for width in WIDTHS {
                if let Err(fault) = is_well_drawn(act, width) {
                    panic!("{name}, act {} at {width}: {fault}", act.number);
                }
            }
        }
    }
}

/// Random acts, more with `PROPTEST_CASES`; a failure prints the smallest act that shows it.
#[test]
fn any_act_is_well_drawn() {
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    let acts = (told(), 0_usize..4, 1_u32..5, prop::sample::select(&WIDTHS[..]));
    let drawn = TestRunner::new(config).run(&acts, |(told, groups, partitions, width)| {
        is_well_drawn(&act(&told, groups, partitions), width)
    });
    if let Err(fault) = drawn {
        panic!("{fault}");
    }
}
