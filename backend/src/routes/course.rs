//! The outline of the course, with this learner's progress.

use std::{collections::BTreeMap, sync::Arc};

use api::{
    course::{Course as Outline, ExerciseOutline, LessonOutline},
    text::Lang,
    verdict::Score,
};
use axum::{
    Json,
    extract::{Query, State},
};
use lessons::course::Course;
use serde::Deserialize;

use super::visitor::Visitor;
use crate::{
    error::Error,
    store::{Store, verdicts},
};

/// `?lang=es`
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Reader {
    #[serde(default)]
    pub lang: Lang,
}

pub async fn show_course(
    State(course): State<Arc<Course>>,
    State(store): State<Store>,
    visitor: Option<Visitor>,
    Query(reader): Query<Reader>,
) -> Result<Json<Outline>, Error> {
    let best = match visitor {
        Some(visitor) => verdicts::best(&store, &visitor.learner).await?,
        None => BTreeMap::new(),
    };
    Ok(Json(outline(&course, reader.lang, &best)))
}

pub fn outline(course: &Course, lang: Lang, best: &BTreeMap<String, Score>) -> Outline {
    let text = |text: &api::text::Text| text.get(lang).to_owned();
    Outline {
        title: text(&course.title),
        summary: text(&course.summary),
        lessons: course
            .lessons
            .iter()
            .map(|lesson| LessonOutline {
                slug: lesson.slug.clone(),
                number: lesson.number.clone(),
                title: text(&lesson.title),
                summary: text(&lesson.summary),
                minutes: lesson.minutes,
                blocks: lesson.blocks.len() as u32,
                exercises: lesson
                    .exercises
                    .iter()
                    .map(|exercise| ExerciseOutline {
                        id: exercise.id.clone(),
                        title: text(&exercise.title),
                        best: best.get(&exercise.id).copied(),
                    })
                    .collect(),
            })
            .collect(),
    }
}
