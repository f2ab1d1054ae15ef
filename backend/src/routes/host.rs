//! Under which names the server answers: this machine's own, and the public URL's. Otherwise
//! another site whose name is made to resolve to this server (DNS rebinding) could read it, since
//! the browser would see one origin.

use std::net::IpAddr;

use api::paths;
use axum::{
    extract::{Request, State},
    http::{StatusCode, Version, header, uri::Authority},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::pages;
use crate::{app::App, error::Error};

pub async fn admit(State(app): State<App>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    // Monitoring asks by whatever address it has.
    if matches!(path, paths::HEALTH_LIVE | paths::HEALTH_READY) || has_no_host(&request) {
        return next.run(request).await;
    }
    let Some(asked) = asked(&request) else { return StatusCode::BAD_REQUEST.into_response() };
    let public = app.config.public_url.as_ref();
    let is_public = public.is_some_and(|url| asked.host().eq_ignore_ascii_case(url.host()));
    if is_public || is_loopback(asked.host()) {
        return next.run(request).await;
    }
    if pages::is_data(path) {
        return Error::OtherHost.into_response();
    }
    (StatusCode::MISDIRECTED_REQUEST, pages::other_host(&asked, public)).into_response()
}

/// HTTP/1.0 needs no `Host`. Browsers always send one, and only browsers can be misled.
fn has_no_host(request: &Request) -> bool {
    request.version() < Version::HTTP_11
        && request.uri().authority().is_none()
        && !request.headers().contains_key(header::HOST)
}

/// The host that a request asks for. Where the target names it (`GET http://host/`), `Host` is
/// ignored (RFC 9112, 3.2.2).
pub fn asked(request: &Request) -> Option<Authority> {
    if let Some(authority) = request.uri().authority() {
        return Some(authority.clone());
    }
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else { return None };
    let authority = Authority::try_from(host.as_bytes()).ok()?;
    (!authority.as_str().contains('@')).then_some(authority)
}

/// A name that always means this machine.
pub fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    host.eq_ignore_ascii_case("localhost")
        || address.is_ok_and(|address| address.to_canonical().is_loopback())
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    #[test]
    fn this_machines_own_names() {
        for own in
            ["localhost", "LocalHost", "127.0.0.1", "127.8.9.1", "[::1]", "[::ffff:127.0.0.1]"]
        {
            assert!(is_loopback(own), "{own}");
        }
        for other in ["", "localhost.example.org", "evil.example", "127.0.0.1.example.org"] {
            assert!(!is_loopback(other), "{other}");
        }
        for other in ["0.0.0.0", "[::]", "10.0.0.1", "128.0.0.1", "2130706433", "127.1"] {
            assert!(!is_loopback(other), "{other}");
        }
    }

    #[test]
    fn the_target_says_more_than_the_header() {
        let host = |target: &str, hosts: &[&'static str]| {
            let mut request = Request::get(target).body(Body::empty()).unwrap();
            for host in hosts {
                request.headers_mut().append(header::HOST, host.parse().unwrap());
            }
            asked(&request).map(|asked| asked.to_string())
        };
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(host("/es/", &["localhost:8080"]), some("localhost:8080"));
        assert_eq!(host("http://evil.example/es/", &["localhost"]), some("evil.example"));
        assert_eq!(host("/es/", &[]), None);
        assert_eq!(host("/es/", &["localhost", "localhost"]), None);
        for nonsense in ["", "ana@localhost", "local host", "localhost/", "http://localhost"] {
            assert_eq!(host("/es/", &[nonsense]), None, "{nonsense}");
        }
    }
}
