//! The compiled frontend. Its address changes with its content, so browsers keep it for ever.

use axum::{
    http::{HeaderValue, header},
    response::IntoResponse,
};
use tower::ServiceBuilder;
use tower_http::{
    services::ServeDir,
    set_header::{SetResponseHeader, SetResponseHeaderLayer},
};

use crate::app::App;

const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

pub fn service(app: &App) -> SetResponseHeader<ServeDir, HeaderValue> {
    ServiceBuilder::new()
        .layer(SetResponseHeaderLayer::if_not_present(header::CACHE_CONTROL, FOR_EVER))
        .service(ServeDir::new(&app.assets.folder).precompressed_br().precompressed_gzip())
}

/// The logbook of the top bar.
pub async fn favicon() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "image/svg+xml")], include_str!("favicon.svg"))
}
