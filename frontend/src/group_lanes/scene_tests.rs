//! Tests with acts of coming labs: everything has its place, inside the act and behind its cause.

use api::event::EventKind;

use super::*;
use crate::{
    lanes::Word,
    run_view::{Act, ChangeKind, RunView},
    scenes, stage,
    timeline::History,
};

fn drawn(act: &Act) -> GroupDrawing {
    draw(act, &History::of(act), 900.0, stage::words())
}

fn only(view: RunView) -> (Act, GroupDrawing) {
    let act = view.acts.into_iter().next().unwrap();
    let drawing = drawn(&act);
    (act, drawing)
}

/// All places on the axis of a lane.
fn places(lane: &GroupLane) -> Vec<f64> {
    let handled = lane.handled.iter().chain(&lane.in_hand).map(|place| place.x);
    let setbacks = lane.setbacks.iter();
    let copies = setbacks.clone().filter_map(|place| place.copy).map(|(x, _)| x);
    let owners = lane.owners.iter().flat_map(|owner| [owner.from, owner.to]);
    let records = lane.records.iter().map(|place| place.x);
    let commits = lane.commits.iter().map(|place| place.x);
    let faults = lane.faults.iter().map(|place| place.x);
    let deleted = lane.deleted.iter().map(|deleted| deleted.to);
    handled
        .chain(setbacks.map(|place| place.x))
        .chain(copies)
        .chain(owners)
        .chain(records)
        .chain(commits)
        .chain(faults)
        .chain(deleted)
        .collect()
}

#[test]
fn nothing_is_outside_the_act() {
    for (name, view) in scenes::all() {
        for act in view.acts.iter().filter(|act| act.has_group()) {
            let drawing = drawn(act);
            let (start, end) = (LEFT, drawing.axis.end());
            let ScriptMarks { held, calls, ends } = drawing.scripts.clone();
            let all = (drawing.lanes.iter().flat_map(places))
                .chain(drawing.rows.iter().flat_map(|row| &row.items).map(|item| item.x))
                .chain(drawing.changes.iter().map(|mark| mark.x))
                .chain(drawing.losses.iter().map(|loss| loss.x))
                .chain(held.into_iter().flat_map(|(from, to)| [from, to]))
                .chain(calls.into_iter().map(|(x, _)| x))
                .chain(ends.into_iter().map(|(x, _)| x));
            for x in all {
                assert!((start..=end).contains(&x), "{name}: {x} outside {start}..{end}");
            }
            assert!(end <= drawing.width, "{name}");
        }
    }
}

#[test]
fn no_part_of_a_deck_lies_on_another() {
    for (name, view) in scenes::all() {
        for act in view.acts.iter().filter(|act| act.has_group()) {
            let drawing = drawn(act);
            let lanes = drawing.lanes.iter().map(|lane| (lane.top, lane.heights.step));
            let rows = drawing.rows.iter().map(|row| (row.top, row.height));
            let mut parts: Vec<(f64, f64)> = lanes.chain(rows).collect();
            parts.sort_by(|one, other| one.0.total_cmp(&other.0));
            for pair in parts.windows(2) {
                assert!(pair[0].0 + pair[0].1 <= pair[1].0 + 1e-9, "{name}: {pair:?}");
            }
            let (top, height) = parts.last().copied().unwrap();
            assert!(top + height <= drawing.floor + 1e-9, "{name}");
        }
    }
}

#[test]
fn bars_that_are_there_at_the_same_time_do_not_overlap_and_leave_the_log_free() {
    for (name, view) in scenes::all() {
        for act in view.acts.iter().filter(|act| act.has_group()) {
            for lane in &drawn(act).lanes {
                let log = lane.top + lane.heights.log_top;
                let is_free = |owner: &Owner| {
                    owner.y + owner.height <= log || owner.y >= log + lane.heights.log
                };
                assert!(lane.owners.iter().all(is_free), "{name}");
                for (nth, one) in lane.owners.iter().enumerate() {
                    for other in &lane.owners[nth + 1..] {
                        let apart_in_time = one.to <= other.from || other.to <= one.from;
                        let apart = one.y + one.height <= other.y + 1e-9
                            || other.y + other.height <= one.y + 1e-9;
                        assert!(apart_in_time || apart, "{name}: {one:?} and {other:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn of_three_groups_two_have_a_side_with_threads_and_commits_and_the_third_its_dots() {
    let (_, drawing) = only(scenes::three_groups());
    let lane = &drawing.lanes[0];
    let sides: Vec<Option<Side>> = (0..4).map(|group| lane.side(group)).collect();
    assert_eq!(sides, [Some(Side::Above), Some(Side::Below), Some(Side::Further), None]);
    let log = lane.top + lane.heights.log_top;
    let owner = |group| lane.owners.iter().find(|owner| owner.group == group).unwrap();
    assert!(owner(0).y < log && log < owner(1).y && owner(1).y < owner(2).y);
    let on = |group: usize| {
        let owner = owner(group);
        let is_on =
            move |place: &&HandledPlace| (owner.y..owner.y + owner.height).contains(&place.y);
        lane.handled.iter().filter(is_on).collect::<Vec<_>>()
    };
    for (group, has_threads) in [(0, true), (1, true), (2, false)] {
        let handled = on(group);
        assert_eq!(handled.len(), 2, "group {group}");
        assert!(handled.iter().all(|place| place.record.is_some() == has_threads));
    }
    let commits: Vec<bool> = lane.commits.iter().map(|commit| commit.y < log).collect();
    assert_eq!(commits, [true, false], "the first above, the second below, no third");
    assert_eq!(drawing.member_name(2, 1), "informes m1");
}

#[test]
fn a_script_beside_a_group_shows_its_buffer_its_faults_and_its_end() {
    let (act, drawing) = only(scenes::producer_and_group());
    let buffer = &drawing.rows[0];
    assert_eq!(buffer.kind, RowKind::Buffer);
    assert!(buffer.top + buffer.height <= drawing.lanes[0].top, "above the lanes");
    let orders: Vec<Option<u32>> =
        buffer.items.iter().map(|item| act.topics[0].records[item.record.unwrap()].order).collect();
    assert_eq!(orders, [Some(3)], "what the log does not have");
    let lane = &drawing.lanes[0];
    let x = |at_us| drawing.axis.x(at_us);
    assert!((buffer.items[0].x - x(4_000)).abs() < 1e-9, "where it was sent");
    assert_eq!(lane.records.len(), 3);
    assert!(lane.records[2].at_us >= 3_000, "in the log when it was sent, at the earliest");
    assert!((lane.faults[0].x - x(3_400)).abs() < 1e-9);
    assert!((drawing.scripts.ends[0].0 - x(4_500)).abs() < 1e-9);
    assert!(drawing.scripts.calls[0].0 < drawing.scripts.ends[0].0);
    let rows = lanes::rows(&drawing.landmarks) as f64;
    let words = drawing.words_top + rows * lanes::WORD_ROW;
    assert!(words <= buffer.top, "its words have room of their own");
    assert_eq!(drawn(&scenes::expelled().acts[0]).scripts, ScriptMarks::default());
}

#[test]
fn a_dead_letter_hangs_on_its_last_attempt() {
    let (_, drawing) = only(scenes::dead_letters());
    let [orders, other, dead] = &drawing.lanes[..] else { panic!("three lanes") };
    let attempts: Vec<u64> = orders.setbacks.iter().map(|place| place.at_us).collect();
    assert_eq!(attempts, [3_000, 4_000, 4_500]);
    let spoiled = orders.records[1];
    assert!(orders.setbacks.iter().all(|place| place.x > spoiled.x && place.offset == 1));
    assert!(orders.setbacks.windows(2).all(|pair| pair[0].x < pair[1].x));
    let letter = &orders.setbacks[2];
    let (x, y) = letter.copy.unwrap();
    assert!((dead.records[0].x - x).abs() < 1e-9 && dead.records[0].x >= letter.x);
    assert!(y > dead.top && y < dead.top + dead.heights.step);
    assert!(orders.setbacks[..2].iter().all(|place| place.copy.is_none()));
    assert!(letter.is_aside(1, 4_500) && !letter.is_aside(1, 4_499) && !letter.is_aside(0, 9_000));
    let skipped = &other.setbacks[0];
    assert_eq!((&skipped.what, skipped.copy), (&SetbackKind::Skipped, None));
    assert!(dead.readers.is_empty() && dead.owners.is_empty(), "the group writes there");
    assert!(dead.heights.step < orders.heights.step);
    assert_eq!(drawing.titles.len(), 2);
}

#[test]
fn effects_are_a_row_of_their_own_below_the_lanes_of_their_records() {
    let mut told = vec![
        (0, stage::group(1, 1)),
        scenes::written(stage::LAB, 0, &[(0, 0, 100), (0, 1, 200)]),
        scenes::assigned(1_000, (0, 1), 1, &[(0, 0)]),
    ];
    told.push(scenes::effects(&[
        ((0, 0), 1, false, 2_000),
        ((0, 1), 2, false, 2_100),
        ((0, 0), 3, false, 2_200),
        ((0, 1), 2, true, 2_300),
    ]));
    let (_, drawing) = only(scenes::folded(told));
    let [row] = &drawing.rows[..] else { panic!("one row") };
    assert_eq!(row.kind, RowKind::Effects { group: 0 });
    let signs: Vec<ItemSign> = row.items.iter().map(|item| item.sign).collect();
    use ItemSign::{OneMore, Replaced, Wrote};
    assert_eq!(signs, [Wrote, Wrote, OneMore(2), Replaced]);
    let lane = &drawing.lanes[0];
    assert!(row.top >= lane.top + lane.heights.step);
    let is_later = |item: &ItemPlace| item.x > lane.records[item.record.unwrap()].x;
    assert!(row.items.iter().all(is_later), "a row comes after its record");
    assert!(row.items.windows(2).all(|pair| pair[0].x < pair[1].x));
}

#[test]
fn many_effects_are_counted_and_only_the_rare_ones_are_placed() {
    let rows: Vec<((u32, i64), u64, bool, u64)> =
        (0..2_000).map(|row| ((0, row), row as u64, row == 7, 2_000 + row as u64)).collect();
    let (_, drawing) = only(scenes::folded(vec![
        (0, stage::group(1, 1)),
        scenes::assigned(1_000, (0, 1), 1, &[(0, 0)]),
        scenes::effects(&rows),
    ]));
    let row = &drawing.rows[0];
    assert_eq!(row.scale, Scale::Bars);
    assert_eq!(row.items.iter().map(|item| item.at_us).collect::<Vec<_>>(), [2_007]);
    assert!((1..=200).contains(&row.bars.matches('M').count()));
}

#[test]
fn a_member_that_was_put_out_goes_on_in_red_on_a_bar_of_its_own() {
    let (_, drawing) = only(scenes::expelled());
    let lane = &drawing.lanes[0];
    let claims: Vec<(u32, Claim)> =
        lane.owners.iter().map(|owner| (owner.member, owner.claim)).collect();
    assert_eq!(claims, [(1, Claim::Owned), (1, Claim::Expelled), (2, Claim::Owned)]);
    let [before, out, after] = &lane.owners[..] else { panic!("three bars") };
    let x = |at_us| drawing.axis.x(at_us);
    assert!((before.to - out.from).abs() < 30.0 && out.from >= before.to, "from the moment on");
    assert!((out.to - x(5_500)).abs() < 1e-9, "until it notices");
    assert!(after.from < out.to && after.y < out.y, "both believe that they own it");
    let by_m1: Vec<&HandledPlace> = lane.handled.iter().filter(|it| it.at_us == 5_000).collect();
    assert!((out.y..out.y + out.height).contains(&by_m1[0].y), "what it does is on that bar");
    assert_eq!(by_m1[0].time, 2, "m2 had processed it");
    let [loss] = &drawing.losses[..] else { panic!("one loss") };
    assert!(loss.is_alive && (loss.x - x(4_000)).abs() < 1e-9);
}

#[test]
fn a_partition_that_was_added_has_ground_from_then_on() {
    let (act, drawing) = only(scenes::partitions_added());
    let [old, new] = &drawing.lanes[..] else { panic!("two lanes") };
    assert!(old.begins.abs() < 1e-9);
    let [mark] = &drawing.changes[..] else { panic!("one change") };
    assert_eq!(mark.what, ChangeKind::Grown(2));
    assert!((new.begins - mark.x).abs() < 1e-9);
    assert!(new.records.iter().all(|place| place.x - drawing.cell_width / 2.0 > new.begins));
    assert!(old.records.iter().all(|place| place.x < mark.x));
    assert_ne!(mark.word, Word::Nowhere);
    assert!(mark.y < old.top && (mark.foot - drawing.floor).abs() < 1e-9);
    assert_eq!(act.topics[0].begins_us(1), 5_000);
}

#[test]
fn what_is_deleted_ends_before_the_first_record_that_stays() {
    let (_, drawing) = only(scenes::records_deleted());
    let lane = &drawing.lanes[0];
    let [deleted] = &lane.deleted[..] else { panic!("one deletion") };
    assert_eq!((deleted.at_us, deleted.offset), (5_000, 2));
    assert!(lane.records[1].x < deleted.to && deleted.to < lane.records[2].x);
    assert!(deleted.to < drawing.changes[0].x, "what is gone was there before");
}

#[test]
fn an_act_without_any_of_this_has_no_room_for_it() {
    let view = scenes::folded(vec![
        (0, stage::group(1, 3)),
        scenes::written(stage::LAB, 0, &[(0, 0, 100)]),
        scenes::assigned(1_000, (0, 1), 1, &[(0, 0), (0, 1), (0, 2)]),
    ]);
    let (_, drawing) = only(view);
    assert!(drawing.rows.is_empty() && drawing.changes.is_empty() && drawing.titles.is_empty());
    let tops: Vec<f64> = drawing.lanes.iter().map(|lane| lane.top).collect();
    assert_eq!(tops, [38.0, 138.0, 238.0], "as they always were");
}

#[test]
fn no_dot_lies_on_the_name_of_a_bar() {
    for (view, letters) in [(scenes::three_groups(), "facturacion m1"), (scenes::expelled(), "m1")]
    {
        let (_, drawing) = only(view);
        let lane = &drawing.lanes[0];
        let bar = &lane.owners[0];
        let is_on = |place: &&HandledPlace| (bar.y..bar.y + bar.height).contains(&place.y);
        let first = lane.handled.iter().find(is_on).unwrap();
        let room = lanes::LETTER * letters.chars().count() as f64;
        assert!(first.x - bar.from > 0.74 * room, "{letters}: {} for {room}", first.x - bar.from);
    }
}

#[test]
fn bars_are_named_and_commits_numbered_where_there_is_room() {
    for (width, has_offsets) in [(900.0, true), (340.0, true), (242.0, false)] {
        let act = scenes::expelled().acts.remove(0);
        let drawing = draw(&act, &History::of(&act), width, stage::words());
        let names = drawing.lanes[0].owners.iter().map(|owner| owner.label.clone());
        let names: Vec<String> =
            names.map(|label| label.map(|(_, name)| name).unwrap_or_default()).collect();
        assert_eq!((names[0].as_str(), names[2].as_str()), ("m1", "m2"), "at {width}");
        let act = scenes::three_groups().acts.remove(0);
        let drawing = draw(&act, &History::of(&act), width, stage::words());
        let commits = &drawing.lanes[0].commits;
        assert_eq!(commits.iter().any(|commit| commit.has_offset), has_offsets, "at {width}");
    }
}

#[test]
fn where_time_runs_down_lanes_show_what_fits_and_never_more_than_the_width() {
    for partitions in [1, 3, 6, 12, 40] {
        let view = scenes::folded(vec![
            (0, stage::group(1, partitions)),
            scenes::written(stage::LAB, 0, &[(0, 0, 100)]),
            scenes::assigned(1_000, (0, 1), 1, &[(0, 0)]),
        ]);
        let act = &view.acts[0];
        let drawing = draw(act, &History::of(act), 340.0, stage::words());
        assert!(drawing.direction.is_down());
        assert!(drawing.floor <= Direction::Down.room(340.0) + 1e-9, "{partitions} partitions");
        let has_threads = drawing.lanes[0].heights.bars[0].has_threads;
        assert_eq!(has_threads, partitions <= 3, "{partitions} partitions");
    }
}

#[test]
fn what_the_act_does_not_have_is_not_drawn() {
    let (act, actor, topic, member) = (1, 0, 0, 1);
    let nowhere = scenes::record((9, 0, 3_000));
    let lettered = EventKind::DeadLettered {
        act,
        actor,
        topic,
        member,
        record: scenes::record((0, 0, 3_000)),
        to: 9,
        partition: 0,
        offset: 0,
    };
    let (_, drawing) = only(scenes::folded(vec![
        (0, stage::group(1, 1)),
        scenes::written(stage::LAB, 0, &[(0, 0, 100)]),
        scenes::assigned(1_000, (0, 1), 1, &[(0, 0), (0, 5), (7, 0)]),
        scenes::effects(&[((9, 0), 1, false, 2_000)]),
        (3_000, lettered),
        (3_000, EventKind::Skipped { act, actor, topic, member, record: nowhere.clone() }),
        (3_000, EventKind::Skipped { act, actor, topic: 9, member, record: nowhere.clone() }),
        (3_000, EventKind::Skipped { act, actor: 9, topic, member, record: nowhere }),
        (4_000, EventKind::Expelled { act, actor, member: 8 }),
        (4_000, EventKind::Expelled { act, actor: stage::LAB, member: 1 }),
    ]));
    let [lane] = &drawing.lanes[..] else { panic!("one lane") };
    assert_eq!(lane.owners.len(), 1);
    let [letter] = &lane.setbacks[..] else { panic!("one setback") };
    assert_eq!(letter.copy, None, "there is no such topic");
    assert_eq!(drawing.rows[0].items[0].record, None, "a row for an unknown record");
    assert_eq!(drawing.losses.len(), 1, "of the group");
}

#[test]
fn a_thread_leads_from_a_record_to_what_a_service_made_of_it() {
    let (_, drawing) = only(scenes::service());
    let lane = |topic| {
        drawing.lanes.iter().find(|lane| lane.partition == Partition { topic, number: 0 }).unwrap()
    };
    let [thread] = drawing.threads[..] else { panic!("{:?}", drawing.threads) };
    let (from, to) = (lane(0), lane(2));
    assert!((thread.from.0 - from.records[0].x).abs() < 1e-9);
    assert!((thread.to.0 - to.records[0].x).abs() < 1e-9);
    assert!(thread.from.1 > from.top && thread.from.1 < from.top + from.heights.step);
    assert!(thread.to.1 > to.top && thread.to.1 < to.top + to.heights.step);
    assert_eq!(thread.at_us, 900);
}
