//! The event table.

use crate::i18n::RowWords;
use crate::run_view::What;

pub struct TableWords {
    pub events: &'static str,
    pub event_table: &'static str,
    /// How many rows there are.
    pub rows: fn(usize) -> String,
    pub pages: &'static str,
    pub previous_page: &'static str,
    pub next_page: &'static str,
    /// The first and the last row of a page, and how many there are.
    pub page: fn(usize, usize, usize) -> String,
    pub at_ms: &'static str,
    pub act: &'static str,
    pub event: &'static str,
    pub place: &'static str,
    pub detail: &'static str,
    pub happened_row: fn(&What) -> RowWords,
}
