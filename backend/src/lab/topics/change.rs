//! What an administrator does to a topic that exists. For real clusters only: librdkafka's mock
//! cluster knows none of these requests.

use std::{collections::BTreeMap, time::Duration};

use kafka_protocol::messages::{
    CreatePartitionsRequest, DeleteRecordsRequest,
    create_partitions_request::CreatePartitionsTopic,
    delete_records_request::{DeleteRecordsPartition, DeleteRecordsTopic},
};
use tokio::time::Instant;

use super::{NewTopic, await_leaders, await_logs, controller, milliseconds_until};
use crate::lab::wire::{
    Bootstrap, Connection, WireError,
    cluster::{self, Topics},
};

/// Adds partitions until the topic has as many as `topic` says, and returns once the leader of each
/// has opened its log.
pub async fn add_partitions(
    bootstrap: &Bootstrap,
    topic: &NewTopic,
    deadline: Duration,
) -> Result<(), WireError> {
    let deadline = Instant::now() + deadline;
    let mut controller = controller(bootstrap, deadline).await?;
    let wanted = CreatePartitionsTopic::default()
        .with_name(cluster::topic(&topic.name))
        .with_count(i32::try_from(topic.partitions).unwrap_or(i32::MAX))
        .with_assignments(None);
    let request = CreatePartitionsRequest::default()
        .with_topics(vec![wanted])
        .with_timeout_ms(milliseconds_until(deadline));
    for result in controller.call(&request, deadline).await?.results {
        WireError::check(result.error_code, &format!("more partitions of {}", topic.name))?;
    }
    await_leaders(&mut controller, std::slice::from_ref(topic), deadline).await?;
    await_logs(bootstrap, topic, deadline).await
}

/// Removes the records before these offsets, by partition. Their leaders do it, each for its own.
pub async fn delete_records(
    bootstrap: &Bootstrap,
    topic: &str,
    before: &BTreeMap<u32, i64>,
    deadline: Duration,
) -> Result<(), WireError> {
    let deadline = Instant::now() + deadline;
    let mut connection = cluster::connect(bootstrap, deadline).await?;
    let found = cluster::describe(&mut connection, Topics::Named(&[topic]), deadline).await?;
    let leaders = found.topics.get(topic).map(|topic| &topic.leaders);
    let mut by_leader: BTreeMap<&str, Vec<DeleteRecordsPartition>> = BTreeMap::new();
    for (partition, offset) in before {
        let index = i32::try_from(*partition).unwrap_or(i32::MAX);
        let leader = leaders.and_then(|leaders| leaders.get(&index).copied().flatten());
        let address = leader.and_then(|leader| found.brokers.get(&leader)).ok_or_else(|| {
            WireError::Protocol(format!("nobody leads partition {partition} of {topic}"))
        })?;
        let partition =
            DeleteRecordsPartition::default().with_partition_index(index).with_offset(*offset);
        by_leader.entry(address).or_default().push(partition);
    }
    for (address, partitions) in by_leader {
        if address != connection.address() {
            connection = Connection::connect(address, bootstrap.security(), deadline).await?;
        }
        let topics = vec![
            DeleteRecordsTopic::default()
                .with_name(cluster::topic(topic))
                .with_partitions(partitions),
        ];
        let request = DeleteRecordsRequest::default()
            .with_topics(topics)
            .with_timeout_ms(milliseconds_until(deadline));
        let answer = connection.call(&request, deadline).await?;
        for result in answer.topics.into_iter().flat_map(|topic| topic.partitions) {
            let asked = format!("the removal of records of {topic}/{}", result.partition_index);
            WireError::check(result.error_code, &asked)?;
        }
    }
    Ok(())
}

/// How many partitions each of these topics has; `None` for one that does not exist.
pub async fn partitions_of(
    bootstrap: &Bootstrap,
    topics: &[&str],
    deadline: Duration,
) -> Result<Vec<Option<u32>>, WireError> {
    let deadline = Instant::now() + deadline;
    let mut connection = cluster::connect(bootstrap, deadline).await?;
    let found = cluster::describe(&mut connection, Topics::Named(topics), deadline).await?;
    let partitions = |name: &&str| {
        let topic = found.topics.get(*name).filter(|topic| topic.error_code == 0)?;
        Some(topic.leaders.len() as u32)
    };
    Ok(topics.iter().map(partitions).collect())
}
