//! Headers and checks for all requests: content security policy, the usual headers, same-origin
//! writes, one trace span per request.

use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue, Method, header, uri::Authority},
    middleware::Next,
    response::{IntoResponse, Response},
};
use tower_http::{
    classify::{ServerErrorsAsFailures, SharedClassifier},
    trace::{DefaultOnFailure, DefaultOnRequest, DefaultOnResponse, MakeSpan, TraceLayer},
};

use super::host;
use crate::{app::App, error::Error, public_url::PublicUrl};

const REQUEST_ID: &str = "x-request-id";
/// No id in use is longer: a UUID has 36 characters, a `traceparent` 55.
const MOST_ID_CHARS: usize = 128;

/// `wasm-unsafe-eval` lets WebAssembly be compiled and nothing else.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; \
    form-action 'self'; frame-ancestors 'none'";

const HEADERS: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
];

pub async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    let is_data = !response.headers().contains_key(header::CACHE_CONTROL);
    if is_data {
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

/// Refuses a write whose `Origin` is another site. Programs that send no `Origin` have no cookies
/// but those that they chose to send.
pub async fn same_origin_writes(State(app): State<App>, request: Request, next: Next) -> Response {
    let is_write = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if is_write && let Some(origin) = request.headers().get(header::ORIGIN) {
        let asked = host::asked(&request);
        if !is_own_origin(origin, asked.as_ref(), app.config.public_url.as_ref()) {
            return Error::ForeignOrigin.into_response();
        }
    }
    next.run(request).await
}

/// The public URL's origin, or that of the host in the request. A proxy may end the TLS before us,
/// so there the scheme proves nothing; but where the public URL has https, a page that was loaded
/// without it is not ours.
fn is_own_origin(
    origin: &HeaderValue,
    asked: Option<&Authority>,
    public: Option<&PublicUrl>,
) -> bool {
    let (Ok(origin), Some(asked)) = (origin.to_str(), asked) else { return false };
    let is_public = public.is_some_and(|url| origin == url.origin());
    let needs_https = public.is_some_and(PublicUrl::is_https) && !host::is_loopback(asked.host());
    let is_asked = origin.split_once("://").is_some_and(|(_, rest)| rest == asked.as_str());
    is_public || (is_asked && !needs_https)
}

/// Keeps an id that came with the request only if it looks like one: it is in the answer and in the
/// log.
pub async fn bounded_request_id(mut request: Request, next: Next) -> Response {
    let mut given = request.headers().get_all(REQUEST_ID).iter();
    let is_id = |value: &HeaderValue| {
        let bytes = value.as_bytes();
        (1..=MOST_ID_CHARS).contains(&bytes.len()) && bytes.iter().all(u8::is_ascii_graphic)
    };
    if !matches!((given.next(), given.next()), (Some(id), None) if is_id(id)) {
        request.headers_mut().remove(REQUEST_ID);
    }
    next.run(request).await
}

pub fn trace() -> TraceLayer<SharedClassifier<ServerErrorsAsFailures>, RequestSpan> {
    TraceLayer::new_for_http()
        .make_span_with(RequestSpan)
        .on_request(DefaultOnRequest::new().level(tracing::Level::TRACE))
        .on_response(DefaultOnResponse::new().level(tracing::Level::DEBUG))
        // The cause is already logged, or monitoring asks every second.
        .on_failure(DefaultOnFailure::new().level(tracing::Level::DEBUG))
}

/// Names a request by its id, and by its path without the query.
#[derive(Debug, Clone, Copy)]
pub struct RequestSpan;

impl<B> MakeSpan<B> for RequestSpan {
    fn make_span(&mut self, request: &axum::http::Request<B>) -> tracing::Span {
        let id = request.headers().get(REQUEST_ID).and_then(|value| value.to_str().ok());
        tracing::info_span!("request", id, method = %request.method(), path = request.uri().path())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_own(origin: &'static str, asked: &'static str, public: Option<&str>) -> bool {
        let public = public.map(|text| text.parse().unwrap());
        let asked = Authority::from_static(asked);
        is_own_origin(&HeaderValue::from_static(origin), Some(&asked), public.as_ref())
    }

    #[test]
    fn a_write_from_another_origin_is_refused() {
        assert!(is_own("http://localhost:8080", "localhost:8080", None));
        for foreign in ["http://localhost:8081", "https://evil.example", "null", "", "http://"] {
            assert!(!is_own(foreign, "localhost:8080", None), "{foreign}");
        }
    }

    #[test]
    fn behind_a_proxy_the_public_url_is_the_origin() {
        let public = Some("https://kafka.example.org");
        // By whatever name the proxy sends, and from this machine, past the proxy.
        for asked in ["kafka.example.org", "kafka.example.org:8080", "127.0.0.1:8080"] {
            assert!(is_own("https://kafka.example.org", asked, public), "{asked}");
        }
        assert!(is_own("http://127.0.0.1:8080", "127.0.0.1:8080", public));
        for foreign in ["http://kafka.example.org", "https://kafka.example.org:8443"] {
            assert!(!is_own(foreign, "kafka.example.org", public), "{foreign}");
        }
        let plain = Some("http://192.0.2.7:8080");
        assert!(is_own("http://192.0.2.7:8080", "192.0.2.7:8080", plain));
        assert!(!is_own("http://192.0.2.7:9090", "192.0.2.7:8080", plain));
    }
}
