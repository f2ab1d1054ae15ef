//! The lab: runs real producers and consumers against a broker and collects what they prove.

/// The clusters a run can happen on.
pub mod broker;
/// Reads a topic's log, batches as batches.
pub mod log_reader;
/// kafka-python's keyword arguments as librdkafka properties.
pub mod profile;
/// Stands between a run's clients and the broker: delays and faults.
pub mod proxy;
/// How Python writes a value: `json.dumps` and `str`.
pub mod python;
/// Makes and removes topics.
pub mod topics;
/// One TCP connection that speaks Kafka's protocol.
pub mod wire;
