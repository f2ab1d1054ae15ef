//! All integration tests, in one program.

mod local_kafka;
