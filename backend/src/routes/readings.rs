//! How far a learner has read: noted as she reads, in whichever browser.

use api::course::Reading;
use axum::{
    Json,
    extract::{State, rejection::JsonRejection},
    http::StatusCode,
};

use super::{limit, visitor::Visitor};
use crate::{
    app::App,
    error::{Error, Noun},
    limits::{network::Network, space::Level},
    store::{self, learners, readings},
};

pub async fn note_reading(
    State(app): State<App>,
    visitor: Visitor,
    network: Network,
    body: Result<Json<Reading>, JsonRejection>,
) -> Result<StatusCode, Error> {
    let Json(reading) = body.map_err(super::runs::refuse_body)?;
    let course = app.lab.course.now();
    let lesson = course.lesson(&reading.lesson).ok_or(Error::NotFound(Noun::Lesson))?;
    if app.limits.space.level() == Level::Full {
        return Err(Error::NoRoom);
    }
    limit::admit_learner(&app, &visitor, network).await?;
    let store = &app.lab.store;
    learners::ensure_guest(store, &visitor.learner, store::now_ms()).await?;
    let blocks = reading.blocks.min(lesson.blocks.len() as u32);
    readings::note(store, &visitor.learner, &lesson.slug, blocks).await?;
    Ok(StatusCode::NO_CONTENT)
}
