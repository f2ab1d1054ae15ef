//! The search.

pub struct SearchWords {
    pub search: &'static str,
    pub question: &'static str,
    pub close: &'static str,
    pub loading: &'static str,
    pub found: fn(usize) -> String,
}
