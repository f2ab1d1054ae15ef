//! Reads the partitions that one broker leads, over one connection, all of them in each request.

use kafka_protocol::messages::fetch_request::{FetchPartition, FetchTopic};
use kafka_protocol::messages::fetch_response::PartitionData;
use kafka_protocol::messages::list_offsets_request::{ListOffsetsPartition, ListOffsetsTopic};
use kafka_protocol::messages::{BrokerId, FetchRequest, ListOffsetsRequest};
use tokio::time::Instant;

use super::{Limits, PartitionRead};
use super::{
    batch::{self, Taken},
    malformed::Malformed,
};
use crate::lab::wire::{Connection, WireError, cluster};

/// The timestamps with which ListOffsets asks for the two ends of a log.
const EARLIEST: i64 = -2;
const LATEST: i64 = -1;
/// Tells the broker that we are a consumer: a replica would send its node id.
const CONSUMER: BrokerId = BrokerId(-1);
/// The most bytes of one answer, and of one partition in it. A first batch that is larger is still
/// sent whole (KIP-74).
const ANSWER_BYTES: i32 = 8 << 20;
/// How long the broker may hold back its answer after an empty one.
const PATIENT_WAIT_MS: i32 = 50;

/// A partition that is being read.
struct Reading {
    index: i32,
    /// The offset to ask for next.
    next: i64,
    log: PartitionRead,
}

impl Reading {
    fn is_done(&self) -> bool {
        self.next >= self.log.end || self.log.truncated
    }
}

/// Reads `indexes` of `topic` from begin to end and subtracts what it keeps from `left`.
pub(super) async fn read(
    connection: &mut Connection,
    topic: &str,
    indexes: &[i32],
    left: &mut Limits,
    deadline: Instant,
) -> Result<Vec<PartitionRead>, WireError> {
    let begins = offsets(connection, topic, indexes, EARLIEST, deadline).await?;
    let ends = offsets(connection, topic, indexes, LATEST, deadline).await?;
    let mut readings = Vec::with_capacity(indexes.len());
    for ((index, begin), end) in indexes.iter().zip(begins).zip(ends) {
        let partition = u32::try_from(*index)
            .map_err(|_| WireError::Protocol(format!("partition {index} of {topic}")))?;
        let log = PartitionRead { partition, begin, end, batches: Vec::new(), truncated: false };
        readings.push(Reading { index: *index, next: begin, log });
    }

    let mut max_wait_ms = 0;
    while readings.iter().any(|reading| !reading.is_done()) {
        let request = fetch(topic, &readings, max_wait_ms);
        let answer = connection.call(&request, deadline).await?;
        WireError::check(answer.error_code, &format!("a fetch of {topic}"))?;
        let mut progress = false;
        for data in answer.responses.into_iter().flat_map(|topic| topic.partitions) {
            let reading = readings
                .iter_mut()
                .find(|reading| reading.index == data.partition_index && !reading.is_done());
            if let Some(reading) = reading {
                progress |= take(reading, topic, data, left)?;
            }
        }
        // An answer may be empty when a quota delays us: then let the broker wait instead of asking
        // without a pause. The deadline ends that, too.
        max_wait_ms = if progress { 0 } else { PATIENT_WAIT_MS };
    }
    Ok(readings.into_iter().map(|reading| reading.log).collect())
}

/// Adds the batches of one answer to the log. True if this made progress.
fn take(
    reading: &mut Reading,
    topic: &str,
    data: PartitionData,
    left: &mut Limits,
) -> Result<bool, WireError> {
    let place = format!("{topic}/{}", reading.index);
    WireError::check(data.error_code, &format!("a fetch of {place}"))?;
    let malformed = |error: Malformed, offset: i64| {
        WireError::Protocol(format!("the batch of {place} at or after offset {offset}: {error}"))
    };
    let mut bytes = data.records.unwrap_or_default();
    let from = reading.next;
    while !reading.is_done() {
        let taken =
            batch::take(&mut bytes, *left).map_err(|error| malformed(error, reading.next))?;
        match taken {
            Taken::Nothing => break,
            Taken::BeyondLimits => reading.log.truncated = true,
            Taken::Batch(batch) => {
                let last = batch.last_offset().filter(|last| *last < i64::MAX);
                let last = last.ok_or_else(|| malformed(Malformed::Offset, reading.next))?;
                // The broker answers from the start of the batch that holds the offset, and may
                // send more than there was when the reading began.
                if last < reading.next {
                    continue;
                }
                if batch.base_offset < reading.log.end {
                    left.records = left.records.saturating_sub(batch.records.len());
                    left.bytes = left.bytes.saturating_sub(batch.raw_bytes);
                    reading.log.batches.push(batch);
                }
                reading.next = last + 1;
            }
        }
    }
    Ok(reading.next > from || reading.log.truncated)
}

fn fetch(topic: &str, readings: &[Reading], max_wait_ms: i32) -> FetchRequest {
    let partitions = readings
        .iter()
        .filter(|reading| !reading.is_done())
        .map(|reading| {
            FetchPartition::default()
                .with_partition(reading.index)
                .with_current_leader_epoch(-1)
                .with_fetch_offset(reading.next)
                .with_log_start_offset(-1)
                .with_partition_max_bytes(ANSWER_BYTES)
        })
        .collect();
    FetchRequest::default()
        .with_replica_id(CONSUMER)
        .with_max_wait_ms(max_wait_ms)
        .with_min_bytes(i32::from(max_wait_ms > 0))
        .with_max_bytes(ANSWER_BYTES)
        // No fetch session (KIP-227): every request names its partitions.
        .with_session_epoch(-1)
        .with_topics(vec![
            FetchTopic::default().with_topic(cluster::topic(topic)).with_partitions(partitions),
        ])
}

/// The earliest or the latest offset of each of `indexes`, in their order.
async fn offsets(
    connection: &mut Connection,
    topic: &str,
    indexes: &[i32],
    end: i64,
    deadline: Instant,
) -> Result<Vec<i64>, WireError> {
    let partition = |index: &i32| {
        ListOffsetsPartition::default()
            .with_partition_index(*index)
            .with_current_leader_epoch(-1)
            .with_timestamp(end)
    };
    let request = ListOffsetsRequest::default().with_replica_id(CONSUMER).with_topics(vec![
        ListOffsetsTopic::default()
            .with_name(cluster::topic(topic))
            .with_partitions(indexes.iter().map(partition).collect()),
    ]);
    let answer = connection.call(&request, deadline).await?;
    let answered: Vec<_> = answer.topics.into_iter().flat_map(|topic| topic.partitions).collect();
    indexes
        .iter()
        .map(|index| {
            let found = answered.iter().find(|partition| partition.partition_index == *index);
            let found = found.ok_or_else(|| {
                WireError::Protocol(format!("ListOffsets without partition {index} of {topic}"))
            })?;
            WireError::check(found.error_code, &format!("the offsets of {topic}/{index}"))?;
            Ok(found.offset)
        })
        .collect()
}
