//! Tests of the fold, event by event.

mod acts;
mod log;
mod stream;

use api::{
    event::{
        Acknowledged, ActorKind, Assigned, Event, EventKind, Exit, Fault, GroupOffset,
        LoggedRecord, PartitionLog, PartitionOffset, PositionSource, Processed, Sent,
    },
    text::Text,
};

use super::{Continuity, RunView};
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
