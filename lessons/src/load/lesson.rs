//! Reads one folder of the course into one lesson: two pages of Markdown that agree, and the
//! exercises and miniatures placed in them.

use std::path::Path;

use api::{
    exercise::ExerciseKind,
    text::{Lang, Text},
};

use super::{
    Names,
    exercise::{self, Written},
    page::Page,
    question::known_acts,
    selection::{self, Selection},
    source::Source,
};
use crate::{
    error::{ContentError, ContentFault},
    highlight::Highlighter,
    lesson::{Block, Lesson},
    markdown::PieceKind,
};

pub(super) struct Read {
    pub(super) lesson: Lesson,
    /// Kept until all lessons are read: then their links are checked.
    pub(super) pages: [Page; 2],
}

pub(super) fn read(
    folder: &Path,
    highlighter: &Highlighter,
    slugs: &mut Names,
    ids: &mut Names,
) -> Result<Read, ContentError> {
    let es = Page::read(folder, Lang::Es, highlighter)?;
    let en = Page::read(folder, Lang::En, highlighter)?;
    en.agree_with(&es)?;
    slugs.add(&es.front.slug).map_err(|at| es.front_fault(at))?;

    let file = folder.join("exercises.toml");
    let written = if file.exists() {
        exercise::read(&Source::read(file)?, highlighter, ids)?
    } else {
        Vec::new()
    };
    let mut written = placed(&es, written)?;
    tell(&es, &mut written)?;
    let blocks = es.parts.iter().zip(&en.parts).map(|(es, en)| block(&es.kind, &en.kind));
    let lesson = Lesson {
        slug: es.front.slug.get_ref().clone(),
        number: es.front.number.get_ref().clone(),
        title: Text::new(es.front.title.get_ref(), en.front.title.get_ref()),
        summary: Text::new(es.front.summary.get_ref(), en.front.summary.get_ref()),
        minutes: *es.front.minutes.get_ref(),
        blocks: blocks.collect(),
        exercises: written.into_iter().map(|written| written.exercise).collect(),
    };
    Ok(Read { lesson, pages: [es, en] })
}

/// The exercises in the order in which the lesson places them, each once.
fn placed(page: &Page, mut written: Vec<Written>) -> Result<Vec<Written>, ContentError> {
    let mut placed: Vec<Written> = Vec::new();
    for part in &page.parts {
        let (id, kind, what) = match &part.kind {
            PieceKind::Prose(_) => continue,
            PieceKind::Exercise(id) => (id, ExerciseKind::Exercise, "exercise"),
            PieceKind::Miniature(id) => (id, ExerciseKind::Miniature, "miniature"),
        };
        let is_it =
            |Written { exercise, .. }: &Written| exercise.id == *id && exercise.kind == kind;
        if let Some(at) = written.iter().position(is_it) {
            placed.push(written.remove(at));
            continue;
        }
        let fault = match kind {
            _ if placed.iter().any(is_it) => ContentFault::Duplicate { what, name: id.clone() },
            ExerciseKind::Exercise => ContentFault::UnknownExercise(id.clone()),
            ExerciseKind::Miniature => ContentFault::UnknownMiniature(id.clone()),
        };
        return Err(page.source.fault(part.start, fault));
    }
    match written.into_iter().next() {
        Some(written) => Err(written.unplaced),
        None => Ok(placed),
    }
}

/// Gives each exercise what the text tells of its runs. Both languages tell the same.
fn tell(page: &Page, written: &mut [Written]) -> Result<(), ContentError> {
    for mark in &page.marks {
        let Some(Written { exercise, scripts, .. }) =
            written.iter_mut().find(|written| written.exercise.id == mark.exercise)
        else {
            let fault = ContentFault::UnknownOutcome(mark.exercise.clone());
            return Err(page.source.fault(mark.start, fault));
        };
        let selectors = mark.outcome.observes.selectors();
        known_acts(exercise.scenario.acts(), &selectors, mark.start)
            .and_then(|()| {
                let selection = |selector| Selection::new(selector, mark.start);
                let selections: Vec<_> = selectors.into_iter().map(selection).collect();
                selection::check(&selections, scripts)
            })
            .map_err(|at| page.source.fault(at.offset, at.fault))?;
        if !exercise.outcomes.contains(&mark.outcome) {
            exercise.outcomes.push(mark.outcome.clone());
        }
    }
    Ok(())
}

/// Blocks of two pages that agree.
fn block(es: &PieceKind, en: &PieceKind) -> Block {
    match (es, en) {
        (PieceKind::Prose(es), PieceKind::Prose(en)) => Block::Prose { html: Text::new(es, en) },
        (PieceKind::Exercise(id), _) | (_, PieceKind::Exercise(id)) => {
            Block::Exercise { id: id.clone() }
        }
        (PieceKind::Miniature(id), _) | (_, PieceKind::Miniature(id)) => {
            Block::Miniature { id: id.clone() }
        }
    }
}
