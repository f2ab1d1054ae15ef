//! A number of the reader's own run that the text of a lesson tells. It is observed as questions are.

use crate::question::Observation;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The observation and what it reads, as `records_in_log act=1`: by it the number is found in a
    /// verdict and on the page.
    pub name: String,
    /// Gives a number.
    pub observes: Observation,
}
