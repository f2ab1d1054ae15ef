//! Tests with a group that is rebalanced, loses a member, and is started once more.

use super::*;
use api::{
    event::{
        Acknowledged, Assigned, Event, EventKind, Exit, GroupOffset, LoggedRecord, PartitionLog,
        PartitionOffset, PositionSource, Processed,
    },
    verdict::EvidenceLink,
};

use crate::{
    run_view::{Act, RunView},
    stage::{self, LAB},
};

fn held(partition: u32, position: i64, source: PositionSource) -> Assigned {
    Assigned { topic: 0, partition, position, source }
}

fn processed(partition: u32, offset: i64, at_us: u64) -> Processed {
    Processed { partition, offset, order: None, at_us }
}

/// m1 reads both partitions alone, m2 joins, each gets one; m1 commits, m2 dies. Then the same
/// group again: m1 alone.
fn events() -> Vec<EventKind> {
    use EventKind as Kind;
    use PositionSource::{Committed, Earliest};
    let written = |order, partition, offset| Acknowledged {
        order,
        partition,
        offset,
        at_us: 500 + u64::from(order),
    };
    let records = |count: i64| {
        let record = |offset| LoggedRecord { offset, order: None, key: None, value: None };
        (0..count).map(record).collect()
    };
    vec![
        stage::group(1, 2),
        Kind::Acknowledged {
            act: 1,
            actor: LAB,
            topic: 0,
            records: vec![written(0, 0, 0), written(1, 0, 1), written(2, 1, 0)],
        },
        Kind::MemberStarted { act: 1, actor: 0, member: 1 },
        Kind::MemberStarted { act: 1, actor: 0, member: 2 },
        Kind::Assigned {
            act: 1,
            actor: 0,
            member: 1,
            generation: Some(1),
            partitions: vec![held(0, 0, Earliest), held(1, 0, Earliest)],
        },
        Kind::Processed {
            act: 1,
            actor: 0,
            topic: 0,
            member: 1,
            records: vec![processed(0, 0, 3_100)],
        },
        Kind::Revoked { act: 1, actor: 0, topic: 0, member: 1, partitions: vec![0, 1] },
        Kind::Assigned {
            act: 1,
            actor: 0,
            member: 1,
            generation: Some(2),
            partitions: vec![held(0, 0, Earliest)],
        },
        Kind::Assigned {
            act: 1,
            actor: 0,
            member: 2,
            generation: Some(2),
            partitions: vec![held(1, 0, Earliest)],
        },
        Kind::Processed {
            act: 1,
            actor: 0,
            topic: 0,
            member: 1,
            records: vec![processed(0, 0, 5_200), processed(0, 1, 5_300)],
        },
        Kind::Processed {
            act: 1,
            actor: 0,
            topic: 0,
            member: 2,
            records: vec![processed(1, 0, 5_250)],
        },
        Kind::Committed {
            act: 1,
            actor: 0,
            topic: 0,
            member: 1,
            offsets: vec![PartitionOffset { partition: 0, offset: 2 }],
        },
        Kind::ScriptError {
            act: 1,
            actor: 0,
            member: Some(2),
            class: "ValueError".into(),
            message: "no".into(),
        },
        Kind::MemberEnded { act: 1, actor: 0, member: 2, exit: Exit::Code(1), closed: false },
        Kind::MemberEnded { act: 1, actor: 0, member: 1, exit: Exit::Code(0), closed: true },
        Kind::GroupRead {
            act: 1,
            actor: 0,
            topic: 0,
            partitions: vec![
                GroupOffset { partition: 0, committed: Some(2), end: 2 },
                GroupOffset { partition: 1, committed: None, end: 1 },
            ],
        },
        stage::group(2, 2),
        Kind::LogRead {
            act: 2,
            topic: 0,
            partitions: vec![
                PartitionLog {
                    partition: 0,
                    begin: 0,
                    end: 2,
                    batches: 1,
                    bytes: 0,
                    codecs: Vec::new(),
                    records: records(2),
                },
                PartitionLog {
                    partition: 1,
                    begin: 0,
                    end: 1,
                    batches: 1,
                    bytes: 0,
                    codecs: Vec::new(),
                    records: records(1),
                },
            ],
        },
        Kind::MemberStarted { act: 2, actor: 0, member: 1 },
        Kind::Assigned {
            act: 2,
            actor: 0,
            member: 1,
            generation: Some(4),
            partitions: vec![held(0, 2, Committed), held(1, 0, Earliest)],
        },
        Kind::Processed {
            act: 2,
            actor: 0,
            topic: 0,
            member: 1,
            records: vec![processed(1, 0, 2_100)],
        },
    ]
}

/// On the clock of its act. The other events lack it, as in old stored runs.
fn happened(kind: &EventKind) -> Option<u64> {
    match kind {
        EventKind::Assigned { generation: Some(1), .. } => Some(3_000),
        EventKind::Revoked { .. } => Some(4_000),
        EventKind::Assigned { generation: Some(2), member: 1, .. } => Some(5_000),
        EventKind::Assigned { generation: Some(2), .. } => Some(5_100),
        EventKind::Committed { .. } => Some(6_000),
        EventKind::Assigned { .. } => Some(2_000),
        _ => None,
    }
}

fn acts() -> Vec<Act> {
    let mut view = RunView::default();
    let at_ms = |place: u64| if place < 13 { 10 } else { 17 };
    let event = |(place, kind)| {
        let at_us = happened(&kind);
        Event { seq: place + 1, at_ms: at_ms(place), at_us, kind }
    };
    view.take((0..).zip(events()).map(event));
    view.acts
}

#[test]
fn generations_and_the_rebalance_between_them_follow_each_other() {
    let spans = spans(acts()[0].groups().next().unwrap());
    let standings: Vec<(Standing, u64)> =
        spans.iter().map(|span| (span.standing, span.from_us)).collect();
    assert_eq!(
        standings,
        [
            (Standing::Forming, 0),
            (Standing::Settled(1), 3_000),
            (Standing::Rebalancing, 4_000),
            (Standing::Settled(2), 5_000),
            (Standing::Over, 7_000),
        ]
    );
    assert!(spans.windows(2).all(|pair| pair[0].to_us == Some(pair[1].from_us)));
}

#[test]
fn a_moment_shows_what_was_true_then_and_nothing_later() {
    let act = &acts()[0];
    let before = moment(act, &History::of(act), 0, 3_150);
    assert_eq!(before.standing, Standing::Settled(1));
    assert_eq!(before.partitions[0].end, 2);
    assert_eq!(before.partitions[0].positions, [(1, 1)]);
    assert_eq!(before.partitions[1].positions, [(1, 0)]);
    assert_eq!(before.partitions[0].committed, None);
    assert_eq!(before.partitions[0].safe_to, Some(0), "all that was read is at risk");
    assert_eq!(before.members[1].doing, Doing::Waiting);

    let rebalance = moment(act, &History::of(act), 0, 4_500);
    assert_eq!(rebalance.standing, Standing::Rebalancing);
    assert_eq!(rebalance.partitions[0].positions, [(1, 1)], "where the last owner stood");

    let settled = moment(act, &History::of(act), 0, 5_260);
    assert_eq!(settled.partitions[0].positions, [(1, 1)], "read again from what is committed");
    assert_eq!(settled.partitions[1].positions, [(2, 1)]);
    assert_eq!((settled.members[0].processed, settled.members[0].again), (2, 1));

    let after = moment(act, &History::of(act), 0, act.last_us());
    assert_eq!(after.partitions[0].committed, Some(2));
    assert_eq!(after.partitions[1].committed, None);
    assert_eq!(after.members[0].doing, Doing::Closed);
    assert_eq!(after.members[1].doing, Doing::Gone(Some("ValueError".into())));
}

#[test]
fn the_next_act_starts_from_what_was_committed_and_knows_what_is_a_repeat() {
    let act = &acts()[1];
    assert_eq!(act.topics[0].name, "t");
    let start = moment(act, &History::of(act), 0, 0);
    assert_eq!(start.partitions[0].end, 2, "the log is there from the start");
    assert_eq!(start.partitions[0].committed, Some(2));
    let end = moment(act, &History::of(act), 0, 2_200);
    assert_eq!(end.partitions[0].positions, [(1, 2)]);
    assert_eq!(end.partitions[1].positions, [(1, 1)]);
    assert_eq!((end.members[0].processed, end.members[0].again), (1, 1));
}

#[test]
fn a_record_was_in_the_log_before_it_was_processed_whenever_that_is_confirmed() {
    let mut act = acts().remove(0);
    act.topics[0].records[1].confirmed_us = Some(9_000);
    let times: Vec<u64> = History::of(&act).appended[0].iter().map(|(_, at_us)| *at_us).collect();
    assert_eq!(times, [500, 5_300]);
}

#[test]
fn evidence_leads_to_the_last_time_a_record_was_processed() {
    let act = &acts()[0];
    let link = |partition, offset| EvidenceLink::Record { act: 1, topic: None, partition, offset };
    assert_eq!(moment_of(act, &link(0, 0)), Some(5_200));
    assert_eq!(moment_of(act, &link(1, 0)), Some(5_250));
    assert_eq!(moment_of(act, &link(1, 7)), None);
}

#[test]
fn stops_are_the_moments_at_which_something_happens() {
    let stops = stops(&acts()[0]);
    assert!(stops.is_sorted());
    assert!([0, 3_000, 3_100, 4_000, 5_250, 6_000].iter().all(|stop| stops.contains(stop)));
}
