//! The home page. The server has the same words (`backend/src/routes/home_page.rs`).

pub struct HomeWords {
    pub booklet: &'static str,
    pub booklet_summary: &'static str,
    pub try_it: &'static str,
    pub question: &'static str,
    pub save: &'static str,
    pub before_saving: &'static str,
    pub answer: &'static str,
    /// Our own HTML.
    pub why: &'static str,
    pub seen: &'static str,
    pub your_program: &'static str,
    pub dies: &'static str,
    pub buffer: &'static str,
    pub log: &'static str,
    pub without_flush: &'static str,
    pub with_flush: &'static str,
    pub variant: &'static str,
    /// Our own HTML, of the variant with `flush()`.
    pub flushed: &'static str,
    /// What the drawing shows: before, without and with `flush()`.
    pub drawn: [&'static str; 3],
    pub sketch: &'static str,
    pub log_heading: &'static str,
    /// Lessons read, confirmed, and how many there are.
    pub log_tally: fn(usize, usize, usize) -> String,
    pub all_done: &'static str,
    pub confirmed: &'static str,
    pub read: &'static str,
    pub here: &'static str,
    pub exercises: &'static str,
    pub objectives: &'static str,
    /// How many of how many proofs.
    pub proofs: fn(usize, usize) -> String,
    pub met: &'static str,
    pub resources: &'static str,
}
