//! What happens in Bitácora: the HTTP server, the labs, the grader and the store.

/// Accepts connections from a listener.
pub mod accept;
/// What request handlers share.
pub mod app;
/// A copy of the database file.
pub mod backup;
/// The clock of what is reported about runs.
pub mod clock;
/// Every setting.
pub mod config;
/// From the listener to the router.
pub mod connections;
/// The course, which may change while the server runs.
pub mod current_course;
/// The folder of the database file and of local Kafka's data.
pub mod data_folder;
/// What can go wrong while a request is answered.
pub mod error;
/// What a run proves: written by the lab, kept by the store, read by the grader.
pub mod evidence;
/// Evidence in, verdict out.
pub mod grader;
/// Asks a running server whether it is well.
pub mod health;
/// The token in a cookie: whose it is, and proof that we issued it.
pub mod identity;
/// Real clients against a broker: queue, runs, worker processes, faults.
pub mod lab;
/// How much one learner and one address may ask.
pub mod limits;
/// Opens the database at the start of the server.
pub mod opening;
/// What services read of an order.
pub mod order;
/// Work that is finished even if the client that asked for it is gone.
pub mod promises;
/// The address by which browsers reach the server.
pub mod public_url;
/// Grades stored evidence again.
pub mod regrade;
/// `bitacora move`.
pub mod relocate;
/// Removes what has been kept long enough.
pub mod retention;
/// The URL table and its handlers.
pub mod routes;
/// The server's life, from its start to its stop.
pub mod serve;
/// What is kept: learners, runs, events, evidence, verdicts.
pub mod store;
/// Exit codes, and sentences in the language of the terminal.
pub mod terminal;
/// `bitacora try`.
pub mod try_out;
