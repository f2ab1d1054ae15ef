//! What kafka-python raises, by release: class and message as the learner's terminal shows them.
//! Read from the sources of 2.0.2, 2.3.3 and 3.0.12.

use super::{
    setting::{Keywords, Setting},
    version::ClientVersion,
};
use crate::{evidence::value::Json, lab::python};

/// An exception. `class: message` is the last line of its traceback; for kafka-python's own errors,
/// which repeat their name there, `message` is what follows `kafka.errors.Name: `.
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
    match version {
        ClientVersion::V2_0_2 | ClientVersion::V2_3 => PythonError::new("AssertionError", ""),
        ClientVersion::V3_0 => PythonError::new(
            "TypeError",
            format!("Unsupported type for serialized value: <class '{python_type}'>"),
        ),
    }
}

/// What the first `poll()` raises with `auto_offset_reset='none'` if nothing is committed for these
/// partitions, each with its topic; `None` if there are none. 2.0.2 raises for one of them, the
/// others name all, as a set.
pub fn no_offset(version: ClientVersion, mut partitions: Vec<(&str, u32)>) -> Option<PythonError> {
    partitions.sort_unstable();
    let place = |(topic, partition): &(&str, u32)| {
        format!("TopicPartition(topic={}, partition={partition})", quoted(topic))
    };
    let first = place(partitions.first()?);
    let message = match version {
        ClientVersion::V2_0_2 => first,
        ClientVersion::V2_3 | ClientVersion::V3_0 => {
            format!("{{{}}}", partitions.iter().map(place).collect::<Vec<_>>().join(", "))
        }
    };
    Some(PythonError::new("NoOffsetForPartitionError", message))
}

/// `commit()` of a consumer that is not in its group any more, because it took longer than
/// `max_poll_interval_ms`. 2.0.2 breaks its message into lines.
pub fn commit_failed(version: ClientVersion) -> PythonError {
    let message = match version {
        ClientVersion::V2_0_2 => {
            "Commit cannot be completed since the group has already rebalanced and assigned the partitions to another member. This means that the time between subsequent calls to poll() was longer than the configured max_poll_interval_ms, which typically implies that the poll loop is spending too much time message processing. You can address this either by increasing the rebalance timeout with max_poll_interval_ms, or by reducing the maximum size of batches returned in poll() with max_poll_records."
        }
        ClientVersion::V2_3 | ClientVersion::V3_0 => {
            "Offset commit cannot be completed since the consumer is not part of an active group for auto partition assignment; it is likely that the consumer was kicked out of the group."
        }
    };
    PythonError::new("CommitFailedError", message)
}

/// The first `send()` to a topic that does not exist, with the default `max_block_ms`.
pub fn no_metadata() -> PythonError {
    PythonError::new("KafkaTimeoutError", "Failed to update metadata after 60.0 secs.")
}

/// `order['field']` of an order that does not have it.
pub fn missing(field: &str) -> PythonError {
    PythonError::new("KeyError", quoted(field))
}

/// `value.decode('utf-8')`; `None` where it raises nothing.
pub fn undecodable(value: Option<&[u8]>) -> Option<PythonError> {
    let Some(bytes) = value else {
        let message = "'NoneType' object has no attribute 'decode'";
        return Some(PythonError::new("AttributeError", message));
    };
    let error = std::str::from_utf8(bytes).err()?;
    let place = error.valid_up_to();
    let byte = bytes[place];
    let reason = match error.error_len() {
        None => "unexpected end of data",
        Some(_) if (0xc2..=0xf4).contains(&byte) => "invalid continuation byte",
        Some(_) => "invalid start byte",
    };
    let message =
        format!("'utf-8' codec can't decode byte {byte:#04x} in position {place}: {reason}");
    Some(PythonError::new("UnicodeDecodeError", message))
}

/// `json.loads(value.decode('utf-8'))`, of an order that somebody cut off; `None` where it raises
/// nothing.
pub fn unreadable(value: Option<&[u8]>) -> Option<PythonError> {
    undecodable(value).or_else(|| {
        let text = std::str::from_utf8(value?).ok().filter(|text| !Json::is_valid(text))?;
        let place = text.chars().count();
        let message = format!("Expecting value: line 1 column {} (char {place})", place + 1);
        Some(PythonError::new("json.decoder.JSONDecodeError", message))
    })
}
