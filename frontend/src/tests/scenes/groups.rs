//! Groups that share their partitions, lose members and start late.

use api::event::{
    ActorKind, Assigned, EventKind, Exit, Fault, PartitionOffset, PositionSource, Sent, WaitingCall,
};

use super::told::{assigned, folded, log, processed, written};
use crate::{
    run_view::RunView,
    stage::{LAB, actor, group, started, topic},
};

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
