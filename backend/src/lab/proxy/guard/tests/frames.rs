//! A request of each kind that clients send, with a name in every place that can have one.

use bytes::{Bytes, BytesMut};
use kafka_protocol::{
    messages::{
        ApiKey, ApiVersionsRequest, ConsumerGroupHeartbeatRequest, FetchRequest,
        FindCoordinatorRequest, GetTelemetrySubscriptionsRequest, GroupId, HeartbeatRequest,
        InitProducerIdRequest, JoinGroupRequest, LeaveGroupRequest, ListOffsetsRequest,
        MetadataRequest, OffsetCommitRequest, OffsetFetchRequest, OffsetForLeaderEpochRequest,
        ProduceRequest, PushTelemetryRequest, RequestHeader, RequestKind, SyncGroupRequest,
        TopicName, TransactionalId,
        consumer_group_heartbeat_request::TopicPartitions,
        fetch_request::{FetchPartition, FetchTopic, ForgottenTopic},
        join_group_request::JoinGroupRequestProtocol,
        leave_group_request::MemberIdentity,
        list_offsets_request::{ListOffsetsPartition, ListOffsetsTopic},
        metadata_request::MetadataRequestTopic,
        offset_commit_request::{OffsetCommitRequestPartition, OffsetCommitRequestTopic},
        offset_fetch_request::{
            OffsetFetchRequestGroup, OffsetFetchRequestTopic, OffsetFetchRequestTopics,
        },
        offset_for_leader_epoch_request::{OffsetForLeaderPartition, OffsetForLeaderTopic},
        produce_request::{PartitionProduceData, TopicProduceData},
        sync_group_request::SyncGroupRequestAssignment,
    },
    protocol::{Encodable, StrBytes},
};

/// The prefix of the run's names.
pub(super) const NAMES: &str = "b.0198.";

/// Every kind of request that a client may send once it is authenticated.
pub(super) const KINDS: [ApiKey; 17] = [
    ApiKey::ApiVersions,
    ApiKey::Produce,
    ApiKey::Fetch,
    ApiKey::Metadata,
    ApiKey::ListOffsets,
    ApiKey::OffsetForLeaderEpoch,
    ApiKey::OffsetCommit,
    ApiKey::OffsetFetch,
    ApiKey::FindCoordinator,
    ApiKey::InitProducerId,
    ApiKey::JoinGroup,
    ApiKey::SyncGroup,
    ApiKey::Heartbeat,
    ApiKey::LeaveGroup,
    ApiKey::ConsumerGroupHeartbeat,
    ApiKey::GetTelemetrySubscriptions,
    ApiKey::PushTelemetry,
];

/// Where a request can have a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    Topic,
    SecondTopic,
    ForgottenTopic,
    Group,
    SecondGroup,
    Transaction,
}

impl Place {
    pub(super) const ALL: [Self; 6] = [
        Self::Topic,
        Self::SecondTopic,
        Self::ForgottenTopic,
        Self::Group,
        Self::SecondGroup,
        Self::Transaction,
    ];
}

/// The run's own name in every place, except in the `foreign` one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Names {
    pub foreign: Option<(Place, &'static str)>,
}

impl Names {
    pub(super) const OWN: Self = Self { foreign: None };

    fn at(self, place: Place) -> StrBytes {
        match self.foreign {
            Some((foreign, name)) if foreign == place => StrBytes::from_static_str(name),
            _ => StrBytes::from_string(format!("{NAMES}1.1.{place:?}")),
        }
    }

    fn topics(self) -> [TopicName; 2] {
        [Place::Topic, Place::SecondTopic].map(|place| TopicName(self.at(place)))
    }

    fn group(self) -> GroupId {
        GroupId(self.at(Place::Group))
    }
}

/// The whole frame, without its length.
pub(super) fn frame(key: ApiKey, version: i16, request: &RequestKind) -> Bytes {
    let mut bytes = header(key as i16, version, key.request_header_version(version));
    request.encode(&mut bytes, version).unwrap();
    bytes.freeze()
}

pub(super) fn header(key: i16, version: i16, header_version: i16) -> BytesMut {
    let mut bytes = BytesMut::new();
    RequestHeader::default()
        .with_request_api_key(key)
        .with_request_api_version(version)
        .with_correlation_id(7)
        .with_client_id(Some(StrBytes::from_static_str("client")))
        .encode(&mut bytes, header_version)
        .unwrap();
    bytes
}

/// The frame of one of [`KINDS`].
pub(super) fn about(names: Names, key: ApiKey, version: i16) -> Bytes {
    frame(key, version, &request(names, key, version))
}

fn request(names: Names, key: ApiKey, version: i16) -> RequestKind {
    let text = StrBytes::from_static_str;
    let topics = names.topics();
    match key {
        ApiKey::ApiVersions => ApiVersionsRequest::default()
            .with_client_software_name(text("librdkafka"))
            .with_client_software_version(text("2"))
            .into(),
        ApiKey::Produce => {
            let records = Some(Bytes::from_static(b"records"));
            let partition = PartitionProduceData::default().with_records(records);
            let topic = |name| {
                let partitions = vec![partition.clone(), partition.clone()];
                TopicProduceData::default().with_name(name).with_partition_data(partitions)
            };
            ProduceRequest::default()
                .with_transactional_id(Some(TransactionalId(names.at(Place::Transaction))))
                .with_topic_data(topics.map(topic).to_vec())
                .into()
        }
        ApiKey::Fetch => {
            let partitions = vec![FetchPartition::default(), FetchPartition::default()];
            let topic =
                |name| FetchTopic::default().with_topic(name).with_partitions(partitions.clone());
            let forgotten = ForgottenTopic::default()
                .with_topic(TopicName(names.at(Place::ForgottenTopic)))
                .with_partitions(vec![0, 1]);
            let forgotten = if version < 7 { Vec::new() } else { vec![forgotten] };
            FetchRequest::default()
                .with_replica_id((-1).into())
                .with_topics(topics.map(topic).to_vec())
                .with_forgotten_topics_data(forgotten)
                .with_rack_id(text(if version < 11 { "" } else { "rack" }))
                .into()
        }
        ApiKey::Metadata => {
            let topic = |name| MetadataRequestTopic::default().with_name(Some(name));
            MetadataRequest::default().with_topics(Some(topics.map(topic).to_vec())).into()
        }
        ApiKey::ListOffsets => {
            let partitions = vec![ListOffsetsPartition::default(); 2];
            let topic = |name| {
                ListOffsetsTopic::default().with_name(name).with_partitions(partitions.clone())
            };
            ListOffsetsRequest::default()
                .with_replica_id((-1).into())
                .with_topics(topics.map(topic).to_vec())
                .into()
        }
        ApiKey::OffsetForLeaderEpoch => {
            let partitions = vec![OffsetForLeaderPartition::default(); 2];
            let topic = |name| {
                OffsetForLeaderTopic::default().with_topic(name).with_partitions(partitions.clone())
            };
            OffsetForLeaderEpochRequest::default().with_topics(topics.map(topic).to_vec()).into()
        }
        ApiKey::OffsetCommit => {
            let partitions = vec![OffsetCommitRequestPartition::default(); 2];
            let topic = |name| {
                OffsetCommitRequestTopic::default()
                    .with_name(name)
                    .with_partitions(partitions.clone())
            };
            OffsetCommitRequest::default()
                .with_group_id(names.group())
                .with_topics(topics.map(topic).to_vec())
                .into()
        }
        ApiKey::OffsetFetch if version < 8 => {
            let topic = |name| {
                OffsetFetchRequestTopic::default().with_name(name).with_partition_indexes(vec![0])
            };
            OffsetFetchRequest::default()
                .with_group_id(names.group())
                .with_topics(Some(topics.map(topic).to_vec()))
                .into()
        }
        ApiKey::OffsetFetch => {
            let topic = |name| {
                OffsetFetchRequestTopics::default().with_name(name).with_partition_indexes(vec![0])
            };
            let topics = topics.map(topic).to_vec();
            let group = |group| {
                OffsetFetchRequestGroup::default()
                    .with_group_id(group)
                    .with_topics(Some(topics.clone()))
            };
            let second = GroupId(names.at(Place::SecondGroup));
            OffsetFetchRequest::default()
                .with_groups(vec![group(names.group()), group(second)])
                .into()
        }
        ApiKey::FindCoordinator if version < 4 => {
            FindCoordinatorRequest::default().with_key(names.at(Place::Group)).into()
        }
        ApiKey::FindCoordinator => FindCoordinatorRequest::default()
            .with_coordinator_keys([Place::Group, Place::SecondGroup].map(|at| names.at(at)).into())
            .into(),
        ApiKey::InitProducerId => InitProducerIdRequest::default()
            .with_transactional_id(Some(TransactionalId(names.at(Place::Transaction))))
            .into(),
        ApiKey::JoinGroup => {
            let protocol = JoinGroupRequestProtocol::default()
                .with_name(text("range"))
                .with_metadata(Bytes::from_static(b"subscription"));
            JoinGroupRequest::default()
                .with_group_id(names.group())
                .with_protocol_type(text("consumer"))
                .with_protocols(vec![protocol.clone(), protocol])
                .into()
        }
        ApiKey::SyncGroup => {
            let assignment = SyncGroupRequestAssignment::default().with_member_id(text("member"));
            SyncGroupRequest::default()
                .with_group_id(names.group())
                .with_assignments(vec![assignment.clone(), assignment])
                .into()
        }
        ApiKey::Heartbeat => HeartbeatRequest::default().with_group_id(names.group()).into(),
        ApiKey::LeaveGroup => {
            let member = MemberIdentity::default().with_member_id(text("member"));
            let members = if version < 3 { Vec::new() } else { vec![member.clone(), member] };
            LeaveGroupRequest::default().with_group_id(names.group()).with_members(members).into()
        }
        ApiKey::ConsumerGroupHeartbeat => {
            let owned = TopicPartitions::default().with_partitions(vec![0, 1]);
            ConsumerGroupHeartbeatRequest::default()
                .with_group_id(names.group())
                .with_member_id(text("member"))
                .with_subscribed_topic_names(Some(topics.to_vec()))
                .with_topic_partitions(Some(vec![owned.clone(), owned]))
                .into()
        }
        ApiKey::GetTelemetrySubscriptions => GetTelemetrySubscriptionsRequest::default().into(),
        ApiKey::PushTelemetry => PushTelemetryRequest::default().into(),
        other => panic!("{other:?} is none of `KINDS`"),
    }
}
