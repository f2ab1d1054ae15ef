//! Who may speak through a proxy to a cluster that asks who one is, and about what: whoever has the
//! proxy's token, about the topics and groups of one run. What is none of a client's business ends its
//! connection; our own clients ask for nothing else.

use std::sync::atomic::{AtomicBool, Ordering};

use bytes::{Buf, Bytes, BytesMut};
use kafka_protocol::{
    error::ResponseError,
    messages::{
        ApiKey, FetchRequest, FindCoordinatorRequest, HeartbeatRequest, InitProducerIdRequest,
        JoinGroupRequest, LeaveGroupRequest, ListOffsetsRequest, MetadataRequest,
        OffsetCommitRequest, OffsetFetchRequest, OffsetForLeaderEpochRequest, ProduceRequest,
        RequestHeader, ResponseHeader, SaslAuthenticateRequest, SaslAuthenticateResponse,
        SaslHandshakeRequest, SaslHandshakeResponse, SyncGroupRequest,
    },
    protocol::{Decodable, Encodable, HeaderVersion, StrBytes},
};

use super::request::Request;
use crate::lab::broker::entrance::Token;

const PLAIN: &str = "PLAIN";

/// What a proxy asks of its clients.
#[derive(Debug, Clone)]
pub struct Guard {
    pub token: Token,
    /// What the names of the run's topics and groups begin with.
    pub names: String,
}

/// Of one connection.
#[derive(Debug)]
pub(super) struct Sentry<'a> {
    guard: Option<&'a Guard>,
    is_let_in: AtomicBool,
}

/// What becomes of a request.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Forward,
    /// It is for the proxy itself.
    Answer(Bytes),
}

impl<'a> Sentry<'a> {
    pub(super) fn new(guard: Option<&'a Guard>) -> Self {
        Self { guard, is_let_in: AtomicBool::new(guard.is_none()) }
    }

    /// Before somebody is let in nothing with a list in it is decoded: `kafka-protocol` takes memory for
    /// as many elements as a list claims to have.
    ///
    /// # Errors
    /// Why the connection has to end.
    pub(super) fn judge(&self, request: &Request) -> anyhow::Result<Verdict> {
        let Some(guard) = self.guard else { return Ok(Verdict::Forward) };
        let key = ApiKey::try_from(request.api_key);
        match key {
            Ok(ApiKey::ApiVersions) => Ok(Verdict::Forward),
            Ok(ApiKey::SaslHandshake) => handshake(request),
            Ok(ApiKey::SaslAuthenticate) => {
                let (is_ours, answer) = authenticate(guard, request)?;
                self.is_let_in.store(is_ours, Ordering::Relaxed);
                Ok(Verdict::Answer(answer))
            }
            _ if !self.is_let_in.load(Ordering::Relaxed) => anyhow::bail!("nobody let it in"),
            Ok(key) => {
                for name in names(key, request)? {
                    if !name.starts_with(&guard.names) {
                        anyhow::bail!("it asked about {name:?}");
                    }
                }
                Ok(Verdict::Forward)
            }
            Err(()) => anyhow::bail!("an unknown request, {}", request.api_key),
        }
    }
}

fn handshake(request: &Request) -> anyhow::Result<Verdict> {
    let asked: SaslHandshakeRequest = decode(request)?;
    let is_plain = asked.mechanism.as_str() == PLAIN;
    let code = if is_plain { 0 } else { ResponseError::UnsupportedSaslMechanism.code() };
    let answer = SaslHandshakeResponse::default()
        .with_error_code(code)
        .with_mechanisms(vec![StrBytes::from_static_str(PLAIN)]);
    encode(&answer, request).map(Verdict::Answer)
}

fn authenticate(guard: &Guard, request: &Request) -> anyhow::Result<(bool, Bytes)> {
    let asked: SaslAuthenticateRequest = decode(request)?;
    let is_ours = guard.token.is_in(&asked.auth_bytes);
    let code = if is_ours { 0 } else { ResponseError::SaslAuthenticationFailed.code() };
    let answer = SaslAuthenticateResponse::default().with_error_code(code);
    Ok((is_ours, encode(&answer, request)?))
}

/// The topics, groups and transactional ids that a request names. A topic that is named by its id alone
/// (KIP-516) was told to the client by an answer to a request that named it.
fn names(key: ApiKey, request: &Request) -> anyhow::Result<Vec<StrBytes>> {
    Ok(match key {
        ApiKey::Produce => {
            let asked: ProduceRequest = decode(request)?;
            let topics = asked.topic_data.into_iter().map(|topic| topic.name.0);
            topics.chain(asked.transactional_id.map(|id| id.0)).collect()
        }
        ApiKey::Fetch => {
            let asked: FetchRequest = decode(request)?;
            let is_named = request.version < 13;
            asked.topics.into_iter().filter(|_| is_named).map(|topic| topic.topic.0).collect()
        }
        ApiKey::Metadata => {
            let asked: MetadataRequest = decode(request)?;
            // Before version 1 an empty list is all topics, since then null.
            let all = request.version == 0 && asked.topics.as_ref().is_some_and(Vec::is_empty);
            let Some(topics) = asked.topics.filter(|_| !all) else {
                anyhow::bail!("it asked for all topics");
            };
            topics.into_iter().filter_map(|topic| topic.name).map(|name| name.0).collect()
        }
        ApiKey::ListOffsets => {
            let asked: ListOffsetsRequest = decode(request)?;
            asked.topics.into_iter().map(|topic| topic.name.0).collect()
        }
        ApiKey::OffsetForLeaderEpoch => {
            let asked: OffsetForLeaderEpochRequest = decode(request)?;
            asked.topics.into_iter().map(|topic| topic.topic.0).collect()
        }
        ApiKey::OffsetCommit => {
            let asked: OffsetCommitRequest = decode(request)?;
            let topics = asked.topics.into_iter().map(|topic| topic.name.0);
            topics.chain([asked.group_id.0]).collect()
        }
        ApiKey::OffsetFetch => {
            let asked: OffsetFetchRequest = decode(request)?;
            // Up to version 7 one group, then a list of them.
            let one = (request.version < 8).then_some(asked.group_id.0);
            one.into_iter().chain(asked.groups.into_iter().map(|group| group.group_id.0)).collect()
        }
        ApiKey::FindCoordinator => {
            let asked: FindCoordinatorRequest = decode(request)?;
            let one = (request.version < 4).then_some(asked.key);
            one.into_iter().chain(asked.coordinator_keys).collect()
        }
        ApiKey::InitProducerId => {
            let asked: InitProducerIdRequest = decode(request)?;
            asked.transactional_id.map(|id| id.0).into_iter().collect()
        }
        ApiKey::JoinGroup => vec![decode::<JoinGroupRequest>(request)?.group_id.0],
        ApiKey::SyncGroup => vec![decode::<SyncGroupRequest>(request)?.group_id.0],
        ApiKey::Heartbeat => vec![decode::<HeartbeatRequest>(request)?.group_id.0],
        ApiKey::LeaveGroup => vec![decode::<LeaveGroupRequest>(request)?.group_id.0],
        // What a client tells of itself (KIP-714).
        ApiKey::GetTelemetrySubscriptions | ApiKey::PushTelemetry => Vec::new(),
        other => anyhow::bail!("no client of a run sends {other:?}"),
    })
}

fn decode<R: Decodable + HeaderVersion>(request: &Request) -> anyhow::Result<R> {
    let mut bytes = request.bytes.clone();
    RequestHeader::decode(&mut bytes, R::header_version(request.version))?;
    let message = R::decode(&mut bytes, request.version)?;
    anyhow::ensure!(!bytes.has_remaining(), "a request with something behind its end");
    Ok(message)
}

fn encode<A: Encodable + HeaderVersion>(answer: &A, request: &Request) -> anyhow::Result<Bytes> {
    let mut bytes = BytesMut::new();
    ResponseHeader::default()
        .with_correlation_id(request.correlation_id)
        .encode(&mut bytes, A::header_version(request.version))?;
    answer.encode(&mut bytes, request.version)?;
    Ok(bytes.freeze())
}
