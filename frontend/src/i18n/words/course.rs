//! The course and its lessons.

pub struct CourseWords {
    pub continue_in: fn(&str, &str) -> String,
    pub begin_with: fn(&str, &str) -> String,
    pub outline: &'static str,
    pub minutes: fn(u32) -> String,
    pub not_tried: &'static str,
    pub best: fn(u32, u32) -> String,
    pub judging: &'static str,
    /// Tone in the style sheet, name, meaning.
    pub verdicts: [(&'static str, &'static str, &'static str); 3],
    /// How many lessons of how many.
    pub confirmed: fn(usize, usize) -> String,
    pub kept: fn(u32) -> String,
    /// Our own HTML.
    pub progress_aside: &'static str,
}
