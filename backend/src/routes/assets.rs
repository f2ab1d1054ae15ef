//! The compiled frontend. Its address changes with its content, so browsers keep it for ever.

use axum::{
    http::{HeaderValue, Response, header},
    response::IntoResponse,
};
use tower::ServiceBuilder;
use tower_http::{
    services::{ServeDir, fs::ServeFileSystemResponseBody},
    set_header::{SetResponseHeader, SetResponseHeaderLayer},
};

use crate::app::App;

const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

type CachePolicy = fn(&Response<ServeFileSystemResponseBody>) -> Option<HeaderValue>;

pub fn service(app: &App) -> SetResponseHeader<ServeDir, CachePolicy> {
    // What is not there now may be there after the next build.
    let policy: CachePolicy = |answer| answer.status().is_success().then_some(FOR_EVER);
    ServiceBuilder::new()
        .layer(SetResponseHeaderLayer::if_not_present(header::CACHE_CONTROL, policy))
        .service(ServeDir::new(&app.assets.folder).precompressed_br().precompressed_gzip())
}

/// The logbook of the top bar.
pub async fn favicon() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "image/svg+xml")], include_str!("favicon.svg"))
}
