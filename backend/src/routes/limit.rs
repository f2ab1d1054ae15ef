//! Counts every request for data against the limits of its learner and its sender, before a handler
//! runs. Pages and assets are not counted: they touch no database and start nothing.

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use axum::{
    extract::{ConnectInfo, FromRequestParts, Request, State},
    http::{HeaderMap, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::visitor::{Visit, Visitor};
use crate::{
    app::App,
    error::Error,
    limits::{Access, network::Network},
    store::learners,
};

/// The header in which each proxy appends the peer for which it forwards.
pub const FORWARDED_FOR: &str = "x-forwarded-for";

pub async fn admit(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let ConnectInfo(peer) = *peer.expect("the server is started with connect info");
    let network = Network::of(sender(peer.ip(), request.headers(), &app.config.trusted_proxy));
    let visit = request.extensions().get::<Arc<Visit>>();
    let learner = visit.and_then(|visit| visit.signed_learner());
    let access = if request.method().is_safe() { Access::Read } else { Access::Write };
    if let Err((whose, wait)) = app.limits.admit(access, learner.as_ref(), network) {
        return Error::TooFast { whose, wait }.into_response();
    }
    request.extensions_mut().insert(network);
    next.run(request).await
}

/// The network of the request's sender.
impl<S: Sync> FromRequestParts<S> for Network {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let network = parts.extensions.get::<Self>();
        Ok(*network.expect("every route that asks for it is below `admit`"))
    }
}

/// Called before a write that creates its learner: one address may create only so many.
pub async fn admit_learner(app: &App, visitor: &Visitor, network: Network) -> Result<(), Error> {
    if learners::exists(&app.lab.store, &visitor.learner).await? {
        return Ok(());
    }
    let admitted = app.limits.admit_newcomer(network);
    admitted.map_err(|(whose, wait)| Error::TooFast { whose, wait })
}

/// The peer, unless it is a trusted proxy: then the last address in its header that is not one. The
/// addresses before that may be the sender's invention.
fn sender(peer: IpAddr, headers: &HeaderMap, proxies: &[IpAddr]) -> IpAddr {
    let peer = peer.to_canonical();
    if !proxies.contains(&peer) {
        return peer;
    }
    let values = headers.get_all(FORWARDED_FOR).iter();
    let texts: Vec<&str> = values.filter_map(|value| value.to_str().ok()).collect();
    let addresses = texts.iter().flat_map(|text| text.split(',')).rev();
    addresses
        .map_while(|address| address.trim().parse().ok())
        .map(|address: IpAddr| address.to_canonical())
        .find(|address| !proxies.contains(address))
        .unwrap_or(peer)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn only_a_trusted_proxy_is_believed() {
        let address = |text: &str| -> IpAddr { text.parse().unwrap() };
        let proxy = address("10.0.0.1");
        let sent = |peer: &str, forwarded: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for value in forwarded {
                headers.append(FORWARDED_FOR, HeaderValue::from_static(value));
            }
            sender(address(peer), &headers, &[proxy]).to_string()
        };
        assert_eq!(sent("192.0.2.7", &["198.51.100.1"]), "192.0.2.7", "anybody can write that");
        assert_eq!(sent("10.0.0.1", &["198.51.100.1"]), "198.51.100.1");
        assert_eq!(sent("::ffff:10.0.0.1", &["198.51.100.1"]), "198.51.100.1");
        assert_eq!(sent("10.0.0.1", &["203.0.113.9, 198.51.100.1"]), "198.51.100.1");
        assert_eq!(sent("10.0.0.1", &["203.0.113.9", "198.51.100.1, 10.0.0.1"]), "198.51.100.1");
        for nothing in [&[][..], &["", "unknown"], &["203.0.113.9, evil"]] {
            assert_eq!(sent("10.0.0.1", nothing), "10.0.0.1");
        }
    }
}
