//! The proxy: what it holds, drops and cuts, seen from both of its sides.

/// Real producers, and what the log holds then.
mod clusters;
/// Bytes of ours, and a broker that only answers.
mod frames;

use backend::clock::Clock;
use backend::lab::proxy::{Faults, Proxy, ProxyEvent, Seen};
use backend::lab::wire::Bootstrap;
use tokio::sync::mpsc::{self, UnboundedReceiver};
use tokio::time::timeout;

use crate::cluster::DEADLINE;

fn hold() -> Faults {
    Faults { hold: true, ..Faults::default() }
}

async fn start(upstream: &Bootstrap, faults: Faults) -> (Proxy, UnboundedReceiver<Seen>) {
    let (events, mut receiver) = mpsc::unbounded_channel();
    let holds = faults.hold;
    let proxy = Proxy::start(upstream, None, faults, Clock::start(), events).await.unwrap();
    if holds {
        assert_eq!(next(&mut receiver).await.event, ProxyEvent::Holding);
    }
    (proxy, receiver)
}

async fn next<T>(events: &mut UnboundedReceiver<T>) -> T {
    timeout(DEADLINE, events.recv()).await.expect("in time").expect("before the end")
}
