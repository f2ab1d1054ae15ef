//! Fields that name something without being names, and fields that could name something but do not.

use std::ops::RangeInclusive;

use kafka_protocol::{
    messages::{
        ConsumerGroupHeartbeatRequest, FetchRequest, FindCoordinatorRequest, GroupId,
        HeartbeatRequest, InitProducerIdRequest, ListOffsetsRequest, MetadataRequest,
        OffsetFetchRequest, OffsetForLeaderEpochRequest, RequestKind, TopicName,
        metadata_request::MetadataRequestTopic,
    },
    protocol::StrBytes,
};
use uuid::Uuid;

use super::{frames::frame, *};

fn own() -> StrBytes {
    StrBytes::from_string(format!("{NAMES}1.1.orders"))
}

fn all_pass(key: ApiKey, versions: RangeInclusive<i16>, request: impl Into<RequestKind>) {
    check(key, versions, &request.into(), true);
}

fn none_passes(key: ApiKey, versions: RangeInclusive<i16>, request: impl Into<RequestKind>) {
    check(key, versions, &request.into(), false);
}

fn check(key: ApiKey, versions: RangeInclusive<i16>, request: &RequestKind, expected: bool) {
    let guard = guard();
    let sentry = authenticated_sentry(&guard);
    for version in versions {
        let judged = judged(&sentry, frame(key, version, request));
        assert_eq!(judged.is_ok(), expected, "{version} of {request:?}: {judged:?}");
    }
}

#[test]
fn metadata_is_of_topics_by_name() {
    let key = ApiKey::Metadata;
    let of = |topics| MetadataRequest::default().with_topics(topics);
    let topic = |name: Option<StrBytes>, id| {
        let topic = MetadataRequestTopic::default().with_name(name.map(TopicName));
        of(Some(vec![topic.with_topic_id(id)]))
    };
    let id = Uuid::from_u128(7);
    all_pass(key, 0..=13, topic(Some(own()), Uuid::nil()));
    none_passes(key, 10..=13, topic(Some(own()), id));
    none_passes(key, 10..=13, topic(None, id));
    none_passes(key, 10..=13, topic(None, Uuid::nil()));

    // Null asks for all topics; an empty list for all in version 0, and only for the brokers since
    // then.
    none_passes(key, 0..=13, of(None));
    none_passes(key, 0..=0, of(Some(Vec::new())));
    all_pass(key, 1..=13, of(Some(Vec::new())));
    let allowed = of(Some(Vec::new())).with_include_cluster_authorized_operations(true);
    none_passes(key, 8..=10, allowed);
}

#[test]
fn nothing_is_read_from_a_session_or_as_a_follower() {
    let fetch = || FetchRequest::default().with_replica_id((-1).into());
    all_pass(ApiKey::Fetch, 4..=12, fetch());
    none_passes(ApiKey::Fetch, 7..=12, fetch().with_session_id(7).with_session_epoch(1));
    none_passes(ApiKey::Fetch, 7..=12, fetch().with_session_id(7));
    none_passes(ApiKey::Fetch, 7..=12, fetch().with_session_epoch(0));
    none_passes(ApiKey::Fetch, 4..=12, fetch().with_replica_id(0.into()));

    let offsets = |replica: i32| ListOffsetsRequest::default().with_replica_id(replica.into());
    all_pass(ApiKey::ListOffsets, 1..=10, offsets(-1));
    none_passes(ApiKey::ListOffsets, 1..=10, offsets(1));
    let epoch =
        |replica: i32| OffsetForLeaderEpochRequest::default().with_replica_id(replica.into());
    all_pass(ApiKey::OffsetForLeaderEpoch, 3..=4, epoch(-2));
    none_passes(ApiKey::OffsetForLeaderEpoch, 3..=4, epoch(1));
}

#[test]
fn a_coordinator_is_one_of_a_group_or_a_transaction() {
    let one = |kind| FindCoordinatorRequest::default().with_key(own()).with_key_type(kind);
    let many = |kind| {
        let keys = vec![own(), own()];
        FindCoordinatorRequest::default().with_coordinator_keys(keys).with_key_type(kind)
    };
    all_pass(ApiKey::FindCoordinator, 0..=3, one(0));
    all_pass(ApiKey::FindCoordinator, 1..=3, one(1));
    all_pass(ApiKey::FindCoordinator, 4..=6, many(1));
    none_passes(ApiKey::FindCoordinator, 1..=3, one(2));
    none_passes(ApiKey::FindCoordinator, 4..=6, many(2));
    none_passes(ApiKey::FindCoordinator, 1..=3, one(-1));
}

#[test]
fn a_member_subscribes_to_topics_by_name() {
    let (key, group) = (ApiKey::ConsumerGroupHeartbeat, GroupId(own()));
    let heartbeat = || ConsumerGroupHeartbeatRequest::default().with_group_id(group.clone());
    all_pass(key, 0..=1, heartbeat());
    all_pass(key, 1..=1, heartbeat().with_subscribed_topic_regex(Some(StrBytes::default())));
    none_passes(key, 1..=1, heartbeat().with_subscribed_topic_regex(Some(own())));
}

#[test]
fn what_is_left_out_is_nobodys() {
    all_pass(ApiKey::InitProducerId, 0..=5, InitProducerIdRequest::default());
    // All that the group has committed: only topics that the guard let it commit.
    let all = OffsetFetchRequest::default().with_group_id(GroupId(own())).with_topics(None);
    all_pass(ApiKey::OffsetFetch, 2..=7, all);
    none_passes(ApiKey::Heartbeat, 0..=4, HeartbeatRequest::default());
}

#[test]
fn a_tagged_field_is_unknown_whatever_it_says() {
    let metadata = || MetadataRequest::default().with_topics(Some(Vec::new()));
    let tag = || Bytes::from_static(b"b.0198.1.1.orders");
    none_passes(ApiKey::Metadata, 9..=13, metadata().with_unknown_tagged_field(9, tag()));
    let topic = MetadataRequestTopic::default().with_name(Some(TopicName(own())));
    let topic = topic.with_unknown_tagged_field(9, tag());
    none_passes(ApiKey::Metadata, 9..=13, metadata().with_topics(Some(vec![topic])));
    let fetch = FetchRequest::default().with_replica_id((-1).into());
    none_passes(ApiKey::Fetch, 12..=12, fetch.with_cluster_id(Some(own())));

    let guard = guard();
    let mut in_the_header = BytesMut::new();
    RequestHeader::default()
        .with_request_api_key(ApiKey::Metadata as i16)
        .with_request_api_version(9)
        .with_unknown_tagged_field(9, tag())
        .encode(&mut in_the_header, 2)
        .unwrap();
    metadata().encode(&mut in_the_header, 9).unwrap();
    assert!(!passes(&authenticated_sentry(&guard), in_the_header.freeze()));
}
