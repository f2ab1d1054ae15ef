//! The server's numbers, for Prometheus. At the address of the pages only programs on this machine
//! see them; `--metrics-addr` gives them an address of their own.

use std::net::{IpAddr, SocketAddr};

use axum::{
    extract::{ConnectInfo, State},
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};

use super::limit::FORWARDED_FOR;
use crate::{
    app::App,
    error::{Error, Noun},
};

pub async fn show(State(app): State<App>) -> Response {
    let kind = [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
    (kind, app.metrics.render()).into_response()
}

/// Everybody else gets a 404.
pub async fn show_to_this_machine(
    app: State<App>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
) -> Response {
    if !is_this_machine(peer.ip(), &headers, &app.config.trusted_proxy) {
        return Error::NotFound(Noun::Page).into_response();
    }
    show(app).await
}

/// A proxy on this machine asks for somebody elsewhere.
fn is_this_machine(peer: IpAddr, headers: &HeaderMap, proxies: &[IpAddr]) -> bool {
    let peer = peer.to_canonical();
    let is_forwarded =
        headers.contains_key(FORWARDED_FOR) || headers.contains_key(header::FORWARDED);
    peer.is_loopback() && !proxies.contains(&peer) && !is_forwarded
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    #[test]
    fn only_who_sits_at_this_machine_is_shown_its_numbers() {
        let asks = |peer: &str, headers: &[HeaderName], proxies: &[IpAddr]| {
            let value = HeaderValue::from_static("192.0.2.1");
            let headers = headers.iter().map(|name| (name.clone(), value.clone())).collect();
            is_this_machine(peer.parse().unwrap(), &headers, proxies)
        };
        for local in ["127.0.0.1", "127.0.0.9", "::1", "::ffff:127.0.0.1"] {
            assert!(asks(local, &[], &[]), "{local}");
            assert!(!asks(local, &[HeaderName::from_static(FORWARDED_FOR)], &[]), "{local}");
            assert!(!asks(local, &[header::FORWARDED], &[]), "{local}");
        }
        assert!(!asks("::ffff:127.0.0.1", &[], &["127.0.0.1".parse().unwrap()]));
        for elsewhere in ["192.0.2.1", "10.0.0.1", "2001:db8::1", "0.0.0.0"] {
            assert!(!asks(elsewhere, &[], &[]), "{elsewhere}");
        }
    }
}
