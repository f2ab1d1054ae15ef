//! Takes the parser's events one by one and writes blocks. What the course adds to plain Markdown
//! (exercises, miniatures, results, figures, asides,
//! highlighted code) and what it forbids is decided here.

use std::collections::BTreeMap;

use api::paths;
use pulldown_cmark::{CowStr, Event, HeadingLevel, Tag, TagEnd, html};

use super::{Link, Mark, Markdown, Page, Piece, PieceKind, code, figure, outcome, table::Table};
use crate::error::ContentFault;

pub(super) struct Writer<'a, 'text> {
    markdown: &'a Markdown<'a>,
    page: Page,
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
    notes: BTreeMap<String, usize>,
}

impl<'a, 'text> Writer<'a, 'text> {
    pub(super) fn new(markdown: &'a Markdown<'a>) -> Self {
        Self {
            markdown,
            page: Page::default(),
            events: Vec::new(),
            start: 0,
            depth: 0,
            heading: HeadingLevel::H1,
            paragraph: 0,
            code: None,
            table: Table::default(),
            noted: 0,
            notes: BTreeMap::new(),
        }
    }

    pub(super) fn finish(mut self) -> Page {
        self.close_prose();
        self.page
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
                self.notes.insert(mark.exercise.clone(), self.events.len());
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
                self.events.push(event);
            }
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
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                let dest_url = self.address(dest_url, start)?;
                self.events.push(Event::Start(Tag::Link { link_type, dest_url, title, id }));
            }
            Event::Start(Tag::CodeBlock(kind)) => self.code = Some(code::Block::new(&kind)),
            Event::End(TagEnd::CodeBlock) => {
                let block = self.code.take().expect("a code block ends after it began");
                self.push_html(block.html(self.markdown.highlighter)?);
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

    /// A text with the results in it. A marker that is a paragraph of its own stays: only the end of
    /// the paragraph shows that it is one.
    fn push_text(&mut self, text: CowStr<'text>, start: usize) -> Result<(), ContentFault> {
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

    /// A paragraph may turn out to be an exercise, a miniature or a figure.
    fn close_paragraph(&mut self, start: usize, source: &str) -> Result<(), ContentFault> {
        if source.starts_with("{{") && !source.starts_with(outcome::OPEN) {
            let words = source.strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}"));
            let words = words.filter(|_| self.depth == 0).and_then(|words| words.split_once(' '));
            let kind = match words {
                Some(("ejercicio", id)) => PieceKind::Exercise(id.trim().to_owned()),
                Some(("miniatura", id)) => PieceKind::Miniature(id.trim().to_owned()),
                _ => return Err(ContentFault::UnknownMarker(source.to_owned())),
            };
            self.events.truncate(self.paragraph);
            self.close_prose();
            self.page.parts.push(Piece { start, kind });
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
                figure::html(self.markdown, dest_url, &text)?
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
        let mut html = String::new();
        let mut written = 0;
        let mut notes: Vec<_> = std::mem::take(&mut self.notes).into_iter().collect();
        notes.sort_by_key(|(_, end)| *end);
        let mut events = self.events.drain(..);
        for (exercise, end) in notes {
            html::push_html(&mut html, events.by_ref().take(end - written));
            html += &outcome::note(&exercise, self.markdown.lang);
            written = end;
        }
        html::push_html(&mut html, events);
        self.page.parts.push(Piece { start: self.start, kind: PieceKind::Prose(html) });
    }
}
