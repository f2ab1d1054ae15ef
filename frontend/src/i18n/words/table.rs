//! The event table.

use crate::i18n::RowWords;
use crate::run_view::What;

pub struct TableWords {
    pub events: &'static str,
    pub event_table: &'static str,
    /// How many rows there are, and how many of them are shown.
    pub rows: fn(usize, usize) -> String,
    pub at_ms: &'static str,
    pub act: &'static str,
    pub event: &'static str,
    pub place: &'static str,
    pub detail: &'static str,
    pub happened_row: fn(&What) -> RowWords,
}
