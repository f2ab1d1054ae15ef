//! Reads one folder of the course into one lesson: two pages of Markdown that agree, and the
//! exercises placed in them.

use std::path::Path;

use api::text::{Lang, Text};

use super::{Names, exercise, page::Page, source::Source};
use crate::{
    error::{ContentError, Fault},
    exercise::Exercise,
    highlight::Highlighter,
    lesson::{Block, Lesson},
    markdown::PartKind,
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
    let exercises = placed(&es, written)?;
    let blocks = es.parts.iter().zip(&en.parts).map(|(es, en)| block(&es.kind, &en.kind));
    let lesson = Lesson {
        slug: es.front.slug.get_ref().clone(),
        number: es.front.number.get_ref().clone(),
        title: Text::new(es.front.title.get_ref(), en.front.title.get_ref()),
        summary: Text::new(es.front.summary.get_ref(), en.front.summary.get_ref()),
        minutes: *es.front.minutes.get_ref(),
        blocks: blocks.collect(),
        exercises,
    };
    Ok(Read { lesson, pages: [es, en] })
}

/// The exercises in the order in which the lesson places them, each once.
fn placed(page: &Page, mut written: Vec<exercise::Written>) -> Result<Vec<Exercise>, ContentError> {
    let mut placed: Vec<Exercise> = Vec::new();
    for part in &page.parts {
        let PartKind::Exercise(id) = &part.kind else { continue };
        if let Some(at) = written.iter().position(|written| written.exercise.id == *id) {
            placed.push(written.remove(at).exercise);
            continue;
        }
        let fault = if placed.iter().any(|exercise| exercise.id == *id) {
            Fault::Duplicate { what: "exercise", name: id.clone() }
        } else {
            Fault::UnknownExercise(id.clone())
        };
        return Err(page.source.fault(part.start, fault));
    }
    match written.into_iter().next() {
        Some(written) => Err(written.unplaced),
        None => Ok(placed),
    }
}

/// Blocks of two pages that agree.
fn block(es: &PartKind, en: &PartKind) -> Block {
    match (es, en) {
        (PartKind::Prose(es), PartKind::Prose(en)) => Block::Prose { html: Text::new(es, en) },
        (PartKind::Exercise(id), _) | (_, PartKind::Exercise(id)) => {
            Block::Exercise { id: id.clone() }
        }
    }
}
