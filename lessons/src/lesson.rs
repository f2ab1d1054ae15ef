//! One section of the course as its reader meets it: blocks, one below the other.

use api::text::Text;

use crate::exercise::Exercise;

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
    /// A block's index is its offset in the margin.
    pub blocks: Vec<Block>,
    /// The exercises and miniatures in `blocks`, in the same order.
    pub exercises: Vec<Exercise>,
}

/// The loader checks that both languages have the same sequence of blocks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
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
}
