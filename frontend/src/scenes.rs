//! Acts as a lab tells them, for the tests of what is drawn: each event with its own moment.

use api::event::{
    Acknowledged, ActorKind, Assigned, Effect, Event, EventKind, Exit, Fault, LoggedRecord,
    PartitionLog, PartitionOffset, PositionSource, Processed, Sent, TopicFound, WaitingCall,
};

use crate::{
    run_view::RunView,
    stage::{LAB, actor, group, started, topic},
};

/// What the page makes of events with these moments.
pub fn folded(told: Vec<(u64, EventKind)>) -> RunView {
    let mut view = RunView::default();
    view.take((1..).zip(told).map(|(seq, (at_us, kind))| Event {
        seq,
        at_ms: seq,
        at_us: Some(at_us),
        kind,
    }));
    view
}

/// `records` are partition, offset and moment; the order is the index.
pub fn written(actor: u32, topic: u32, records: &[(u32, i64, u64)]) -> (u64, EventKind) {
    let record = |(order, &(partition, offset, at_us)): (u32, &(u32, i64, u64))| Acknowledged {
        order,
        partition,
        offset,
        at_us,
    };
    let records = (0..).zip(records).map(record).collect();
    (1, EventKind::Acknowledged { act: 1, actor, topic, records })
}

/// `held` are topic and partition, read from the beginning.
pub fn assigned(
    at_us: u64,
    (actor, member): (u32, u32),
    generation: i32,
    held: &[(u32, u32)],
) -> (u64, EventKind) {
    let source = PositionSource::Earliest;
    let held =
        held.iter().map(|&(topic, partition)| Assigned { topic, partition, position: 0, source });
    let (generation, partitions) = (Some(generation), held.collect());
    (at_us, EventKind::Assigned { act: 1, actor, member, generation, partitions })
}

/// `records` are partition, offset and moment.
pub fn processed(
    (actor, member): (u32, u32),
    topic: u32,
    records: &[(u32, i64, u64)],
) -> (u64, EventKind) {
    let records = records.iter().map(|it| record(*it)).collect();
    (1, EventKind::Processed { act: 1, actor, topic, member, records })
}

pub fn record((partition, offset, at_us): (u32, i64, u64)) -> Processed {
    Processed { partition, offset, order: None, at_us }
}

/// What a partition of a topic holds: these orders from offset 0.
pub fn log(topic: u32, partition: u32, orders: &[u32]) -> (u64, EventKind) {
    let record = |(offset, order): (i64, &u32)| LoggedRecord {
        offset,
        order: Some(*order),
        key: Some("ana".into()),
        value: None,
    };
    let log = PartitionLog {
        partition,
        begin: 0,
        end: orders.len() as i64,
        batches: 1,
        bytes: 100,
        codecs: Vec::new(),
        records: (0..).zip(orders).map(record).collect(),
    };
    (6_000, EventKind::LogRead { act: 1, topic, partitions: vec![log] })
}

/// Three applications read both partitions of one topic; the second one commits.
pub fn three_groups() -> RunView {
    let names = ["facturacion", "envios", "informes"];
    let mut cast = names.map(|name| actor(name, ActorKind::Group, &[0])).to_vec();
    cast.push(actor("lab", ActorKind::Writer, &[0]));
    let all = [(0, 0, 500), (0, 1, 600), (1, 0, 700)];
    let mut told = vec![(0, started(1, cast, vec![topic("pedidos", 2)])), written(3, 0, &all)];
    for actor in 0..3_u32 {
        let from = 2_000 + u64::from(actor) * 1_000;
        told.push((1_000, EventKind::MemberStarted { act: 1, actor, member: 1 }));
        told.push(assigned(from, (actor, 1), 1, &[(0, 0), (0, 1)]));
        let records = all.map(|(partition, offset, at_us)| (partition, offset, from + at_us));
        told.push(processed((actor, 1), 0, &records));
        let offsets = vec![PartitionOffset { partition: 0, offset: 2 }];
        told.push((
            from + 900,
            EventKind::Committed { act: 1, actor, topic: 0, member: 1, offsets },
        ));
    }
    folded(told)
}

/// A shop sends four orders while a group reads: two are confirmed, the acknowledgement of one is
/// lost, and one never leaves the buffer of the process, which is killed.
pub fn producer_and_group() -> RunView {
    let cast =
        vec![actor("tienda", ActorKind::Producer, &[0]), actor("app", ActorKind::Group, &[0])];
    let sent = (0..4).map(|order| Sent {
        order,
        key: Some("ana".into()),
        at_us: 1_000 * (1 + u64::from(order)),
    });
    let fault = EventKind::Fault {
        act: 1,
        actor: 0,
        topic: 0,
        request: 3,
        fault: Fault::AcknowledgementLost,
        partition: 0,
        records: 1,
    };
    let exit = Exit::Signal(9);
    folded(vec![
        (0, started(1, cast, vec![topic("pedidos", 1)])),
        assigned(500, (1, 1), 1, &[(0, 0)]),
        (1, EventKind::Sent { act: 1, actor: 0, topic: 0, records: sent.collect() }),
        written(0, 0, &[(0, 0, 1_500), (0, 1, 2_500)]),
        processed((1, 1), 0, &[(0, 0, 1_800), (0, 1, 2_800)]),
        (3_400, fault),
        (3_600, EventKind::Waiting { act: 1, actor: 0, call: WaitingCall::Flush }),
        (
            4_500,
            EventKind::ProcessEnded { act: 1, actor: 0, exit, unconfirmed: 2, requests: Some(3) },
        ),
        processed((1, 1), 0, &[(0, 2, 5_000)]),
        log(0, 0, &[0, 1, 2]),
    ])
}

/// Of three orders one cannot be read: two attempts, then it goes to another topic. Another one is
/// discarded at once; only the first has its row.
pub fn dead_letters() -> RunView {
    let cast = vec![actor("app", ActorKind::Group, &[0, 1]), actor("lab", ActorKind::Writer, &[0])];
    let topics = vec![topic("pedidos", 2), topic("apartados", 1)];
    let failed = |attempt: u32, at_us| {
        let (record, error) = (record((0, 1, at_us)), "JSONDecodeError".to_owned());
        let (act, actor, topic, member) = (1, 0, 0, 1);
        (at_us, EventKind::Failed { act, actor, topic, member, record, attempt, error })
    };
    folded(vec![
        (0, started(1, cast, topics)),
        written(1, 0, &[(0, 0, 100), (0, 1, 200), (1, 0, 300)]),
        assigned(2_000, (0, 1), 1, &[(0, 0), (0, 1)]),
        effects(&[((0, 0), 1, false, 2_500)]),
        processed((0, 1), 0, &[(0, 0, 2_600)]),
        failed(1, 3_000),
        failed(2, 4_000),
        (
            4_500,
            EventKind::DeadLettered {
                act: 1,
                actor: 0,
                topic: 0,
                member: 1,
                record: record((0, 1, 4_500)),
                to: 1,
                partition: 0,
                offset: 0,
            },
        ),
        (
            5_000,
            EventKind::Skipped {
                act: 1,
                actor: 0,
                topic: 0,
                member: 1,
                record: record((1, 0, 5_000)),
            },
        ),
    ])
}

/// `rows` are partition and offset, number of the row, whether it was there, and the moment.
pub fn effects(rows: &[((u32, i64), u64, bool, u64)]) -> (u64, EventKind) {
    let effect = |&((partition, offset), row, again, at_us): &((u32, i64), u64, bool, u64)| {
        Effect { partition, offset, order: None, row, again, at_us }
    };
    let records = rows.iter().map(effect).collect();
    (1, EventKind::Effects { act: 1, actor: 0, topic: 0, member: 1, records })
}

/// m1 is put out while it is slow with its second order, goes on with both, and notices; m2 reads
/// the partition from its beginning meanwhile.
pub fn expelled() -> RunView {
    let revoked = EventKind::Revoked { act: 1, actor: 0, topic: 0, member: 1, partitions: vec![0] };
    folded(vec![
        (0, group(1, 1)),
        written(LAB, 0, &[(0, 0, 100), (0, 1, 200), (0, 2, 300)]),
        assigned(2_000, (0, 1), 1, &[(0, 0)]),
        processed((0, 1), 0, &[(0, 0, 2_500)]),
        (4_000, EventKind::Expelled { act: 1, actor: 0, member: 1 }),
        assigned(4_500, (0, 2), 2, &[(0, 0)]),
        processed((0, 2), 0, &[(0, 0, 4_600), (0, 1, 4_700)]),
        processed((0, 1), 0, &[(0, 1, 5_000)]),
        (5_500, revoked),
        processed((0, 2), 0, &[(0, 2, 6_000)]),
    ])
}

/// A group begins at the end of a log with two records, gets a third one, and has a member without a
/// partition.
pub fn latest() -> RunView {
    let source = PositionSource::Latest;
    let held = vec![Assigned { topic: 0, partition: 0, position: 2, source }];
    let assigned = |member, partitions: Vec<Assigned>| {
        let generation = Some(2);
        EventKind::Assigned { act: 1, actor: 0, member, generation, partitions }
    };
    folded(vec![
        (0, group(1, 1)),
        written(LAB, 0, &[(0, 0, 100), (0, 1, 200), (0, 2, 3_000)]),
        assigned_first(),
        (2_500, EventKind::Revoked { act: 1, actor: 0, topic: 0, member: 1, partitions: vec![0] }),
        (2_600, assigned(1, held)),
        (2_600, assigned(2, Vec::new())),
        processed((0, 1), 0, &[(0, 2, 3_500)]),
    ])
}

/// The first generation of that group.
fn assigned_first() -> (u64, EventKind) {
    let source = PositionSource::Latest;
    let partitions = vec![Assigned { topic: 0, partition: 0, position: 2, source }];
    (2_000, EventKind::Assigned { act: 1, actor: 0, member: 1, generation: Some(1), partitions })
}

/// A topic gets a second partition, and a group reads both.
pub fn partitions_added() -> RunView {
    let added = EventKind::PartitionsAdded { act: 1, topic: 0, partitions: 2 };
    let revoked = EventKind::Revoked { act: 1, actor: 0, topic: 0, member: 1, partitions: vec![0] };
    folded(vec![
        (0, group(1, 1)),
        written(LAB, 0, &[(0, 0, 1_000), (0, 1, 2_000), (1, 0, 6_000)]),
        assigned(3_000, (0, 1), 1, &[(0, 0)]),
        (5_000, added),
        (6_500, revoked),
        assigned(7_000, (0, 1), 2, &[(0, 0), (0, 1)]),
        processed((0, 1), 0, &[(1, 0, 8_000)]),
    ])
}

/// The first two of three records are deleted.
pub fn records_deleted() -> RunView {
    let offsets = vec![PartitionOffset { partition: 0, offset: 2 }];
    folded(vec![
        (0, group(1, 1)),
        written(LAB, 0, &[(0, 0, 1_000), (0, 1, 2_000), (0, 2, 3_000)]),
        (5_000, EventKind::RecordsDeleted { act: 1, topic: 0, offsets }),
        assigned(6_000, (0, 1), 1, &[(0, 0)]),
    ])
}

/// Two of three records go, since the third has their key.
pub fn records_compacted() -> RunView {
    let records = [0, 1].map(|offset| PartitionOffset { partition: 0, offset }).to_vec();
    folded(vec![
        (0, group(1, 1)),
        written(LAB, 0, &[(0, 0, 1_000), (0, 1, 2_000), (0, 2, 3_000)]),
        (5_000, EventKind::RecordsCompacted { act: 1, topic: 0, records }),
        assigned(6_000, (0, 1), 1, &[(0, 0)]),
    ])
}

/// A script writes to a topic by the wrong name, which then exists; another one does not.
pub fn topics_read() -> RunView {
    let cast = vec![actor("script", ActorKind::Producer, &[0])];
    let topics = vec![topic("pedidoss", 0), topic("pedidos", 0)];
    let found = vec![
        TopicFound { topic: 0, partitions: Some(1) },
        TopicFound { topic: 1, partitions: None },
    ];
    folded(vec![
        (0, started(1, cast, topics)),
        written(0, 0, &[(0, 0, 1_000)]),
        (3_000, EventKind::TopicsRead { act: 1, topics: found }),
    ])
}

/// A shop and a warehouse send the same four orders to one topic of two partitions, and each order's
/// key is the same; in the second act the topic gets a third partition, and the shop sends them
/// again: one key moves there.
pub fn same_orders() -> RunView {
    let cast = |names: &[&str]| {
        names.iter().map(|name| actor(name, ActorKind::Producer, &[0])).collect::<Vec<_>>()
    };
    let keys = ["ana", "blas", "carla", "dora"];
    let sent = |act, actor, from: u64| {
        let record = |(order, key): (u32, &&str)| Sent {
            order,
            key: Some((*key).into()),
            at_us: from + u64::from(order),
        };
        (
            from,
            EventKind::Sent {
                act,
                actor,
                topic: 0,
                records: (0..).zip(&keys).map(record).collect(),
            },
        )
    };
    // Partition and offset of each order.
    let acknowledged = |act, actor, places: [(u32, i64); 4], from: u64| {
        let record = |(order, (partition, offset)): (u32, (u32, i64))| Acknowledged {
            order,
            partition,
            offset,
            at_us: from + u64::from(order),
        };
        let records = (0..).zip(places).map(record).collect();
        (from, EventKind::Acknowledged { act, actor, topic: 0, records })
    };
    let read = |act, at_us, partitions: &[&[u32]]| {
        let log = |(partition, orders): (u32, &&[u32])| {
            let record = |(offset, order): (i64, &u32)| LoggedRecord {
                offset,
                order: Some(*order),
                key: Some(keys[*order as usize].into()),
                value: None,
            };
            PartitionLog {
                partition,
                begin: 0,
                end: orders.len() as i64,
                batches: 1,
                bytes: 100,
                codecs: Vec::new(),
                records: (0..).zip(*orders).map(record).collect(),
            }
        };
        let partitions = (0..).zip(partitions).map(log).collect();
        (at_us, EventKind::LogRead { act, topic: 0, partitions })
    };
    folded(vec![
        (0, started(1, cast(&["tienda", "almacen"]), vec![topic("pedidos", 2)])),
        sent(1, 0, 1_000),
        acknowledged(1, 0, [(0, 0), (1, 0), (0, 1), (1, 1)], 2_000),
        sent(1, 1, 3_000),
        acknowledged(1, 1, [(0, 2), (1, 2), (0, 3), (1, 3)], 4_000),
        read(1, 5_000, &[&[0, 2, 0, 2], &[1, 3, 1, 3]]),
        (0, started(2, cast(&["tienda"]), vec![topic("pedidos", 2)])),
        (1_000, EventKind::PartitionsAdded { act: 2, topic: 0, partitions: 3 }),
        sent(2, 0, 2_000),
        acknowledged(2, 0, [(0, 4), (1, 4), (0, 5), (2, 0)], 3_000),
        read(2, 5_000, &[&[0, 2, 0, 2, 0, 2], &[1, 3, 1, 3, 1], &[3]]),
    ])
}

/// Nobody takes part: the lab deletes what another act left.
pub fn nobody() -> RunView {
    let offsets = vec![PartitionOffset { partition: 0, offset: 2 }];
    let end = EventKind::ProcessEnded {
        act: 1,
        actor: 0,
        exit: Exit::Code(0),
        unconfirmed: 0,
        requests: None,
    };
    folded(vec![
        (
            0,
            started(1, vec![actor("script", ActorKind::Producer, &[0])], vec![topic("pedidos", 1)]),
        ),
        written(0, 0, &[(0, 0, 1_000), (0, 1, 2_000), (0, 2, 3_000)]),
        (4_000, end),
        log(0, 0, &[0, 1, 2]),
        (0, started(2, Vec::new(), vec![topic("pedidos", 1)])),
        (1_000, EventKind::RecordsDeleted { act: 2, topic: 0, offsets }),
        (2_000, EventKind::LogRead { act: 2, topic: 0, partitions: vec![left()] }),
    ])
}

/// What is left of three records after the first two were deleted.
fn left() -> PartitionLog {
    let record = LoggedRecord { offset: 2, order: Some(2), key: Some("ana".into()), value: None };
    PartitionLog {
        partition: 0,
        begin: 2,
        end: 3,
        batches: 1,
        bytes: 100,
        codecs: Vec::new(),
        records: vec![record],
    }
}

/// All of them, by name.
pub fn all() -> Vec<(&'static str, RunView)> {
    vec![
        ("three groups", three_groups()),
        ("producer and group", producer_and_group()),
        ("dead letters", dead_letters()),
        ("expelled", expelled()),
        ("latest", latest()),
        ("partitions added", partitions_added()),
        ("records deleted", records_deleted()),
        ("records compacted", records_compacted()),
        ("topics read", topics_read()),
        ("same orders", same_orders()),
        ("nobody", nobody()),
    ]
}

/// A service of two topics sends one record on, drops one, and adds two up.
pub fn service() -> RunView {
    use EventKind::{Filtered, Folded, Forwarded};
    let cast =
        vec![actor("app", ActorKind::Group, &[0, 1, 2]), actor("lab", ActorKind::Writer, &[0, 1])];
    let topics = ["pedidos", "avisos", "pagados"].map(|name| topic(name, 1));
    let (act, actor, member) = (1, 0, 1);
    let record = |offset, at_us| Processed { partition: 0, offset, order: Some(7), at_us };
    let (to, partition, offset) = (2, 0, 0);
    let sent =
        Forwarded { act, actor, topic: 0, member, record: record(0, 900), to, partition, offset };
    let added = |topic, at_us, again, number| {
        let (record, key) = (record(0, at_us), "cliente-01".to_owned());
        let folded = Folded { act, actor, topic, member, record, row: 0, again, key, number };
        (at_us, folded)
    };
    folded(vec![
        (0, started(1, cast, topics.to_vec())),
        written(1, 0, &[(0, 0, 100), (0, 1, 200)]),
        written(1, 1, &[(0, 0, 300)]),
        (900, sent),
        added(0, 1_000, false, 2),
        (1_100, Filtered { act, actor, topic: 0, member, record: record(1, 1_100) }),
        added(1, 1_200, true, 5),
    ])
}
