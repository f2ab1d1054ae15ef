//! An act with groups at one moment: what each partition and each member shows then. A pure
//! function of the events folded so far; what was shown before does not matter.

mod cause;
mod history;
mod moment;
mod spans;
mod stops;
#[cfg(test)]
mod tests;

pub use cause::{Cause, causes};
pub use history::History;
pub use moment::{Doing, MemberMoment, Moment, PartitionMoment, moment};
pub use spans::{Span, Standing, spans};
pub use stops::{moment_of, stops};
