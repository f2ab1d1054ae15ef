//! The same orders, sent by several scripts and in several acts.

use api::event::{Acknowledged, ActorKind, EventKind, LoggedRecord, PartitionLog, Sent};

use super::told::folded;
use crate::{
    run_view::RunView,
    stage::{actor, started, topic},
};

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
