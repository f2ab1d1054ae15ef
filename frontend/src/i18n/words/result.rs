//! The result of a run where one looks, and the ways on from it.

pub struct ResultWords {
    pub configuration: &'static str,
    pub open_form: &'static str,
    pub fold_form: &'static str,
    /// Another attempt with the same form.
    pub another: &'static str,
    /// Another attempt with another form.
    pub change: &'static str,
    /// Of the act that decides.
    pub watch: fn(u32) -> String,
    pub open_run: &'static str,
    pub fold_run: &'static str,
    pub opening: &'static str,
    pub first_failed: &'static str,
    pub criteria: &'static str,
    pub acts: &'static str,
    /// The tab of these acts.
    pub tab: fn(&[u32]) -> String,
    pub fails_here: &'static str,
    /// From a record to the criterion that pointed to it.
    pub back: fn(&str) -> String,
}
