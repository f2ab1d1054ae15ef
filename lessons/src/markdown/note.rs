//! `text[^label]` and, in a paragraph of its own, `[^label]: …`: a note in the margin. Its number is
//! that of the reference; the note is shown beside the block, or below it, by the page.

use std::collections::{BTreeMap, BTreeSet};

use api::text::Lang;
use pulldown_cmark::{Event, html};

use super::Note;
use crate::{error::ContentFault, load::source::FaultAt};

#[derive(Default)]
pub(super) struct Notes {
    /// The definition being read: its label, the index of its first event, and the byte at which it
    /// stands.
    open: Option<(String, usize, usize)>,
    /// By label: the text, and the byte at which it stands.
    defined: BTreeMap<String, (String, usize)>,
    referred: BTreeSet<String>,
}

impl Notes {
    /// The mark in the text, and the note without its words.
    pub(super) fn refer(
        &mut self,
        label: &str,
        lang: Lang,
    ) -> Result<(String, Note), ContentFault> {
        if !self.referred.insert(label.to_owned()) {
            let what = "reference to the note";
            return Err(ContentFault::Duplicate { what, name: label.to_owned() });
        }
        let number = self.referred.len() as u32;
        let name = match lang {
            Lang::Es => "Nota",
            Lang::En => "Note",
        };
        let html = format!(
            "<sup class=\"note-ref\"><a id=\"r{number}\" href=\"#n{number}\" \
             aria-label=\"{name} {number}\">{number}</a></sup>"
        );
        Ok((html, Note { label: label.to_owned(), number, html: String::new() }))
    }

    pub(super) fn open(&mut self, label: &str, events: usize, start: usize) {
        self.open = Some((label.to_owned(), events, start));
    }

    pub(super) const fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Takes the events of the definition out of the prose.
    pub(super) fn close(&mut self, events: &mut Vec<Event<'_>>) -> Result<(), ContentFault> {
        let (label, first, start) = self.open.take().expect("a note ends after it began");
        let mut text = String::new();
        html::push_html(&mut text, events.drain(first..));
        match self.defined.insert(label.clone(), (text.trim_end().to_owned(), start)) {
            Some(_) => Err(ContentFault::Duplicate { what: "note", name: label }),
            None => Ok(()),
        }
    }

    /// Gives a note its words.
    pub(super) fn fill(&mut self, note: &mut Note) {
        let (text, _) =
            self.defined.remove(&note.label).expect("the parser refers to what there is");
        note.html = text;
    }

    /// # Errors
    /// A note to which no text refers.
    pub(super) fn all_used(self) -> Result<(), FaultAt> {
        match self.defined.into_iter().next() {
            Some((label, (_, offset))) => {
                Err(FaultAt { offset, fault: ContentFault::UnusedNote(label) })
            }
            None => Ok(()),
        }
    }
}
