//! Reads what a topic really holds, batch by batch: the checks of a run judge this, not what the
//! clients report. Reads over the wire, because librdkafka returns records and hides their batches.

/// One batch and its records.
pub mod batch;
mod codec;
mod cursor;
mod decompress;
mod malformed;
mod partitions;

use std::collections::BTreeMap;
use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};
use tokio::time::Instant;

pub use self::batch::{Batch, Record};
pub use self::codec::Codec;
use super::backoff;
use super::wire::cluster::{self, Topics};
use super::wire::{Bootstrap, Connection, WireError};

/// The pauses while a leader is being elected.
const TRY_AGAIN: ExponentialBuilder =
    backoff::doubling(Duration::from_millis(5), Duration::from_millis(50));

/// How much of a topic to read, all partitions together. What exceeds it is left out, and the
/// partitions in which something is missing are marked as truncated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    pub records: usize,
    /// Of records after decompression, which is what they take in memory.
    pub bytes: usize,
}

/// What a topic held when the read began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopicLog {
    pub topic: String,
    /// Every partition of the topic, in order.
    pub partitions: Vec<PartitionRead>,
}

/// What a partition held when the read began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartitionRead {
    pub partition: u32,
    /// The offset of the first record that is still kept.
    pub begin: i64,
    /// The high watermark: one past the last record that all in-sync replicas have.
    pub end: i64,
    /// In offset order. Includes records of aborted transactions, and control batches.
    pub batches: Vec<Batch>,
    /// True when the limits cut off the batches from here on.
    pub truncated: bool,
}

/// Reads all partitions of `topic` from begin to end, up to `limits`.
///
/// Waits for leaders, and follows them when they move, until `deadline`. An unknown topic is an
/// error at once.
pub async fn read(
    bootstrap: &Bootstrap,
    topic: &str,
    limits: Limits,
    deadline: Duration,
) -> Result<TopicLog, WireError> {
    let deadline = Instant::now() + deadline;
    let read = || read_once(bootstrap, topic, limits, deadline);
    read.retry(backoff::until(deadline, TRY_AGAIN)).when(WireError::is_transient).await
}

async fn read_once(
    bootstrap: &Bootstrap,
    topic: &str,
    limits: Limits,
    deadline: Instant,
) -> Result<TopicLog, WireError> {
    let mut connection = cluster::connect(bootstrap, deadline).await?;
    let cluster = cluster::describe(&mut connection, Topics::Named(&[topic]), deadline).await?;
    let found = cluster.topics.get(topic).ok_or_else(|| {
        WireError::Protocol(format!("the Metadata answer does not contain the topic {topic}"))
    })?;
    WireError::check(found.error_code, &format!("topic {topic}"))?;

    let mut by_leader: BTreeMap<&str, Vec<i32>> = BTreeMap::new();
    for (partition, leader) in &found.leaders {
        let address = leader.and_then(|leader| cluster.brokers.get(&leader)).ok_or_else(|| {
            WireError::Broker {
                code: LEADER_NOT_AVAILABLE.code(),
                name: LEADER_NOT_AVAILABLE.to_string(),
                asked: format!("the leader of {topic}/{partition}"),
            }
        })?;
        by_leader.entry(address).or_default().push(*partition);
    }

    // One leader after the other, so that the limits cut the same log at the same place every time.
    let mut left = limits;
    let mut partitions = Vec::new();
    for (address, led) in by_leader {
        if address != connection.address() {
            connection = Connection::connect(address, bootstrap.security(), deadline).await?;
        }
        let read = partitions::read(&mut connection, topic, &led, &mut left, deadline).await?;
        partitions.extend(read);
    }
    partitions.sort_unstable_by_key(|log| log.partition);
    Ok(TopicLog { topic: topic.to_owned(), partitions })
}

const LEADER_NOT_AVAILABLE: kafka_protocol::error::ResponseError =
    kafka_protocol::error::ResponseError::LeaderNotAvailable;
