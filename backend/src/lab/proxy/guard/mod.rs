//! Who may speak through a proxy to a cluster that asks who one is, and about what: whoever has the
//! proxy's token, about the topics and groups of one run. What is none of a client's business ends its
//! connection; our own clients ask for nothing else.

/// What they may ask, and in which fields they name something.
mod requests;
/// What that is written in.
mod shape;
/// A request held against that.
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

    /// Of those who were not let in nothing is read but their token. Which versions there are they may
    /// ask: SASL begins so.
    ///
    /// # Errors
    /// Why the connection has to end.
    pub(super) fn judge(&self, request: &Request) -> anyhow::Result<Verdict> {
        let Some(guard) = self.guard else { return Ok(Verdict::Forward) };
        match ApiKey::try_from(request.api_key) {
            Ok(ApiKey::SaslHandshake) => return handshake(request),
            Ok(ApiKey::SaslAuthenticate) => {
                let (is_ours, answer) = authenticate(guard, request)?;
                self.is_let_in.store(is_ours, Ordering::Relaxed);
                return Ok(Verdict::Answer(answer));
            }
            Ok(ApiKey::ApiVersions) => {}
            Ok(_) | Err(()) => {
                anyhow::ensure!(self.is_let_in.load(Ordering::Relaxed), "nobody let it in");
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

/// Neither of the two that are decoded has a list in it, for which `kafka-protocol` would take memory on
/// the word of its length.
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

#[cfg(test)]
mod tests;
