//! The comparison of two acts.

use api::text::Lang;

use crate::measure::{Change, Comparison};

pub struct MeasureWords {
    pub title: &'static str,
    pub measure: &'static str,
    pub control: &'static str,
    pub answer: &'static str,
    pub change: &'static str,
    pub changed: fn(&Change) -> String,
    /// What differs most.
    pub sentence: fn(&Comparison, Lang) -> String,
}
