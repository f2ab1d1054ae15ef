//! Single events of a lab, each with its own moment, and what the page makes of them.

use api::event::{
    Acknowledged, Assigned, Effect, Event, EventKind, LoggedRecord, PartitionLog, PositionSource,
    Processed,
};

use crate::run_view::RunView;

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

/// `rows` are partition and offset, number of the row, whether it was there, and the moment.
pub fn effects(rows: &[((u32, i64), u64, bool, u64)]) -> (u64, EventKind) {
    let effect = |&((partition, offset), row, again, at_us): &((u32, i64), u64, bool, u64)| {
        Effect { partition, offset, order: None, row, again, at_us }
    };
    let records = rows.iter().map(effect).collect();
    (1, EventKind::Effects { act: 1, actor: 0, topic: 0, member: 1, records })
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
