//! Renders the Markdown of a lesson to safe HTML, split into the pieces that its blocks are made of.
//!
//! A piece of prose begins at each `##`, and after whatever stands alone in a paragraph: an
//! exercise, a miniature, a question, a figure that can be touched. The result has no raw HTML, no
//! inline style and no script, so that it passes the strictest content security policy.

mod anchor;
mod code;
mod figure;
mod inline;
mod note;
mod outcome;
mod paragraph;
mod references;
mod table;
mod writer;

use std::path::Path;

use api::{course::Figure, text::Lang};
use pulldown_cmark::{Options, Parser, TextMergeWithOffset};

use self::writer::{Place, Writer};
pub(crate) use self::{
    outcome::Mark,
    references::{CitedSource, References},
};
use crate::{highlight::Highlighter, load::source::FaultAt};

#[derive(Clone, Copy)]
pub(crate) struct Markdown<'a> {
    pub(crate) highlighter: &'a Highlighter,
    pub(crate) lang: Lang,
    /// The folder of the lesson, which contains `figures/`.
    pub(crate) folder: &'a Path,
    /// What the text can refer to.
    pub(crate) references: &'a References,
}

#[derive(Default)]
pub(crate) struct Page {
    pub(crate) parts: Vec<Piece>,
    /// Lessons to which the text links.
    pub(crate) links: Vec<Link>,
    /// Numbers of runs that the text tells.
    pub(crate) marks: Vec<Mark>,
    /// Ids of the sources that the text names, each as often as it does.
    pub(crate) sources: Vec<String>,
}

/// A piece with the byte at which it begins in the Markdown.
pub(crate) struct Piece {
    pub(crate) start: usize,
    pub(crate) kind: PieceKind,
}

pub(crate) enum PieceKind {
    Prose(Prose),
    Exercise(String),
    Miniature(String),
    Ask(String),
    Figure(Figure),
}

#[derive(Default)]
pub(crate) struct Prose {
    pub(crate) html: String,
    /// The second-level heading that it begins with.
    pub(crate) heading: Option<Heading>,
    /// Those that it refers to, in this order.
    pub(crate) notes: Vec<Note>,
}

pub(crate) struct Heading {
    pub(crate) anchor: String,
    pub(crate) title: String,
}

/// A note of the margin.
pub(crate) struct Note {
    /// Its name in the Markdown, the same in both languages.
    pub(crate) label: String,
    /// Its number in the page, from 1.
    pub(crate) number: u32,
    pub(crate) html: String,
}

pub(crate) struct Link {
    pub(crate) slug: String,
    pub(crate) start: usize,
}

impl Markdown<'_> {
    /// # Errors
    /// The first construct that a lesson must not have.
    pub(crate) fn render(&self, markdown: &str) -> Result<Page, FaultAt> {
        self.write(markdown, Place::Page)
    }

    /// A text beside that of the lesson, on the same page.
    ///
    /// # Errors
    /// The first construct that a lesson must not have.
    pub(crate) fn passage(&self, markdown: &str) -> Result<Page, FaultAt> {
        self.write(markdown, Place::Beside)
    }

    fn write(&self, markdown: &str, place: Place) -> Result<Page, FaultAt> {
        let mut writer = Writer::new(self, place);
        let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES;
        let events = Parser::new_ext(markdown, options).into_offset_iter();
        // Merged, since the parser splits a text at each `_`.
        for (event, range) in TextMergeWithOffset::new(events) {
            let start = range.start;
            writer
                .take(event, start, &markdown[range])
                .map_err(|fault| FaultAt { offset: start, fault })?;
        }
        writer.finish()
    }
}
