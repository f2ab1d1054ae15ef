//! Tests of what is painted of acts of coming labs, and that the table has it, too.

use api::text::Lang;

use crate::{
    group_lanes::{self, GroupDrawing, GroupLane},
    i18n::Language,
    lanes::{self, Drawing, Frame},
    legend,
    paint::{self, deck_row, group_ground, group_lane, group_marks, sign},
    run_view::{Act, ChangeKind, Handling, RunView, SetbackKind, What},
    scenes, stage,
    timeline::{self, History},
};

/// All layers of a group's drawing at a moment, without the ground.
fn painted(act: &Act, now: u64) -> String {
    let words = Language::of(Lang::Es).words;
    let history = History::of(act);
    let drawing: GroupDrawing = group_lanes::draw(act, &history, 900.0, stage::words());
    let lanes = drawing.lanes.iter().map(|lane| group_lane(act, &drawing, lane, now, None, words));
    let rows = drawing.rows.iter().map(|row| deck_row(act, &drawing, row, now, words));
    let marks = (0..act.groups().count()).flat_map(|group| {
        let shown = timeline::moment(act, &history, group, now).partitions;
        let lanes: Vec<String> = (shown.iter().enumerate())
            .map(|(lane, shown)| group_marks(&drawing, group, lane, shown, now))
            .collect();
        lanes
    });
    lanes.chain(rows).chain(marks).collect()
}

fn ground(act: &Act, lang: Lang) -> String {
    let words = Language::of(lang).words;
    let drawing = group_lanes::draw(act, &History::of(act), 900.0, words);
    group_ground(1, &drawing, words, lang)
}

fn first(view: &RunView) -> &Act {
    &view.acts[0]
}

#[test]
fn a_state_is_there_from_its_moment_on() {
    for (view, at_us, sign) in [
        (scenes::dead_letters(), 4_500, "fault-head"),
        (scenes::dead_letters(), 5_000, "cell lost hollow"),
        (scenes::records_deleted(), 5_000, "\"deleted\""),
    ] {
        let act = first(&view);
        assert!(!painted(act, at_us - 1).contains(sign), "{sign} before {at_us}");
        assert!(painted(act, at_us).contains(sign), "{sign} at {at_us}");
    }
    let view = scenes::producer_and_group();
    let lost = |now| painted(first(&view), now).matches("cell lost").count();
    assert_eq!((lost(4_400), lost(4_600)), (0, 1), "lost with the process");
}

#[test]
fn what_a_group_left_behind_is_marked_from_its_first_position_on() {
    let view = scenes::latest();
    let act = first(&view);
    let skipped = |now| painted(act, now).matches("cell skipped").count();
    assert_eq!((skipped(1_999), skipped(2_000), skipped(u64::MAX)), (0, 2, 2));
    assert!(legend::signs(&view).contains(&legend::Sign::Skipped));
    assert!(!legend::signs(&scenes::partitions_added()).contains(&legend::Sign::Skipped));
    let deleted = painted(first(&scenes::records_deleted()), u64::MAX);
    assert!(!deleted.contains("cell skipped"), "what was deleted before was not skipped");
}

#[test]
fn a_member_without_a_partition_has_a_bar_that_says_so_and_a_generation_its_reason() {
    let view = scenes::latest();
    let act = first(&view);
    for width in [900.0, 358.0] {
        let drawing = group_lanes::draw(act, &History::of(act), width, stage::words());
        let [row] = &drawing.rows[..] else { panic!("one member is idle") };
        let [idle] = &row.idle[..] else { panic!("once") };
        assert!((idle.from - drawing.axis.x(2_600)).abs() < 1e-9);
        assert_eq!(idle.label.as_ref().map(|(_, text)| text.as_str()), Some("m2 sin partición"));
    }
    assert!(ground(act, Lang::Es).contains("gen. 2: entra m2"));
    assert!(ground(act, Lang::En).contains("gen. 2: m2 joins"));
}

#[test]
fn a_record_is_unconfirmed_until_its_confirmation_comes() {
    let view = scenes::producer_and_group();
    let act = first(&view);
    let unasked = |now| painted(act, now).matches("cell unasked").count();
    assert_eq!(unasked(u64::MAX), 1, "one acknowledgement was lost for good");
    let early = view.acts[0].topics[0].entered(0, 9_000);
    assert_eq!(early[2].1, 3_400, "in the log when its acknowledgement was lost");
}

#[test]
fn what_is_still_to_come_is_told_apart() {
    for (name, view) in scenes::all() {
        for act in view.acts.iter().filter(|act| act.has_group()) {
            let later = |now| painted(act, now).matches("later").count();
            assert_eq!(later(u64::MAX), 0, "{name}");
            let half = act.last_us() / 2;
            assert!(later(0) >= later(half), "{name}");
            assert!(later(0) > 0, "{name}");
        }
    }
}

#[test]
fn the_thread_to_a_dead_letter_lies_under_all_cells_of_its_lane() {
    let view = scenes::dead_letters();
    let (act, words) = (first(&view), Language::of(Lang::En).words);
    let drawing = group_lanes::draw(act, &History::of(act), 900.0, stage::words());
    let lane = |lane: &GroupLane, now| group_lane(act, &drawing, lane, now, None, words);
    let orders = lane(&drawing.lanes[0], u64::MAX);
    assert!(orders.find("thread letter") < orders.find("class=\"cell"));
    assert!(lane(&drawing.lanes[0], 4_499).contains("thread letter later"));
    assert!(!lane(&drawing.lanes[2], u64::MAX).contains("thread letter"));
}

#[test]
fn the_marks_of_two_groups_are_on_their_sides() {
    let view = scenes::three_groups();
    let act = first(&view);
    let history = History::of(act);
    let drawing = group_lanes::draw(act, &history, 900.0, stage::words());
    let marks = |group| {
        let shown = timeline::moment(act, &history, group, u64::MAX).partitions;
        group_marks(&drawing, group, 0, &shown[0], u64::MAX)
    };
    assert!(marks(0).contains("l-5-8h10z") && marks(0).contains("l-3-5h6z"), "both above");
    assert!(marks(1).contains("l5 8h-10z") && marks(1).contains("l3 5h-6z"), "both below");
    assert_eq!(marks(2), "", "only its bar");
    assert!(ground(act, Lang::Es).contains("envios: generación 1"));
}

#[test]
fn each_kind_of_mark_has_a_word_and_a_sign_in_both_languages() {
    for lang in [Lang::Es, Lang::En] {
        let words = Language::of(lang).words;
        let view = scenes::expelled();
        assert!(ground(first(&view), lang).contains(&(words.group.expelled)("m1")));
        for (view, what) in [
            (scenes::partitions_added(), ChangeKind::Grown(2)),
            (scenes::records_deleted(), ChangeKind::Deleted(Vec::new())),
            (scenes::records_compacted(), ChangeKind::Compacted(2)),
        ] {
            assert!(ground(first(&view), lang).contains(&(words.drawing.change)(&what)));
        }
        for (_, view) in scenes::all() {
            for found in legend::signs(&view) {
                assert!(!(words.drawing.sign)(found).is_empty() && !sign(found).is_empty());
            }
        }
    }
}

#[test]
fn the_description_names_each_of_several_groups_and_what_only_this_act_has() {
    let words = Language::of(Lang::Es).words;
    let told = |view: &RunView| (words.group.group_conclusion)(first(view));
    let groups = told(&scenes::three_groups());
    assert!(groups.contains("envios P0: fin 2, confirmado 2; envios P1: fin 1, confirmado nada"));
    let letters = told(&scenes::dead_letters());
    assert!(letters.contains("2 intentos fallidos. 2 registros apartados o descartados."));
    assert!(letters.contains("apartados P0: fin 1."), "nobody reads it: {letters}");
    let produced = told(&scenes::producer_and_group());
    assert!(produced.contains("El script entregó 4 registros al cliente y el broker confirmó 2."));
    assert!(told(&scenes::partitions_added()).contains(" t: 2 particiones."));
}

#[test]
fn the_words_of_changes_fit_into_their_room() {
    let longest = [
        ChangeKind::Grown(10_000),
        ChangeKind::Deleted(Vec::new()),
        ChangeKind::Compacted(10_000),
        ChangeKind::Found(Some(999)),
        ChangeKind::Found(None),
    ];
    for lang in [Lang::Es, Lang::En] {
        for change in &longest {
            let word = (Language::of(lang).words.drawing.change)(change);
            assert!(word.chars().count() as f64 * lanes::LETTER + 9.0 <= lanes::WORD, "{word}");
        }
    }
}

/// A script's act: a topic that did not exist has lanes from its first record on, the other none.
#[test]
fn which_topics_exist_is_above_their_decks() {
    let view = scenes::topics_read();
    let (act, words) = (first(&view), Language::of(Lang::Es).words);
    let frame = Frame::of(&[act], 900.0, stage::words());
    let drawing: Drawing = lanes::draw(act, &frame, stage::words());
    let decks: Vec<(u32, Option<u32>)> =
        drawing.lanes.iter().map(|lane| (lane.topic, lane.partition)).collect();
    assert_eq!(decks, [(0, None), (0, Some(0))]);
    let found: Vec<&ChangeKind> = drawing.changes.iter().map(|mark| &mark.what).collect();
    assert_eq!(found, [&ChangeKind::Found(Some(1)), &ChangeKind::Found(None)]);
    let right = frame.right();
    assert!(drawing.changes.iter().all(|mark| (frame.axis.x(0)..=right).contains(&mark.x)));
    assert!((drawing.lanes[1].begins - frame.axis.x(1_000)).abs() < 1e-9, "with its first record");
    let painted = paint::script_ground(act, &drawing, words, Lang::Es);
    assert!(painted.contains("existe: 1 partición") && painted.contains("no existe"));
    assert!(lanes::draw(act, &frame, stage::words()).frame.floor >= drawing.changes[1].foot - 1e-9);
}

#[test]
fn the_table_has_every_mark() {
    for (name, view) in scenes::all() {
        let act = first(&view);
        let rows = |is: &dyn Fn(&What) -> bool| {
            let of_act = view.rows.iter().filter(|row| row.act == Some(act.number));
            of_act.filter(|row| is(&row.what)).count()
        };
        let members = || act.groups().flat_map(|group| &group.members);
        let setbacks = |is: fn(&SetbackKind) -> bool| {
            members().flat_map(|member| &member.setbacks).filter(|it| is(&it.what)).count()
        };
        let handling = |is: fn(&Handling) -> bool| {
            rows(&|what| matches!(what, What::Handling(handling) if is(handling)))
        };
        let changes = |is: fn(&ChangeKind) -> bool| {
            let changes = act.topics.iter().flat_map(|topic| &topic.changes);
            changes.filter(|change| is(&change.what)).count()
        };
        let pairs = [
            (
                setbacks(|it| matches!(it, SetbackKind::Failed { .. })),
                handling(|it| matches!(it, Handling::Failed { .. })),
            ),
            (
                setbacks(|it| matches!(it, SetbackKind::Skipped)),
                handling(|it| matches!(it, Handling::Skipped { .. })),
            ),
            (
                setbacks(|it| matches!(it, SetbackKind::DeadLettered { .. })),
                handling(|it| matches!(it, Handling::DeadLettered { .. })),
            ),
            (
                members().map(|member| member.effects.len()).sum(),
                handling(|it| matches!(it, Handling::Effect { .. })),
            ),
            (
                members().map(|member| member.expulsions.len()).sum(),
                rows(&|what| matches!(what, What::Expelled { .. })),
            ),
            (
                changes(|it| matches!(it, ChangeKind::Deleted(_))),
                rows(&|what| matches!(what, What::RecordsDeleted { .. })),
            ),
            (
                changes(|it| matches!(it, ChangeKind::Compacted(_))),
                rows(&|what| matches!(what, What::RecordsCompacted { .. })),
            ),
            (
                changes(|it| matches!(it, ChangeKind::Found(_))),
                rows(&|what| matches!(what, What::TopicFound { .. })),
            ),
        ];
        for (drawn, told) in pairs {
            assert_eq!(drawn, told, "{name}");
        }
        for lang in [Lang::Es, Lang::En] {
            let words = Language::of(lang).words;
            for row in &view.rows {
                assert!(!(words.table.happened_row)(&row.what).event.is_empty(), "{name}");
            }
        }
    }
    let view = scenes::partitions_added();
    let added = view.rows.iter().filter(|row| row.what == What::PartitionsAdded { partitions: 2 });
    assert_eq!(added.map(|row| row.at_us).collect::<Vec<_>>(), [Some(5_000)]);
}
