//! The outline of the course, with this learner's progress.

use std::collections::BTreeMap;

use api::{
    course::{Course as Outline, ExerciseOutline, LessonOutline},
    text::Lang,
    verdict::Score,
};
use axum::{
    Json,
    extract::{Query, State},
};
use serde::Deserialize;

use super::visitor::Visitor;
use crate::{app::App, error::Error, store::verdicts};

/// `?lang=es`
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Reader {
    #[serde(default)]
    pub lang: Lang,
}

pub async fn show_course(
    State(app): State<App>,
    visitor: Option<Visitor>,
    Query(reader): Query<Reader>,
) -> Result<Json<Outline>, Error> {
    let best = match visitor {
        Some(visitor) => verdicts::best(&app.lab.store, &visitor.learner).await?,
        None => BTreeMap::new(),
    };
    Ok(Json(outline(&app, reader.lang, &best)))
}

pub fn outline(app: &App, lang: Lang, best: &BTreeMap<String, Score>) -> Outline {
    let course = &app.lab.course;
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
                        kind: exercise.kind,
                        title: text(&exercise.title),
                        best: best.get(&exercise.id).copied(),
                    })
                    .collect(),
            })
            .collect(),
        keep_days: app.config.keep_days.get(),
    }
}
