//! The course as the reader gets it: outline, lessons, blocks of prose.

use serde::{Deserialize, Serialize};

use crate::{exercise::ExerciseKind, verdict::Score};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Course {
    pub title: String,
    pub summary: String,
    pub lessons: Vec<LessonOutline>,
    /// Days that a guest's work is kept without a visit, and a run's drawing and evidence after its end.
    pub keep_days: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LessonOutline {
    pub slug: String,
    /// Place in the session's plan, as printed: `3.1`.
    pub number: String,
    pub title: String,
    pub summary: String,
    pub minutes: u32,
    /// How many blocks the lesson has: the end offset of its track.
    pub blocks: u32,
    pub exercises: Vec<ExerciseOutline>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExerciseOutline {
    pub id: String,
    pub kind: ExerciseKind,
    pub title: String,
    /// The best of this learner's verdicts; it never falls.
    pub best: Option<Score>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Lesson {
    pub slug: String,
    pub number: String,
    pub title: String,
    pub summary: String,
    pub minutes: u32,
    pub blocks: Vec<Block>,
}

/// One block of a lesson; its index in the list is its offset in the margin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Block {
    /// Safe HTML, rendered by the server from the course's Markdown.
    Prose { html: String },
    /// The exercise of this id.
    Exercise { id: String },
    /// The miniature of this id.
    Miniature { id: String },
}
