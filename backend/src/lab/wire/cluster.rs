//! Which brokers a cluster has and who leads what: the first request of every use of the wire.

use std::collections::{BTreeMap, HashMap};
use std::io;

use kafka_protocol::messages::metadata_request::MetadataRequestTopic;
use kafka_protocol::messages::{MetadataRequest, MetadataResponse, TopicName};
use kafka_protocol::protocol::StrBytes;
use tokio::time::Instant;

use super::{Bootstrap, Connection, WireError};

/// Which topics to ask about.
#[derive(Debug, Clone, Copy)]
pub enum Topics<'a> {
    /// All that the cluster has.
    All,
    /// These; an empty list asks for the brokers alone.
    Named(&'a [&'a str]),
}

/// What one Metadata answer says.
#[derive(Debug, Clone)]
pub struct Cluster {
    /// `host:port` by node id.
    pub brokers: BTreeMap<i32, String>,
    /// The node that accepts topic changes. With KRaft any broker forwards them.
    pub controller: i32,
    pub topics: HashMap<String, Topic>,
}

/// What one Metadata answer says about a topic.
#[derive(Debug, Clone)]
pub struct Topic {
    /// Kafka's error code; 0 is none, 3 is unknown topic.
    pub error_code: i16,
    /// The leader's node id by partition; `None` while there is none.
    pub leaders: BTreeMap<i32, Option<i32>>,
}

/// Opens a connection to the first address of `bootstrap` that answers. Each gets an equal share of
/// the time that is left, so that a silent one leaves some for the others.
pub async fn connect(bootstrap: &Bootstrap, deadline: Instant) -> Result<Connection, WireError> {
    let mut failure = WireError::Unreachable {
        address: bootstrap.servers().to_owned(),
        source: io::Error::new(io::ErrorKind::InvalidInput, "no address given"),
    };
    let addresses = bootstrap.addresses();
    for (tried, address) in addresses.iter().enumerate() {
        let share = deadline.saturating_duration_since(Instant::now())
            / u32::try_from(addresses.len() - tried).unwrap_or(u32::MAX);
        match Connection::connect(address, bootstrap.security(), Instant::now() + share).await {
            Ok(connection) => return Ok(connection),
            Err(error) => failure = error,
        }
    }
    Err(failure)
}

/// Asks for the brokers and for `topics`, without creating a topic by asking.
pub async fn describe(
    connection: &mut Connection,
    topics: Topics<'_>,
    deadline: Instant,
) -> Result<Cluster, WireError> {
    let topics = match topics {
        Topics::All => None,
        Topics::Named(names) => {
            let topic = |name: &&str| MetadataRequestTopic::default().with_name(Some(topic(name)));
            Some(names.iter().map(topic).collect())
        }
    };
    let request =
        MetadataRequest::default().with_topics(topics).with_allow_auto_topic_creation(false);
    Ok(Cluster::from(connection.call(&request, deadline).await?))
}

/// A topic's name in the type that `kafka-protocol` uses.
pub(crate) fn topic(name: &str) -> TopicName {
    TopicName(StrBytes::from_string(name.to_owned()))
}

impl From<MetadataResponse> for Cluster {
    fn from(answer: MetadataResponse) -> Self {
        let brokers = answer
            .brokers
            .iter()
            .map(|broker| (broker.node_id.0, format!("{}:{}", broker.host.as_str(), broker.port)))
            .collect();
        let topics = answer
            .topics
            .iter()
            .filter_map(|topic| {
                let leaders = topic
                    .partitions
                    .iter()
                    .map(|partition| {
                        let leader = partition.leader_id.0;
                        (partition.partition_index, (leader >= 0).then_some(leader))
                    })
                    .collect();
                let name = topic.name.as_ref()?.as_str().to_owned();
                Some((name, Topic { error_code: topic.error_code, leaders }))
            })
            .collect();
        Self { brokers, controller: answer.controller_id.0, topics }
    }
}
