//! One lesson, block by block.

use std::sync::Arc;

use api::{
    course::{Block, ExerciseText, Heading, Lesson, Neighbour, Note, Part},
    text::Lang,
};
use axum::{
    Json,
    extract::{Path, Query, State},
};
use lessons::{course::Course, lesson};

use super::course::Reader;
use crate::error::{Error, Noun};

pub async fn show_lesson(
    State(course): State<Arc<Course>>,
    Path(slug): Path<String>,
    Query(reader): Query<Reader>,
) -> Result<Json<Lesson>, Error> {
    let lesson = course.lesson(&slug).ok_or(Error::NotFound(Noun::Lesson))?;
    Ok(Json(in_language(&course, lesson, reader.lang)))
}

pub fn in_language(course: &Course, lesson: &lesson::Lesson, lang: Lang) -> Lesson {
    let (previous, next) = course.neighbours(&lesson.slug);
    let neighbour = |lesson: &lesson::Lesson| Neighbour {
        slug: lesson.slug.clone(),
        number: lesson.number.clone(),
        title: lesson.title.get(lang).to_owned(),
    };
    Lesson {
        slug: lesson.slug.clone(),
        number: lesson.number.clone(),
        title: lesson.title.get(lang).to_owned(),
        summary: lesson.summary.get(lang).to_owned(),
        minutes: lesson.minutes,
        question: lesson.question.as_ref().map(|question| question.get(lang).to_owned()),
        blocks: lesson.blocks.iter().map(|found| block(course, found, lang)).collect(),
        gist: lesson.gist.iter().map(|line| line.get(lang).to_owned()).collect(),
        previous: previous.map(neighbour),
        next: next.map(neighbour),
    }
}

fn block(course: &Course, block: &lesson::Block, lang: Lang) -> Block {
    let heading = |heading: &lesson::Heading| Heading {
        anchor: heading.anchor.get(lang).to_owned(),
        title: heading.title.get(lang).to_owned(),
    };
    let text = |id: &str| {
        let exercise = course.exercise(id).expect("the loader knows every exercise of a text");
        ExerciseText {
            label: exercise.label.get(lang).to_owned(),
            title: exercise.title.get(lang).to_owned(),
            goal: exercise.goal.get(lang).to_owned(),
        }
    };
    let part = |part: &lesson::Part| match part {
        lesson::Part::Prose { html } => Part::Prose { html: html.get(lang).to_owned() },
        lesson::Part::Exercise { id } => Part::Exercise { id: id.clone(), text: text(id) },
        lesson::Part::Miniature { id } => Part::Miniature { id: id.clone(), text: text(id) },
        lesson::Part::Ask(ask) => Part::Ask { ask: ask.get(lang) },
        lesson::Part::Figure(figure) => Part::Figure { figure: *figure },
    };
    let note =
        |note: &lesson::Note| Note { number: note.number, html: note.html.get(lang).to_owned() };
    Block {
        heading: block.heading.as_ref().map(heading),
        parts: block.parts.iter().map(part).collect(),
        notes: block.notes.iter().map(note).collect(),
    }
}
