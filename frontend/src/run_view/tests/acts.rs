//! When things happened in an act, who took part, and beside which acts it stands.

use api::{
    event::{
        ActorKind, Assigned, Event, EventKind, GroupOffset, PositionSource, Processed, WaitingCall,
    },
    text::Text,
};

use super::{act_one, ended, event, four_acts_view, numbered};
use crate::{
    run_view::{Partition, Row, RunView, What},
    stage,
};

#[test]
fn what_happens_has_its_own_moment_and_in_old_runs_that_of_its_telling() {
    let kinds = vec![
        stage::script(1, 3),
        EventKind::NetworkHeld { act: 1, actor: 0 },
        EventKind::Waiting { act: 1, actor: 0, call: WaitingCall::Flush },
        EventKind::NetworkReleased { act: 1, actor: 0 },
        ended(1),
    ];
    let moments_of = |moments: [Option<u64>; 5]| {
        let mut view = RunView::default();
        let events = (1..).zip(kinds.clone()).zip(moments);
        view.take(events.map(|((seq, kind), at_us)| Event { seq, at_ms: 10 * seq, at_us, kind }));
        let rows: Vec<Option<u64>> = view.rows.iter().map(|row| row.at_us).collect();
        let script = view.acts[0].scripts().next().unwrap().clone();
        (script.held, script.calls, script.ended_us, rows)
    };
    let (held, calls, ended, rows) = moments_of([0, 200, 1_400, 1_450, 2_000].map(Some));
    assert_eq!(held, [(200, Some(1_450))]);
    assert_eq!(calls, [(1_400, WaitingCall::Flush)]);
    assert_eq!(ended, Some(2_000));
    assert_eq!(rows, [0, 200, 1_400, 1_450, 2_000].map(Some));
    let (held, calls, ended, rows) = moments_of([None; 5]);
    assert_eq!(held, [(10_000, Some(30_000))]);
    assert_eq!(calls, [(20_000, WaitingCall::Flush)]);
    assert_eq!(ended, Some(40_000));
    assert_eq!(rows, [0, 10_000, 20_000, 30_000, 40_000].map(Some));
}

#[test]
fn each_act_stands_beside_the_one_that_it_is_compared_with() {
    let view = four_acts_view();
    assert_eq!(view.rows_of_acts(), [vec![1, 2], vec![3], vec![4]]);
    assert!([1, 2].iter().all(|act| view.is_compared(*act)));
    assert!([3, 4].iter().all(|act| !view.is_compared(*act)));
    assert_eq!(view.acts[1].title, Some(Text::new("uno", "one")));
}

#[test]
fn acts_that_are_not_compared_stand_alone() {
    let mut view = RunView::default();
    view.take(act_one());
    assert!(!view.is_measured(1));
    assert_eq!(view.rows_of_acts(), [[1]]);
}

#[test]
fn a_death_leaves_a_record_in_hand_and_what_was_committed_too_early_is_skipped() {
    let view = four_acts_view();
    let member = &view.acts[2].groups().next().unwrap().members[0];
    assert!(member.was_killed());
    assert_eq!(member.in_hand.map(|in_hand| in_hand.offset), Some(1));
    let after = view.acts[3].groups().next().unwrap();
    let skipped: Vec<i64> = (0..4)
        .filter(|offset| after.skipped_us(Partition { topic: 0, number: 0 }, *offset).is_some())
        .collect();
    assert_eq!(skipped, [1], "0 was processed, 2 and 3 came after the restart");
}

/// Two groups read one topic, and forward to another one; then the second group starts again.
#[test]
fn groups_topics_and_acts_are_told_apart_by_their_names() {
    use EventKind as Kind;
    let (billing, shipping) = (0, 1);
    let app = |name| stage::actor(name, ActorKind::Group, &[0, 1]);
    let held =
        |topic| Assigned { topic, partition: 0, position: 0, source: PositionSource::Earliest };
    let assigned = |actor| Kind::Assigned {
        act: 1,
        actor,
        member: 1,
        generation: Some(1),
        partitions: vec![held(0), held(1)],
    };
    let processed = |act, actor, topic| Kind::Processed {
        act,
        actor,
        topic,
        member: 1,
        records: vec![Processed { partition: 0, offset: 0, order: None, at_us: 2_100 }],
    };
    let read = |topic, committed| Kind::GroupRead {
        act: 1,
        actor: shipping,
        topic,
        partitions: vec![GroupOffset { partition: 0, committed, end: 1 }],
    };
    let (orders, done) = (|| stage::topic("orders", 1), || stage::topic("done", 1));
    let mut view = RunView::default();
    view.take(numbered(vec![
        stage::started(1, vec![app("billing"), app("shipping")], vec![orders(), done()]),
        assigned(billing),
        assigned(shipping),
        processed(1, billing, 0),
        processed(1, shipping, 0),
        processed(1, shipping, 1),
        read(0, Some(1)),
        read(1, None),
        stage::started(2, vec![app("shipping")], vec![done(), orders()]),
        processed(2, 0, 1),
    ]));
    let times = |row: &Row| match row.what {
        What::Processed { time, .. } => Some((row.act, row.actor, row.topic, time)),
        _ => None,
    };
    let times: Vec<_> = view.rows.iter().filter_map(times).collect();
    let of = |act, actor, topic, time| (Some(act), Some(actor), Some(topic), time);
    assert_eq!(
        times,
        [of(1, 0, 0, 1), of(1, 1, 0, 1), of(1, 1, 1, 1), of(2, 0, 1, 2)],
        "another group's and another topic's records do not count"
    );
    let again = view.acts[1].groups().next().unwrap();
    let orders_now = Partition { topic: 1, number: 0 };
    assert_eq!(again.before, [(orders_now, 1)].into(), "the topics have other indexes now");
}

#[test]
fn acts_are_in_their_order_though_a_later_one_is_named_first() {
    let mut view = RunView::default();
    let topic = "t".to_owned();
    view.fold(event(1, 0, EventKind::TopicCreated { act: 2, topic, partitions: 3 }));
    view.fold(event(2, 1, stage::script(1, 3)));
    view.fold(event(3, 2, stage::script(2, 3)));
    assert_eq!(view.rows_of_acts(), [[1], [2]]);
}

#[test]
fn what_several_scripts_warn_of_is_told_once() {
    let mut view = RunView::default();
    view.fold(event(1, 0, stage::script(1, 3)));
    for (seq, actor, text) in [(2, 0, "a"), (3, 1, "a"), (4, 1, "b")] {
        let text = Text::new(text, text);
        view.fold(event(seq, 1, EventKind::Warning { act: 1, actor, text }));
    }
    let told: Vec<_> = view.acts[0].warnings.iter().map(|text| text.en.as_str()).collect();
    assert_eq!(told, ["a", "b"]);
}
