//! What the tests of several modules start from.

pub mod course;
pub mod scenes;
pub mod stage;
