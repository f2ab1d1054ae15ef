//! What the server tells a worker, and what the worker tells back.

use std::collections::BTreeMap;

use api::event::{Acknowledged, Ending, Sent, Undelivered, WaitingCall};
use serde::{Deserialize, Serialize};

/// The one line on a worker's stdin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Plan {
    Producer(ProducerScript),
    MockCluster(MockCluster),
}

/// A simulated cluster with its topics.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MockCluster {
    /// Name and number of partitions.
    pub topics: Vec<(String, u32)>,
}

/// A script that sends records one by one and confirms them in one of three ways.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProducerScript {
    pub properties: BTreeMap<String, String>,
    pub topic: String,
    pub records: Vec<RecordToSend>,
    /// Headers of every record, beside `seq`.
    pub run: String,
    pub nonce: String,
    pub confirm: Confirm,
    /// What the client does by itself when the script ends normally.
    pub flush_at_exit_ms: Option<u64>,
    pub ending: Ending,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RecordToSend {
    pub key: Option<String>,
    /// The bytes, which always are UTF-8 here, or the exception that `send()` raises instead.
    pub value: Result<String, PythonException>,
}

/// What kafka-python raises; the script does not catch it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PythonException {
    pub class: String,
    pub message: String,
}

/// What the script does so that its records are confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confirm {
    None,
    /// `producer.flush()` after the last `send()`.
    Flush,
    /// `future.get()` after each `send()`.
    Get,
}

/// A line on a worker's stdout.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Report {
    /// The simulated cluster listens here.
    Listening {
        bootstrap: String,
    },
    Sent(Vec<Sent>),
    Acknowledged(Vec<Acknowledged>),
    Undelivered(Vec<Undelivered>),
    Waiting(WaitingCall),
    Raised(PythonException),
    /// The script has nothing left to do. A worker that is to be killed waits for it now.
    LastLine,
}
