//! What can go wrong between a request and its answer, with what to do next.

use std::io;

use kafka_protocol::error::ResponseError;

/// Why a request to a broker got no answer.
#[derive(Debug, thiserror::Error)]
pub enum WireError {
    /// No connection could be made.
    #[error("the broker does not answer on {address}; check that it is running there")]
    Unreachable {
        /// `host:port`, or the whole list that was tried.
        address: String,
        #[source]
        source: io::Error,
    },
    /// The TLS handshake failed: [`Distrust`](super::security::tls::Distrust) says why.
    #[error("the TLS handshake with the broker on {address} failed")]
    Insecure {
        /// `host:port`.
        address: String,
        #[source]
        source: io::Error,
    },
    /// The broker does not offer this SASL mechanism.
    #[error("the broker does not take {mechanism}; it offers {offered}")]
    Mechanism { mechanism: &'static str, offered: String },
    /// The connection ended before the answer was complete, or its frame exceeds the limit.
    #[error("the connection to the broker on {address} was lost; try again")]
    Lost {
        /// `host:port`.
        address: String,
        #[source]
        source: io::Error,
    },
    /// The deadline passed first.
    #[error("the broker took too long: still waiting for {awaited}; try again")]
    TimedOut {
        /// What did not arrive, in words for the log and for an inconclusive verdict.
        awaited: String,
    },
    /// The broker's bytes, or its versions, are not what we can read.
    #[error("the broker does not speak Kafka's protocol as expected: {0}")]
    Protocol(String),
    /// The broker understood the request and refused it.
    #[error("the broker refused {asked}: {name} ({code})")]
    Broker {
        /// Kafka's error code, never 0: <https://kafka.apache.org/protocol#protocol_error_codes>.
        code: i16,
        /// Its name.
        name: String,
        /// What was asked of the broker.
        asked: String,
    },
}

impl WireError {
    pub(super) fn timed_out(awaited: impl Into<String>) -> Self {
        Self::TimedOut { awaited: awaited.into() }
    }

    /// Turns an answer's error code into a result: 0 is success.
    pub(crate) fn check(code: i16, asked: &str) -> Result<(), Self> {
        match ResponseError::try_from_code(code) {
            None => Ok(()),
            Some(error) => {
                Err(Self::Broker { code, name: error.to_string(), asked: asked.to_owned() })
            }
        }
    }

    /// True when the same request may succeed later without anybody doing anything: leaders are
    /// being elected, or a broker is stopping or starting.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Unreachable { .. } | Self::Lost { .. } => true,
            // A broker that stops or starts during a handshake, or one that speaks no TLS: those
            // look the same, so the latter is asked again, too.
            Self::Insecure { source, .. } => matches!(
                source.kind(),
                io::ErrorKind::ConnectionReset
                    | io::ErrorKind::UnexpectedEof
                    | io::ErrorKind::BrokenPipe
            ),
            Self::TimedOut { .. } | Self::Mechanism { .. } | Self::Protocol(_) => false,
            // Kafka lets clients retry an unknown topic, because a broker may not know a new one
            // yet; but `topics::create` waits for that, so here there is no such topic.
            Self::Broker { code, .. } => ResponseError::try_from_code(*code).is_some_and(|error| {
                error.is_retriable() && error != ResponseError::UnknownTopicOrPartition
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_leader_passes_and_a_missing_topic_does_not() {
        let refused = |error: ResponseError| WireError::check(error.code(), "").unwrap_err();
        assert!(refused(ResponseError::LeaderNotAvailable).is_transient());
        assert!(refused(ResponseError::NotLeaderOrFollower).is_transient());
        assert!(!refused(ResponseError::UnknownTopicOrPartition).is_transient());
        assert!(!refused(ResponseError::InvalidTopicException).is_transient());
        assert!(WireError::check(0, "").is_ok());
    }

    #[test]
    fn a_handshake_that_breaks_off_passes_and_a_wrong_certificate_does_not() {
        let insecure = |kind: io::ErrorKind| WireError::Insecure {
            address: String::new(),
            source: kind.into(),
        };
        assert!(insecure(io::ErrorKind::ConnectionReset).is_transient());
        assert!(!insecure(io::ErrorKind::InvalidData).is_transient());
    }
}
