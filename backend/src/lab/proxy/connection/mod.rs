//! One client connection and the broker's behind it: requests go up in order, answers come back in
//! order, and faults happen on the way.
//!
//! ```text
//! client ─► taking ─► queue ─► forwarding ─► broker
//! client ◄──────────── answers ◄──────────── broker
//!                         ▲ expected answers, in order, from `forwarding`
//! ```
//! The three run in one task and end together. What a client sent before it closed is still
//! forwarded, and the connection ends when the broker has processed it.

/// From the broker to the client.
mod answers;
/// From the queue to the broker.
mod forwarding;
/// From the client to the queue.
mod taking;

use std::os::fd::AsFd;
use std::time::Duration;

use bytes::Bytes;
use tokio::io::BufReader;
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, mpsc};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use self::forwarding::Forwarding;
use super::guard::Sentry;
use super::membership::Joining;
use super::request::Request;
use super::{DueFault, Shared};
use crate::lab::wire::{Connection, security};

/// How long the broker may take to accept a connection.
const CONNECT_WITHIN: Duration = Duration::from_secs(5);
/// The most bytes read from a socket at once.
const READ_BYTES: usize = 64 << 10;
/// The most answers expected at once. A client that wants more has to wait.
const AWAITED_ANSWERS: usize = 1024;

/// Why a connection ended.
#[derive(Debug)]
pub(super) enum End {
    /// The client closed, or sent something that is no request.
    Client(String),
    /// The broker closed, could not be reached, or sent something that is no answer.
    Broker(String),
    /// A planned fault ended it.
    Fault,
    /// [`super::Proxy::stop`] ended it.
    Stopped,
}

/// A request on its way, with its permits for the queue.
type Queued = (Request, OwnedSemaphorePermit);

/// What the client gets next.
enum Expected {
    /// From the broker.
    Answer(Awaited),
    /// From the proxy itself.
    Made(Bytes),
    /// No answer. If the broker sends one all the same, the client does not see it.
    Nothing { correlation_id: i32 },
}

/// What is known about an answer before it arrives.
struct Awaited {
    correlation_id: i32,
    api_key: i16,
    version: i16,
    /// The fault that will hit it.
    fault: Option<DueFault>,
    /// Whose it is, if the request is to join a group or to stay in it.
    joining: Option<Joining>,
}

/// Carries requests and answers until one side closes or the proxy stops.
pub(super) async fn carry(client: TcpStream, broker: &str, shared: &Shared) -> End {
    tokio::select! {
        biased;
        () = shared.stop.cancelled() => End::Stopped,
        end = carry_on(client, broker, shared) => end,
    }
}

async fn carry_on(client: TcpStream, address: &str, shared: &Shared) -> End {
    let deadline = Instant::now() + CONNECT_WITHIN;
    let broker = match Connection::open(address, &shared.security, deadline).await {
        Ok(broker) => broker.into_stream(),
        Err(error) => return End::Broker(format!("{:#}", anyhow::Error::new(error))),
    };
    // A second handle, to look for the client's close while the first one is being read.
    let client_handle = client.set_nodelay(true).and_then(|()| client.as_fd().try_clone_to_owned());
    let client_handle = match client_handle {
        Ok(handle) => handle,
        Err(error) => return End::Client(error.to_string()),
    };
    let (client_read, client_write) = client.into_split();
    let (broker_read, broker_write) = security::into_split(broker);
    // A frame and its length come in one read, and several small frames at once.
    let client_read = BufReader::with_capacity(READ_BYTES, client_read);
    let broker_read = BufReader::with_capacity(READ_BYTES, broker_read);
    let (queue, queued) = mpsc::unbounded_channel(); // Bounded by `taking`.
    let (expect, expected) = mpsc::channel(AWAITED_ANSWERS);
    let client_closed = CancellationToken::new();

    let taking = async {
        let reason = taking::take_requests(client_read, queue, shared).await;
        client_closed.cancel();
        tracing::trace!(reason, "a client of the proxy closed");
        // What was read may still be on its way: `forwarding` ends the connection.
        std::future::pending().await
    };
    let sentry = Sentry::new(shared.guard.as_ref());
    let client_closed = &client_closed;
    let forwarding = Forwarding { shared, sentry, client_closed, client_handle, expect };
    let forwarding = async {
        match forwarding.run(queued, broker_write).await {
            // The connection ends with the broker's close, which `answers` waits for.
            Ok(()) => std::future::pending().await,
            Err(end) => end,
        }
    };
    tokio::select! {
        end = taking => end,
        end = forwarding => end,
        end = answers::return_answers(broker_read, client_write, expected, shared) => end,
    }
}
