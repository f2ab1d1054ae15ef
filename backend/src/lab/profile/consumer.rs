//! `KafkaConsumer(*topics, **configs)`: its keywords, and what its constructor checks and changes.

use super::{
    conversion::Conversion::{Choice, ChoiceOr, Switch, Text, Whole},
    keyword::{
        Defaults::{Each, Every, Only2_0, Since2_3, Since3_0},
        Keyword,
        Treatment::{Client, NoEffect, Send},
    },
    python_error::PythonError,
    refusal::Refusal,
    setting::Setting::{self, Bool, Infinite, Integer, None},
    settings::Settings,
    version::ClientVersion,
};

const INT_MAX: i64 = i32::MAX as i64;

/// Besides those of `connection`. Read from `KafkaConsumer.DEFAULT_CONFIG` of each release.
#[rustfmt::skip]
pub(super) static KEYWORDS: &[Keyword] = &[
    Keyword { name: "client_id", defaults: Each(Setting::text("kafka-python-2.0.2"), Setting::text("kafka-python-2.3.3"), Setting::text("kafka-python-3.0.12")), role: Send(&[("client.id", Text)]) },
    Keyword { name: "client_rack", defaults: Since3_0 { before: Setting::text(""), default: Setting::text("") }, role: Send(&[("client.rack", Text)]) },
    // KIP-848 (`group.protocol=consumer`) is not in kafka-python.
    Keyword { name: "group_id", defaults: Every(None), role: Send(&[("group.id", Text), ("group.protocol", ChoiceOr(&[], "classic"))]) },
    Keyword { name: "group_instance_id", defaults: Since2_3 { before: None, v2_3: None, v3_0: None }, role: Send(&[("group.instance.id", Text)]) },
    Keyword { name: "key_deserializer", defaults: Every(None), role: Client },
    Keyword { name: "value_deserializer", defaults: Every(None), role: Client },
    Keyword { name: "enable_incremental_fetch_sessions", defaults: Since2_3 { before: Bool(false), v2_3: Bool(true), v3_0: Bool(true) }, role: NoEffect },
    Keyword { name: "fetch_max_wait_ms", defaults: Every(Integer(500)), role: Send(&[("fetch.wait.max.ms", Whole { min: 0, max: 300_000 })]) },
    Keyword { name: "fetch_min_bytes", defaults: Every(Integer(1)), role: Send(&[("fetch.min.bytes", Whole { min: 1, max: 100_000_000 })]) },
    // librdkafka wants a fetch to hold at least its own largest message.
    Keyword { name: "fetch_max_bytes", defaults: Every(Integer(52_428_800)), role: Send(&[("fetch.max.bytes", Whole { min: 1000, max: 2_147_483_135 }), ("message.max.bytes", Whole { min: 1000, max: 1_000_000 })]) },
    Keyword { name: "max_partition_fetch_bytes", defaults: Every(Integer(1_048_576)), role: Send(&[("max.partition.fetch.bytes", Whole { min: 1, max: 1_000_000_000 })]) },
    Keyword { name: "request_timeout_ms", defaults: Each(Integer(305_000), Integer(305_000), Integer(30_000)), role: Send(&[("socket.timeout.ms", Whole { min: 10, max: 300_000 })]) },
    Keyword { name: "auto_offset_reset", defaults: Every(Setting::text("latest")), role: Send(&[("auto.offset.reset", ChoiceOr(&[("'earliest'", "earliest"), ("'latest'", "latest")], "error"))]) },
    // The lab stores offsets once the learner's loop has reached them: librdkafka would commit
    // records that it has handed to the lab and that the loop has not seen yet.
    Keyword { name: "enable_auto_commit", defaults: Every(Bool(true)), role: Send(&[("enable.auto.commit", Switch), ("enable.auto.offset.store", ChoiceOr(&[], "false"))]) },
    // 0 is "at every poll" in kafka-python and "never" in librdkafka.
    Keyword { name: "auto_commit_interval_ms", defaults: Every(Integer(5000)), role: Send(&[("auto.commit.interval.ms", Whole { min: 1, max: 86_400_000 })]) },
    Keyword { name: "default_offset_commit_callback", defaults: Every(Setting::object("lambda offsets, response: True")), role: Client },
    Keyword { name: "check_crcs", defaults: Every(Bool(true)), role: Send(&[("check.crcs", Switch)]) },
    Keyword { name: "isolation_level", defaults: Since2_3 { before: Setting::text("read_uncommitted"), v2_3: Setting::text("read_uncommitted"), v3_0: Setting::text("read_uncommitted") }, role: Send(&[("isolation.level", Choice(ISOLATION_LEVELS))]) },
    Keyword { name: "partition_assignment_strategy", defaults: Every(Setting::object("[RangePartitionAssignor, RoundRobinPartitionAssignor]")), role: Send(&[("partition.assignment.strategy", Choice(STRATEGIES))]) },
    Keyword { name: "max_poll_records", defaults: Every(Integer(500)), role: Client },
    Keyword { name: "max_poll_interval_ms", defaults: Every(Integer(300_000)), role: Send(&[("max.poll.interval.ms", Whole { min: 1, max: 86_400_000 })]) },
    Keyword { name: "session_timeout_ms", defaults: Each(Integer(10_000), Integer(10_000), Integer(45_000)), role: Send(&[("session.timeout.ms", Whole { min: 1, max: 3_600_000 })]) },
    Keyword { name: "heartbeat_interval_ms", defaults: Every(Integer(3000)), role: Send(&[("heartbeat.interval.ms", Whole { min: 1, max: 3_600_000 })]) },
    Keyword { name: "consumer_timeout_ms", defaults: Every(Infinite), role: Client },
    Keyword { name: "metric_group_prefix", defaults: Every(Setting::text("consumer")), role: NoEffect },
    Keyword { name: "exclude_internal_topics", defaults: Every(Bool(true)), role: Send(&[("topic.blacklist", Choice(&[("True", "^__consumer_offsets$,^__transaction_state$"), ("False", "")]))]) },
    Keyword { name: "legacy_iterator", defaults: Only2_0 { default: Bool(false), after: None }, role: NoEffect },
];

const ISOLATION_LEVELS: &[(&str, &str)] =
    &[("'read_uncommitted'", "read_uncommitted"), ("'read_committed'", "read_committed")];

/// librdkafka has no eager sticky assignor, and no release can mix eager and cooperative ones.
const STRATEGIES: &[(&str, &str)] = &[
    ("[RangePartitionAssignor]", "range"),
    ("[RoundRobinPartitionAssignor]", "roundrobin"),
    ("[RangePartitionAssignor, RoundRobinPartitionAssignor]", "range,roundrobin"),
    ("[RoundRobinPartitionAssignor, RangePartitionAssignor]", "roundrobin,range"),
    ("[CooperativeStickyAssignor]", "cooperative-sticky"),
];

/// What the constructor does to its configuration, in its order.
pub(super) fn construct(version: ClientVersion, settings: &mut Settings) -> Result<(), Refusal> {
    let reset = settings.get("auto_offset_reset").clone();
    for (old, new) in [("smallest", "earliest"), ("largest", "latest")] {
        if reset == Setting::text(old) {
            settings.set("auto_offset_reset", Setting::text(new));
        }
    }
    for name in ["key_deserializer", "value_deserializer"] {
        if version == ClientVersion::V3_0 && *settings.get(name) != None {
            // Python shows this one, since a line of the script itself warns; the producer's
            // serializers warn one stack frame further out, where Python hides it.
            settings.warn(
                format!(
                    "Python avisa: `DeprecationWarning: {name} does not implement \
                     kafka.serializer.Deserializer`. Por ahora funciona igual."
                ),
                format!(
                    "Python warns: `DeprecationWarning: {name} does not implement \
                     kafka.serializer.Deserializer`. For now it works all the same."
                ),
            );
        }
    }
    let [idle, request, wait] =
        ["connections_max_idle_ms", "request_timeout_ms", "fetch_max_wait_ms"]
            .map(|name| settings.get(name).clone());
    if let (Some(idle_ms), Some(request_ms), Some(wait_ms)) =
        (idle.number(), request.number(), wait.number())
        && !(wait_ms < request_ms && request_ms < idle_ms)
    {
        return Err(PythonError::configuration(format!(
            "connections_max_idle_ms ({idle}) must be larger than request_timeout_ms ({request}) \
             which must be larger than fetch_max_wait_ms ({wait})."
        ))
        .into());
    }
    if version == ClientVersion::V3_0
        && let Some(least) = response_bytes(settings)
        && settings.number("receive_message_max_bytes").is_some_and(|bytes| bytes < least)
    {
        settings.set("receive_message_max_bytes", Integer(least as i64));
    }
    let grouped = *settings.get("group_id") != None;
    let session = settings.get("session_timeout_ms");
    if version < ClientVersion::V3_0
        && grouped
        && let (Some(request_ms), Some(session_ms)) = (request.number(), session.number())
        && request_ms <= session_ms
    {
        return Err(PythonError::configuration(format!(
            "Request timeout ({request}) must be larger than session timeout ({session})"
        ))
        .into());
    }
    if !grouped && *settings.get("group_instance_id") != None {
        return Err(PythonError::configuration("group_instance_id requires group_id").into());
    }
    let isolation = settings.get("isolation_level").to_string();
    if !ISOLATION_LEVELS.iter().any(|(source, _)| *source == isolation) {
        return Err(PythonError::configuration("Unrecognized isolation_level").into());
    }
    let strategy = settings.get("partition_assignment_strategy");
    if version < ClientVersion::V3_0 && strategy.to_string() == "[CooperativeStickyAssignor]" {
        return Err(Refusal::value("partition_assignment_strategy", strategy, STRATEGIES[0].0));
    }
    if !grouped {
        // Without a group, kafka-python assigns itself every partition and never commits.
        settings.set("enable_auto_commit", Bool(false));
    }
    Ok(())
}

/// The largest Fetch answer, records and overhead, as 3.x calculates it.
fn response_bytes(settings: &Settings) -> Option<f64> {
    let [fetch, partition] =
        ["fetch_max_bytes", "max_partition_fetch_bytes"].map(|name| settings.number(name));
    Some((fetch? + partition?).min(INT_MAX as f64))
}

/// Adjusts what kafka-python accepts to what librdkafka can start with.
pub(super) fn fit(settings: &mut Settings) {
    // librdkafka requires 512 bytes more than the largest fetch, which it never sets below 1000.
    let room = response_bytes(settings)
        .zip(settings.number("fetch_max_bytes"))
        .map(|(response, fetch)| response.max(fetch.max(1000.0) + 512.0).min(INT_MAX as f64));
    for (name, least) in [
        ("max_poll_interval_ms", settings.number("session_timeout_ms")),
        ("receive_message_max_bytes", room),
    ] {
        if let Some(least) = least
            && settings.number(name).is_some_and(|value| value < least)
        {
            settings.fit(name, least);
        }
    }
}
