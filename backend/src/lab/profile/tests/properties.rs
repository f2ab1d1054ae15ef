//! Which property each keyword sets, and to what.

use super::given;
use crate::lab::profile::{
    consumer, producer,
    setting::Setting::{self, Bool, Float, Infinite, Integer, None},
    version::ClientVersion::{V2_0_2, V2_3, V3_0},
};

/// Keyword, value, property, text, on 3.0.
#[test]
fn producer_keywords_become_properties() {
    for (name, setting, property, text) in [
        ("client_id", Setting::text("tienda"), "client.id", "tienda"),
        ("enable_idempotence", Bool(false), "enable.idempotence", "false"),
        ("transactional_id", Setting::text("t"), "transactional.id", "t"),
        ("transactional_id", Setting::text("t"), "delivery.timeout.ms", "60000"),
        ("transaction_timeout_ms", Integer(10), "transaction.timeout.ms", "1000"),
        ("delivery_timeout_ms", Integer(90_000), "delivery.timeout.ms", "90000"),
        ("acks", Setting::text("all"), "acks", "-1"),
        ("acks", Integer(0), "acks", "0"),
        ("compression_type", None, "compression.type", "none"),
        ("compression_type", Setting::text("zstd"), "compression.type", "zstd"),
        ("retries", Infinite, "retries", "2147483647"),
        ("retries", Integer(3), "retries", "3"),
        ("batch_size", Integer(0), "batch.num.messages", "1"),
        ("batch_size", Integer(4096), "batch.size", "4096"),
        ("linger_ms", Float(0.5), "linger.ms", "0.5"),
        (
            "partitioner",
            Setting::object("StickyPartitioner()"),
            "sticky.partitioning.linger.ms",
            "10",
        ),
        ("connections_max_idle_ms", Integer(60_000), "connections.max.idle.ms", "60000"),
        ("max_request_size", Integer(5_000_000), "message.max.bytes", "5000000"),
        ("allow_auto_create_topics", Bool(false), "allow.auto.create.topics", "false"),
        ("metadata_max_age_ms", Integer(1000), "topic.metadata.refresh.interval.ms", "1000"),
        (
            "client_dns_lookup",
            Setting::text("resolve_canonical_bootstrap_servers_only"),
            "client.dns.lookup",
            "resolve_canonical_bootstrap_servers_only",
        ),
        ("retry_backoff_ms", Integer(250), "retry.backoff.ms", "250"),
        ("retry_backoff_ms", Integer(250), "retry.backoff.max.ms", "250"),
        ("request_timeout_ms", Integer(2000), "request.timeout.ms", "2000"),
        ("request_timeout_ms", Integer(2000), "socket.timeout.ms", "2000"),
        ("receive_message_max_bytes", Integer(5000), "receive.message.max.bytes", "5000"),
        ("receive_buffer_bytes", None, "socket.receive.buffer.bytes", "0"),
        ("send_buffer_bytes", Integer(8192), "socket.send.buffer.bytes", "8192"),
        ("reconnect_backoff_ms", Integer(40_000), "reconnect.backoff.max.ms", "40000"),
        (
            "max_in_flight_requests_per_connection",
            Integer(1),
            "max.in.flight.requests.per.connection",
            "1",
        ),
    ] {
        let profile = producer(V3_0, &given([(name, setting.clone())])).unwrap();
        assert_eq!(profile.properties[property], text, "{name}={setting}");
    }
}

#[test]
fn consumer_keywords_become_properties() {
    let group = ("group_id", Setting::text("facturas"));
    for (name, setting, property, text) in [
        ("group_id", Setting::text("facturas"), "group.id", "facturas"),
        ("group_id", Setting::text("facturas"), "enable.auto.commit", "true"),
        ("client_rack", Setting::text("a"), "client.rack", "a"),
        ("group_instance_id", Setting::text("uno"), "group.instance.id", "uno"),
        ("fetch_max_wait_ms", Integer(100), "fetch.wait.max.ms", "100"),
        ("fetch_min_bytes", Integer(0), "fetch.min.bytes", "1"),
        ("fetch_max_bytes", Integer(5000), "message.max.bytes", "5000"),
        ("fetch_max_bytes", Integer(200_000_000), "receive.message.max.bytes", "201048576"),
        ("max_partition_fetch_bytes", Integer(1000), "max.partition.fetch.bytes", "1000"),
        ("request_timeout_ms", Integer(400_000), "socket.timeout.ms", "300000"),
        ("auto_offset_reset", Setting::text("earliest"), "auto.offset.reset", "earliest"),
        ("auto_offset_reset", Setting::text("none"), "auto.offset.reset", "error"),
        ("auto_offset_reset", Setting::text("largest"), "auto.offset.reset", "latest"),
        ("enable_auto_commit", Bool(false), "enable.auto.commit", "false"),
        ("auto_commit_interval_ms", Integer(0), "auto.commit.interval.ms", "1"),
        ("check_crcs", Bool(false), "check.crcs", "false"),
        ("isolation_level", Setting::text("read_committed"), "isolation.level", "read_committed"),
        (
            "partition_assignment_strategy",
            Setting::object("[CooperativeStickyAssignor]"),
            "partition.assignment.strategy",
            "cooperative-sticky",
        ),
        ("max_poll_interval_ms", Integer(1000), "max.poll.interval.ms", "45000"),
        ("session_timeout_ms", Integer(6000), "session.timeout.ms", "6000"),
        ("heartbeat_interval_ms", Integer(0), "heartbeat.interval.ms", "1"),
    ] {
        let profile = consumer(V3_0, &given([group.clone(), (name, setting.clone())])).unwrap();
        assert_eq!(profile.properties[property], text, "{name}={setting}");
    }
}

#[test]
fn defaults_that_differ_in_librdkafka_are_sent() {
    for (version, acks, retries, idempotence, delivery) in [
        (V2_0_2, "1", "0", "false", "60100"),
        (V2_3, "1", "2147483647", "false", "120000"),
        (V3_0, "-1", "2147483647", "true", "120000"),
    ] {
        let properties = producer(version, &given([])).unwrap().properties;
        for (property, text) in [
            ("acks", acks),
            ("retries", retries),
            ("enable.idempotence", idempotence),
            ("delivery.timeout.ms", delivery),
            ("linger.ms", "0"),
            ("batch.size", "16384"),
            ("message.max.bytes", "1048576"),
            ("partitioner", "murmur2_random"),
            ("sticky.partitioning.linger.ms", "0"),
            ("max.in.flight.requests.per.connection", "5"),
            ("queue.buffering.max.messages", "0"),
        ] {
            assert_eq!(properties[property], text, "{version:?} {property}");
        }
    }
    for (version, session) in [(V2_0_2, "10000"), (V2_3, "10000"), (V3_0, "45000")] {
        let properties = consumer(version, &given([])).unwrap().properties;
        for (property, text) in [
            ("session.timeout.ms", session),
            ("isolation.level", "read_uncommitted"),
            ("allow.auto.create.topics", "true"),
            ("check.crcs", "true"),
            ("enable.auto.offset.store", "false"),
            ("enable.auto.commit", "false"),
        ] {
            assert_eq!(properties[property], text, "{version:?} {property}");
        }
        assert!(!properties.contains_key("group.id"));
    }
}
