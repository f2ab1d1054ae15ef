//! A small lab inside the prose, and the numbers that the prose tells of it.

pub struct MiniatureWords {
    pub run: &'static str,
    pub run_again: &'static str,
    pub unanswered: fn(usize) -> String,
    /// Whose a number is.
    pub own: &'static str,
    /// Whose the numbers are, by the attempt.
    pub told: fn(u32) -> String,
    /// The same, spoken when the run has ended.
    pub told_spoken: fn(u32) -> String,
}
