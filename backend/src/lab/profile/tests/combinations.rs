//! What kafka-python raises or changes, and what the workbook refuses.

use super::given;
use crate::lab::profile::{
    consumer, producer, python_error,
    refusal::Refusal,
    setting::Setting::{self, Bool, Infinite, Integer},
    version::ClientVersion::{self, V2_0_2, V2_3, V3_0},
};

type Constructor = fn(ClientVersion, &super::Keywords) -> Result<super::super::Profile, Refusal>;

/// `None`: no error. Messages as the three releases print them.
#[test]
fn constructors_raise_what_kafka_python_raises() {
    let acks = ("acks", Integer(1));
    let idempotent = ("enable_idempotence", Bool(true));
    let unknown = ("bootstrap_server", Setting::text("x"));
    let group = ("group_id", Setting::text("g"));
    for (constructor, version, keywords, expected) in [
        (
            producer as Constructor,
            V3_0,
            given([unknown.clone()]),
            "ValueError: Unrecognized configs: {'bootstrap_server': 'x'}",
        ),
        (
            producer,
            V2_3,
            given([unknown.clone()]),
            "AssertionError: Unrecognized configs: {'bootstrap_server': 'x'}",
        ),
        (
            producer,
            V2_0_2,
            given([idempotent.clone()]),
            "AssertionError: Unrecognized configs: {'enable_idempotence': True}",
        ),
        (
            producer,
            V3_0,
            given([("buffer_memory", Integer(1))]),
            "ValueError: Unrecognized configs: {'buffer_memory': 1}",
        ),
        (
            consumer,
            V3_0,
            given([unknown]),
            "KafkaConfigurationError: Unrecognized configs: {'bootstrap_server'}",
        ),
        (
            producer,
            V3_0,
            given([("compression_type", Setting::text("rar"))]),
            "ValueError: Not supported codec: rar",
        ),
        (
            producer,
            V3_0,
            given([idempotent.clone(), acks.clone()]),
            "KafkaConfigurationError: enable_idempotence=True is incompatible with user-provided acks=1",
        ),
        (
            producer,
            V2_3,
            given([idempotent.clone(), acks]),
            "KafkaConfigurationError: Must set 'acks' config to 'all' in order to use the idempotent producer. Otherwise we cannot guarantee idempotence",
        ),
        (
            producer,
            V2_3,
            given([idempotent.clone(), ("retries", Integer(0))]),
            "KafkaConfigurationError: Must set 'retries' to non-zero when using the idempotent producer.",
        ),
        (
            producer,
            V3_0,
            given([("transactional_id", Setting::text("t")), ("enable_idempotence", Bool(false))]),
            "KafkaConfigurationError: Cannot set transactional_id without enable_idempotence.",
        ),
        (
            producer,
            V3_0,
            given([("delivery_timeout_ms", Integer(5000))]),
            "KafkaConfigurationError: Must set delivery_timeout_ms higher than linger_ms + request_timeout_ms",
        ),
        (
            consumer,
            V3_0,
            given([("fetch_max_wait_ms", Integer(30_000))]),
            "KafkaConfigurationError: connections_max_idle_ms (540000) must be larger than request_timeout_ms (30000) which must be larger than fetch_max_wait_ms (30000).",
        ),
        (
            consumer,
            V2_0_2,
            given([group, ("request_timeout_ms", Integer(5000))]),
            "KafkaConfigurationError: Request timeout (5000) must be larger than session timeout (10000)",
        ),
        (
            consumer,
            V3_0,
            given([("group_instance_id", Setting::text("uno"))]),
            "KafkaConfigurationError: group_instance_id requires group_id",
        ),
        (
            consumer,
            V3_0,
            given([("isolation_level", Setting::text("dirty"))]),
            "KafkaConfigurationError: Unrecognized isolation_level",
        ),
    ] {
        let Err(Refusal::Python(error)) = constructor(version, &keywords) else {
            panic!("{version:?} {keywords:?} should raise {expected}");
        };
        assert_eq!(format!("{}: {}", error.class, error.message), expected, "{version:?}");
    }
}

#[test]
fn only_3_0_turns_idempotence_off_silently() {
    for keyword in [
        ("acks", Integer(1)),
        ("acks", Integer(0)),
        ("retries", Integer(0)),
        ("max_in_flight_requests_per_connection", Integer(6)),
    ] {
        let profile = producer(V3_0, &given([keyword.clone()])).unwrap();
        assert_eq!(profile.effective["enable_idempotence"], Bool(false), "{keyword:?}");
        assert_eq!(profile.properties["enable.idempotence"], "false", "{keyword:?}");
        assert_eq!(profile.warnings.len(), 1, "{keyword:?}");
        assert!(profile.warnings[0].es.contains("idempotencia"), "{keyword:?}");
    }
    for harmless in [("acks", Setting::text("all")), ("retries", Infinite)] {
        let profile = producer(V3_0, &given([harmless])).unwrap();
        assert_eq!(profile.effective["enable_idempotence"], Bool(true));
        assert_eq!(profile.warnings, []);
    }
}

#[test]
fn idempotence_on_2_3_sets_acks_all_and_one_in_flight() {
    let profile = producer(V2_3, &given([("enable_idempotence", Bool(true))])).unwrap();
    assert_eq!(profile.properties["acks"], "-1");
    assert_eq!(profile.properties["max.in.flight.requests.per.connection"], "1");
}

#[test]
fn addresses_credentials_and_paths_are_set_by_the_workbook() {
    for name in [
        "bootstrap_servers",
        "security_protocol",
        "ssl_context",
        "ssl_check_hostname",
        "ssl_cafile",
        "ssl_certfile",
        "ssl_keyfile",
        "ssl_crlfile",
        "ssl_password",
        "ssl_ciphers",
        "sasl_mechanism",
        "sasl_plain_username",
        "sasl_plain_password",
        "sasl_kerberos_name",
        "sasl_kerberos_service_name",
        "sasl_kerberos_domain_name",
        "sasl_oauth_token_provider",
        "proxy_url",
        "socks5_proxy",
    ] {
        for constructor in [producer as Constructor, consumer] {
            let refusal = constructor(V3_0, &given([(name, Setting::text("/etc/passwd"))]));
            let Err(Refusal::Workbook { keyword, .. }) = refusal else {
                panic!("{name} should be refused, got {refusal:?}");
            };
            assert_eq!(keyword, name);
        }
    }
}

#[test]
fn values_that_no_client_can_have_are_refused() {
    for (name, setting) in [
        ("acks", Setting::text("1")),
        ("client_id", Setting::text("a\0b")),
        ("linger_ms", Setting::text("fast")),
        ("enable_idempotence", Setting::text("yes")),
        ("partitioner", Setting::object("lambda key, all, available: 0")),
    ] {
        let refusal = producer(V2_3, &given([(name, setting.clone())]));
        assert!(
            matches!(refusal, Err(Refusal::Workbook { keyword, .. }) if keyword == name),
            "{setting}: {refusal:?}"
        );
    }
}

#[test]
fn a_keyword_without_effect_is_reported_once() {
    let profile = producer(V2_3, &given([("buffer_memory", Integer(1))])).unwrap();
    assert_eq!(profile.warnings.len(), 1);
    let profile = producer(V3_0, &given([("api_version", Setting::object("(2, 6)"))])).unwrap();
    assert_eq!(profile.warnings.len(), 1);
}

#[test]
fn a_value_that_is_not_bytes_raises_by_release() {
    for version in [V2_0_2, V2_3] {
        let error = python_error::unsupported_value(version, "dict");
        assert_eq!((error.class, error.message.as_str()), ("AssertionError", ""));
    }
    let error = python_error::unsupported_value(V3_0, "dict");
    assert_eq!(error.class, "TypeError");
    assert_eq!(error.message, "Unsupported type for serialized value: <class 'dict'>");
}

/// As the three releases printed them, for a topic of three partitions.
#[test]
fn a_reset_that_is_none_raises_what_kafka_python_raises() {
    let message = |version, partitions: &[u32]| {
        let of_topic = partitions.iter().map(|partition| ("pedidos", *partition)).collect();
        let error = python_error::no_offset(version, of_topic)?;
        assert_eq!(error.class, "NoOffsetForPartitionError");
        Some(error.message)
    };
    for version in [V2_3, V3_0] {
        assert_eq!(
            message(version, &[2, 0]).as_deref(),
            Some(
                "{TopicPartition(topic='pedidos', partition=0), \
                 TopicPartition(topic='pedidos', partition=2)}"
            )
        );
    }
    assert_eq!(
        message(V2_0_2, &[2, 0]).as_deref(),
        Some("TopicPartition(topic='pedidos', partition=0)")
    );
    assert_eq!(message(V3_0, &[]), None);
}

#[test]
fn only_3_0_warns_of_a_plain_function_as_deserializer() {
    let lambda = given([("value_deserializer", Setting::object("lambda x: x.decode('utf-8')"))]);
    for version in [V2_0_2, V2_3] {
        assert_eq!(consumer(version, &lambda).unwrap().warnings, []);
    }
    let warnings = consumer(V3_0, &lambda).unwrap().warnings;
    assert_eq!(warnings.len(), 1);
    assert!(warnings[0].en.contains(
        "DeprecationWarning: value_deserializer does not implement kafka.serializer.Deserializer"
    ));
    let lambda = given([("value_serializer", Setting::object("lambda x: str(x).encode()"))]);
    assert_eq!(producer(V3_0, &lambda).unwrap().warnings, []);
}

#[test]
fn a_protocol_that_kafka_4_does_not_understand_is_refused() {
    for (constructor, version) in [(producer as Constructor, V2_0_2), (consumer, V2_3)] {
        for old in ["(0, 9)", "(0,10)", "(0, 10, 2)"] {
            let refusal = constructor(version, &given([("api_version", Setting::object(old))]));
            let Err(Refusal::Workbook { keyword: "api_version", text }) = refusal else {
                panic!("{old}: {refusal:?}");
            };
            assert!(text.es.contains("ningún registro llega"), "{}", text.es);
        }
        for understood in ["(0, 11)", "(1, 0)", "(2, 5)"] {
            let profile =
                constructor(version, &given([("api_version", Setting::object(understood))]));
            assert_eq!(profile.unwrap().warnings.len(), 1, "{understood}");
        }
    }
    // Tried: with the first, a member receives nothing; with the second, everything.
    let on_2_0_2 =
        |source| consumer(V2_0_2, &given([("api_version", Setting::object(source))])).is_ok();
    assert!(!on_2_0_2("(0, 11)") && on_2_0_2("(0, 11, 0)"));
}
