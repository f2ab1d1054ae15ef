//! What is wrong in the content. The loader stops at the first fault; it names file and line, so
//! that whoever wrote the lesson can go there.

use std::{io, path::PathBuf};

#[derive(Debug, thiserror::Error)]
#[error("{}:{line}: {fault}", file.display())]
pub struct ContentError {
    pub file: PathBuf,
    /// Counts from 1; 1 when the fault is the file itself.
    pub line: usize,
    #[source]
    pub fault: Fault,
}

#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error("cannot be read: {0}")]
    Unreadable(io::Error),
}
