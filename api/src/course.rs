//! The course as the reader gets it: outline, lessons, blocks of prose.

use serde::{Deserialize, Serialize};

use crate::{exercise::ExerciseKind, verdict::Score};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Course {
    pub title: String,
    pub summary: String,
    pub sections: Vec<Section>,
    pub lessons: Vec<LessonOutline>,
    pub objectives: Vec<Objective>,
    pub resources: Vec<Resource>,
    /// Days that a guest's work is kept without a visit, and a run's drawing and evidence after its end.
    pub keep_days: u32,
}

/// A part of the session; the lessons `2.1`, `2.2` … are those of section `2`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    pub number: String,
    pub title: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LessonOutline {
    pub slug: String,
    /// Place in the session's plan, as printed: `3.1`. What stands before the dot is its section.
    pub number: String,
    pub title: String,
    pub summary: String,
    pub minutes: u32,
    /// How many blocks the lesson has: the end offset of its track.
    pub blocks: u32,
    /// How many of them this learner has read, as far as the server was told.
    pub read: u32,
    /// Old addresses that lead here: `slug`, or `slug#anchor`.
    pub formerly: Vec<String>,
    pub exercises: Vec<ExerciseOutline>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExerciseOutline {
    pub id: String,
    pub kind: ExerciseKind,
    /// Place in the session's plan, as printed: `Ejercicio 1`.
    pub label: String,
    pub title: String,
    /// The best of this learner's verdicts; it never falls.
    pub best: Option<Score>,
}

/// What the session promises; whoever has passed all its exercises has met it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Objective {
    pub text: String,
    /// Ids.
    pub exercises: Vec<String>,
}

/// Something to read elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resource {
    pub title: String,
    pub url: String,
    /// What to read there, and when.
    pub what: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Lesson {
    pub slug: String,
    pub number: String,
    pub title: String,
    pub summary: String,
    pub minutes: u32,
    /// Opens the lesson. HTML, as everything below that Markdown may stand in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
    pub blocks: Vec<Block>,
    /// Closes the lesson: two lines.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gist: Vec<String>,
    pub previous: Option<Neighbour>,
    pub next: Option<Neighbour>,
}

/// The lesson before or after one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Neighbour {
    pub slug: String,
    pub number: String,
    pub title: String,
}

/// What stands under one heading, or one exercise; its index in the list is its offset in the
/// margin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Block {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heading: Option<Heading>,
    pub parts: Vec<Part>,
    /// In the order in which the text refers to them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
}

/// A second-level heading, which is also in the prose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// Its id in the page.
    pub anchor: String,
    /// Plain text.
    pub title: String,
}

/// A note in the margin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Its number in the lesson, from 1. Its element has the id `n1`, and the reference to it `r1`.
    pub number: u32,
    /// Safe HTML.
    pub html: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
// Named by its key: reading a tag would cost the first module of the pages 24 kB of code.
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Safe HTML, rendered by the server from the course's Markdown.
    Prose { html: String },
    /// The exercise of this id.
    Exercise { id: String, text: ExerciseText },
    /// The miniature of this id.
    Miniature { id: String, text: ExerciseText },
    /// A question in the prose.
    Ask { ask: Ask },
    /// A figure that can be touched.
    Figure { figure: Figure },
}

/// What can be read of an exercise before its form is loaded, and on paper without it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExerciseText {
    /// Place in the session's plan, as printed: `Ejercicio 1`.
    pub label: String,
    pub title: String,
    /// Safe HTML: what has to be achieved.
    pub goal: String,
}

/// A question with a reply to each option. Nothing is judged, so the right option is no secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    pub id: String,
    /// Safe HTML, as all texts of a question.
    pub text: String,
    /// The value of the right option.
    pub right: String,
    pub options: Vec<AskOption>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskOption {
    pub value: String,
    pub label: String,
    /// Why one chooses it, and why it is right or not.
    pub reply: String,
}

/// The figures that can be touched, by their name in the content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Figure {
    /// Keys to partitions.
    #[serde(rename = "claves")]
    Keys,
    /// Members of a group on partitions.
    #[serde(rename = "grupo")]
    Group,
}

/// The text of one block, as the search reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// The slug of its lesson, and what the reader calls it.
    pub lesson: String,
    pub number: String,
    pub title: String,
    /// Its id in the page.
    pub anchor: String,
    pub heading: Option<String>,
    /// Plain text.
    pub text: String,
}

/// How far a lesson was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// Its slug.
    pub lesson: String,
    /// The number of its blocks that were read. A smaller one than before changes nothing.
    pub blocks: u32,
}

/// A word of the course and what it means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    /// Its id in the glossary page.
    pub id: String,
    pub term: String,
    /// Safe HTML.
    pub definition: String,
}
