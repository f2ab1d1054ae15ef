//! Learners write kafka-python and the lab runs librdkafka: here keyword arguments become client
//! properties. Beside `lab/broker`, nothing else names one.
//!
//! A profile always holds the whole set of the release's defaults, never librdkafka's: those
//! would batch, retry, partition and commit in another way than the learner's own script.
//! Addresses and security are not in it; `lab/broker` adds them.

mod connection;
mod consumer;
/// How one value is converted.
mod conversion;
mod idempotence;
mod keyword;
mod producer;
/// What kafka-python raises.
pub mod python_error;
/// Why there is no client.
pub mod refusal;
/// Values of keyword arguments.
pub mod setting;
mod settings;
#[cfg(test)]
mod tests;
/// kafka-python's releases.
pub mod version;

use std::collections::BTreeMap;

use api::{broker::BrokerKind, text::Text};

use self::{
    refusal::Refusal,
    setting::{Keywords, Setting},
    settings::Settings,
    version::ClientVersion,
};

/// The property for the cluster's address, which the lab alone sets.
pub const BOOTSTRAP_SERVERS: &str = "bootstrap.servers";

/// What the lab adds to every client, besides the address. Connecting to all brokers at once, as
/// kafka-python does, saves librdkafka's 50 ms between two connections.
pub const OF_THE_LAB: [(&str, &str); 1] = [("enable.sparse.connections", "false")];

/// The property for a group's real name, which the lab alone sets.
pub const GROUP_ID: &str = "group.id";

/// How fast a group notices things in the lab, instead of kafka-python's 10 or 45 s and 3 s.
/// librdkafka looks at heartbeats and rejoins only when its main thread wakes, every half second:
/// its statistics, which nobody reads, wake it more often.
///
/// The mock cluster waits 3 s for the first members of a group and drops who does not answer
/// meanwhile, hence the longer session there. Members that will all end in an exception leave
/// their session to run out one after the other: `hurried` keeps that short.
pub fn group_timing(broker: BrokerKind, hurried: bool) -> [(&'static str, &'static str); 3] {
    let session = match (broker, hurried) {
        (BrokerKind::Simulated, _) => "3500",
        (BrokerKind::Local | BrokerKind::External, false) => "10000",
        (BrokerKind::Local | BrokerKind::External, true) => "1500",
    };
    [
        ("session.timeout.ms", session),
        ("heartbeat.interval.ms", "100"),
        ("statistics.interval.ms", "100"),
    ]
}

/// One client of a learner, ready to be made.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    pub version: ClientVersion,
    /// For librdkafka, by property.
    ///
    /// Without `group_id` there is no `group.id`, which librdkafka demands: the lab adds a name of
    /// its own and assigns all partitions instead of subscribing, as kafka-python does.
    pub properties: BTreeMap<&'static str, String>,
    /// What the learner should know about these settings.
    pub warnings: Vec<Text>,
    /// Every keyword of the release with what applies in kafka-python: the given value or the
    /// default, after the changes that its constructor makes.
    pub effective: BTreeMap<&'static str, Setting>,
}

/// `KafkaProducer(**given)`.
pub fn producer(version: ClientVersion, given: &Keywords) -> Result<Profile, Refusal> {
    let tables = [producer::KEYWORDS, connection::KEYWORDS];
    let mut given = given.clone();
    let ignored = producer::take_deprecated(version, &mut given);
    let mut settings = Settings::new(version, tables, &given, |extra| {
        python_error::unrecognized_by_producer(version, extra).into()
    })?;
    ignored.into_iter().for_each(|name| settings.warn_without_effect(name));
    producer::construct(version, &mut settings)?;
    producer::fit(&mut settings);
    connection::fit(&mut settings);
    settings.into_profile(version)
}

/// `KafkaConsumer(*topics, **given)`.
pub fn consumer(version: ClientVersion, given: &Keywords) -> Result<Profile, Refusal> {
    let tables = [consumer::KEYWORDS, connection::KEYWORDS];
    let mut settings = Settings::new(version, tables, given, |extra| {
        python_error::unrecognized_by_consumer(extra).into()
    })?;
    consumer::construct(version, &mut settings)?;
    consumer::fit(&mut settings);
    connection::fit(&mut settings);
    settings.into_profile(version)
}
