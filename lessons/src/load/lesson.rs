//! Reads one folder of the course into one lesson: two pages of Markdown that agree, and the
//! exercises, miniatures and questions placed in them.

use std::path::Path;

use api::{
    exercise::ExerciseKind,
    text::{Lang, Text},
};

use super::{
    Given,
    ask::WrittenAsk,
    blocks,
    exercise::{self, Exercises, Written},
    page::Page,
    question::known_acts,
    selection::{self, Selection},
    source::Source,
};
use crate::{
    ask::Ask,
    error::{ContentError, ContentFault},
    exercise::Exercise,
    highlight::Highlighter,
    lesson::Lesson,
    markdown::{Mark, PieceKind, References},
    outcome::{Example, Outcome},
};

pub(super) struct Read {
    pub(super) lesson: Lesson,
    /// Kept until all lessons are read: then their links are checked.
    pub(super) pages: [Page; 2],
}

pub(super) fn read(
    folder: &Path,
    highlighter: &Highlighter,
    references: &References,
    given: &mut Given,
) -> Result<Read, ContentError> {
    let es = Page::read(folder, Lang::Es, highlighter, references)?;
    let en = Page::read(folder, Lang::En, highlighter, references)?;
    en.agree_with(&es)?;
    given.slugs.add(&es.front.slug).map_err(|at| es.front_fault(at))?;
    let formerly = es.formerly(&mut given.addresses)?;

    let file = folder.join("exercises.toml");
    let Exercises { labs, asks } = if file.exists() {
        exercise::read(&Source::read(file)?, highlighter, references, &mut given.ids)?
    } else {
        Exercises::default()
    };
    let mut written = placed(&es, labs)?;
    tell(&es, &mut written)?;
    let asks = placed_asks(&es, asks)?;
    let lesson = Lesson {
        slug: es.front.slug.get_ref().clone(),
        number: es.front.number.get_ref().clone(),
        title: Text::new(es.front.title.get_ref(), en.front.title.get_ref()),
        summary: Text::new(es.front.summary.get_ref(), en.front.summary.get_ref()),
        minutes: *es.front.minutes.get_ref(),
        question: es.question.as_ref().zip(en.question.as_ref()).map(|(es, en)| Text::new(es, en)),
        gist: es.gist.iter().zip(&en.gist).map(|(es, en)| Text::new(es, en)).collect(),
        formerly,
        blocks: blocks::blocks(&es.parts, &en.parts, &asks),
        exercises: written.into_iter().map(|written| written.exercise).collect(),
        sources: es.sources.len(),
    };
    Ok(Read { lesson, pages: [es, en] })
}

/// The questions that the lesson places, each once.
fn placed_asks(page: &Page, written: Vec<WrittenAsk>) -> Result<Vec<Ask>, ContentError> {
    let mut placed: Vec<&str> = Vec::new();
    for part in &page.parts {
        let PieceKind::Ask(id) = &part.kind else { continue };
        let fault = if !written.iter().any(|written| written.ask.id == *id) {
            ContentFault::UnknownAsk(id.clone())
        } else if placed.contains(&id.as_str()) {
            ContentFault::Duplicate { what: "question", name: id.clone() }
        } else {
            placed.push(id);
            continue;
        };
        return Err(page.source.fault(part.start, fault));
    }
    written
        .into_iter()
        .map(|WrittenAsk { ask, unplaced }| match placed.contains(&ask.id.as_str()) {
            true => Ok(ask),
            false => Err(unplaced),
        })
        .collect()
}

/// The exercises in the order in which the lesson places them, each once.
fn placed(page: &Page, mut written: Vec<Written>) -> Result<Vec<Written>, ContentError> {
    let mut placed: Vec<Written> = Vec::new();
    for part in &page.parts {
        let (id, kind, what) = match &part.kind {
            PieceKind::Prose(_) | PieceKind::Ask(_) | PieceKind::Figure(_) => continue,
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
        let selectors = mark.observes.selectors();
        known_acts(exercise.scenario.acts(), &selectors, mark.start)
            .and_then(|()| {
                let selection = |selector| Selection::new(selector, mark.start);
                let selections: Vec<_> = selectors.into_iter().map(selection).collect();
                selection::check(&selections, scripts)
            })
            .map_err(|at| page.source.fault(at.offset, at.fault))?;
        let example = example(page, mark, exercise)?;
        match exercise.outcomes.iter_mut().find(|outcome| outcome.name == mark.name) {
            Some(outcome) => outcome.examples.push(example),
            None => exercise.outcomes.push(Outcome {
                name: mark.name.clone(),
                observes: mark.observes.clone(),
                examples: vec![example],
            }),
        }
    }
    Ok(())
}

/// The number that the text tells without a run, with its place.
fn example(page: &Page, mark: &Mark, exercise: &Exercise) -> Result<Example, ContentError> {
    let index = |wrong: u32| {
        let index = (wrong as usize).checked_sub(1).filter(|it| *it < exercise.wrong.len());
        let fault = || ContentFault::NoWrongAnswer { wrong, there: exercise.wrong.len() };
        index.ok_or_else(|| page.source.fault(mark.start, fault()))
    };
    Ok(Example {
        file: page.source.file.clone(),
        line: page.source.line(mark.start),
        number: mark.example,
        within: mark.within,
        wrong: mark.wrong.map(index).transpose()?,
    })
}
