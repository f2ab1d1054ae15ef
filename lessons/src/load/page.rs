//! One language of a lesson: front matter and Markdown.

use std::path::Path;

use api::text::Lang;
use serde::Deserialize;

use super::{
    Names, slug,
    source::{FaultAt, Source},
    spanned::Spanned,
};
use crate::{
    error::{ContentError, ContentFault},
    highlight::Highlighter,
    markdown::{self, Mark, Markdown, Piece, PieceKind},
};

pub(super) struct Page {
    pub(super) source: Source,
    pub(super) front: FrontMatter,
    /// Their `start` counts from the beginning of the file.
    pub(super) parts: Vec<Piece>,
    /// Their `start` counts from there, too.
    pub(super) marks: Vec<Mark>,
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
}

const FENCE: &str = "+++\n";
pub(super) const FRONT_START: usize = FENCE.len();

impl Page {
    pub(super) fn read(
        folder: &Path,
        lang: Lang,
        highlighter: &Highlighter,
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

        let mut page = Markdown { highlighter, lang, folder }
            .render(body)
            .map_err(|at| source.fault(body_start + at.offset, at.fault))?;
        page.parts.iter_mut().for_each(|part| part.start += body_start);
        page.links.iter_mut().for_each(|link| link.start += body_start);
        page.marks.iter_mut().for_each(|mark| mark.start += body_start);
        Ok(Self { source, front, parts: page.parts, marks: page.marks, links: page.links })
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
        for offset in 0..self.parts.len().max(first.parts.len()) {
            let found = self.parts.get(offset);
            let (here, there) = (describe(found), describe(first.parts.get(offset)));
            if here != there {
                let start = found.map_or(self.source.text.len(), |part| part.start);
                let fault = ContentFault::BlocksDiffer { offset, found: here, expected: there };
                return Err(self.source.fault(start, fault));
            }
        }
        for (offset, part) in self.parts.iter().enumerate() {
            let (here, there) = (self.told(offset), first.told(offset));
            if here != there {
                // That of a result that only this language tells, else that of the block.
                let only_here =
                    |mark: &&Mark| mark.block == offset && !there.contains(&mark.told());
                let mark = self.marks.iter().find(only_here);
                let start = mark.map_or(part.start, |mark| mark.start);
                return Err(self.source.fault(start, ContentFault::OutcomesDiffer { offset }));
            }
        }
        Ok(())
    }

    /// What a block tells of runs; the order may differ between languages.
    fn told(&self, block: usize) -> Vec<(&str, &str, u32)> {
        let marks = self.marks.iter().filter(|mark| mark.block == block);
        let mut told: Vec<_> = marks.map(Mark::told).collect();
        told.sort_unstable();
        told
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

    pub(super) fn front_fault(&self, at: FaultAt) -> ContentError {
        self.source.fault(FRONT_START + at.offset, at.fault)
    }
}

fn describe(part: Option<&Piece>) -> String {
    match part.map(|part| &part.kind) {
        Some(PieceKind::Prose(html)) if html.starts_with("<h2>") => "a section".to_owned(),
        Some(PieceKind::Prose(_)) => "prose without `##`".to_owned(),
        Some(PieceKind::Exercise(id)) => format!("the exercise `{id}`"),
        Some(PieceKind::Miniature(id)) => format!("the miniature `{id}`"),
        None => "missing".to_owned(),
    }
}
