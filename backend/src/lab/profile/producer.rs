//! `KafkaProducer(**configs)`: its keywords, and what its constructor checks and changes.

use super::{
    conversion::Conversion::{Choice, ChoiceOr, Fraction, Kibibytes, Switch, Text, Whole},
    idempotence,
    keyword::{
        Defaults::{Each, Every, Only2_0, Since2_3, Until2_3},
        Keyword,
        Treatment::{Client, NoEffect, Send},
    },
    python_error::PythonError,
    refusal::Refusal,
    setting::{
        Keywords,
        Setting::{self, Bool, Infinite, Integer, None},
    },
    settings::Settings,
    version::ClientVersion,
};

const INT_MAX: i64 = i32::MAX as i64;

/// Besides those of `connection`. Read from `KafkaProducer.DEFAULT_CONFIG` of each release.
#[rustfmt::skip]
pub(super) static KEYWORDS: &[Keyword] = &[
    Keyword { name: "client_id", defaults: Every(None), role: Send(&[("client.id", Text)]) },
    Keyword { name: "key_serializer", defaults: Every(None), role: Client },
    Keyword { name: "value_serializer", defaults: Every(None), role: Client },
    Keyword { name: "enable_idempotence", defaults: Since2_3 { before: Bool(false), v2_3: Bool(false), v3_0: Bool(true) }, role: Send(&[("enable.idempotence", Switch)]) },
    Keyword { name: "transactional_id", defaults: Since2_3 { before: None, v2_3: None, v3_0: None }, role: Send(&[("transactional.id", Text)]) },
    Keyword { name: "transaction_timeout_ms", defaults: Since2_3 { before: Integer(60_000), v2_3: Integer(60_000), v3_0: Integer(60_000) }, role: Send(&[("transaction.timeout.ms", Whole { min: 1000, max: INT_MAX })]) },
    // 2.0.2 has no limit over all attempts; `fit` derives one from its other limits.
    Keyword { name: "delivery_timeout_ms", defaults: Since2_3 { before: None, v2_3: Integer(120_000), v3_0: Integer(120_000) }, role: Send(&[("delivery.timeout.ms", Whole { min: 1, max: INT_MAX })]) },
    Keyword { name: "acks", defaults: Each(Integer(1), Integer(1), Integer(-1)), role: Send(&[("acks", Whole { min: -1, max: 1000 })]) },
    Keyword { name: "compression_type", defaults: Every(None), role: Send(&[("compression.type", Choice(CODECS))]) },
    Keyword { name: "retries", defaults: Each(Integer(0), Infinite, Infinite), role: Send(&[("retries", Whole { min: 0, max: INT_MAX })]) },
    // kafka-python does not limit the records of a batch; its 0 means one record per batch.
    Keyword { name: "batch_size", defaults: Every(Integer(16_384)), role: Send(&[("batch.size", Whole { min: 1, max: INT_MAX }), ("batch.num.messages", ChoiceOr(&[("0", "1")], "1000000"))]) },
    Keyword { name: "linger_ms", defaults: Every(Integer(0)), role: Send(&[("linger.ms", Fraction { max: 900_000.0 })]) },
    Keyword { name: "partitioner", defaults: Every(Setting::object("DefaultPartitioner()")), role: Send(&[
        ("partitioner", Choice(&[("DefaultPartitioner()", "murmur2_random"), ("StickyPartitioner()", "murmur2_random")])),
        // 0: every record without a key draws its own partition.
        ("sticky.partitioning.linger.ms", ChoiceOr(&[("StickyPartitioner()", "10")], "0")),
    ]) },
    Keyword { name: "max_block_ms", defaults: Every(Integer(60_000)), role: Client },
    Keyword { name: "max_request_size", defaults: Every(Integer(1_048_576)), role: Send(&[("message.max.bytes", Whole { min: 1000, max: 1_000_000_000 })]) },
    // `request.timeout.ms` is how long the broker waits for its replicas, `socket.timeout.ms` how
    // long the client waits for the broker; kafka-python has one number for both.
    Keyword { name: "request_timeout_ms", defaults: Every(Integer(30_000)), role: Send(&[("request.timeout.ms", Whole { min: 1, max: 900_000 }), ("socket.timeout.ms", Whole { min: 10, max: 300_000 })]) },
    // Later releases have no limit; no release limits the number of records (0: no limit).
    Keyword { name: "buffer_memory", defaults: Only2_0 { default: Integer(33_554_432), after: Infinite }, role: Send(&[("queue.buffering.max.kbytes", Kibibytes { max: INT_MAX }), ("queue.buffering.max.messages", ChoiceOr(&[], "0"))]) },
    Keyword { name: "bootstrap_topics_filter", defaults: Until2_3 { default: Setting::object("set()"), after: None }, role: NoEffect },
];

const CODECS: &[(&str, &str)] = &[
    ("None", "none"),
    ("'gzip'", "gzip"),
    ("'snappy'", "snappy"),
    ("'lz4'", "lz4"),
    ("'zstd'", "zstd"),
];

/// 2.3 still takes `buffer_memory`, but has no such buffer any more (`DEPRECATED_CONFIGS`).
pub(super) fn take_deprecated(
    version: ClientVersion,
    given: &mut Keywords,
) -> Option<&'static str> {
    let deprecated = version == ClientVersion::V2_3 && given.remove("buffer_memory").is_some();
    deprecated.then_some("buffer_memory")
}

/// What the constructor does to its configuration, in its order.
pub(super) fn construct(version: ClientVersion, settings: &mut Settings) -> Result<(), Refusal> {
    if *settings.get("client_id") == None {
        // The first producer of a process; the lab gives each its own.
        settings.set("client_id", Setting::text("kafka-python-producer-1"));
    }
    if *settings.get("acks") == Setting::text("all") {
        settings.set("acks", Integer(-1));
    }
    let codec = settings.get("compression_type");
    if !CODECS.iter().any(|(source, _)| *source == codec.to_string()) {
        let name = match codec {
            Setting::Text(name) => name.to_string(),
            other => other.to_string(),
        };
        return Err(PythonError::value(format!("Not supported codec: {name}")).into());
    }
    if *settings.get("partitioner") == Setting::object("StickyPartitioner()")
        && version < ClientVersion::V3_0
    {
        let given = settings.get("partitioner");
        return Err(Refusal::value("partitioner", given, "DefaultPartitioner()"));
    }
    idempotence::construct(version, settings)?;
    let [delivery, linger, request] = ["delivery_timeout_ms", "linger_ms", "request_timeout_ms"]
        .map(|name| settings.number(name));
    if let (Some(delivery), Some(linger), Some(request)) = (delivery, linger, request)
        && delivery < linger + request
    {
        return Err(PythonError::configuration(
            "Must set delivery_timeout_ms higher than linger_ms + request_timeout_ms",
        )
        .into());
    }
    if version == ClientVersion::V2_3 && *settings.get("acks") == Integer(0) {
        settings.warn(
            "Con `acks=0`, kafka-python 2.3.3 deja los registros en su búfer y no envía nada, aunque \
             diga que sí.",
            "With `acks=0`, kafka-python 2.3.3 keeps the records in its buffer and sends nothing, \
             although it reports success.",
        );
    }
    Ok(())
}

/// Adjusts what kafka-python accepts to what librdkafka can start with.
pub(super) fn fit(settings: &mut Settings) {
    let number = |name: &str| settings.number(name);
    let (linger, request) = (number("linger_ms"), number("request_timeout_ms"));
    let mut delivery = number("delivery_timeout_ms").unwrap_or_else(|| {
        // On 2.0.2 a batch expires after linger and one request timeout; then it may be retried.
        let request = request.unwrap_or(30_000.0);
        let tries = number("retries").unwrap_or(0.0) + 1.0;
        let backoff = number("retry_backoff_ms").unwrap_or(0.0);
        linger.unwrap_or(0.0) + request + tries * (request + backoff)
    });
    if *settings.get("transactional_id") != None {
        // librdkafka refuses kafka-python's own defaults, 120 s and 60 s.
        delivery = delivery.min(number("transaction_timeout_ms").unwrap_or(delivery).max(1000.0));
    }
    delivery = delivery.clamp(1.0, INT_MAX as f64).round();
    let linger = linger.filter(|linger| *linger >= delivery).map(|_| delivery - 1.0);
    settings.fit("delivery_timeout_ms", delivery);
    if *settings.get("enable_idempotence") == Bool(true)
        && settings.number("retries").is_some_and(|retries| retries < 1.0)
    {
        // kafka-python refuses only 0; a negative number gets this far.
        settings.fit("retries", 1.0);
    }
    if let Some(linger) = linger {
        settings.fit("linger_ms", linger);
    }
}
