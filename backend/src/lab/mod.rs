//! The lab: runs real producers and consumers against a broker and collects what they prove.

/// The clusters a run can happen on.
pub mod broker;
/// Numbered, stored and announced.
pub mod events;
/// What a run proves.
pub mod evidence;
/// Reads a topic's log, batches as batches.
pub mod log_reader;
/// A run's names and the real ones.
pub mod namespace;
/// The orders of one attempt.
pub mod orders;
/// Which partition a key goes to.
pub mod partitioner;
/// kafka-python's keyword arguments as librdkafka properties.
pub mod profile;
/// Stands between a run's clients and the broker: delays and faults.
pub mod proxy;
/// How Python writes a value: `json.dumps` and `str`.
pub mod python;
/// Where a run's orders come from.
pub mod seed;
/// Makes and removes topics.
pub mod topics;
/// One TCP connection that speaks Kafka's protocol.
pub mod wire;
/// The clients of a run, in processes of their own.
pub mod worker;
