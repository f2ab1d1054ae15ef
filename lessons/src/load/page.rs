//! One language of a lesson: front matter and Markdown.

use std::path::Path;

use api::{course::Figure, text::Lang};
use serde::Deserialize;

use super::{
    Names,
    outline::Outline,
    slug,
    source::{FaultAt, Source},
    spanned::Spanned,
};
use crate::{
    error::{ContentError, ContentFault},
    highlight::Highlighter,
    lesson::Formerly,
    markdown::{self, Mark, Markdown, Piece, PieceKind, References},
};

pub(super) struct Page {
    pub(super) source: Source,
    pub(super) front: FrontMatter,
    /// Their `start` counts from the beginning of the file.
    pub(super) parts: Vec<Piece>,
    /// Their `start` counts from there, too.
    pub(super) marks: Vec<Mark>,
    /// Ids of the sources that the text names.
    pub(super) sources: Vec<String>,
    /// The question and the closing lines, as safe HTML.
    pub(super) question: Option<String>,
    pub(super) gist: Vec<String>,
    links: Vec<markdown::Link>,
}

/// Spans count from the beginning of the front matter, [`FRONT_START`] bytes into the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FrontMatter {
    pub(super) slug: Spanned<String>,
    pub(super) number: Spanned<String>,
    pub(super) title: Spanned<String>,
    pub(super) summary: Spanned<String>,
    pub(super) minutes: Spanned<u32>,
    pub(super) question: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) gist: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) formerly: Vec<Spanned<String>>,
}

/// How many lines close a lesson.
const GIST: usize = 2;

const FENCE: &str = "+++\n";
pub(super) const FRONT_START: usize = FENCE.len();

impl Page {
    pub(super) fn read(
        folder: &Path,
        lang: Lang,
        highlighter: &Highlighter,
        references: &References,
    ) -> Result<Self, ContentError> {
        let source = Source::read(folder.join(format!("lesson.{}.md", lang.code())))?;
        let front = source.text.strip_prefix(FENCE).and_then(|rest| rest.split_once("\n+++\n"));
        let Some((front, body)) = front else {
            return Err(source.fault(0, ContentFault::NoFrontMatter));
        };
        let body_start = source.text.len() - body.len();
        let front: FrontMatter = source.toml(FRONT_START, front)?;
        for text in [&front.number, &front.title, &front.summary] {
            if text.get_ref().trim().is_empty() {
                let offset = FRONT_START + text.start();
                return Err(source.fault(offset, ContentFault::EmptyText(lang)));
            }
        }
        slug(&front.slug).map_err(|at| source.fault(FRONT_START + at.offset, at.fault))?;

        let markdown = Markdown { highlighter, lang, folder, references };
        let line = |text: &Spanned<String>| {
            let at = FRONT_START + text.start();
            markdown.inline(text.get_ref()).map_err(|fault| source.fault(at, fault))
        };
        let question = front.question.as_ref().map(line).transpose()?;
        let gist = front.gist.iter().map(line).collect::<Result<Vec<_>, _>>()?;
        if let (Some(first), false) = (front.gist.first(), gist.len() == GIST) {
            let fault = ContentFault::GistLines(gist.len());
            return Err(source.fault(FRONT_START + first.start(), fault));
        }

        let mut page =
            markdown.render(body).map_err(|at| source.fault(body_start + at.offset, at.fault))?;
        page.parts.iter_mut().for_each(|part| part.start += body_start);
        page.links.iter_mut().for_each(|link| link.start += body_start);
        page.marks.iter_mut().for_each(|mark| mark.start += body_start);
        let markdown::Page { parts, links, marks, sources } = page;
        Ok(Self { source, front, parts, marks, sources, question, gist, links })
    }

    /// Checks that this language has the same lesson as `first`, block for block.
    pub(super) fn agree_with(&self, first: &Self) -> Result<(), ContentError> {
        let (front, expected) = (&self.front, &first.front);
        let same = [
            ("slug", front.slug == expected.slug, front.slug.start()),
            ("number", front.number == expected.number, front.number.start()),
            ("minutes", front.minutes == expected.minutes, front.minutes.start()),
        ];
        if let Some((what, _, start)) = same.into_iter().find(|(_, same, _)| !same) {
            let fault = ContentFault::LanguagesDiffer { what };
            return Err(self.source.fault(FRONT_START + start, fault));
        }
        let texts = |list: &[Spanned<String>]| {
            list.iter().map(|text| text.get_ref().clone()).collect::<Vec<_>>()
        };
        let same = [
            ("question", front.question.is_some() == expected.question.is_some()),
            ("gist", front.gist.len() == expected.gist.len()),
            ("formerly", texts(&front.formerly) == texts(&expected.formerly)),
        ];
        if let Some((what, _)) = same.into_iter().find(|(_, same)| !same) {
            return Err(self.source.fault(0, ContentFault::LanguagesDiffer { what }));
        }
        for offset in 0..self.parts.len().max(first.parts.len()) {
            let found = self.parts.get(offset);
            let (here, there) = (describe(found), describe(first.parts.get(offset)));
            if here != there {
                let start = found.map_or(self.source.text.len(), |part| part.start);
                let fault = ContentFault::PartsDiffer { offset, found: here, expected: there };
                return Err(self.source.fault(start, fault));
            }
        }
        let labels = |part: &Piece| match &part.kind {
            PieceKind::Prose(prose) => {
                prose.notes.iter().map(|note| note.label.clone()).collect::<Vec<_>>()
            }
            _ => Vec::new(),
        };
        let notes = self.parts.iter().zip(&first.parts).enumerate();
        for (offset, (here, there)) in notes {
            if labels(here) != labels(there) {
                return Err(self.source.fault(here.start, ContentFault::NotesDiffer { offset }));
            }
        }
        if self.sources != first.sources {
            return Err(self.source.fault(0, ContentFault::LanguagesDiffer { what: "fuente" }));
        }
        for (offset, part) in self.parts.iter().enumerate() {
            let (here, there) = (self.told(offset), first.told(offset));
            if here != there {
                // That of a result that only this language tells, else that of the part.
                let only_here = |mark: &&Mark| mark.part == offset && !there.contains(&mark.told());
                let mark = self.marks.iter().find(only_here);
                let start = mark.map_or(part.start, |mark| mark.start);
                return Err(self.source.fault(start, ContentFault::OutcomesDiffer { offset }));
            }
        }
        Ok(())
    }

    /// What a part tells of runs; the order may differ between languages.
    fn told(&self, part: usize) -> Vec<(&str, &str, u32, u32, Option<u32>)> {
        let marks = self.marks.iter().filter(|mark| mark.part == part);
        let mut told: Vec<_> = marks.map(Mark::told).collect();
        told.sort_unstable();
        told
    }

    pub(super) fn check_number(&self, outline: &Outline) -> Result<(), ContentError> {
        let number = &self.front.number;
        if outline.has_section_of(number.get_ref()) {
            return Ok(());
        }
        let fault = ContentFault::NoSection(number.get_ref().clone());
        Err(self.source.fault(FRONT_START + number.start(), fault))
    }

    pub(super) fn check_links(&self, slugs: &Names) -> Result<(), ContentError> {
        match self.links.iter().find(|link| !slugs.has(&link.slug)) {
            Some(link) => {
                let fault = ContentFault::BrokenLink(format!("leccion:{}", link.slug));
                Err(self.source.fault(link.start, fault))
            }
            None => Ok(()),
        }
    }

    /// The old addresses that lead to this lesson; each is given once in the course.
    pub(super) fn formerly(&self, addresses: &mut Names) -> Result<Vec<Formerly>, ContentError> {
        let read = |address: &Spanned<String>| {
            addresses.add(address)?;
            old_address(address)
        };
        let read: Result<_, FaultAt> = self.front.formerly.iter().map(read).collect();
        read.map_err(|at| self.front_fault(at))
    }

    pub(super) fn front_fault(&self, at: FaultAt) -> ContentError {
        self.source.fault(FRONT_START + at.offset, at.fault)
    }
}

/// `slug`, or `slug#anchor`.
fn old_address(address: &Spanned<String>) -> Result<Formerly, FaultAt> {
    let text = address.get_ref();
    let (slug, anchor) = match text.split_once('#') {
        Some((slug, anchor)) => (slug, Some(anchor)),
        None => (text.as_str(), None),
    };
    let legal = |name: &str| {
        let is_legal = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        !name.is_empty() && name.bytes().all(is_legal)
    };
    if legal(slug) && anchor.is_none_or(legal) {
        return Ok(Formerly { slug: slug.to_owned(), anchor: anchor.map(str::to_owned) });
    }
    let fault = ContentFault::NotAnAddress(text.clone());
    Err(FaultAt { offset: address.start(), fault })
}

fn describe(part: Option<&Piece>) -> String {
    match part.map(|part| &part.kind) {
        Some(PieceKind::Prose(prose)) if prose.heading.is_some() => "a section".to_owned(),
        Some(PieceKind::Prose(_)) => "prose without `##`".to_owned(),
        Some(PieceKind::Exercise(id)) => format!("the exercise `{id}`"),
        Some(PieceKind::Miniature(id)) => format!("the miniature `{id}`"),
        Some(PieceKind::Ask(id)) => format!("the question `{id}`"),
        Some(PieceKind::Figure(Figure::Keys)) => "the figure `claves`".to_owned(),
        Some(PieceKind::Figure(Figure::Group)) => "the figure `grupo`".to_owned(),
        None => "missing".to_owned(),
    }
}
