//! What stands in the place of a part that is not there yet.

pub struct PartWords {
    pub loading_figure: &'static str,
    pub loading_exercise: &'static str,
    pub loading_miniature: &'static str,
    pub loading_run: &'static str,
    pub loading_page: &'static str,
    pub missing: &'static str,
    /// The server has another build than this page.
    pub other_build: &'static str,
    pub reload: &'static str,
}
