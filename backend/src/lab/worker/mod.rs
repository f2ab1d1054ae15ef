//! The server's side of a worker, the process in which the clients of an act live (`lab/client`),
//! and the words of both sides.

/// A record that a handler was given.
pub mod handler_record;
/// The server's handle of a worker.
mod process;
/// What server and worker write to each other.
pub mod protocol;
/// What a producer reports about what it sends.
pub mod sent;

pub use process::{WorkerError, WorkerProcess};
