//! What happens in Bitácora: the HTTP server, the labs, the grader and the store.

/// The server's life, from its start to its stop.
pub mod serve;
/// Every setting.
pub mod config;
/// What request handlers share.
pub mod app;
/// The URL table and its handlers.
pub mod routes;
/// What can go wrong while a request is answered.
pub mod error;
/// Real clients against a broker: queue, runs, worker processes, faults, evidence.
pub mod lab;
/// Evidence in, verdict out.
pub mod grader;
/// What is kept: learners, runs, events, evidence, verdicts.
pub mod store;
