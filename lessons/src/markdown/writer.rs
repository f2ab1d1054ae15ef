//! Takes the parser's events one by one and writes blocks. What the course adds to plain Markdown
//! (exercises, miniatures, results, figures, asides,
//! highlighted code) and what it forbids is decided here.

use std::collections::BTreeMap;

use api::{paths, text::Lang};
use pulldown_cmark::{CowStr, Event, HeadingLevel, Tag, TagEnd, html};

use super::{
    Heading, Link, Mark, Markdown, Page, Piece, PieceKind, Prose,
    anchor::{self, Anchors},
    code, figure,
    note::Notes,
    outcome, paragraph,
    table::Table,
};
use crate::{error::ContentFault, load::source::FaultAt};

/// Where the text stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// It is the page: what it names can be found by an id.
    Page,
    /// One of many on the page: its ids would be given twice.
    Beside,
}

pub(super) struct Writer<'a, 'text> {
    markdown: &'a Markdown<'a>,
    place: Place,
    page: Page,
    anchors: Anchors,
    notes: Notes,
    /// What the prose being written begins with and refers to.
    prose: Prose,
    /// Index in `events` where the present heading began.
    heading_start: usize,
    /// What closes the link that is open, if it is a term.
    term: Option<String>,
    /// The block of prose being written, and the byte where it began.
    events: Vec<Event<'text>>,
    start: usize,
    /// How many elements are open.
    depth: usize,
    heading: HeadingLevel,
    /// Index in `events` where the present paragraph began.
    paragraph: usize,
    code: Option<code::Block>,
    table: Table,
    /// How many results of the page are in elements that ended.
    noted: usize,
    /// By exercise, the index in `events` behind the last element that tells a result of it.
    told: BTreeMap<String, usize>,
}

impl<'a, 'text> Writer<'a, 'text> {
    pub(super) fn new(markdown: &'a Markdown<'a>, place: Place) -> Self {
        Self {
            markdown,
            place,
            page: Page::default(),
            anchors: Anchors::new(),
            notes: Notes::default(),
            prose: Prose::default(),
            heading_start: 0,
            term: None,
            events: Vec::new(),
            start: 0,
            depth: 0,
            heading: HeadingLevel::H1,
            paragraph: 0,
            code: None,
            table: Table::default(),
            noted: 0,
            told: BTreeMap::new(),
        }
    }

    /// # Errors
    /// A note to which no text refers.
    pub(super) fn finish(mut self) -> Result<Page, FaultAt> {
        self.close_prose();
        for part in &mut self.page.parts {
            if let PieceKind::Prose(prose) = &mut part.kind {
                prose.notes.iter_mut().for_each(|note| self.notes.fill(note));
            }
        }
        self.notes.all_used()?;
        Ok(self.page)
    }

    /// `source` is the Markdown of the whole element, which begins at the byte `start`.
    pub(super) fn take(
        &mut self,
        event: Event<'text>,
        start: usize,
        source: &str,
    ) -> Result<(), ContentFault> {
        if self.events.is_empty() {
            self.start = start;
        }
        match &event {
            Event::Start(_) => self.depth += 1,
            Event::End(_) => self.depth -= 1,
            _ => {}
        }
        self.write(event, start, source)?;
        if self.depth == 0 {
            for mark in &self.page.marks[self.noted..] {
                self.told.insert(mark.exercise.clone(), self.events.len());
            }
            self.noted = self.page.marks.len();
        }
        Ok(())
    }

    fn write(
        &mut self,
        event: Event<'text>,
        start: usize,
        source: &str,
    ) -> Result<(), ContentFault> {
        match event {
            Event::Html(_) | Event::InlineHtml(_) | Event::Start(Tag::HtmlBlock) => {
                return Err(ContentFault::RawHtml);
            }
            Event::Start(Tag::Heading { level, .. }) => {
                self.open_heading(level, start)?;
                self.heading_start = self.events.len();
                self.events.push(event);
            }
            Event::End(TagEnd::Heading(level)) => {
                self.close_heading(level);
                self.events.push(event);
            }
            Event::FootnoteReference(label) => {
                let (html, note) = self.notes.refer(&label, self.markdown.lang)?;
                self.prose.notes.push(note);
                self.push_html(html);
            }
            Event::Start(Tag::FootnoteDefinition(label)) => {
                self.notes.open(&label, self.events.len(), start);
            }
            Event::End(TagEnd::FootnoteDefinition) => self.notes.close(&mut self.events)?,
            Event::Start(Tag::Paragraph) => {
                self.paragraph = self.events.len();
                self.events.push(event);
            }
            Event::End(TagEnd::Paragraph) => self.close_paragraph(start, source.trim())?,
            Event::Start(Tag::Image { .. }) => {
                if !matches!(self.events.last(), Some(Event::Start(Tag::Paragraph))) {
                    return Err(ContentFault::ImagePlace);
                }
                self.events.push(event);
            }
            Event::Start(Tag::Link { dest_url, .. }) if dest_url.starts_with("termino:") => {
                self.open_term(&dest_url["termino:".len()..])?;
            }
            Event::End(TagEnd::Link) if self.term.is_some() => {
                let close = self.term.take().expect("just seen");
                self.push_html(close);
            }
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                let dest_url = self.address(dest_url, start)?;
                self.events.push(Event::Start(Tag::Link { link_type, dest_url, title, id }));
            }
            Event::Start(Tag::CodeBlock(kind)) => self.code = Some(code::Block::new(&kind)),
            Event::End(TagEnd::CodeBlock) => {
                let block = self.code.take().expect("a code block ends after it began");
                self.push_html(block.html(self.markdown.highlighter, self.markdown.lang)?);
            }
            Event::Text(text) => match &mut self.code {
                Some(block) => block.push(&text),
                None => self.push_text(text, start)?,
            },
            Event::Code(code) => self.push_html(code::inline(&code)),
            Event::Start(Tag::BlockQuote(_)) => {
                self.push_html("<div class=\"aside\" role=\"note\">\n".to_owned());
            }
            Event::End(TagEnd::BlockQuote(_)) => self.push_html("</div>\n".to_owned()),
            event => match self.table.html(&event, self.markdown.lang) {
                Some(html) => self.push_html(html),
                None => self.events.push(event),
            },
        }
        Ok(())
    }

    /// `##` begins a block; the page's `h1` is the lesson's title.
    fn open_heading(&mut self, level: HeadingLevel, start: usize) -> Result<(), ContentFault> {
        if level == HeadingLevel::H1 || level as usize > self.heading as usize + 1 {
            return Err(ContentFault::HeadingLevel);
        }
        self.heading = level;
        if level == HeadingLevel::H2 && self.depth == 1 {
            self.close_prose();
            self.start = start;
        }
        Ok(())
    }

    /// Gives a heading the id by which one links to it.
    fn close_heading(&mut self, level: HeadingLevel) {
        let title = anchor::plain_text(&self.events[self.heading_start + 1..]);
        let name = self.anchors.of_heading(&title);
        if let Some(Event::Start(Tag::Heading { id, .. })) = self.events.get_mut(self.heading_start)
        {
            *id = Some(name.clone().into());
        }
        if level == HeadingLevel::H2 {
            self.prose.heading = Some(Heading { anchor: name, title });
            return;
        }
        // A second-level heading has its link in the margin.
        let label = match self.markdown.lang {
            Lang::Es => "Enlace a esta parte",
            Lang::En => "Link to this part",
        };
        self.push_html(format!(" <a class=\"deep\" href=\"#{name}\" aria-label=\"{label}\">#</a>"));
    }

    fn open_term(&mut self, id: &str) -> Result<(), ContentFault> {
        let described = self.place == Place::Page && self.anchors.is_new(&format!("term-{id}"));
        let (open, close) = self.markdown.references.term(id, self.markdown.lang, described)?;
        self.term = Some(close);
        self.push_html(open);
        Ok(())
    }

    /// A text with the results in it. A marker that is a paragraph of its own stays: only the end of
    /// the paragraph shows that it is one.
    fn push_text(&mut self, text: CowStr<'text>, start: usize) -> Result<(), ContentFault> {
        if text.contains("[^") {
            return Err(ContentFault::UnknownNote);
        }
        let begins = matches!(self.events.last(), Some(Event::Start(Tag::Paragraph)));
        let mut rest = &*text;
        while let Some((before, marked)) = rest.split_once("{{") {
            let Some((words, after)) = marked.split_once("}}") else { break };
            let marker = format!("{{{{{words}}}}}");
            let Some(words) = marker.strip_prefix(outcome::OPEN) else {
                if begins && *text == *marker {
                    break;
                }
                return Err(ContentFault::UnknownMarker(marker));
            };
            if self.notes.is_open() {
                return Err(ContentFault::OutcomeInNote);
            }
            let words = words.trim_end_matches('}');
            let mark = Mark::read(words, self.page.parts.len(), start)?;
            if !before.is_empty() {
                self.events.push(Event::Text(before.to_owned().into()));
            }
            self.push_html(mark.html(self.markdown.lang));
            self.page.marks.push(mark);
            rest = after;
        }
        if rest.len() == text.len() {
            self.events.push(Event::Text(text));
        } else if !rest.is_empty() {
            self.events.push(Event::Text(rest.to_owned().into()));
        }
        Ok(())
    }

    /// A paragraph may turn out to be an exercise, a question, sources or a figure.
    fn close_paragraph(&mut self, start: usize, source: &str) -> Result<(), ContentFault> {
        if source.starts_with("{{") && !source.starts_with(outcome::OPEN) {
            if self.depth > 0 {
                return Err(ContentFault::UnknownMarker(source.to_owned()));
            }
            self.events.truncate(self.paragraph);
            match paragraph::Marker::read(source)? {
                paragraph::Marker::Sources(ids) => {
                    let html = self.markdown.references.cite(&ids, self.markdown.lang)?;
                    self.page.sources.extend(ids);
                    self.push_html(html);
                }
                paragraph::Marker::Piece(kind) => {
                    self.close_prose();
                    self.page.parts.push(Piece { start, kind });
                }
            }
            return Ok(());
        }
        let figure = match &self.events[self.paragraph + 1..] {
            [
                Event::Start(Tag::Image { dest_url, .. }),
                caption @ ..,
                Event::End(TagEnd::Image),
            ] => {
                let mut text = String::new();
                html::push_html(&mut text, caption.iter().cloned());
                figure::html(self.markdown, &mut self.anchors, dest_url, &text)?
            }
            [Event::Start(Tag::Image { .. }), ..] => return Err(ContentFault::ImagePlace),
            _ => {
                self.events.push(Event::End(TagEnd::Paragraph));
                return Ok(());
            }
        };
        self.events.truncate(self.paragraph);
        self.push_html(figure);
        Ok(())
    }

    /// Turns `leccion:SLUG` into the address of that lesson's page; whether the lesson exists is
    /// checked when all have been read.
    fn address(&mut self, url: CowStr<'text>, start: usize) -> Result<CowStr<'text>, ContentFault> {
        if let Some(slug) = url.strip_prefix("leccion:") {
            let page = paths::lesson_page(self.markdown.lang, slug);
            self.page.links.push(Link { slug: slug.to_owned(), start });
            Ok(page.into())
        } else if url.starts_with("https://") {
            Ok(url)
        } else {
            Err(ContentFault::BrokenLink(url.into_string()))
        }
    }

    fn push_html(&mut self, html: String) {
        self.events.push(Event::Html(html.into()));
    }

    fn close_prose(&mut self) {
        if self.events.is_empty() {
            return;
        }
        let mut prose = std::mem::take(&mut self.prose);
        let mut written = 0;
        let mut told: Vec<_> = std::mem::take(&mut self.told).into_iter().collect();
        told.sort_by_key(|(_, end)| *end);
        let mut events = self.events.drain(..);
        for (exercise, end) in told {
            html::push_html(&mut prose.html, events.by_ref().take(end - written));
            prose.html += &outcome::note(&exercise, self.markdown.lang);
            written = end;
        }
        html::push_html(&mut prose.html, events);
        self.page.parts.push(Piece { start: self.start, kind: PieceKind::Prose(prose) });
    }
}
