//! A lesson's page. The server has the same words (`backend/src/routes/lesson_page.rs`).

pub struct LessonWords {
    pub contents: &'static str,
    /// What the number in the margin leads to: a heading, or the number itself.
    pub link_to: fn(&str) -> String,
    pub gist: &'static str,
    pub pager: &'static str,
    pub before: &'static str,
    pub after: &'static str,
    pub predict: &'static str,
    pub save_prediction: &'static str,
    pub before_saving: &'static str,
    pub right: &'static str,
    pub yours: &'static str,
    pub right_spoken: &'static str,
    pub wrong_spoken: &'static str,
    pub again: &'static str,
    pub copied: &'static str,
    pub glossary: &'static str,
    pub glossary_summary: &'static str,
}
