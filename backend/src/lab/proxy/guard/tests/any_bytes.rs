//! Arbitrary bytes, before and after authentication, checked a second time with `kafka-protocol`.

use kafka_protocol::messages::RequestKind;
use proptest::{collection::vec, prelude::*, sample::select};

use super::*;

/// The names in a request, as `kafka-protocol` reads them.
fn named(request: RequestKind) -> Vec<StrBytes> {
    match request {
        RequestKind::Produce(asked) => {
            let topics = asked.topic_data.into_iter().map(|topic| topic.name.0);
            topics.chain(asked.transactional_id.map(|id| id.0)).collect()
        }
        RequestKind::Fetch(asked) => {
            let forgotten = asked.forgotten_topics_data.into_iter().map(|topic| topic.topic.0);
            asked.topics.into_iter().map(|topic| topic.topic.0).chain(forgotten).collect()
        }
        RequestKind::Metadata(asked) => {
            let topics = asked.topics.expect("not all topics");
            topics.into_iter().map(|topic| topic.name.expect("a name").0).collect()
        }
        RequestKind::ListOffsets(asked) => {
            asked.topics.into_iter().map(|topic| topic.name.0).collect()
        }
        RequestKind::OffsetForLeaderEpoch(asked) => {
            asked.topics.into_iter().map(|topic| topic.topic.0).collect()
        }
        RequestKind::OffsetCommit(asked) => {
            let topics = asked.topics.into_iter().map(|topic| topic.name.0);
            topics.chain([asked.group_id.0]).collect()
        }
        RequestKind::OffsetFetch(asked) => {
            let topics = asked.topics.into_iter().flatten().map(|topic| topic.name.0);
            let many = asked.groups.into_iter().flat_map(|group| {
                let topics = group.topics.into_iter().flatten().map(|topic| topic.name.0);
                topics.chain([group.group_id.0]).collect::<Vec<_>>()
            });
            // Either one group or many: the other is empty.
            let one = Some(asked.group_id.0).filter(|group| !group.is_empty());
            topics.chain(many).chain(one).collect()
        }
        RequestKind::FindCoordinator(asked) => {
            let one = Some(asked.key).filter(|key| !key.is_empty());
            asked.coordinator_keys.into_iter().chain(one).collect()
        }
        RequestKind::InitProducerId(asked) => {
            asked.transactional_id.into_iter().map(|id| id.0).collect()
        }
        RequestKind::JoinGroup(asked) => vec![asked.group_id.0],
        RequestKind::SyncGroup(asked) => vec![asked.group_id.0],
        RequestKind::Heartbeat(asked) => vec![asked.group_id.0],
        RequestKind::LeaveGroup(asked) => vec![asked.group_id.0],
        RequestKind::ConsumerGroupHeartbeat(asked) => {
            let topics = asked.subscribed_topic_names.into_iter().flatten().map(|topic| topic.0);
            topics.chain([asked.group_id.0]).collect()
        }
        RequestKind::ApiVersions(_)
        | RequestKind::GetTelemetrySubscriptions(_)
        | RequestKind::PushTelemetry(_) => Vec::new(),
        other => panic!("{other:?} went on"),
    }
}

/// A forwarded request is complete, and about the run. A transactional id may be empty: Kafka
/// refuses it.
fn assert_is_about_the_run(bytes: Bytes) {
    let Request { api_key, version, mut bytes, .. } = Request::read(bytes).unwrap();
    let key = ApiKey::try_from(api_key).unwrap();
    let header = RequestHeader::decode(&mut bytes, key.request_header_version(version));
    // The walk lets strings pass that are not UTF-8, which this decoder does not read.
    if header.is_ok()
        && let Ok(request) = RequestKind::decode(key, &mut bytes, version)
    {
        assert!(bytes.is_empty(), "{request:?}");
        for name in named(request.clone()) {
            assert!(name.is_empty() || name.starts_with(NAMES), "{request:?}");
        }
    }
}

fn known() -> impl Strategy<Value = (ApiKey, i16)> {
    select(KINDS.to_vec()).prop_flat_map(|key| (Just(key), versions(key)))
}

proptest! {
    #[test]
    fn a_stranger_sends_any_bytes(bytes in vec(any::<u8>(), 0..80)) {
        let guard = guard();
        let sentry = Sentry::new(Some(&guard));
        let is_versions = bytes.starts_with(&[0, ApiKey::ApiVersions as u8]);
        prop_assert!(!passes(&sentry, bytes.into()) || is_versions);
        prop_assert!(!sentry.is_authenticated.load(Ordering::Relaxed));
    }

    #[test]
    fn a_stranger_sends_any_request(
        key in -1..=100_i16,
        version in -1..=20_i16,
        bytes in vec(any::<u8>(), 0..80),
    ) {
        let guard = guard();
        let sentry = Sentry::new(Some(&guard));
        let bytes = [&header(key, version, 1)[..], &bytes].concat();
        prop_assert!(!passes(&sentry, bytes.into()) || key == ApiKey::ApiVersions as i16);
        prop_assert!(!sentry.is_authenticated.load(Ordering::Relaxed));
    }

    #[test]
    fn a_client_sends_any_bytes((key, version) in known(), bytes in vec(any::<u8>(), 0..200)) {
        let guard = guard();
        let header = header(key as i16, version, key.request_header_version(version));
        let bytes = Bytes::from([&header[..], &bytes].concat());
        if passes(&authenticated_sentry(&guard), bytes.clone()) {
            assert_is_about_the_run(bytes);
        }
    }

    #[test]
    fn a_client_sends_a_request_with_changes(
        (key, version) in known(),
        changes in vec((4_usize..400, any::<u8>()), 1..6),
    ) {
        let guard = guard();
        let mut bytes = about(Names::OWN, key, version).to_vec();
        for (place, value) in changes {
            // After the API key and the version.
            let length = bytes.len();
            bytes[4 + place % (length - 4)] = value;
        }
        let bytes = Bytes::from(bytes);
        if passes(&authenticated_sentry(&guard), bytes.clone()) {
            assert_is_about_the_run(bytes);
        }
    }
}
