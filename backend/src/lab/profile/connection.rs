//! The keywords that producer and consumer share, with the same defaults: connections, metadata,
//! security, metrics.

use super::{
    conversion::Conversion::{Choice, ChoiceOr, Switch, Whole, WholeOrSystem},
    keyword::{
        Defaults::{Each, Every, Only2_0, Since2_3, Since3_0, Until2_3},
        Keyword,
        Treatment::{Client, NoEffect, Reserved, Send},
    },
    refusal::Refusal,
    setting::Setting::{self, Bool, Integer, None},
    settings::Settings,
};

const NODELAY: Setting = Setting::object("[(6, 1, 1)]");
const INT_MAX: i64 = i32::MAX as i64;

/// Read from `DEFAULT_CONFIG` of both classes in each release.
#[rustfmt::skip]
pub(super) static KEYWORDS: &[Keyword] = &[
    Keyword { name: "bootstrap_servers", defaults: Every(Setting::text("localhost")), role: Reserved },
    Keyword { name: "connections_max_idle_ms", defaults: Every(Integer(540_000)), role: Send(&[("connections.max.idle.ms", Whole { min: 0, max: INT_MAX })]) },
    // 2.0.2 has no such setting, and the broker's decides: topics are created on demand.
    Keyword { name: "allow_auto_create_topics", defaults: Since2_3 { before: Bool(true), v2_3: Bool(true), v3_0: Bool(true) }, role: Send(&[("allow.auto.create.topics", Switch)]) },
    // `metadata.max.age.ms` is something else: how long cached metadata is valid.
    Keyword { name: "metadata_max_age_ms", defaults: Every(Integer(300_000)), role: Send(&[("topic.metadata.refresh.interval.ms", Whole { min: -1, max: 3_600_000 })]) },
    Keyword { name: "client_dns_lookup", defaults: Since3_0 { before: Setting::text("use_all_dns_ips"), default: Setting::text("use_all_dns_ips") }, role: Send(&[("client.dns.lookup", Choice(&[("'use_all_dns_ips'", "use_all_dns_ips"), ("'resolve_canonical_bootstrap_servers_only'", "resolve_canonical_bootstrap_servers_only")]))]) },
    // Constant in kafka-python; librdkafka doubles it unless both limits are equal.
    Keyword { name: "retry_backoff_ms", defaults: Every(Integer(100)), role: Send(&[("retry.backoff.ms", Whole { min: 1, max: 300_000 }), ("retry.backoff.max.ms", Whole { min: 1, max: 300_000 })]) },
    // 2.0.2 has no such limit.
    Keyword { name: "receive_message_max_bytes", defaults: Since2_3 { before: Integer(INT_MAX), v2_3: Integer(1_000_000), v3_0: Integer(100_000_000) }, role: Send(&[("receive.message.max.bytes", Whole { min: 1000, max: INT_MAX })]) },
    Keyword { name: "receive_buffer_bytes", defaults: Every(None), role: Send(&[("socket.receive.buffer.bytes", WholeOrSystem { max: 100_000_000 })]) },
    Keyword { name: "send_buffer_bytes", defaults: Every(None), role: Send(&[("socket.send.buffer.bytes", WholeOrSystem { max: 100_000_000 })]) },
    // Only the default has a counterpart: TCP_NODELAY is on.
    Keyword { name: "socket_options", defaults: Every(NODELAY), role: Send(&[("socket.nagle.disable", ChoiceOr(&[], "true"))]) },
    Keyword { name: "reconnect_backoff_ms", defaults: Every(Integer(50)), role: Send(&[("reconnect.backoff.ms", Whole { min: 0, max: 3_600_000 })]) },
    Keyword { name: "reconnect_backoff_max_ms", defaults: Each(Integer(1000), Integer(30_000), Integer(30_000)), role: Send(&[("reconnect.backoff.max.ms", Whole { min: 0, max: 3_600_000 })]) },
    Keyword { name: "max_in_flight_requests_per_connection", defaults: Every(Integer(5)), role: Send(&[("max.in.flight.requests.per.connection", Whole { min: 1, max: 1_000_000 })]) },
    Keyword { name: "security_protocol", defaults: Every(Setting::text("PLAINTEXT")), role: Reserved },
    Keyword { name: "ssl_context", defaults: Every(None), role: Reserved },
    Keyword { name: "ssl_check_hostname", defaults: Every(Bool(true)), role: Reserved },
    Keyword { name: "ssl_cafile", defaults: Every(None), role: Reserved },
    Keyword { name: "ssl_certfile", defaults: Every(None), role: Reserved },
    Keyword { name: "ssl_keyfile", defaults: Every(None), role: Reserved },
    Keyword { name: "ssl_crlfile", defaults: Every(None), role: Reserved },
    Keyword { name: "ssl_password", defaults: Every(None), role: Reserved },
    Keyword { name: "ssl_ciphers", defaults: Every(None), role: Reserved },
    Keyword { name: "sasl_mechanism", defaults: Every(None), role: Reserved },
    Keyword { name: "sasl_plain_username", defaults: Every(None), role: Reserved },
    Keyword { name: "sasl_plain_password", defaults: Every(None), role: Reserved },
    Keyword { name: "sasl_kerberos_name", defaults: Since2_3 { before: None, v2_3: None, v3_0: None }, role: Reserved },
    Keyword { name: "sasl_kerberos_service_name", defaults: Every(Setting::text("kafka")), role: Reserved },
    Keyword { name: "sasl_kerberos_domain_name", defaults: Every(None), role: Reserved },
    Keyword { name: "sasl_oauth_token_provider", defaults: Every(None), role: Reserved },
    Keyword { name: "proxy_url", defaults: Since3_0 { before: None, default: None }, role: Reserved },
    Keyword { name: "socks5_proxy", defaults: Since2_3 { before: None, v2_3: None, v3_0: None }, role: Reserved },
    Keyword { name: "api_version", defaults: Every(None), role: NoEffect },
    Keyword { name: "api_version_auto_timeout_ms", defaults: Until2_3 { default: Integer(2000), after: None }, role: NoEffect },
    Keyword { name: "bootstrap_timeout_ms", defaults: Since3_0 { before: None, default: Integer(30_000) }, role: Client },
    Keyword { name: "metric_reporters", defaults: Every(Setting::object("[]")), role: NoEffect },
    Keyword { name: "metrics_enabled", defaults: Since2_3 { before: Bool(true), v2_3: Bool(true), v3_0: Bool(true) }, role: Client },
    Keyword { name: "metrics_num_samples", defaults: Every(Integer(2)), role: NoEffect },
    Keyword { name: "metrics_sample_window_ms", defaults: Every(Integer(30_000)), role: NoEffect },
    Keyword { name: "selector", defaults: Every(Setting::object("selectors.DefaultSelector")), role: NoEffect },
    Keyword { name: "kafka_client", defaults: Since2_3 { before: None, v2_3: Setting::object("KafkaClient"), v3_0: Setting::object("KafkaNetClient") }, role: NoEffect },
    Keyword { name: "sock_chunk_bytes", defaults: Only2_0 { default: Integer(4096), after: None }, role: NoEffect },
    Keyword { name: "sock_chunk_buffer_count", defaults: Only2_0 { default: Integer(1000), after: None }, role: NoEffect },
];

/// The oldest protocol that Kafka 4 understands (KIP-896); tried with the three releases. For the
/// consumer of 2.0.2 it is `(0, 11, 0)`, which Python sorts after `(0, 11)`.
pub(super) const OLDEST_PROTOCOL: &[u32] = &[0, 11];
pub(super) const OLDEST_PROTOCOL_OF_2_0_2: &[u32] = &[0, 11, 0];

/// kafka-python accepts an older `api_version` silently, and then no record ever arrives. Here the
/// run would only show that librdkafka asks the broker instead.
pub(super) fn construct(settings: &Settings, oldest: &[u32]) -> Result<(), Refusal> {
    let given = settings.get("api_version");
    match tuple(given) {
        Some(version) if &version[..] < oldest => Err(Refusal::old_protocol(given)),
        Some(_) | Option::None => Ok(()),
    }
}

/// The numbers of `(0, 10, 1)`.
fn tuple(setting: &Setting) -> Option<Vec<u32>> {
    let Setting::Object(source) = setting else { return Option::None };
    let numbers = source.strip_prefix('(')?.strip_suffix(')')?.split(',').map(str::trim);
    numbers.filter(|number| !number.is_empty()).map(|number| number.parse().ok()).collect()
}

/// Adjusts what kafka-python accepts to what librdkafka can start with.
pub(super) fn fit(settings: &mut Settings) {
    if let (Some(first), Some(most)) =
        (settings.number("reconnect_backoff_ms"), settings.number("reconnect_backoff_max_ms"))
        && most < first
    {
        settings.fit("reconnect_backoff_max_ms", first);
    }
}
