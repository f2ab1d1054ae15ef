//! The search.

use super::count;
use crate::i18n::words::SearchWords;

pub(super) const SEARCH: SearchWords = SearchWords {
    search: "Search",
    question: "Words of the course",
    close: "Close",
    loading: "Loading the text…",
    found: |hits| match hits {
        0 => "It is in no topic.".to_owned(),
        hits => count(hits, "passage", "passages"),
    },
};
