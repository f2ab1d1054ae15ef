//! Every profile starts a librdkafka client, whatever kafka-python would accept.

use proptest::prelude::*;
use rdkafka::{
    ClientConfig,
    consumer::BaseConsumer,
    producer::{BaseProducer, DefaultProducerContext},
};

use super::given;
use crate::lab::profile::{
    Profile, consumer, producer,
    refusal::Refusal,
    setting::Setting::{self, Bool, Float, Infinite, Integer},
    version::ClientVersion,
};

#[test]
fn every_producer_starts() {
    let transactional = ("transactional_id", Setting::text("t-1"));
    for version in ClientVersion::ALL {
        start_producer(&producer(version, &given([])).unwrap());
        for (name, setting) in [
            ("acks", Setting::text("all")),
            ("acks", Integer(0)),
            ("retries", Integer(0)),
            ("retries", Integer(-3)),
            ("batch_size", Integer(0)),
            ("linger_ms", Float(0.5)),
            ("linger_ms", Integer(50)),
            ("compression_type", Setting::text("gzip")),
            ("compression_type", Setting::text("snappy")),
            ("compression_type", Setting::text("lz4")),
            ("compression_type", Setting::text("zstd")),
            ("retry_backoff_ms", Integer(0)),
            ("max_request_size", Integer(10)),
            ("request_timeout_ms", Integer(1)),
            ("metadata_max_age_ms", Integer(7_200_000)),
            ("reconnect_backoff_ms", Integer(60_000)),
            ("connections_max_idle_ms", Integer(-1)),
            ("max_in_flight_requests_per_connection", Integer(1)),
            ("receive_buffer_bytes", Integer(4096)),
        ] {
            start_producer(&producer(version, &given([(name, setting)])).unwrap());
        }
        if version >= ClientVersion::V2_3 {
            start_producer(&producer(version, &given([transactional.clone()])).unwrap());
            let short = ("request_timeout_ms", Integer(100));
            let linger = ("linger_ms", Integer(100_000));
            start_producer(
                &producer(version, &given([transactional.clone(), short, linger])).unwrap(),
            );
            start_producer(
                &producer(version, &given([("enable_idempotence", Bool(true))])).unwrap(),
            );
        }
    }
    let memory = given([("buffer_memory", Integer(4_194_304))]);
    start_producer(&producer(ClientVersion::V2_0_2, &memory).unwrap());
}

#[test]
fn every_consumer_starts() {
    let group = ("group_id", Setting::text("facturas"));
    for version in ClientVersion::ALL {
        start_consumer(&consumer(version, &given([])).unwrap());
        start_consumer(&consumer(version, &given([group.clone()])).unwrap());
        for (name, setting) in [
            ("auto_offset_reset", Setting::text("none")),
            ("auto_offset_reset", Setting::text("smallest")),
            ("auto_commit_interval_ms", Integer(0)),
            ("fetch_min_bytes", Integer(0)),
            ("fetch_max_bytes", Integer(100)),
            ("fetch_max_bytes", Integer(2_000_000_000)),
            ("heartbeat_interval_ms", Integer(0)),
            ("max_poll_interval_ms", Integer(100)),
            ("receive_buffer_bytes", Integer(4096)),
            ("reconnect_backoff_max_ms", Integer(1)),
            ("request_timeout_ms", Integer(400_000)),
            ("consumer_timeout_ms", Infinite),
            ("exclude_internal_topics", Bool(false)),
            ("partition_assignment_strategy", Setting::object("[RoundRobinPartitionAssignor]")),
        ] {
            let keywords = given([group.clone(), (name, setting)]);
            start_consumer(&consumer(version, &keywords).unwrap());
        }
        if version >= ClientVersion::V2_3 {
            let small = ("receive_message_max_bytes", Integer(2000));
            start_consumer(&consumer(version, &given([group.clone(), small])).unwrap());
            let member = ("group_instance_id", Setting::text("uno"));
            start_consumer(&consumer(version, &given([group.clone(), member])).unwrap());
        }
    }
    let sticky = Setting::object("[CooperativeStickyAssignor]");
    let keywords = given([group, ("partition_assignment_strategy", sticky)]);
    start_consumer(&consumer(ClientVersion::V3_0, &keywords).unwrap());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Any numbers at all: there is a refusal, or a client.
    #[test]
    fn whatever_numbers_are_given_a_client_starts_or_is_refused(
        version in prop::sample::select(&ClientVersion::ALL[..]),
        producing in any::<bool>(),
        numbers in prop::collection::btree_map(0..NUMBERS.len(), any_number(), 0..6),
    ) {
        let make = if producing { producer } else { consumer };
        let known = make(version, &given([])).unwrap().effective;
        let keywords = numbers
            .into_iter()
            .map(|(index, number)| (NUMBERS[index].to_owned(), number))
            .filter(|(name, _)| known.contains_key(name.as_str()));
        match make(version, &keywords.collect()) {
            Ok(profile) if producing => start_producer(&profile),
            Ok(profile) => start_consumer(&profile),
            Err(refusal) => prop_assert!(matches!(refusal, Refusal::Python(_)), "{refusal:?}"),
        }
    }
}

const NUMBERS: &[&str] = &[
    "acks",
    "auto_commit_interval_ms",
    "batch_size",
    "connections_max_idle_ms",
    "delivery_timeout_ms",
    "fetch_max_bytes",
    "fetch_max_wait_ms",
    "heartbeat_interval_ms",
    "linger_ms",
    "max_in_flight_requests_per_connection",
    "max_partition_fetch_bytes",
    "max_poll_interval_ms",
    "max_request_size",
    "metadata_max_age_ms",
    "receive_message_max_bytes",
    "reconnect_backoff_max_ms",
    "reconnect_backoff_ms",
    "request_timeout_ms",
    "retries",
    "retry_backoff_ms",
    "session_timeout_ms",
    "transaction_timeout_ms",
];

fn any_number() -> impl Strategy<Value = Setting> {
    prop_oneof![
        (-3_i64..2000).prop_map(Integer),
        (0_i64..10_000_000).prop_map(Integer),
        any::<i64>().prop_map(Integer),
        (-10.0..1e7).prop_map(Float),
        Just(Infinite),
    ]
}

fn start_producer(profile: &Profile) {
    let client = config(profile).create::<BaseProducer<DefaultProducerContext>>();
    assert!(client.is_ok(), "{:?}: {:?}", client.err(), profile.properties);
}

fn start_consumer(profile: &Profile) {
    let mut config = config(profile);
    if !profile.properties.contains_key("group.id") {
        config.set("group.id", "nobody");
    }
    let client = config.create::<BaseConsumer>();
    assert!(client.is_ok(), "{:?}: {:?}", client.err(), profile.properties);
}

/// Without `bootstrap.servers` the client connects to nothing.
fn config(profile: &Profile) -> ClientConfig {
    let mut config = ClientConfig::new();
    for (property, text) in &profile.properties {
        config.set(*property, text);
    }
    config
}
