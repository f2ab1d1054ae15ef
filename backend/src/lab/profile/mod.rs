//! Learners write kafka-python and the lab runs librdkafka: this module turns keyword arguments
//! into client properties. Apart from `lab/cluster`, nothing else names a property.
//!
//! A profile always holds all defaults of the release, never librdkafka's: those would batch,
//! retry, partition and commit in another way than the learner's own script. Addresses and security
//! are not part of it; `lab/cluster` adds them.

mod connection;
mod consumer;
/// How one value is converted.
mod conversion;
mod idempotence;
mod keyword;
mod producer;
/// The group protocol of KIP-848.
pub mod protocol;
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

use std::{collections::BTreeMap, time::Duration};

use api::{broker::BrokerKind, text::Text};

use self::{
    refusal::Refusal,
    setting::{Keywords, Setting},
    settings::Settings,
    version::ClientVersion,
};

/// The property for the cluster's address, which the lab alone sets.
pub const BOOTSTRAP_SERVERS: &str = "bootstrap.servers";

/// The properties that the lab adds to every client, besides the address. Connecting to all brokers
/// at once, as kafka-python does, saves librdkafka's 50 ms between two connections.
pub const LAB_PROPERTIES: [(&str, &str); 1] = [("enable.sparse.connections", "false")];

/// librdkafka's own partitioner, which a client of another language may have: CRC32 of the key's
/// bytes, and at random without a key (librdkafka's CONFIGURATION.md).
pub const LIBRDKAFKA_PARTITIONER: (&str, &str) = ("partitioner", "consistent_random");

/// The property for a group's real name, which the lab alone sets.
pub const GROUP_ID: &str = "group.id";

/// The property for the longest time without a heartbeat.
pub const SESSION: &str = "session.timeout.ms";

/// The properties that the lab adds to every consumer. librdkafka's timer for automatic commits
/// starts with the client, kafka-python's with the assignment, and kafka-python commits only inside
/// `poll()`: so the worker commits instead (`lab/client/consumer.rs`).
pub const LAB_CONSUMER_PROPERTIES: [(&str, &str); 1] = [("enable.auto.commit", "false")];

/// How fast a group in the lab notices changes, instead of kafka-python's 10 or 45 s and 3 s.
/// librdkafka handles heartbeats and rejoins only when its main thread wakes up, every half second:
/// its statistics, which nobody reads, wake it more often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GroupTiming {
    pub broker: BrokerKind,
    /// Set if some members end without leaving their group: the shortest session timeout of the
    /// cluster, because their sessions have to time out, one after the other.
    pub shortest_session_ms: Option<u32>,
}

impl GroupTiming {
    pub(super) fn properties(self) -> [(&'static str, String); 3] {
        let session_ms = match self.broker {
            // The mock cluster waits 3 s for the first members of a group, and drops those that do
            // not answer meanwhile.
            BrokerKind::Simulated => 3500,
            BrokerKind::Local | BrokerKind::External => self.shortest_session_ms.unwrap_or(10_000),
        };
        [
            (SESSION, session_ms.to_string()),
            ("heartbeat.interval.ms", "100".to_owned()),
            ("statistics.interval.ms", "100".to_owned()),
        ]
    }
}

/// The configuration of one client of a learner.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    pub version: ClientVersion,
    /// The librdkafka properties.
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

impl Profile {
    /// `acks=0`: the broker sends no answer.
    pub fn asks_for_no_answer(&self) -> bool {
        self.effective.get("acks") == Some(&Setting::Integer(0))
    }

    /// Whether a batch waits for more records.
    pub fn lingers(&self) -> bool {
        self.effective.get("linger_ms") != Some(&Setting::Integer(0))
    }

    /// The property by which a producer's records expire so long after they could have been sent,
    /// in place of the limits of its release.
    pub fn giving_up_after(&self, limit: Duration) -> (String, String) {
        let linger = self.properties.get("linger.ms").and_then(|ms| ms.parse::<f64>().ok());
        // librdkafka demands more than the time that it lingers.
        let limit_ms = limit.as_millis() as u64 + linger.unwrap_or_default().ceil() as u64;
        ("delivery.timeout.ms".to_owned(), limit_ms.to_string())
    }
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
    connection::construct(&settings, connection::OLDEST_PROTOCOL)?;
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
    let oldest = match version {
        ClientVersion::V2_0_2 => connection::OLDEST_PROTOCOL_OF_2_0_2,
        ClientVersion::V2_3 | ClientVersion::V3_0 => connection::OLDEST_PROTOCOL,
    };
    connection::construct(&settings, oldest)?;
    consumer::construct(version, &mut settings)?;
    consumer::fit(&mut settings);
    connection::fit(&mut settings);
    settings.into_profile(version)
}
