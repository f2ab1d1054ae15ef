//! The layout of the requests of a run's clients, field by field, and which fields name something.
//! `walk` checks a request against its table before it is forwarded.
//!
//! What is not in these tables does not pass, so that nothing is forwarded unread because it is
//! newer than they are. Fields with which a client could get around the names, and why it cannot:
//!
//! - **Topic ids** (KIP-516) do not show whose topic it is. Produce and Fetch have them in place of
//!   names from version 13 on, OffsetCommit and OffsetFetch from version 10 on; those versions are
//!   not in the tables, and [`newest`] hides them from clients. In Metadata a broker uses the id,
//!   whatever name stands beside it: it has to be zero.
//! - **A Fetch session** (KIP-227) is a number of 31 bits for which a broker remembers topics, no
//!   matter whose: there must be none. So there is nothing to forget either, and forgotten topics
//!   are checked like other names.
//! - **A replica id** tells that a follower asks, which reads what is not committed yet: it has to
//!   be negative, as a client's is.
//! - **A rack** chooses among the replicas of the named partitions. The answer says which broker,
//!   and that broker's address is still the proxy's.
//! - **Members, instances, protocols and assignments** belong to the group that the request names.
//!   Topics in them reach its other members, which have to name them here before they read
//!   anything. So do the ids of topics in a heartbeat (KIP-848): they are what the member owns of
//!   what the group has assigned to it, and the broker only compares.
//! - **A pattern of topics** (KIP-848) would subscribe to others' topics: there must be none.
//! - **The type of a coordinator**: the key of a share group (KIP-932) has a topic id in it, so
//!   only the types for groups and transactions pass.
//! - **A producer id** counts only in the partitions that the request names, or with its
//!   transactional id, which is a name.
//! - **What the cluster allows** its user (Metadata, versions 8 to 10) does not concern the run.
//! - **Tagged fields** (KIP-482) can be added to a version that exists already. Our clients send
//!   none, so there must be none.
//! - **Telemetry** (KIP-714) is what a client reports about itself, and names nothing.
//!
//! Share groups (KIP-932) choose topics by ids. Their requests are not here, and neither is any that
//! creates, deletes, describes or alters something.

use kafka_protocol::messages::ApiKey;

use super::shape::{
    BOOLEAN, FieldKind, GROUP_OR_TRANSACTION, INT8, INT16, INT32, INT64, NO_ID, NO_REPLICA,
    NO_SESSION, NOT_ASKED, PARTITIONS, Shape, UUID, always, since, within,
};
use crate::lab::proxy::{membership, produce};

/// The newest version of a request that may pass; `None` for a request that may not.
pub(in crate::lab::proxy) fn newest(key: ApiKey) -> Option<i16> {
    shape(key).map(|shape| *shape.versions.end())
}

pub(super) fn shape(key: ApiKey) -> Option<&'static Shape> {
    Some(match key {
        ApiKey::ApiVersions => &API_VERSIONS,
        ApiKey::Produce => &PRODUCE,
        ApiKey::Fetch => &FETCH,
        ApiKey::Metadata => &METADATA,
        ApiKey::ListOffsets => &LIST_OFFSETS,
        ApiKey::OffsetForLeaderEpoch => &OFFSET_FOR_LEADER_EPOCH,
        ApiKey::OffsetCommit => &OFFSET_COMMIT,
        ApiKey::OffsetFetch => &OFFSET_FETCH,
        ApiKey::FindCoordinator => &FIND_COORDINATOR,
        ApiKey::InitProducerId => &INIT_PRODUCER_ID,
        ApiKey::JoinGroup => &JOIN_GROUP,
        ApiKey::SyncGroup => &SYNC_GROUP,
        ApiKey::Heartbeat => &HEARTBEAT,
        ApiKey::LeaveGroup => &LEAVE_GROUP,
        ApiKey::ConsumerGroupHeartbeat => &CONSUMER_GROUP_HEARTBEAT,
        ApiKey::GetTelemetrySubscriptions => &GET_TELEMETRY_SUBSCRIPTIONS,
        ApiKey::PushTelemetry => &PUSH_TELEMETRY,
        _ => return None,
    })
}

const API_VERSIONS: Shape = Shape {
    versions: 0..=4,
    compact_since: 3,
    fields: &[since(3, FieldKind::Text), since(3, FieldKind::Text)],
};

const PRODUCE: Shape = Shape {
    versions: produce::VERSIONS,
    compact_since: 9,
    fields: &[
        always(FieldKind::NameOrNull),
        always(INT16),
        always(INT32),
        always(FieldKind::Structs(&[
            always(FieldKind::Name),
            always(FieldKind::Structs(&[always(INT32), always(FieldKind::Blob)])),
        ])),
    ],
};

const FETCH: Shape = Shape {
    versions: 4..=12,
    compact_since: 12,
    fields: &[
        always(NO_REPLICA),
        always(INT32),
        always(INT32),
        always(INT32),
        always(INT8),
        since(7, NO_SESSION),
        always(FieldKind::Structs(&[
            always(FieldKind::Name),
            always(FieldKind::Structs(&[
                always(INT32),
                since(9, INT32),
                always(INT64),
                since(12, INT32),
                since(5, INT64),
                always(INT32),
            ])),
        ])),
        since(7, FieldKind::Structs(&[always(FieldKind::Name), always(PARTITIONS)])),
        since(11, FieldKind::Text),
    ],
};

const METADATA: Shape = Shape {
    versions: 0..=13,
    compact_since: 9,
    fields: &[
        always(FieldKind::SomeOf(&[since(10, NO_ID), always(FieldKind::Name)])),
        since(4, BOOLEAN),
        within(8..=10, NOT_ASKED),
        since(8, BOOLEAN),
    ],
};

const LIST_OFFSETS: Shape = Shape {
    versions: 1..=10,
    compact_since: 6,
    fields: &[
        always(NO_REPLICA),
        since(2, INT8),
        always(FieldKind::Structs(&[
            always(FieldKind::Name),
            always(FieldKind::Structs(&[always(INT32), since(4, INT32), always(INT64)])),
        ])),
        since(10, INT32),
    ],
};

const OFFSET_FOR_LEADER_EPOCH: Shape = Shape {
    versions: 2..=4,
    compact_since: 4,
    fields: &[
        since(3, NO_REPLICA),
        always(FieldKind::Structs(&[
            always(FieldKind::Name),
            always(FieldKind::Structs(&[always(INT32), always(INT32), always(INT32)])),
        ])),
    ],
};

const OFFSET_COMMIT: Shape = Shape {
    versions: 2..=9,
    compact_since: 8,
    fields: &[
        always(FieldKind::Name),
        always(INT32),
        always(FieldKind::Text),
        since(7, FieldKind::Text),
        within(2..=4, INT64),
        always(FieldKind::Structs(&[
            always(FieldKind::Name),
            always(FieldKind::Structs(&[
                always(INT32),
                always(INT64),
                since(6, INT32),
                always(FieldKind::Text),
            ])),
        ])),
    ],
};

const OFFSET_FETCH: Shape = Shape {
    versions: 1..=9,
    compact_since: 6,
    fields: &[
        // Up to version 7 one group, then a list of them.
        within(1..=7, FieldKind::Name),
        within(1..=7, FieldKind::Structs(&[always(FieldKind::Name), always(PARTITIONS)])),
        since(
            8,
            FieldKind::Structs(&[
                always(FieldKind::Name),
                since(9, FieldKind::Text),
                since(9, INT32),
                always(FieldKind::Structs(&[always(FieldKind::Name), always(PARTITIONS)])),
            ]),
        ),
        since(7, BOOLEAN),
    ],
};

const FIND_COORDINATOR: Shape = Shape {
    versions: 0..=6,
    compact_since: 3,
    fields: &[
        within(0..=3, FieldKind::Name),
        since(1, GROUP_OR_TRANSACTION),
        since(4, FieldKind::Names),
    ],
};

const INIT_PRODUCER_ID: Shape = Shape {
    versions: 0..=5,
    compact_since: 2,
    fields: &[always(FieldKind::NameOrNull), always(INT32), since(3, INT64), since(3, INT16)],
};

const JOIN_GROUP: Shape = Shape {
    versions: membership::VERSIONS,
    compact_since: 6,
    fields: &[
        always(FieldKind::Name),
        always(INT32),
        since(1, INT32),
        always(FieldKind::Text),
        since(5, FieldKind::Text),
        always(FieldKind::Text),
        always(FieldKind::Structs(&[always(FieldKind::Text), always(FieldKind::Blob)])),
        since(8, FieldKind::Text),
    ],
};

const SYNC_GROUP: Shape = Shape {
    versions: 0..=5,
    compact_since: 4,
    fields: &[
        always(FieldKind::Name),
        always(INT32),
        always(FieldKind::Text),
        since(3, FieldKind::Text),
        since(5, FieldKind::Text),
        since(5, FieldKind::Text),
        always(FieldKind::Structs(&[always(FieldKind::Text), always(FieldKind::Blob)])),
    ],
};

const HEARTBEAT: Shape = Shape {
    versions: 0..=4,
    compact_since: 4,
    fields: &[
        always(FieldKind::Name),
        always(INT32),
        always(FieldKind::Text),
        since(3, FieldKind::Text),
    ],
};

const LEAVE_GROUP: Shape = Shape {
    versions: 0..=5,
    compact_since: 4,
    fields: &[
        always(FieldKind::Name),
        within(0..=2, FieldKind::Text),
        since(
            3,
            FieldKind::Structs(&[
                always(FieldKind::Text),
                always(FieldKind::Text),
                since(5, FieldKind::Text),
            ]),
        ),
    ],
};

const CONSUMER_GROUP_HEARTBEAT: Shape = Shape {
    versions: membership::HEARTBEAT_VERSIONS,
    compact_since: 0,
    fields: &[
        always(FieldKind::Name),
        always(FieldKind::Text),
        always(INT32),
        always(FieldKind::Text),
        always(FieldKind::Text),
        always(INT32),
        always(FieldKind::Names),
        since(1, FieldKind::Empty("topics by a pattern")),
        always(FieldKind::Text),
        always(FieldKind::Structs(&[always(UUID), always(PARTITIONS)])),
    ],
};

const GET_TELEMETRY_SUBSCRIPTIONS: Shape =
    Shape { versions: 0..=0, compact_since: 0, fields: &[always(UUID)] };

const PUSH_TELEMETRY: Shape = Shape {
    versions: 0..=0,
    compact_since: 0,
    fields: &[always(UUID), always(INT32), always(BOOLEAN), always(INT8), always(FieldKind::Blob)],
};
