//! Topics that grow, lose records, or do not exist.

use api::event::{
    ActorKind, EventKind, Exit, LoggedRecord, PartitionLog, PartitionOffset, TopicFound,
};

use super::told::{assigned, folded, log, processed, written};
use crate::{
    run_view::RunView,
    stage::{LAB, actor, group, started, topic},
};

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
