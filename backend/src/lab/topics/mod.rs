//! Creates, deletes and lists topics over the wire. For real clusters only: librdkafka's mock
//! cluster has no CreateTopics, and its topics are created through its own interface.

/// Changes topics that exist.
pub mod change;

use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};
use futures_util::future::try_join_all;
use kafka_protocol::error::ResponseError;
use kafka_protocol::messages::create_topics_request::{CreatableTopic, CreatableTopicConfig};
use kafka_protocol::messages::{CreateTopicsRequest, DeleteTopicsRequest};
use kafka_protocol::protocol::StrBytes;
use tokio::time::{Instant, sleep};

use super::backoff;
use super::log_reader::{self, Limits};
use super::wire::cluster::{self, Cluster, Topics};
use super::wire::{Bootstrap, Connection, WireError};

/// How many topics one request names, so that a janitor's long list stays within the limits that a
/// broker puts on one request.
const TOPICS_PER_REQUEST: usize = 100;
/// The pauses between two looks at whether leaders were elected.
const LOOK_AGAIN: ExponentialBuilder =
    backoff::doubling(Duration::from_millis(2), Duration::from_millis(100));

/// A topic to create, with the cluster's own replication factor.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewTopic {
    /// Its real name, as `namespace` made it.
    pub name: String,
    pub partitions: u32,
    /// Names and values of its settings; the cluster has the others.
    pub settings: Vec<(&'static str, String)>,
}

/// Creates `topics` and returns once the leader of every partition has opened its log, so that the
/// first record is accepted. An existing topic is left as it is.
pub async fn create(
    bootstrap: &Bootstrap,
    topics: &[NewTopic],
    deadline: Duration,
) -> Result<(), WireError> {
    let deadline = Instant::now() + deadline;
    let mut controller = controller(bootstrap, deadline).await?;
    for topics in topics.chunks(TOPICS_PER_REQUEST) {
        let request = CreateTopicsRequest::default()
            .with_topics(topics.iter().map(creatable).collect())
            .with_timeout_ms(milliseconds_until(deadline));
        let answer = controller.call(&request, deadline).await?;
        for topic in answer.topics {
            if topic.error_code != ResponseError::TopicAlreadyExists.code() {
                let asked = format!("the creation of topic {}", topic.name.as_str());
                WireError::check(topic.error_code, &asked)?;
            }
        }
        await_leaders(&mut controller, topics, deadline).await?;
        try_join_all(topics.iter().map(|topic| await_logs(bootstrap, topic, deadline))).await?;
    }
    Ok(())
}

/// Deletes the topics `names`. One that does not exist counts as deleted.
pub async fn delete(
    bootstrap: &Bootstrap,
    names: &[String],
    deadline: Duration,
) -> Result<(), WireError> {
    let deadline = Instant::now() + deadline;
    let mut controller = controller(bootstrap, deadline).await?;
    for names in names.chunks(TOPICS_PER_REQUEST) {
        let request = DeleteTopicsRequest::default()
            .with_topic_names(names.iter().map(|name| cluster::topic(name)).collect())
            .with_timeout_ms(milliseconds_until(deadline));
        let answer = controller.call(&request, deadline).await?;
        for topic in answer.responses {
            if topic.error_code != ResponseError::UnknownTopicOrPartition.code() {
                let name = topic.name.as_ref().map_or("", |name| name.as_str());
                WireError::check(topic.error_code, &format!("the removal of topic {name}"))?;
            }
        }
    }
    Ok(())
}

/// The names of all topics that begin with `prefix`, sorted.
pub async fn list(
    bootstrap: &Bootstrap,
    prefix: &str,
    deadline: Duration,
) -> Result<Vec<String>, WireError> {
    let deadline = Instant::now() + deadline;
    let mut connection = cluster::connect(bootstrap, deadline).await?;
    let cluster = cluster::describe(&mut connection, Topics::All, deadline).await?;
    let mut names: Vec<String> =
        cluster.topics.into_keys().filter(|name| name.starts_with(prefix)).collect();
    names.sort_unstable();
    Ok(names)
}

/// A connection to the broker that accepts topic changes.
async fn controller(bootstrap: &Bootstrap, deadline: Instant) -> Result<Connection, WireError> {
    let mut connection = cluster::connect(bootstrap, deadline).await?;
    let cluster = cluster::describe(&mut connection, Topics::Named(&[]), deadline).await?;
    match cluster.brokers.get(&cluster.controller) {
        Some(address) if address != connection.address() => {
            Connection::connect(address, bootstrap.security(), deadline).await
        }
        // With KRaft every broker forwards topic changes, even while it knows no controller.
        Some(_) | None => Ok(connection),
    }
}

fn creatable(topic: &NewTopic) -> CreatableTopic {
    CreatableTopic::default()
        .with_name(cluster::topic(&topic.name))
        .with_num_partitions(i32::try_from(topic.partitions).unwrap_or(i32::MAX))
        // The broker's default.replication.factor (KIP-464).
        .with_replication_factor(-1)
        .with_configs(topic.settings.iter().map(setting).collect())
}

fn setting((name, value): &(&'static str, String)) -> CreatableTopicConfig {
    CreatableTopicConfig::default()
        .with_name(StrBytes::from_static_str(name))
        .with_value(Some(StrBytes::from_string(value.clone())))
}

/// Kafka does not tell when a leader is elected, so this looks at growing intervals.
async fn await_leaders(
    connection: &mut Connection,
    topics: &[NewTopic],
    deadline: Instant,
) -> Result<(), WireError> {
    let names: Vec<&str> = topics.iter().map(|topic| topic.name.as_str()).collect();
    let mut pauses = backoff::until(deadline, LOOK_AGAIN);
    loop {
        let cluster = cluster::describe(connection, Topics::Named(&names), deadline).await?;
        // A user who may create a topic may not be allowed to describe it, and waiting does not
        // help.
        for (name, topic) in &cluster.topics {
            if topic.error_code == ResponseError::TopicAuthorizationFailed.code() {
                WireError::check(topic.error_code, &format!("a look at topic {name}"))?;
            }
        }
        let Some(waiting) = topics.iter().find(|topic| !has_leaders(&cluster, topic)) else {
            return Ok(());
        };
        let Some(pause) = pauses.next() else {
            return Err(WireError::TimedOut {
                awaited: format!("a leader for every partition of {}", waiting.name),
            });
        };
        sleep(pause).await;
    }
}

/// A broker reports that it leads a partition a moment before it has opened the log. Batches that
/// arrive in between are refused, and of several in flight the first may be refused and the second
/// accepted: the broker accepts any first sequence number from a producer that it does not know,
/// and takes the first batch for a duplicate when it comes again. So the logs themselves are read.
///
/// In a cluster of several brokers the one that is asked first may not know the topic yet, although
/// the controller does: then it is asked again.
async fn await_logs(
    bootstrap: &Bootstrap,
    topic: &NewTopic,
    deadline: Instant,
) -> Result<(), WireError> {
    let offsets_only = Limits { records: 0, bytes: 0 };
    let read = || async {
        let left = deadline.saturating_duration_since(Instant::now());
        log_reader::read(bootstrap, &topic.name, offsets_only, left).await.map(drop)
    };
    read.retry(backoff::until(deadline, LOOK_AGAIN)).when(is_unknown_topic).await
}

fn is_unknown_topic(error: &WireError) -> bool {
    let unknown = ResponseError::UnknownTopicOrPartition.code();
    matches!(error, WireError::Broker { code, .. } if *code == unknown)
}

/// Whether all partitions that were asked for have a leader.
fn has_leaders(cluster: &Cluster, topic: &NewTopic) -> bool {
    cluster.topics.get(&topic.name).is_some_and(|found| {
        found.error_code == 0
            && found.leaders.len() >= topic.partitions as usize
            && found.leaders.values().all(Option::is_some)
    })
}

fn milliseconds_until(deadline: Instant) -> i32 {
    let left = deadline.saturating_duration_since(Instant::now()).as_millis();
    i32::try_from(left).unwrap_or(i32::MAX)
}
