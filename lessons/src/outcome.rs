//! A number of the reader's own run that the text of a lesson tells. It is observed as questions are.

use std::{fmt, path::PathBuf};

use crate::question::Observation;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The observation and what it reads, as `records_in_log act=1`: by it the number is found in a
    /// verdict and on the page.
    pub name: String,
    /// Gives a number.
    pub observes: Observation,
    /// What the text says in its place while the reader has no run; once for each place.
    pub examples: Vec<Example>,
}

/// A number that the text tells of a run of ours. Whoever performs that run can compare it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// `lesson.es.md`; the other language says the same.
    pub file: PathBuf,
    /// Counts from 1.
    pub line: usize,
    pub number: u32,
    /// By how much a run may differ, because each learner has other orders.
    pub within: u32,
    /// The wrong answer that was run, by its index in the exercise; `None` for the model answer.
    pub wrong: Option<usize>,
}

impl Example {
    /// Whether a run with this number makes the text true.
    pub fn fits(&self, measured: u64) -> bool {
        measured.abs_diff(self.number.into()) <= self.within.into()
    }
}

impl fmt::Display for Example {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, number, within, .. } = self;
        write!(formatter, "{}:{line}: the text says {number}, within {within}", file.display())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_true_within_its_bounds() {
        let (file, line) = (PathBuf::from("lesson.es.md"), 9);
        let example = Example { file, line, number: 7, within: 2, wrong: None };
        let fitting: Vec<u64> = (0..20).filter(|measured| example.fits(*measured)).collect();
        assert_eq!(fitting, [5, 6, 7, 8, 9]);
        assert_eq!(example.to_string(), "lesson.es.md:9: the text says 7, within 2");
    }
}
