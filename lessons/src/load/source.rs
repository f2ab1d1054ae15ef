//! One file of the content, and the line numbers of its faults.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde::de::DeserializeOwned;

use super::toml_1_0;
use crate::error::{ContentError, ContentFault};

pub(crate) struct Source {
    pub(crate) file: PathBuf,
    pub(crate) text: String,
}

/// A fault at a byte of a text, found by code that does not know the file.
pub(crate) struct FaultAt {
    pub(crate) offset: usize,
    pub(crate) fault: ContentFault,
}

impl Source {
    pub(crate) fn read(file: PathBuf) -> Result<Self, ContentError> {
        match fs::read_to_string(&file) {
            Ok(text) => Ok(Self { file, text }),
            Err(error) => Err(unreadable(&file, error)),
        }
    }

    /// Reads TOML 1.0 that starts at the byte `start` of this file.
    pub(crate) fn toml<T: DeserializeOwned>(
        &self,
        start: usize,
        toml: &str,
    ) -> Result<T, ContentError> {
        toml_1_0::check(toml).map_err(|at| self.fault(start + at.offset, at.fault))?;
        toml::from_str(toml).map_err(|error| {
            let offset = start + error.span().map_or(0, |span| span.start);
            self.fault(offset, ContentFault::Toml(error.message().replace('\n', ", ")))
        })
    }

    pub(crate) fn fault(&self, offset: usize, fault: ContentFault) -> ContentError {
        ContentError { file: self.file.clone(), line: self.line(offset), fault }
    }

    /// The line in which this byte stands, from 1.
    pub(crate) fn line(&self, offset: usize) -> usize {
        let before = &self.text.as_bytes()[..offset.min(self.text.len())];
        1 + before.iter().filter(|byte| **byte == b'\n').count()
    }
}

pub(crate) fn unreadable(file: &Path, error: io::Error) -> ContentError {
    ContentError { file: file.to_owned(), line: 1, fault: ContentFault::Unreadable(error) }
}
