//! The compiled frontend. Its address contains a hash of its content, so browsers cache it for
//! ever.

use api::paths;
use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
};
use tower_http::{services::ServeDir, set_header::SetResponseHeaderLayer};

use crate::{
    app::{App, Assets},
    error::{Error, Noun},
};

const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// A cache in between must not give a browser an encoding that it cannot unpack.
const VARY: HeaderValue = HeaderValue::from_static("accept-encoding");

/// Another build's address answers 404, since a browser would cache this build's content under it
/// for ever. An open page of that build says what it lacks (`frontend/src/components/part.rs`).
pub fn router(app: &App) -> Router<App> {
    let folder = ServeDir::new(&app.assets.folder).precompressed_br().precompressed_gzip();
    // A missing file may exist after the next build, so its answer is not cached.
    let policy = |answer: &Response| {
        let is_there = answer.status().is_success() || answer.status() == StatusCode::NOT_MODIFIED;
        is_there.then_some(FOR_EVER)
    };
    Router::new()
        .nest_service(&paths::fill(paths::ASSETS, &app.assets.build), folder)
        .layer(SetResponseHeaderLayer::if_not_present(header::CACHE_CONTROL, policy))
        .layer(SetResponseHeaderLayer::appending(header::VARY, VARY))
        .layer(from_fn_with_state(app.clone(), of_this_build))
}

/// A new build may have replaced the folder under a running server. The check comes after the file
/// was opened: before that, the folder could still change.
async fn of_this_build(State(app): State<App>, request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    match Assets::build_in(&app.assets.folder) {
        Ok(build) if build == app.assets.build => response,
        _ => Error::NotFound(Noun::Page).into_response(),
    }
}

/// Names the build with every answer to a page, so that a page of another build can say so.
pub async fn name_build(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    // What is no header value is no name that `cargo xtask web` has given.
    if let Ok(build) = HeaderValue::from_str(&app.assets.build) {
        response.headers_mut().insert(paths::BUILD_HEADER, build);
    }
    response
}

/// The logbook of the top bar.
pub async fn favicon() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "image/svg+xml")], include_str!("favicon.svg"))
}
