//! The course and its lessons.

use crate::components::track::Progress;

pub struct CourseWords {
    pub slogan: &'static str,
    pub method: [(&'static str, &'static str); 3],
    pub course_tally: fn(usize, usize) -> String,
    pub continue_in: fn(&str, &str) -> String,
    pub begin_with: fn(&str, &str) -> String,
    pub lessons: &'static str,
    pub outline: &'static str,
    pub minutes: fn(u32) -> String,
    pub not_tried: &'static str,
    pub best: fn(u32, u32) -> String,
    pub judging: &'static str,
    /// Tone in the style sheet, name, meaning.
    pub verdicts: [(&'static str, &'static str, &'static str); 3],
    pub progress: fn(Progress) -> String,
    pub kept: fn(u32) -> String,
    /// Our own HTML.
    pub progress_aside: &'static str,
}
