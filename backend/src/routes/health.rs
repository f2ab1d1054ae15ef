//! For whoever keeps the server running: is it alive, can it take runs, its numbers.

use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::IntoResponse,
};
use serde::Serialize;

use crate::app::App;

#[derive(Debug, Serialize)]
pub struct Readiness {
    ready: bool,
    /// What is missing, each with the next step.
    missing: Vec<Missing>,
}

#[derive(Debug, Serialize)]
struct Missing {
    component: &'static str,
    detail: String,
}

pub async fn is_live() -> &'static str {
    "live\n"
}

pub async fn is_ready(State(app): State<App>) -> (StatusCode, Json<Readiness>) {
    let mut missing = Vec::new();
    if let Err(error) = app.lab.store.ping().await {
        tracing::warn!(error = &error as &dyn std::error::Error, "the database is not ready");
        let detail = "The database takes no writes: see that it runs, and that its disk is not full or read-only.";
        missing.push(Missing { component: "database", detail: detail.to_owned() });
    }
    if let Some(why) = app.lab.broker.missing().await {
        missing.push(Missing { component: "broker", detail: why.en });
    }
    let status = if missing.is_empty() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(Readiness { ready: missing.is_empty(), missing }))
}

pub async fn show_metrics(State(app): State<App>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], app.metrics.render())
}
