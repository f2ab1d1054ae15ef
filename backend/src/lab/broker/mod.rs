//! The clusters a run can happen on.

/// Apache Kafka as a supervised child process.
pub mod local;
