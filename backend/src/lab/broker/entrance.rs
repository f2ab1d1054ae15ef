//! Where the clients of an act connect, and what lets them in: a cluster that takes everybody, or a proxy
//! that asks for its token, so that it opens somebody's cluster to nobody else on this machine.

use std::fmt;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use rand::RngCore;
use subtle::ConstantTimeEq;

use crate::lab::profile::BOOTSTRAP_SERVERS;

/// Whose token it is, for SASL wants a name; the proxy does not look at it.
const USER: &str = "run";

#[derive(Debug, Clone)]
pub struct Entrance {
    servers: String,
    token: Option<Token>,
}

/// 32 random bytes, in letters.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Entrance {
    pub fn new(servers: impl Into<String>, token: Option<Token>) -> Self {
        Self { servers: servers.into(), token }
    }

    /// As Kafka's `bootstrap.servers` has it.
    pub fn servers(&self) -> &str {
        &self.servers
    }

    /// librdkafka's properties for it. They are no part of an act's evidence: what is stored is shown.
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

    /// Whether this is the one message of SASL/PLAIN that has it: `authzid NUL authcid NUL passwd`
    /// (RFC 4616). How long that takes tells nothing of how much of a guess was right.
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
