//! Between the listener and the router: who may connect, what each connection is bounded by, and how
//! they all end.

mod connection;
mod descriptors;
mod room;

use std::{net::IpAddr, time::Duration};

use axum::Router;
use tokio::{net::TcpListener, time::timeout};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{accept::accept, limits::network::Network};
use connection::Patience;
pub use descriptors::raise_limit;
use room::Full;
pub use room::Room;

/// How long requests under way may take after the stop.
const DRAIN_WITHIN: Duration = Duration::from_secs(10);

/// Serves until `stop`, and returns when the last connection has ended.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    room: Room,
    proxies: &[IpAddr],
    stop: CancellationToken,
) {
    let tasks = TaskTracker::new();
    let end = CancellationToken::new();
    while let Some((stream, peer)) = stop.run_until_cancelled(accept(&listener)).await {
        let address = peer.ip().to_canonical();
        let network = (!proxies.contains(&address)).then(|| Network::of(address));
        match room.enter(network) {
            Ok(place) => {
                let (router, stop) = (router.clone(), stop.clone());
                let connection =
                    connection::serve(stream, peer, router, place, Patience::USUAL, stop);
                let end = end.clone();
                tasks.spawn(async move { end.run_until_cancelled(connection).await });
            }
            // Closed without an answer, since writing one would need the place that is missing.
            Err(full) => refused(full),
        }
    }
    drop(listener);
    tasks.close();
    if timeout(DRAIN_WITHIN, tasks.wait()).await.is_err() {
        tracing::warn!(connections = tasks.len(), "requests under way were ended unanswered");
        end.cancel();
        tasks.wait().await;
    }
}

fn refused(full: Full) {
    let limit = match full {
        Full::All => "all",
        Full::Network => "address",
    };
    metrics::counter!("bitacora_connections_refused_total", "limit" => limit).increment(1);
}
