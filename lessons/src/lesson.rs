//! One lesson of the course as its reader meets it: blocks, one below the other.

use std::fmt;

use api::{course::Figure, text::Text};

use crate::{ask::Ask, exercise::Exercise};

#[derive(Debug, Clone)]
pub struct Lesson {
    /// Its place in URLs, the same in every language.
    pub slug: String,
    /// Its place in the session's plan, as printed: `3.1`.
    pub number: String,
    pub title: Text,
    pub summary: Text,
    /// Reading time, without the exercises.
    pub minutes: u32,
    /// Safe HTML: what opens the lesson.
    pub question: Option<Text>,
    /// Safe HTML: the two lines that close it, or none.
    pub gist: Vec<Text>,
    /// Old addresses that lead here.
    pub formerly: Vec<Formerly>,
    /// A block's index is its offset in the margin.
    pub blocks: Vec<Block>,
    /// The exercises and miniatures in `blocks`, in the same order.
    pub exercises: Vec<Exercise>,
    /// How many sources it names.
    pub sources: usize,
}

/// An address that the content no longer has: a lesson, or a block of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Formerly {
    pub slug: String,
    pub anchor: Option<String>,
}

impl fmt::Display for Formerly {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.slug)?;
        match &self.anchor {
            Some(anchor) => write!(formatter, "#{anchor}"),
            None => Ok(()),
        }
    }
}

/// What stands under one heading, or one exercise.
#[derive(Debug, Clone, Default)]
pub struct Block {
    pub heading: Option<Heading>,
    pub parts: Vec<Part>,
    pub notes: Vec<Note>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// Its id in the page of each language.
    pub anchor: Text,
    /// Plain text.
    pub title: Text,
}

/// A note in the margin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Its number in the lesson, from 1.
    pub number: u32,
    /// Safe HTML.
    pub html: Text,
}

/// The loader checks that both languages have the same sequence of parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Safe HTML: made from Markdown in which raw HTML is an error.
    Prose {
        html: Text,
    },
    Exercise {
        id: String,
    },
    Miniature {
        id: String,
    },
    Ask(Ask),
    Figure(Figure),
}
