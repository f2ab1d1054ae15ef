//! The server's side of a worker, the process in which the clients of an act live (`lab/client`),
//! and the words of both sides.

/// A record that a handler was given.
pub mod handler_record;
/// How both name a partition.
pub mod partition;
/// What the server tells a worker.
pub mod plan;
/// The server's handle of a worker.
mod process;
/// What a worker reports.
pub mod report;
/// What a producer reports about what it sends.
pub mod sent;

pub use process::{WorkerError, WorkerProcess};
