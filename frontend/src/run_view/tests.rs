//! Tests of the fold, event by event.

use super::*;
use api::{
    broker::BrokerKind,
    event::{
        Acknowledged, ActorKind, EventKind, Fault, GroupOffset, LoggedRecord, PartitionLog,
        PartitionOffset, PositionSource, Processed, Sent, WaitingCall,
    },
    text::Text,
    verdict::{CheckResult, CheckVerdict, EvidenceLink, VerdictResult},
};

use crate::stage;

fn event(seq: u64, at_ms: u64, kind: EventKind) -> Event {
    Event { seq, at_ms, at_us: None, kind }
}

fn sent(order: u32, key: &str) -> Sent {
    Sent { order, key: Some(key.into()), at_us: u64::from(order) * 100 }
}

fn ended(act: u32) -> EventKind {
    EventKind::ProcessEnded {
        act,
        actor: 0,
        exit: Exit::Signal(9),
        unconfirmed: 1,
        requests: Some(4),
    }
}

/// Act 1 sends two orders, one is confirmed, one is found only in the log.
fn act_one() -> Vec<Event> {
    let logged =
        |offset, order| LoggedRecord { offset, order, key: Some("ana".into()), value: None };
    vec![
        event(1, 0, EventKind::Queued { ahead: 2 }),
        event(2, 5, EventKind::TopicCreated { act: 1, topic: "t".into(), partitions: 3 }),
        event(3, 10, stage::script(1, 3)),
        event(4, 10, EventKind::NetworkHeld { act: 1, actor: 0 }),
        event(
            5,
            11,
            EventKind::Sent {
                act: 1,
                actor: 0,
                topic: 0,
                records: vec![sent(0, "ana"), sent(1, "eva")],
            },
        ),
        event(6, 12, EventKind::NetworkReleased { act: 1, actor: 0 }),
        event(
            7,
            13,
            EventKind::Acknowledged {
                act: 1,
                actor: 0,
                topic: 0,
                records: vec![Acknowledged { order: 0, partition: 2, offset: 0, at_us: 2_500 }],
            },
        ),
        event(8, 14, ended(1)),
        event(
            9,
            20,
            EventKind::LogRead {
                act: 1,
                topic: 0,
                partitions: vec![PartitionLog {
                    partition: 2,
                    begin: 0,
                    end: 3,
                    batches: 1,
                    bytes: 600,
                    codecs: vec!["none".into()],
                    records: vec![logged(0, Some(0)), logged(1, Some(1)), logged(2, Some(0))],
                }],
            },
        ),
    ]
}

#[test]
fn the_log_is_the_truth_about_where_a_record_is() {
    let mut view = RunView::default();
    assert_eq!(view.take(act_one()), Continuity::Unbroken);
    let act = &view.acts[0];
    let topic = &act.topics[0];
    assert_eq!(topic.records[0].place, Some((2, 0)));
    assert_eq!(topic.records[0].confirmed_us, Some(2_500));
    assert_eq!(topic.records[1].place, Some((2, 1)), "never confirmed, yet in the log");
    assert_eq!(topic.records[1].confirmed_us, None);
    assert_eq!(topic.records.len(), 3, "order 0 is in the log twice");
    assert_eq!(topic.records[2].oddity, Some(Oddity::Again));
    let numbers = topic.numbers.as_ref().unwrap();
    assert_eq!((numbers.records, numbers.batches, numbers.requests), (3, 1, Some(4)));
    assert_eq!(numbers.bytes_per_record(), Some(200.0));
    assert_eq!(act.confirmed(), 1);
    assert_eq!(act.scripts().next().unwrap().held, [(0, Some(2_000))]);
    assert_eq!(view.keys.names(), ["ana", "eva"]);
    assert_eq!(view.step, Step::Grading);
}

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
fn requests_that_nobody_counted_are_the_batches_of_the_log() {
    let requests_of = |requests| {
        let mut events = act_one();
        events[7].kind = match ended(1) {
            EventKind::ProcessEnded { act, actor, exit, unconfirmed, .. } => {
                EventKind::ProcessEnded { act, actor, exit, unconfirmed, requests }
            }
            other => other,
        };
        let mut view = RunView::default();
        view.take(events[..8].to_vec());
        assert_eq!(
            view.acts[0].topics[0].numbers, None,
            "nothing is known of a log that is not read"
        );
        view.take(events[8..].to_vec());
        view.acts[0].topics[0].numbers.as_ref().unwrap().requests
    };
    assert_eq!(requests_of(None), Some(1));
    assert_eq!(requests_of(Some(0)), Some(0), "a client that was never made");
}

#[test]
fn a_missing_event_is_noticed_and_a_repeated_one_skipped() {
    let mut view = RunView::default();
    let events = act_one();
    view.take(events[..3].to_vec());
    view.take(events[1..5].to_vec());
    assert_eq!(view.last_seq, 5);
    assert_eq!(view.acts[0].topics[0].records.len(), 2);
    assert_eq!(view.take(events[6..].to_vec()), Continuity::Gap);
    assert_eq!(view.last_seq, 5, "nothing behind the gap is believed");
    assert_eq!(view.take(events[5..].to_vec()), Continuity::Unbroken);
}

#[test]
fn a_restart_voids_what_was_drawn() {
    let mut view = RunView::default();
    view.take(act_one());
    view.take(vec![event(10, 30, EventKind::Restarted { reason: RestartReason::Broker })]);
    assert!(view.acts.is_empty());
    assert_eq!(view.restarted, Some(RestartReason::Broker));
    assert_eq!(view.last_seq, 10);
    assert_eq!(view.rows.len(), 1);
}

#[test]
fn what_was_made_void_may_be_missing() {
    let mut view = RunView::default();
    let restarted = EventKind::Restarted { reason: RestartReason::Backend };
    assert_eq!(view.take(vec![event(40, 30, restarted)]), Continuity::Unbroken);
    assert_eq!(
        view.take(vec![event(42, 30, EventKind::NetworkHeld { act: 1, actor: 0 })]),
        Continuity::Gap
    );
}

#[test]
fn a_run_that_is_not_kept_has_a_verdict_without_links() {
    let mut view = RunView::default();
    let no_text = || Text::new("", "");
    let check = CheckResult {
        id: "log".to_owned(),
        result: CheckVerdict::Passed,
        points: 1,
        max_points: 1,
        claim: no_text(),
        expected: no_text(),
        found: no_text(),
        evidence: vec![EvidenceLink::Order { act: 1, topic: None, order: 1 }],
        misconception: None,
        hints: Vec::new(),
    };
    let broker = Some(Broker { kind: BrokerKind::Local, label: "Apache Kafka".to_owned() });
    let verdict = Some(Verdict {
        result: VerdictResult::Passed,
        points: 1,
        max_points: 1,
        checks: vec![check],
        comparisons: Vec::new(),
        spec_version: 1,
        outcomes: Default::default(),
        sentence: None,
    });
    let events = [
        event(40, 30, EventKind::Cleared { broker: broker.clone() }),
        event(41, 31, EventKind::RunFinished { state: RunState::Done, verdict }),
    ];
    assert_eq!(view.take(events), Continuity::Unbroken);
    assert!(view.cleared && view.acts.is_empty());
    assert_eq!(view.broker, broker);
    assert_eq!(view.finished(), Some(RunState::Done));
    assert!(view.verdict.unwrap().checks[0].evidence.is_empty());
}

#[test]
fn the_verdict_comes_with_the_last_event() {
    let mut view = RunView::default();
    view.take(act_one());
    assert_eq!(view.finished(), None);
    let last = EventKind::RunFinished { state: RunState::Stopped, verdict: None };
    view.take(vec![event(10, 30, last)]);
    assert_eq!(view.finished(), Some(RunState::Stopped));
}

/// Numbers the events, 10 ms apart.
fn numbered(kinds: Vec<EventKind>) -> Vec<Event> {
    let moment = |kind: &EventKind| match kind {
        EventKind::Fault { .. } => Some(1_500),
        EventKind::Assigned { .. } => Some(2_000),
        EventKind::Committed { .. } => Some(2_150),
        _ => None,
    };
    (1..)
        .zip(kinds)
        .map(|(seq, kind)| Event { at_us: moment(&kind), ..event(seq, seq * 10, kind) })
        .collect()
}

fn log(partition: u32, orders: &[u32]) -> PartitionLog {
    let record = |(offset, order): (usize, &u32)| LoggedRecord {
        offset: offset as i64,
        order: Some(*order),
        key: None,
        value: None,
    };
    PartitionLog {
        partition,
        begin: 0,
        end: orders.len() as i64,
        batches: 2,
        bytes: 100 * orders.len() as u64,
        codecs: vec!["gzip".into()],
        records: orders.iter().enumerate().map(record).collect(),
    }
}

/// A control script, the learner's script, a consumer that dies and comes back.
fn four_acts() -> Vec<EventKind> {
    use EventKind as Kind;
    let start = |act, name, kind, topic, compared_with| Kind::ActStarted {
        act,
        title: Text::new("uno", "one"),
        cast: vec![stage::actor(name, kind, &[0])],
        topics: vec![stage::topic(topic, 1)],
        compared_with,
        performance: None,
    };
    let fault = |act, fault| Kind::Fault {
        act,
        actor: 0,
        topic: 0,
        request: 1,
        fault,
        partition: 0,
        records: 2,
    };
    let orders = |act| Kind::Sent {
        act,
        actor: 0,
        topic: 0,
        records: (0..4).map(|order| sent(order, "ana")).collect(),
    };
    let assigned = |act, position| Kind::Assigned {
        act,
        actor: 0,
        member: 1,
        generation: Some(1),
        partitions: vec![Assigned {
            topic: 0,
            partition: 0,
            position,
            source: PositionSource::Committed,
        }],
    };
    let record = |offset, at_us| Processed { partition: 0, offset, order: None, at_us };
    vec![
        start(1, "control", ActorKind::Producer, "t1", None),
        orders(1),
        fault(1, Fault::AcknowledgementLost),
        ended(1),
        Kind::LogRead { act: 1, topic: 0, partitions: vec![log(0, &[2, 0, 1, 0, 1])] },
        start(2, "script", ActorKind::Producer, "t2", Some(1)),
        orders(2),
        fault(2, Fault::Refused),
        ended(2),
        Kind::LogRead { act: 2, topic: 0, partitions: vec![log(0, &[0, 1, 2, 3])] },
        start(3, "app", ActorKind::Group, "t2", None),
        Kind::LogRead { act: 3, topic: 0, partitions: vec![log(0, &[0, 1, 2, 3])] },
        Kind::MemberStarted { act: 3, actor: 0, member: 1 },
        assigned(3, 0),
        Kind::Processed { act: 3, actor: 0, topic: 0, member: 1, records: vec![record(0, 2_100)] },
        Kind::Committed {
            act: 3,
            actor: 0,
            topic: 0,
            member: 1,
            offsets: vec![PartitionOffset { partition: 0, offset: 2 }],
        },
        Kind::InHand { act: 3, actor: 0, topic: 0, member: 1, record: record(1, 2_200) },
        Kind::MemberEnded { act: 3, actor: 0, member: 1, exit: Exit::Signal(9), closed: false },
        Kind::GroupRead {
            act: 3,
            actor: 0,
            topic: 0,
            partitions: vec![GroupOffset { partition: 0, committed: Some(2), end: 4 }],
        },
        start(4, "app", ActorKind::Group, "t2", None),
        Kind::LogRead { act: 4, topic: 0, partitions: vec![log(0, &[0, 1, 2, 3])] },
        Kind::MemberStarted { act: 4, actor: 0, member: 1 },
        assigned(4, 2),
        Kind::Processed {
            act: 4,
            actor: 0,
            topic: 0,
            member: 1,
            records: vec![record(2, 2_100), record(3, 2_200)],
        },
    ]
}

fn four_acts_view() -> RunView {
    let mut view = RunView::default();
    assert_eq!(view.take(numbered(four_acts())), Continuity::Unbroken);
    view
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
fn repeats_and_records_out_of_place_are_told_apart_and_what_is_missing_stays_in_the_buffer() {
    let view = four_acts_view();
    let act = &view.acts[0];
    let topic = &act.topics[0];
    let odd = |offset| topic.records[topic.at(0, offset).unwrap()].oddity;
    let (again, out_of_place) = (Some(Oddity::Again), Some(Oddity::OutOfPlace));
    let oddities: Vec<Option<Oddity>> = (0..5).map(odd).collect();
    assert_eq!(oddities, [None, out_of_place, out_of_place, again, again]);
    assert_eq!(topic.in_log(), Some(5), "two orders are there twice");
    let missing: Vec<Option<u32>> = topic.buffered().map(|(_, record)| record.order).collect();
    assert_eq!(missing, [Some(3)]);
    assert_eq!(view.acts[1].odd(Oddity::Again) + view.acts[1].odd(Oddity::OutOfPlace), 0);
    let faults = &act.scripts().next().unwrap().faults;
    assert_eq!(faults[0].fault, Fault::AcknowledgementLost);
    assert!(view.is_measured(1) && !view.is_measured(3));
    let odd_rows = view.rows.iter().filter(|row| matches!(row.what, What::Odd { .. }));
    assert_eq!(odd_rows.count(), 4);
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

#[test]
fn two_hundred_thousand_events_cost_no_more_each_than_the_first_ones() {
    // Counts instead of timing: what grows with the run is reached by index, and rows stay few.
    let mut view = RunView::default();
    view.take(numbered(vec![stage::script(1, 12)]));
    let records = |orders: std::ops::Range<u32>| -> Vec<Acknowledged> {
        let record = |order: u32| Acknowledged {
            order,
            partition: order % 12,
            offset: i64::from(order / 12),
            at_us: u64::from(order),
        };
        orders.map(record).collect()
    };
    let mut pictures = 0;
    for part in 0..4_000 {
        let acked = EventKind::Acknowledged {
            act: 1,
            actor: 0,
            topic: 0,
            records: records(part * 50..part * 50 + 50),
        };
        let seq = view.last_seq + 1;
        view.take([event(seq, seq, acked)]);
        pictures += usize::from(view.acts[0].revision() == seq);
    }
    let act = &view.acts[0];
    let topic = &act.topics[0];
    assert_eq!(topic.records.len(), 200_000);
    assert_eq!((0..12).map(|partition| topic.lane(partition).len()).sum::<usize>(), 200_000);
    assert_eq!(topic.at(5, 9_000), topic.of_order(9_000 * 12 + 5));
    assert_eq!(act.last_us(), 199_999);
    assert!(view.rows.len() < 4_200, "{} rows", view.rows.len());
    assert!(pictures < 250, "{pictures} pictures");
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
