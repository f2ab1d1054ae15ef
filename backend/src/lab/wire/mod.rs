//! One TCP connection that speaks Kafka's protocol: a request out, its answer back. `topics`,
//! `groups`, `log_reader` and `proxy` build on it; librdkafka is not involved.

/// Where a cluster is, and how to connect to its brokers.
pub mod bootstrap;
/// Which brokers there are and who leads what.
pub mod cluster;
/// What can go wrong between a request and its answer.
pub mod error;
/// Length-prefixed frames, bounded.
pub mod frame;
/// Reads a message's fields without trusting them.
pub mod reader;
/// TLS and SASL.
pub mod security;
/// What the bytes of an answer must look like before they are decoded.
pub mod shape;

use std::collections::HashMap;

use bytes::{Bytes, BytesMut};
use kafka_protocol::messages::{ApiVersionsRequest, RequestHeader, ResponseHeader};
use kafka_protocol::protocol::{Decodable, Encodable, HeaderVersion, StrBytes, VersionRange};
use tokio::time::{Instant, timeout_at};

pub use self::bootstrap::Bootstrap;
pub use self::error::WireError;
use self::reader::Style;
use self::security::{Security, Stream};
use self::shape::Call;

/// The client id of this process; it appears in the broker's request log.
const CLIENT_ID: &str = "bitacora";

/// An open connection to one broker. One call at a time.
#[derive(Debug)]
pub struct Connection {
    address: String,
    stream: Stream,
    correlation_id: i32,
    /// The versions that the broker supports, by API key.
    versions: HashMap<i16, VersionRange>,
    /// True while a call is under way. If its future is dropped or fails half-way, the stream is
    /// left in the middle of an answer, and the flag stays set: no later call may read on from
    /// there.
    interrupted: bool,
}

impl Connection {
    /// Connects to `address` (`host:port`) and asks which versions the broker supports.
    pub async fn connect(
        address: &str,
        security: &Security,
        deadline: Instant,
    ) -> Result<Self, WireError> {
        let mut connection = Self::open(address, security, deadline).await?;
        // Version 0 is the one that every broker answers, whatever its age (KIP-35).
        let answer = connection.exchange(&ApiVersionsRequest::default(), 0, deadline).await?;
        WireError::check(answer.error_code, "ApiVersions")?;
        connection.versions = answer
            .api_keys
            .iter()
            .map(|api| (api.api_key, VersionRange { min: api.min_version, max: api.max_version }))
            .collect();
        Ok(connection)
    }

    /// Connects to `address` and authenticates. It has not asked for versions: for
    /// [`Self::into_stream`].
    pub async fn open(
        address: &str,
        security: &Security,
        deadline: Instant,
    ) -> Result<Self, WireError> {
        let stream = security::open(address, security.tls.as_ref(), deadline).await?;
        let mut connection = Self {
            address: address.to_owned(),
            stream,
            correlation_id: 0,
            versions: HashMap::new(),
            interrupted: false,
        };
        if let Some(credentials) = &security.credentials {
            credentials.authenticate(&mut connection, deadline).await?;
        }
        Ok(connection)
    }

    /// For callers that speak Kafka's protocol themselves from here on.
    pub fn into_stream(self) -> Stream {
        self.stream
    }

    /// The `host:port` this connection leads to.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// True when the broker supports `R` in a version that we speak.
    pub fn understands<R: Call>(&self) -> bool {
        self.version::<R>().is_some()
    }

    /// The highest version of `R` that both sides know.
    fn version<R: Call>(&self) -> Option<i16> {
        let ours = VersionRange { min: R::VERSIONS.min, max: R::HIGHEST };
        let both = self.versions.get(&R::KEY)?.intersect(&ours);
        (!both.is_empty()).then_some(both.max)
    }

    /// Sends `request` in the highest version that both sides know and waits for its answer.
    ///
    /// Error codes inside the answer are left to the caller. After a `TimedOut` or a `Lost` the
    /// connection cannot be used any more.
    pub async fn call<R: Call>(
        &mut self,
        request: &R,
        deadline: Instant,
    ) -> Result<R::Response, WireError> {
        let Some(version) = self.version::<R>() else {
            return Err(WireError::Protocol(format!(
                "{} supports {} in versions {:?}; one of {} to {} is needed",
                self.address,
                R::NAME,
                self.versions.get(&R::KEY),
                R::VERSIONS.min,
                R::HIGHEST
            )));
        };
        self.exchange(request, version, deadline).await
    }

    async fn exchange<R: Call>(
        &mut self,
        request: &R,
        version: i16,
        deadline: Instant,
    ) -> Result<R::Response, WireError> {
        if self.interrupted {
            return Err(WireError::Protocol(format!(
                "the connection to {} was left in the middle of an answer",
                self.address
            )));
        }
        self.correlation_id = self.correlation_id.wrapping_add(1);
        let question = encode(request, version, self.correlation_id)?;

        self.interrupted = true;
        let answer = timeout_at(deadline, async {
            frame::write(&mut self.stream, &question).await?;
            frame::read(&mut self.stream, frame::FROM_BROKER).await
        })
        .await
        .map_err(|_| WireError::timed_out(format!("{} from {}", R::NAME, self.address)))?
        .map_err(|source| WireError::Lost { address: self.address.clone(), source })?;
        self.interrupted = false;

        decode::<R>(answer, version, self.correlation_id)
    }
}

fn encode<R: Call>(request: &R, version: i16, correlation_id: i32) -> Result<Bytes, WireError> {
    let header = RequestHeader::default()
        .with_request_api_key(R::KEY)
        .with_request_api_version(version)
        .with_correlation_id(correlation_id)
        .with_client_id(Some(StrBytes::from_static_str(CLIENT_ID)));
    let mut bytes = BytesMut::new();
    header
        .encode(&mut bytes, <R as HeaderVersion>::header_version(version))
        .and_then(|()| request.encode(&mut bytes, version))
        .map_err(|error| WireError::Protocol(format!("{} v{version}: {error}", R::NAME)))?;
    Ok(bytes.freeze())
}

fn decode<R: Call>(
    mut answer: Bytes,
    version: i16,
    correlation_id: i32,
) -> Result<R::Response, WireError> {
    let unreadable = |reason: &dyn std::fmt::Display| {
        WireError::Protocol(format!("the answer to {} v{version}: {reason}", R::NAME))
    };
    // The answers that we ask for have no tagged fields, so their header is the id alone.
    let header = ResponseHeader::decode(&mut answer, 0).map_err(|error| unreadable(&error))?;
    if header.correlation_id != correlation_id {
        return Err(unreadable(&format_args!(
            "it belongs to request {}, not {correlation_id}",
            header.correlation_id
        )));
    }
    shape::check(&answer, R::ANSWER, version, Style::Plain).map_err(|error| unreadable(&error))?;
    R::Response::decode(&mut answer, version).map_err(|error| unreadable(&error))
}

#[cfg(test)]
mod tests {
    use kafka_protocol::messages::{
        CreatePartitionsRequest, CreateTopicsRequest, DeleteGroupsRequest, DeleteRecordsRequest,
        DeleteTopicsRequest, FetchRequest, FindCoordinatorRequest, JoinGroupRequest,
        ListGroupsRequest, ListOffsetsRequest, MetadataRequest, OffsetCommitRequest,
        OffsetFetchRequest, ProduceRequest,
    };

    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// No bytes make an answer panic or allocate memory out of proportion to their length.
        #[test]
        fn any_answer_is_decoded_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let answer = Bytes::from([&1_i32.to_be_bytes()[..], &bytes].concat());
            for version in 0..=11 {
                let _ = decode::<ApiVersionsRequest>(answer.clone(), version.min(0), 1);
                let _ = decode::<MetadataRequest>(answer.clone(), version.min(MetadataRequest::HIGHEST), 1);
                let _ = decode::<ListOffsetsRequest>(answer.clone(), version.clamp(1, ListOffsetsRequest::HIGHEST), 1);
                let _ = decode::<FetchRequest>(answer.clone(), version.max(4), 1);
                let _ = decode::<CreateTopicsRequest>(answer.clone(), version.clamp(2, CreateTopicsRequest::HIGHEST), 1);
                let _ = decode::<CreatePartitionsRequest>(answer.clone(), version.min(CreatePartitionsRequest::HIGHEST), 1);
                let _ = decode::<DeleteRecordsRequest>(answer.clone(), version.min(DeleteRecordsRequest::HIGHEST), 1);
                let _ = decode::<ProduceRequest>(answer.clone(), version.clamp(3, ProduceRequest::HIGHEST), 1);
                let _ = decode::<JoinGroupRequest>(answer.clone(), version.min(JoinGroupRequest::HIGHEST), 1);
                let _ = decode::<DeleteTopicsRequest>(answer.clone(), version.clamp(1, DeleteTopicsRequest::HIGHEST), 1);
                let _ = decode::<FindCoordinatorRequest>(answer.clone(), version.min(FindCoordinatorRequest::HIGHEST), 1);
                let _ = decode::<OffsetCommitRequest>(answer.clone(), version.clamp(2, OffsetCommitRequest::HIGHEST), 1);
                let _ = decode::<OffsetFetchRequest>(answer.clone(), version.clamp(1, OffsetFetchRequest::HIGHEST), 1);
                let _ = decode::<ListGroupsRequest>(answer.clone(), version.min(ListGroupsRequest::HIGHEST), 1);
                let _ = decode::<DeleteGroupsRequest>(answer.clone(), version.min(DeleteGroupsRequest::HIGHEST), 1);
            }
        }
    }

    #[test]
    fn an_answer_to_another_request_is_refused() {
        let answer = Bytes::from_static(&[0, 0, 0, 2, 0, 0, 0, 0, 0, 0]);
        let error = decode::<ApiVersionsRequest>(answer, 0, 1).unwrap_err();
        assert!(matches!(error, WireError::Protocol(reason) if reason.contains("request 2")));
    }

    #[test]
    fn a_list_longer_than_its_bytes_is_refused_before_allocating() {
        let answer = Bytes::from_static(&[0, 0, 0, 1, 0, 0, 0x7f, 0xff, 0xff, 0xff]);
        let error = decode::<ApiVersionsRequest>(answer, 0, 1).unwrap_err();
        assert!(matches!(error, WireError::Protocol(_)));
    }
}
