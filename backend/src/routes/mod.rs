//! The URL table, and the layers that every request passes.

mod assets;
mod booklet;
mod cookies;
mod course;
mod course_changes;
mod evidence;
mod exercises;
mod glossary;
mod health;
mod home_page;
mod host;
mod lesson_page;
mod lessons;
mod limit;
mod metrics;
mod pages;
mod problem;
mod readings;
mod run_events;
mod runs;
mod search;
mod security;
mod session;
mod shell;
mod visitor;
mod waiting;

use std::time::Duration;

use api::paths;
use axum::{
    Extension, Router,
    extract::DefaultBodyLimit,
    http::{HeaderMap, StatusCode, header},
    middleware::{from_fn, from_fn_with_state},
    routing::{get, post},
};
use tower::ServiceBuilder;
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::{CompressionLayer, DefaultPredicate, Predicate},
    limit::RequestBodyLimitLayer,
    request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer},
    timeout::TimeoutLayer,
};

use crate::app::App;

/// The largest body that anybody needs is a form of a few hundred bytes.
const MOST_BODY_BYTES: usize = 64 * 1024;
const ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// What is served at `--metrics-addr`, to everybody who reaches it.
pub fn metrics(app: App) -> Router {
    Router::new().route(paths::METRICS, get(metrics::show)).with_state(app)
}

pub fn router(app: App) -> Router {
    let data = Router::new()
        .route(paths::COURSE, get(course::show_course))
        .route(paths::LESSON, get(lessons::show_lesson))
        .route(paths::GLOSSARY, get(glossary::show_glossary))
        .route(paths::PASSAGES, get(search::show_passages))
        .route(paths::READINGS, post(readings::note_reading))
        .route(paths::EXERCISE, get(exercises::show_exercise))
        .route(
            paths::SESSION,
            get(session::show_session).post(session::open_session).delete(session::close_session),
        )
        .route(paths::RUNS, post(runs::create_run))
        .route(paths::RUN, get(runs::show_run))
        .route(paths::RUN_STOP, post(runs::stop_run))
        .route(paths::RUN_EVIDENCE, get(evidence::show_evidence))
        .route_layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, ANSWER_WITHIN))
        // Outside the time-out, since a stream lasts as long as its run.
        .route(paths::RUN_EVENTS, get(run_events::stream_events))
        .route(paths::COURSE_CHANGES, get(course_changes::stream_changes))
        .layer(from_fn_with_state(app.clone(), limit::admit))
        .layer(from_fn_with_state(app.clone(), visitor::recognize))
        .layer(from_fn_with_state(app.clone(), assets::name_build));
    let people = Router::new()
        .route("/", get(pages::choose_language))
        .route("/{lang}/", get(pages::show_home))
        .route("/{lang}/lecciones/{slug}", get(pages::show_lesson))
        .route("/{lang}/glosario", get(pages::show_glossary))
        .route("/{lang}/cuaderno", get(pages::show_booklet))
        .route("/{lang}/ejecuciones/{id}", get(pages::show_run))
        .route_layer(from_fn_with_state(app.clone(), visitor::greet));
    let machines = Router::new()
        .route(paths::HEALTH_LIVE, get(health::is_live))
        .route(
            paths::HEALTH_READY,
            get(health::is_ready).layer(Extension(health::LastLook::default())),
        )
        .route(paths::METRICS, get(metrics::show_to_this_machine))
        // Counted, since readiness writes to the database.
        .layer(from_fn_with_state(app.clone(), limit::admit))
        .route("/favicon.svg", get(assets::favicon));
    // Assets are compressed once, by the build, and better. An answer with an ETag names its bytes,
    // and the default leaves out streams, where an event would wait for the compressor's block.
    let nameless = |_, _, headers: &HeaderMap, _: &_| !headers.contains_key(header::ETAG);
    let compressed = CompressionLayer::new().compress_when(DefaultPredicate::new().and(nameless));
    let written_now = data.merge(people).layer(compressed);
    Router::new()
        .merge(written_now)
        .merge(machines)
        .merge(assets::router(&app))
        .fallback(pages::not_found)
        .layer(
            ServiceBuilder::new()
                .layer(from_fn(security::bounded_request_id))
                .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
                .layer(security::trace())
                .layer(PropagateRequestIdLayer::x_request_id())
                .layer(from_fn(security::headers))
                .layer(from_fn(problem::localize))
                .layer(CatchPanicLayer::new())
                .layer(from_fn_with_state(app.clone(), host::admit))
                .layer(from_fn_with_state(app.clone(), security::same_origin_writes))
                .layer(RequestBodyLimitLayer::new(MOST_BODY_BYTES))
                .layer(DefaultBodyLimit::max(MOST_BODY_BYTES)),
        )
        .with_state(app)
}
