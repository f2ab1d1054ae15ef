//! Finds out what a cluster refuses by trying it once: a topic with our prefix is created, read,
//! written and removed, and a group with our prefix is joined. Permissions, quotas, policies and
//! versions are so many, and differ so much between clusters, that their settings would tell less.

use std::{slice, time::Duration};

use bytes::{Bytes, BytesMut};
use kafka_protocol::{
    error::ResponseError,
    messages::{
        ProduceRequest,
        produce_request::{PartitionProduceData, TopicProduceData},
    },
    records::{
        Compression, NO_PARTITION_LEADER_EPOCH, NO_PRODUCER_EPOCH, NO_PRODUCER_ID, NO_SEQUENCE,
        Record, RecordBatchEncoder, RecordEncodeOptions, TimestampType,
    },
};
use tokio::time::Instant;

use super::{
    SESSIONS_MS,
    lack::{Lack, Operation, Refusal},
};
use crate::lab::{
    groups,
    namespace::Namespace,
    topics::{self, NewTopic},
    wire::{
        Bootstrap, Connection, WireError,
        cluster::{self, Topics},
    },
};

/// How long each step may take.
const WITHIN: Duration = Duration::from_secs(10);
/// `acks=all`: every in-sync replica, and `min.insync.replicas` at least.
const ALL: i16 = -1;

/// What a trial showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Findings {
    pub lacks: Vec<Lack>,
    /// The shortest session timeout that a member may have, in milliseconds.
    pub shortest_session_ms: u32,
}

/// `name` is the name of both the topic and the group.
///
/// # Errors
/// The trial could not be held: a broker cannot be reached, or does not let us in.
pub async fn hold(
    bootstrap: &Bootstrap,
    namespace: &Namespace,
    name: &str,
) -> Result<Findings, WireError> {
    let mut found = Found { lacks: Vec::new(), prefix: namespace.prefix() };
    let topics = |operation| move |refusal| Lack::Topics { operation, refusal };
    let topic = NewTopic { name: name.to_owned(), partitions: 1, ..NewTopic::default() };
    let made = topics::create(bootstrap, slice::from_ref(&topic), WITHIN).await;
    if found.is_done(made, topics(Operation::Create))? {
        found.is_done(write(bootstrap, name).await, topics(Operation::Write))?;
        let removed = topics::delete(bootstrap, &[name.to_owned()], WITHIN).await;
        found.is_done(removed, topics(Operation::Delete))?;
    }
    let shortest_session_ms = shortest_session(bootstrap, name, &mut found).await?;
    // The group has no member and no offset: if we may not remove it, Kafka does so by itself.
    let _ = groups::delete(bootstrap, &[name.to_owned()], WITHIN).await;
    Ok(Findings { lacks: found.lacks, shortest_session_ms })
}

async fn shortest_session(
    bootstrap: &Bootstrap,
    group: &str,
    found: &mut Found<'_>,
) -> Result<u32, WireError> {
    let [ours, by_default] = SESSIONS_MS;
    let too_short = ResponseError::InvalidSessionTimeout.code();
    match groups::may_join(bootstrap, group, ours, WITHIN).await {
        Err(WireError::Broker { code, .. }) if code == too_short => {}
        joined => {
            found.is_done(joined, |refusal| Lack::Groups { refusal })?;
            return Ok(ours);
        }
    }
    let joined = groups::may_join(bootstrap, group, by_default, WITHIN).await;
    found.is_done(joined, |refusal| Lack::Groups { refusal })?;
    Ok(by_default)
}

struct Found<'a> {
    lacks: Vec<Lack>,
    prefix: &'a str,
}

impl Found<'_> {
    /// Whether the step succeeded; a refusal by the cluster is recorded as `lack`.
    fn is_done(
        &mut self,
        result: Result<(), WireError>,
        lack: impl FnOnce(Refusal) -> Lack,
    ) -> Result<bool, WireError> {
        let lack = match result {
            Ok(()) => return Ok(true),
            Err(WireError::Protocol(cause)) => {
                tracing::debug!(cause, "the cluster knows a request in no version of ours");
                Lack::Version
            }
            Err(WireError::Broker { code, name, asked }) => {
                tracing::debug!(asked, name, "the cluster refused a step of its trial");
                match ResponseError::try_from_code(code) {
                    Some(
                        ResponseError::InvalidReplicationFactor
                        | ResponseError::NotEnoughReplicas
                        | ResponseError::NotEnoughReplicasAfterAppend,
                    ) => Lack::Replicas { error: name },
                    Some(ResponseError::InvalidSessionTimeout) => {
                        let [.., shortest_ms] = SESSIONS_MS;
                        Lack::Sessions { shortest_ms }
                    }
                    Some(error) if error.is_retriable() => {
                        return Err(WireError::Broker { code, name, asked });
                    }
                    error => lack(Refusal {
                        is_permission: error.is_some_and(is_permission),
                        error: name,
                        prefix: self.prefix.to_owned(),
                    }),
                }
            }
            Err(error) => return Err(error),
        };
        self.lacks.push(lack);
        Ok(false)
    }
}

fn is_permission(error: ResponseError) -> bool {
    matches!(
        error,
        ResponseError::TopicAuthorizationFailed
            | ResponseError::GroupAuthorizationFailed
            | ResponseError::ClusterAuthorizationFailed
    )
}

/// Writes one record, in as many replicas as the cluster requires.
async fn write(bootstrap: &Bootstrap, topic: &str) -> Result<(), WireError> {
    let deadline = Instant::now() + WITHIN;
    let mut connection = cluster::connect(bootstrap, deadline).await?;
    let found = cluster::describe(&mut connection, Topics::Named(&[topic]), deadline).await?;
    let leader = found.topics.get(topic).and_then(|topic| *topic.leaders.get(&0)?);
    let address = leader.and_then(|leader| found.brokers.get(&leader));
    let address = address.ok_or_else(|| WireError::TimedOut {
        awaited: "the leader of the trial's topic".to_owned(),
    })?;
    let mut leader = Connection::connect(address, bootstrap.security(), deadline).await?;
    let partition = PartitionProduceData::default().with_index(0).with_records(Some(one_record()?));
    let topic_data = TopicProduceData::default()
        .with_name(cluster::topic(topic))
        .with_partition_data(vec![partition]);
    let within = i32::try_from(WITHIN.as_millis()).unwrap_or(i32::MAX);
    let request = ProduceRequest::default()
        .with_acks(ALL)
        .with_timeout_ms(within)
        .with_topic_data(vec![topic_data]);
    let answer = leader.call(&request, deadline).await?;
    let mut partitions = answer.responses.iter().flat_map(|topic| &topic.partition_responses);
    partitions.try_for_each(|one| WireError::check(one.error_code, "a record of the trial"))
}

fn one_record() -> Result<Bytes, WireError> {
    let record = Record {
        transactional: false,
        control: false,
        delete_horizon: false,
        partition_leader_epoch: NO_PARTITION_LEADER_EPOCH,
        producer_id: NO_PRODUCER_ID,
        producer_epoch: NO_PRODUCER_EPOCH,
        timestamp_type: TimestampType::Creation,
        offset: 0,
        sequence: NO_SEQUENCE,
        timestamp: 0,
        key: None,
        value: None,
        headers: Default::default(),
    };
    let options = RecordEncodeOptions { version: 2, compression: Compression::None };
    let mut bytes = BytesMut::new();
    RecordBatchEncoder::encode(&mut bytes, [&record], &options)
        .map_err(|error| WireError::Protocol(format!("a record of the trial: {error}")))?;
    Ok(bytes.freeze())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_a_lack_and_a_transient_error_is_not() {
        let refused = |error: ResponseError| {
            let mut found = Found { lacks: Vec::new(), prefix: "p." };
            let result = WireError::check(error.code(), "a step");
            let done = found.is_done(result, |refusal| Lack::Groups { refusal });
            done.map(|is_done| (is_done, found.lacks))
        };
        let lack = |error| match refused(error) {
            Ok((false, lacks)) => lacks.into_iter().next().unwrap(),
            other => panic!("{other:?}"),
        };
        for error in [ResponseError::InvalidReplicationFactor, ResponseError::NotEnoughReplicas] {
            assert!(matches!(lack(error), Lack::Replicas { .. }), "{error:?}");
        }
        let too_short = lack(ResponseError::InvalidSessionTimeout);
        assert_eq!(too_short, Lack::Sessions { shortest_ms: 6000 });
        for (error, permission) in [
            (ResponseError::GroupAuthorizationFailed, true),
            (ResponseError::TopicAuthorizationFailed, true),
            (ResponseError::PolicyViolation, false),
        ] {
            let Lack::Groups { refusal } = lack(error) else { panic!("{error:?}") };
            assert_eq!((refusal.is_permission, &*refusal.prefix), (permission, "p."));
        }
        refused(ResponseError::NotLeaderOrFollower).unwrap_err();

        let mut found = Found { lacks: Vec::new(), prefix: "p." };
        let old = Err(WireError::Protocol("in no version".to_owned()));
        assert!(!found.is_done(old, |refusal| Lack::Groups { refusal }).unwrap());
        assert_eq!(found.lacks, [Lack::Version]);
    }
}
