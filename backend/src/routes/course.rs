//! The outline of the course, with this learner's progress.

use std::collections::BTreeMap;

use api::{
    course::{Course as Outline, ExerciseOutline, LessonOutline, Objective, Resource, Section},
    text::Lang,
    verdict::Score,
};
use axum::{
    Json,
    extract::{Query, State},
};
use serde::Deserialize;

use super::visitor::Visitor;
use crate::{
    app::App,
    error::Error,
    store::{readings, verdicts},
};

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
    let (best, read) = match visitor {
        Some(Visitor { learner }) => (
            verdicts::best(&app.lab.store, &learner).await?,
            readings::of_learner(&app.lab.store, &learner).await?,
        ),
        None => Default::default(),
    };
    Ok(Json(outline(&app, reader.lang, &best, &read)))
}

/// `best` is by exercise, `read` by lesson.
pub fn outline(
    app: &App,
    lang: Lang,
    best: &BTreeMap<String, Score>,
    read: &BTreeMap<String, u32>,
) -> Outline {
    let course = app.lab.course.now();
    let text = |text: &api::text::Text| text.get(lang).to_owned();
    Outline {
        title: text(&course.title),
        summary: text(&course.summary),
        sections: course
            .sections
            .iter()
            .map(|section| Section { number: section.number.clone(), title: text(&section.title) })
            .collect(),
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
                read: read.get(&lesson.slug).copied().unwrap_or(0),
                formerly: lesson.formerly.iter().map(ToString::to_string).collect(),
                exercises: lesson
                    .exercises
                    .iter()
                    .map(|exercise| ExerciseOutline {
                        id: exercise.id.clone(),
                        kind: exercise.kind,
                        label: text(&exercise.label),
                        title: text(&exercise.title),
                        best: best.get(&exercise.id).copied(),
                    })
                    .collect(),
            })
            .collect(),
        objectives: course
            .objectives
            .iter()
            .map(|objective| Objective {
                text: text(&objective.text),
                exercises: objective.exercises.clone(),
            })
            .collect(),
        resources: course
            .resources
            .iter()
            .map(|resource| Resource {
                title: text(&resource.title),
                url: resource.url.clone(),
                what: text(&resource.what),
            })
            .collect(),
        keep_days: app.config.keep_days.get(),
    }
}
