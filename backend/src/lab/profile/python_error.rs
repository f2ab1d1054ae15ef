//! What kafka-python raises, by release: class and message as the learner's terminal shows them.
//! Read from the sources of 2.0.2, 2.3.3 and 3.0.12.

use std::time::Duration;

use super::{
    setting::{Keywords, Setting},
    version::ClientVersion,
};
use crate::lab::python;

/// An exception: `class: message` is the last line of its traceback.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PythonError {
    pub class: &'static str,
    pub message: String,
}

impl PythonError {
    fn new(class: &'static str, message: impl Into<String>) -> Self {
        Self { class, message: message.into() }
    }

    pub(super) fn configuration(message: impl Into<String>) -> Self {
        Self::new("KafkaConfigurationError", message)
    }

    pub(super) fn value(message: impl Into<String>) -> Self {
        Self::new("ValueError", message)
    }
}

/// 2.x asserts what 3.x checks.
fn check(version: ClientVersion, class: &'static str, message: impl Into<String>) -> PythonError {
    match version {
        ClientVersion::V2_0_2 | ClientVersion::V2_3 => PythonError::new("AssertionError", message),
        ClientVersion::V3_0 => PythonError::new(class, message),
    }
}

/// `KafkaProducer(bootstrap_server='x')`.
pub(super) fn unrecognized_by_producer(version: ClientVersion, extra: &Keywords) -> PythonError {
    let entries: Vec<String> = extra.iter().map(|(name, value)| entry(name, value)).collect();
    check(version, "ValueError", format!("Unrecognized configs: {{{}}}", entries.join(", ")))
}

/// `KafkaConsumer(bootstrap_server='x')`: a set of names, on every release.
pub(super) fn unrecognized_by_consumer(extra: &Keywords) -> PythonError {
    let names: Vec<String> = extra.keys().map(|name| quoted(name)).collect();
    PythonError::configuration(format!("Unrecognized configs: {{{}}}", names.join(", ")))
}

fn entry(name: &str, value: &Setting) -> String {
    format!("{}: {value}", quoted(name))
}

fn quoted(name: &str) -> String {
    python::repr(&serde_json::Value::from(name))
}

/// `send(topic, value)` when the serialised value is not bytes; `python_type` is its type's name.
/// 2.x asserts without a message.
pub fn unsupported_value(version: ClientVersion, python_type: &str) -> PythonError {
    unsupported(version, "value", python_type)
}

/// `send(topic, key=key)` when the serialised key is not bytes.
pub fn unsupported_key(version: ClientVersion, python_type: &str) -> PythonError {
    unsupported(version, "key", python_type)
}

fn unsupported(version: ClientVersion, part: &str, python_type: &str) -> PythonError {
    match version {
        ClientVersion::V2_0_2 | ClientVersion::V2_3 => PythonError::new("AssertionError", ""),
        ClientVersion::V3_0 => PythonError::new(
            "TypeError",
            format!("Unsupported type for serialized {part}: <class '{python_type}'>"),
        ),
    }
}

/// `send(topic)` with neither value nor key.
pub fn need_key_or_value(version: ClientVersion) -> PythonError {
    check(version, "ValueError", "Need at least one: key or value")
}

/// `send` of a record that is larger than `max_request_size`; `bytes` is kafka-python's estimate
/// of the record within its batch.
pub fn message_too_large(bytes: u64) -> PythonError {
    PythonError::new(
        "MessageSizeTooLargeError",
        format!(
            "The message is {bytes} bytes when serialized which is larger than the maximum \
             request size you have configured with the max_request_size configuration"
        ),
    )
}

/// `send` to a topic whose metadata did not come within `max_block_ms`.
pub fn metadata_timeout(max_block: Duration) -> PythonError {
    PythonError::new(
        "KafkaTimeoutError",
        format!("Failed to update metadata after {:.1} secs.", max_block.as_secs_f64()),
    )
}

/// The constructor, when no broker answers at `bootstrap_servers`.
pub fn unreachable(version: ClientVersion, bootstrap_servers: &str) -> PythonError {
    match version {
        ClientVersion::V2_0_2 | ClientVersion::V2_3 => PythonError::new("NoBrokersAvailable", ""),
        ClientVersion::V3_0 => PythonError::new(
            "KafkaTimeoutError",
            format!("Unable to bootstrap from {bootstrap_servers}"),
        ),
    }
}
