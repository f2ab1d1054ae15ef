//! Where the clients of an act connect, and how they authenticate: to a cluster that admits
//! everybody, or to a proxy that asks for its token, so that it does not open somebody's cluster to
//! other programs on this machine.

use std::fmt;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use rand::RngCore;
use subtle::ConstantTimeEq;

use crate::lab::profile::BOOTSTRAP_SERVERS;

/// SASL/PLAIN requires a user name; all tokens have this one.
const USER: &str = "run";

#[derive(Debug, Clone)]
pub struct Entrance {
    servers: String,
    token: Option<Token>,
}

/// 32 random bytes in URL-safe base64.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Entrance {
    pub fn new(servers: impl Into<String>, token: Option<Token>) -> Self {
        Self { servers: servers.into(), token }
    }

    /// In the format of Kafka's `bootstrap.servers`.
    pub fn servers(&self) -> &str {
        &self.servers
    }

    /// The librdkafka properties to connect with. Kept out of the evidence, which learners can see.
    pub fn properties(&self) -> Vec<(String, String)> {
        let mut properties = vec![(BOOTSTRAP_SERVERS, self.servers.as_str())];
        if let Some(Token(token)) = &self.token {
            properties.extend([
                ("security.protocol", "sasl_plaintext"),
                ("sasl.mechanism", "PLAIN"),
                ("sasl.username", USER),
                ("sasl.password", token),
            ]);
        }
        let own = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        properties.into_iter().map(own).collect()
    }
}

impl Token {
    pub fn mint() -> Self {
        let mut bytes = [0; 32];
        rand::rng().fill_bytes(&mut bytes);
        Self(BASE64_URL_SAFE_NO_PAD.encode(bytes))
    }

    /// Whether `message` is the SASL/PLAIN message with this token: `authzid NUL authcid NUL
    /// passwd` (RFC 4616). Compared in constant time, so that timing tells nothing about a guess.
    pub fn is_in(&self, message: &[u8]) -> bool {
        format!("\0{USER}\0{}", self.0).as_bytes().ct_eq(message).into()
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Token")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_opens_its_own_door_only() {
        let (token, other) = (Token::mint(), Token::mint());
        let entrance = Entrance::new("127.0.0.1:1", Some(token.clone()));
        let properties = entrance.properties();
        let (_, password) =
            properties.iter().find(|(name, _)| name == "sasl.password").expect("a password");
        let message = format!("\0{USER}\0{password}");
        assert!(token.is_in(message.as_bytes()));
        assert!(!other.is_in(message.as_bytes()));
        assert!(!format!("{entrance:?}").contains(password));
    }
}
