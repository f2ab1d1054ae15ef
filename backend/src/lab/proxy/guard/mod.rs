//! Who may speak through a proxy to a secured cluster, and about what: a client that has the
//! proxy's token, about the topics and groups of one run. Any other request ends its connection;
//! our own clients send none.

/// The requests that may pass, and the fields in which they name something.
mod requests;
/// The types of those tables.
mod shape;
/// Checks a request against its table.
mod walk;

use std::sync::atomic::{AtomicBool, Ordering};

use bytes::{Buf, Bytes, BytesMut};
use kafka_protocol::{
    error::ResponseError,
    messages::{
        ApiKey, RequestHeader, ResponseHeader, SaslAuthenticateRequest, SaslAuthenticateResponse,
        SaslHandshakeRequest, SaslHandshakeResponse,
    },
    protocol::{Decodable, Encodable, HeaderVersion, StrBytes},
};

pub(super) use self::requests::newest;
use super::request::Request;
use crate::lab::cluster::entrance::Token;

const PLAIN: &str = "PLAIN";

/// What a proxy requires of its clients.
#[derive(Debug, Clone)]
pub struct Guard {
    pub token: Token,
    /// The prefix of the run's topics and groups.
    pub names: String,
}

/// The guard at one connection.
#[derive(Debug)]
pub(super) struct Sentry<'a> {
    guard: Option<&'a Guard>,
    is_authenticated: AtomicBool,
}

/// What happens to a request.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Forward,
    /// It is for the proxy itself, which answers this.
    Answer(Bytes),
}

impl<'a> Sentry<'a> {
    pub(super) fn new(guard: Option<&'a Guard>) -> Self {
        Self { guard, is_authenticated: AtomicBool::new(guard.is_none()) }
    }

    /// Until a client is authenticated, nothing that it sends is read except its token. It may ask
    /// for the API versions, because SASL begins with that.
    ///
    /// # Errors
    /// Why the connection has to end.
    pub(super) fn judge(&self, request: &Request) -> anyhow::Result<Verdict> {
        let Some(guard) = self.guard else { return Ok(Verdict::Forward) };
        match ApiKey::try_from(request.api_key) {
            Ok(ApiKey::SaslHandshake) => return handshake(request),
            Ok(ApiKey::SaslAuthenticate) => {
                let (is_ours, answer) = authenticate(guard, request)?;
                self.is_authenticated.store(is_ours, Ordering::Relaxed);
                return Ok(Verdict::Answer(answer));
            }
            Ok(ApiKey::ApiVersions) => {}
            Ok(_) | Err(()) => {
                anyhow::ensure!(
                    self.is_authenticated.load(Ordering::Relaxed),
                    "the client is not authenticated"
                );
            }
        }
        walk::check(request, &guard.names)?;
        Ok(Verdict::Forward)
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

/// Neither of the two requests that are decoded has a list in it, for which `kafka-protocol` would
/// allocate as much as its length claims.
fn decode<R: Decodable + HeaderVersion>(request: &Request) -> anyhow::Result<R> {
    let mut bytes = request.bytes.clone();
    RequestHeader::decode(&mut bytes, R::header_version(request.version))?;
    let message = R::decode(&mut bytes, request.version)?;
    anyhow::ensure!(!bytes.has_remaining(), "bytes follow the end of the request");
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

#[cfg(test)]
mod tests;
