//! The comparison of two acts.

use api::text::Lang;

use crate::measure::{Change, Comparison};

pub struct MeasureWords {
    /// An act beside the one that it is compared with.
    pub title: fn(u32, u32) -> String,
    pub measure: &'static str,
    pub change: &'static str,
    pub changed: fn(&Change) -> String,
    /// What differs most.
    pub sentence: fn(&Comparison, Lang) -> String,
}
