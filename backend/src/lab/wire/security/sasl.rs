//! SASL with a broker, by rsasl: SaslHandshake names the mechanism, and its messages travel in
//! SaslAuthenticate (KIP-152). The broker answers nothing else before that has succeeded.

use std::{fmt, str::FromStr, sync::Arc};

use bytes::Bytes;
use kafka_protocol::{
    error::ResponseError,
    messages::{SaslAuthenticateRequest, SaslHandshakeRequest},
    protocol::StrBytes,
};
use rsasl::{
    config::SASLConfig,
    mechname::Mechname,
    prelude::{MessageSent, SASLClient, State},
};
use tokio::time::Instant;

use crate::lab::wire::{Connection, WireError};

/// Version 1 of SaslHandshake is the one after which SaslAuthenticate follows, since Kafka 1.0.
const HANDSHAKE: i16 = 1;
const AUTHENTICATE: i16 = 1;

/// The mechanisms that authenticate a user by a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mechanism {
    Plain,
    ScramSha256,
    ScramSha512,
}

impl Mechanism {
    pub const ALL: [Self; 3] = [Self::Plain, Self::ScramSha256, Self::ScramSha512];

    /// As in Kafka's `sasl.mechanism`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "PLAIN",
            Self::ScramSha256 => "SCRAM-SHA-256",
            Self::ScramSha512 => "SCRAM-SHA-512",
        }
    }
}

impl FromStr for Mechanism {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|one| one.name().eq_ignore_ascii_case(name.trim()));
        found.ok_or_else(|| {
            let known = Self::ALL.map(Self::name).join(", ");
            format!("Bitácora cannot use {name}; create a user for one of {known}")
        })
    }
}

/// A user and the password. Neither appears in a log.
#[derive(Clone)]
pub struct Credentials {
    mechanism: Mechanism,
    user: Arc<str>,
    config: Arc<SASLConfig>,
}

impl Credentials {
    /// # Errors
    /// The name or the password has characters that SASL does not allow.
    pub fn new(mechanism: Mechanism, user: &str, password: String) -> anyhow::Result<Self> {
        let config = SASLConfig::with_credentials(None, user.to_owned(), password)?;
        Ok(Self { mechanism, user: user.into(), config })
    }

    pub(in super::super) async fn authenticate(
        &self,
        connection: &mut Connection,
        deadline: Instant,
    ) -> Result<(), WireError> {
        let mechanism = self.mechanism.name();
        let handshake =
            SaslHandshakeRequest::default().with_mechanism(StrBytes::from_static_str(mechanism));
        let answer = connection.exchange(&handshake, HANDSHAKE, deadline).await?;
        if answer.error_code == ResponseError::UnsupportedSaslMechanism.code() {
            let offered: Vec<&str> = answer.mechanisms.iter().map(|name| name.as_str()).collect();
            return Err(WireError::Mechanism { mechanism, offered: offered.join(", ") });
        }
        WireError::check(answer.error_code, "SaslHandshake")?;

        let unexpected =
            |error: &dyn fmt::Display| WireError::Protocol(format!("{mechanism}: {error}"));
        let name = Mechname::parse(mechanism.as_bytes()).expect("the mechanisms have valid names");
        let mut session = SASLClient::new(Arc::clone(&self.config))
            .start_suggested(&[name])
            .map_err(|error| unexpected(&error))?;
        let mut received: Option<Bytes> = None;
        loop {
            let mut outgoing = Vec::new();
            let state = session
                .step(received.as_deref(), &mut outgoing)
                .map_err(|error| unexpected(&error))?;
            if !matches!(state, State::Finished(MessageSent::No)) {
                let request = SaslAuthenticateRequest::default().with_auth_bytes(outgoing.into());
                let answer = connection.exchange(&request, AUTHENTICATE, deadline).await?;
                WireError::check(answer.error_code, &format!("the user {}", self.user))?;
                received = Some(answer.auth_bytes);
            }
            if let State::Finished(_) = state {
                return Ok(());
            }
        }
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Credentials")
            .field("mechanism", &self.mechanism)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_mechanism_is_refused_with_a_list_of_the_known_ones() {
        assert_eq!("scram-sha-512".parse(), Ok(Mechanism::ScramSha512));
        let why = "GSSAPI".parse::<Mechanism>().unwrap_err();
        assert!(why.contains("GSSAPI") && why.contains("PLAIN, SCRAM-SHA-256, SCRAM-SHA-512"));
    }

    #[test]
    fn a_password_does_not_show() {
        let credentials = Credentials::new(Mechanism::Plain, "ana", "geheim".to_owned()).unwrap();
        assert!(!format!("{credentials:?}").contains("geheim"));
    }
}
