//! A producer's side: what it sent, what it waited for, and what became of its requests.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// Number of the order, from 0.
    pub order: u32,
    /// Shared, not copied: a fast client sends a hundred thousand records a second.
    pub key: Option<Arc<str>>,
    /// Microseconds since the act started.
    pub at_us: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acknowledged {
    pub order: u32,
    pub partition: u32,
    pub offset: i64,
    /// Microseconds since the act started.
    pub at_us: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undelivered {
    pub order: u32,
    pub error: String,
    pub at_us: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WaitingCall {
    /// `producer.flush()`.
    Flush,
    /// `future.get()`.
    Get,
    /// What kafka-python 3.x does by itself at exit, for at most one second.
    AtExit,
}

/// What the lab does to a Produce request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// Answered with NOT_ENOUGH_REPLICAS, which a client may retry; the broker stored nothing.
    Refused,
    /// The broker stored the records, and the connection was cut instead of the acknowledgement.
    AcknowledgementLost,
}
