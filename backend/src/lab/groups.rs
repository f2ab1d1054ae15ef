//! What consumer groups have committed, asked of their coordinators over the wire, or set there by
//! an administrator. Also lists and removes groups, for the janitor.
//!
//! A group's coordinator is the broker that leads its partition of `__consumer_offsets`. On a fresh
//! cluster the first FindCoordinator request creates that topic, and until it has a leader there is
//! no coordinator: meanwhile every request here is repeated.

use std::collections::BTreeMap;
use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};
use kafka_protocol::error::ResponseError;
use kafka_protocol::messages::join_group_request::JoinGroupRequestProtocol;
use kafka_protocol::messages::offset_commit_request::{
    OffsetCommitRequestPartition, OffsetCommitRequestTopic,
};
use kafka_protocol::messages::offset_fetch_request::OffsetFetchRequestTopic;
use kafka_protocol::messages::offset_fetch_response::OffsetFetchResponse;
use kafka_protocol::messages::{
    DeleteGroupsRequest, FindCoordinatorRequest, GroupId, JoinGroupRequest, ListGroupsRequest,
    OffsetCommitRequest, OffsetFetchRequest,
};
use kafka_protocol::protocol::StrBytes;
use tokio::time::Instant;

use super::backoff;
use super::wire::cluster::{self, Topics};
use super::wire::{Bootstrap, Connection, WireError};

/// FindCoordinator's `key_type` for groups; 1 is for transactions.
const GROUP: i8 = 0;
/// How a broker refuses a commit by nobody in particular while the group has members
/// (`ClassicGroup.validateOffsetCommit` of Apache Kafka 4).
const HAS_MEMBERS: [ResponseError; 3] = [
    ResponseError::UnknownMemberId,
    ResponseError::IllegalGeneration,
    ResponseError::RebalanceInProgress,
];
/// The pauses while a coordinator is not available yet.
const ASK_AGAIN: ExponentialBuilder =
    backoff::doubling(Duration::from_millis(5), Duration::from_millis(100));

/// The offsets that `group` has committed in `topic`: one entry for each partition in
/// `0..partitions`, `None` where nothing is committed. A group that was never there has none.
///
/// A committed offset is the next one to read, not the last that was read.
pub async fn committed(
    bootstrap: &Bootstrap,
    group: &str,
    topic: &str,
    partitions: u32,
    deadline: Duration,
) -> Result<BTreeMap<u32, Option<i64>>, WireError> {
    let indexes: Result<Vec<i32>, _> = (0..partitions).map(i32::try_from).collect();
    let indexes = indexes
        .map_err(|_| WireError::Protocol(format!("{partitions} partitions are too many")))?;
    let topics = vec![
        OffsetFetchRequestTopic::default()
            .with_name(cluster::topic(topic))
            .with_partition_indexes(indexes),
    ];
    let request =
        OffsetFetchRequest::default().with_group_id(group_id(group)).with_topics(Some(topics));
    let asked = format!("the offsets of group {group}");

    let deadline = Instant::now() + deadline;
    let ask = || async {
        let mut coordinator = coordinator(bootstrap, group, deadline).await?;
        let answer = coordinator.call(&request, deadline).await?;
        offsets(answer, topic, partitions, &asked)
    };
    ask.retry(backoff::until(deadline, ASK_AGAIN)).when(is_transient).await
}

/// Commits these offsets of `topic`, by partition, for a group that has no members, as
/// `kafka-consumer-groups.sh --reset-offsets` does. False where the broker refuses because the
/// group has some.
pub async fn reset(
    bootstrap: &Bootstrap,
    group: &str,
    topic: &str,
    offsets: &BTreeMap<u32, i64>,
    deadline: Duration,
) -> Result<bool, WireError> {
    let partition = |(index, offset): (&u32, &i64)| {
        OffsetCommitRequestPartition::default()
            .with_partition_index(index.cast_signed())
            .with_committed_offset(*offset)
    };
    let topics = vec![
        OffsetCommitRequestTopic::default()
            .with_name(cluster::topic(topic))
            .with_partitions(offsets.iter().map(partition).collect()),
    ];
    // An empty member id and a generation of -1: of nobody in the group.
    let request = OffsetCommitRequest::default()
        .with_group_id(group_id(group))
        .with_generation_id_or_member_epoch(-1)
        .with_topics(topics);
    let asked = format!("the offsets of group {group} from outside");
    let deadline = Instant::now() + deadline;
    let ask = || async {
        let mut coordinator = coordinator(bootstrap, group, deadline).await?;
        let answer = coordinator.call(&request, deadline).await?;
        let mut partitions = answer.topics.iter().flat_map(|topic| &topic.partitions);
        partitions.try_for_each(|partition| WireError::check(partition.error_code, &asked))
    };
    match ask.retry(backoff::until(deadline, ASK_AGAIN)).when(is_transient).await {
        Ok(()) => Ok(true),
        Err(error) if is_one_of(&error, &HAS_MEMBERS) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Removes `groups`. One that does not exist counts as removed, and so do all on clusters that
/// cannot remove any: librdkafka's mock cluster.
///
/// Kafka refuses to remove a group that has members, and a killed one counts until its session
/// times out ([`is_not_empty`]). The others are removed all the same.
pub async fn delete(
    bootstrap: &Bootstrap,
    groups: &[String],
    deadline: Duration,
) -> Result<(), WireError> {
    let deadline = Instant::now() + deadline;
    let mut result = Ok(());
    for group in groups {
        match delete_one(bootstrap, group, deadline).await {
            Err(refused @ WireError::Broker { .. }) => result = Err(refused),
            other => other?,
        }
    }
    result
}

/// Whether the cluster lets a member with this session timeout join `group`, which has no members.
/// It does not really join: since Kafka 2.2 the first answer is MEMBER_ID_REQUIRED (KIP-394), and
/// the broker checks permission and session timeout before that.
pub async fn may_join(
    bootstrap: &Bootstrap,
    group: &str,
    session_ms: u32,
    deadline: Duration,
) -> Result<(), WireError> {
    let protocol =
        JoinGroupRequestProtocol::default().with_name(StrBytes::from_static_str("range"));
    let request = JoinGroupRequest::default()
        .with_group_id(group_id(group))
        .with_session_timeout_ms(session_ms.cast_signed())
        .with_rebalance_timeout_ms(session_ms.cast_signed())
        .with_protocol_type(StrBytes::from_static_str("consumer"))
        .with_protocols(vec![protocol]);
    let deadline = Instant::now() + deadline;
    let ask = || async {
        let mut coordinator = coordinator(bootstrap, group, deadline).await?;
        let answer = coordinator.call(&request, deadline).await?;
        if answer.error_code == ResponseError::MemberIdRequired.code() {
            return Ok(());
        }
        WireError::check(answer.error_code, &format!("a member of group {group}"))
    };
    ask.retry(backoff::until(deadline, ASK_AGAIN)).when(is_transient).await
}

/// True when a group was not removed because it has members.
pub fn is_not_empty(error: &WireError) -> bool {
    is_one_of(error, &[ResponseError::NonEmptyGroup])
}

/// The names of all groups that begin with `prefix`, sorted. None on clusters that do not list
/// groups: librdkafka's mock cluster.
pub async fn list(
    bootstrap: &Bootstrap,
    prefix: &str,
    deadline: Duration,
) -> Result<Vec<String>, WireError> {
    let deadline = Instant::now() + deadline;
    let ask = || list_once(bootstrap, prefix, deadline);
    ask.retry(backoff::until(deadline, ASK_AGAIN)).when(is_transient).await
}

fn offsets(
    answer: OffsetFetchResponse,
    topic: &str,
    partitions: u32,
    asked: &str,
) -> Result<BTreeMap<u32, Option<i64>>, WireError> {
    WireError::check(answer.error_code, asked)?;
    let mut offsets = BTreeMap::new();
    for found in answer.topics.iter().filter(|found| found.name.as_str() == topic) {
        for partition in &found.partitions {
            WireError::check(partition.error_code, asked)?;
            if let Ok(index) = u32::try_from(partition.partition_index)
                && index < partitions
            {
                // Kafka says -1 where nothing is committed.
                let offset = partition.committed_offset;
                offsets.insert(index, (offset >= 0).then_some(offset));
            }
        }
    }
    if offsets.len() < partitions as usize {
        return Err(WireError::Protocol(format!("{asked} are not all in the answer")));
    }
    Ok(offsets)
}

async fn delete_one(
    bootstrap: &Bootstrap,
    group: &str,
    deadline: Instant,
) -> Result<(), WireError> {
    let asked = format!("the removal of group {group}");
    let request = DeleteGroupsRequest::default().with_groups_names(vec![group_id(group)]);
    let ask = || async {
        let mut coordinator = coordinator(bootstrap, group, deadline).await?;
        if !coordinator.understands::<DeleteGroupsRequest>() {
            return Ok(());
        }
        let answer = coordinator.call(&request, deadline).await?;
        let refused = answer.results.iter().map(|removed| removed.error_code);
        refused
            .filter(|code| *code != ResponseError::GroupIdNotFound.code())
            .try_for_each(|code| WireError::check(code, &asked))
    };
    ask.retry(backoff::until(deadline, ASK_AGAIN)).when(is_transient).await
}

/// Asks every broker, because each lists only the groups that it coordinates.
async fn list_once(
    bootstrap: &Bootstrap,
    prefix: &str,
    deadline: Instant,
) -> Result<Vec<String>, WireError> {
    let mut connection = cluster::connect(bootstrap, deadline).await?;
    let cluster = cluster::describe(&mut connection, Topics::Named(&[]), deadline).await?;
    let mut names = Vec::new();
    for address in cluster.brokers.values() {
        let mut broker = Connection::connect(address, bootstrap.security(), deadline).await?;
        if !broker.understands::<ListGroupsRequest>() {
            continue;
        }
        let answer = broker.call(&ListGroupsRequest::default(), deadline).await?;
        WireError::check(answer.error_code, "the list of groups")?;
        let found = answer.groups.iter().map(|group| group.group_id.as_str());
        names.extend(found.filter(|name| name.starts_with(prefix)).map(str::to_owned));
    }
    names.sort_unstable();
    // A group that moved to another broker meanwhile is listed by both.
    names.dedup();
    Ok(names)
}

/// A connection to the broker that coordinates `group`.
async fn coordinator(
    bootstrap: &Bootstrap,
    group: &str,
    deadline: Instant,
) -> Result<Connection, WireError> {
    let mut connection = cluster::connect(bootstrap, deadline).await?;
    let request = FindCoordinatorRequest::default()
        .with_key(StrBytes::from_string(group.to_owned()))
        .with_key_type(GROUP);
    let found = connection.call(&request, deadline).await?;
    WireError::check(found.error_code, &format!("the coordinator of group {group}"))?;
    let address = format!("{}:{}", found.host.as_str(), found.port);
    if address == connection.address() {
        return Ok(connection);
    }
    Connection::connect(&address, bootstrap.security(), deadline).await
}

/// True when a group's coordinator is being elected, is loading its partition, or has moved.
fn is_transient(error: &WireError) -> bool {
    is_one_of(
        error,
        &[
            ResponseError::CoordinatorNotAvailable,
            ResponseError::CoordinatorLoadInProgress,
            ResponseError::NotCoordinator,
        ],
    )
}

fn is_one_of(error: &WireError, known: &[ResponseError]) -> bool {
    matches!(error, WireError::Broker { code, .. } if known.iter().any(|one| one.code() == *code))
}

fn group_id(name: &str) -> GroupId {
    GroupId(StrBytes::from_string(name.to_owned()))
}
