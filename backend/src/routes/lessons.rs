//! One lesson, block by block.

use std::sync::Arc;

use api::{
    course::{Block, Lesson},
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
    Ok(Json(in_language(lesson, reader.lang)))
}

pub fn in_language(lesson: &lesson::Lesson, lang: Lang) -> Lesson {
    Lesson {
        slug: lesson.slug.clone(),
        number: lesson.number.clone(),
        title: lesson.title.get(lang).to_owned(),
        summary: lesson.summary.get(lang).to_owned(),
        minutes: lesson.minutes,
        blocks: lesson
            .blocks
            .iter()
            .map(|block| match block {
                lesson::Block::Prose { html } => Block::Prose { html: html.get(lang).to_owned() },
                lesson::Block::Exercise { id } => Block::Exercise { id: id.clone() },
                lesson::Block::Miniature { id } => Block::Miniature { id: id.clone() },
            })
            .collect(),
    }
}
