//! Renders the Markdown of a lesson to safe HTML, split into the blocks whose offsets are in the
//! margin.
//!
//! A block of prose begins at each `##`, and after an exercise or a miniature. The result has no raw HTML, no
//! inline style and no script, so that it passes the strictest content security policy.

mod code;
mod figure;
mod outcome;
mod table;
mod writer;

use std::path::Path;

use api::text::Lang;
use pulldown_cmark::{Options, Parser, TextMergeWithOffset};

pub(crate) use self::outcome::Mark;
use crate::{highlight::Highlighter, load::source::FaultAt};

pub(crate) struct Markdown<'a> {
    pub(crate) highlighter: &'a Highlighter,
    pub(crate) lang: Lang,
    /// The folder of the lesson, which contains `figures/`.
    pub(crate) folder: &'a Path,
}

#[derive(Default)]
pub(crate) struct Page {
    pub(crate) parts: Vec<Piece>,
    /// Lessons to which the text links.
    pub(crate) links: Vec<Link>,
    /// Numbers of runs that the text tells.
    pub(crate) marks: Vec<Mark>,
}

/// A block with the byte at which it begins in the Markdown.
pub(crate) struct Piece {
    pub(crate) start: usize,
    pub(crate) kind: PieceKind,
}

pub(crate) enum PieceKind {
    Prose(String),
    Exercise(String),
    Miniature(String),
}

pub(crate) struct Link {
    pub(crate) slug: String,
    pub(crate) start: usize,
}

impl Markdown<'_> {
    /// # Errors
    /// The first construct that a lesson must not have.
    pub(crate) fn render(&self, markdown: &str) -> Result<Page, FaultAt> {
        let mut writer = writer::Writer::new(self);
        let events = Parser::new_ext(markdown, Options::ENABLE_TABLES).into_offset_iter();
        // Merged, since the parser splits a text at each `_`.
        for (event, range) in TextMergeWithOffset::new(events) {
            let start = range.start;
            writer
                .take(event, start, &markdown[range])
                .map_err(|fault| FaultAt { offset: start, fault })?;
        }
        Ok(writer.finish())
    }
}
