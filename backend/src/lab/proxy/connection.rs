//! One client connection and the broker's behind it: requests go up in order, answers come back in
//! order, and faults happen on the way.
//!
//! ```text
//! client ─► take_requests ─► queue ─► forward ─► broker
//! client ◄──────────────── return_answers ◄──── broker
//!                                ▲ expected answers, in order, from `forward`
//! ```
//! The three run in one task and end together.

use std::os::fd::{AsFd, OwnedFd};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use bytes::{Buf, Bytes};
use kafka_protocol::messages::ApiKey;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::faults::FaultKind;
use super::membership::{self, Membership};
use super::produce::Produce;
use super::request::Request;
use super::{ProxyEvent, Shared, rewrite};
use crate::lab::wire::frame;

/// How long the broker may take to accept a connection.
const CONNECT_WITHIN: Duration = Duration::from_secs(5);
/// The most bytes of requests that wait in one connection; at least one frame fits.
const QUEUE_BYTES: usize = 2 * frame::FROM_CLIENT;
/// Bytes taken from a socket at once.
const READ_BYTES: usize = 64 << 10;
/// The most answers awaited at once. A client that wants more waits.
const AWAITED_ANSWERS: usize = 1024;

/// Why a connection ended.
#[derive(Debug)]
pub(super) enum End {
    /// The client closed, or sent what is no request.
    Client(String),
    /// The broker closed, could not be reached, or sent what is no answer.
    Broker(String),
    /// As planned.
    Fault,
    /// [`super::Proxy::stop`].
    Stopped,
}

/// A request on its way, with its share of the queue.
type Queued = (Request, OwnedSemaphorePermit);

/// An answer that the client is to have next.
enum Expected {
    /// From the broker.
    Answer(Awaited),
    /// From the proxy itself.
    Made(Bytes),
}

/// What is known of an answer before it comes.
struct Awaited {
    correlation_id: i32,
    api_key: i16,
    version: i16,
    fault: Option<FaultKind>,
    /// The client's name if it asked to join a group.
    joining: Option<String>,
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
    let broker = match timeout(CONNECT_WITHIN, TcpStream::connect(address)).await {
        Ok(Ok(broker)) => broker,
        Ok(Err(error)) => return End::Broker(error.to_string()),
        Err(elapsed) => return End::Broker(elapsed.to_string()),
    };
    // A second handle, to look at the client's end while the first is being read.
    let client_handle = client
        .set_nodelay(true)
        .and_then(|()| broker.set_nodelay(true))
        .and_then(|()| client.as_fd().try_clone_to_owned());
    let client_handle = match client_handle {
        Ok(handle) => handle,
        Err(error) => return End::Client(error.to_string()),
    };
    let (client_read, client_write) = client.into_split();
    let (broker_read, broker_write) = broker.into_split();
    // A frame's length and the frame come in one read, and small frames several at once.
    let client_read = BufReader::with_capacity(READ_BYTES, client_read);
    let broker_read = BufReader::with_capacity(READ_BYTES, broker_read);
    let (queue, queued) = mpsc::unbounded_channel(); // Bounded by QUEUE_BYTES.
    let (expect, expected) = mpsc::channel(AWAITED_ANSWERS);
    let client_closed = CancellationToken::new();

    let taking = async {
        let reason = take_requests(client_read, queue, shared).await;
        client_closed.cancel();
        tracing::trace!(reason, "a client of the proxy closed");
        // What was taken may still be on its way: `forward` ends the connection.
        std::future::pending().await
    };
    let forwarding = Forwarding { shared, client_closed: &client_closed, client_handle, expect };
    tokio::select! {
        end = taking => end,
        end = forwarding.run(queued, broker_write) => end,
        end = return_answers(broker_read, client_write, expected, shared) => end,
    }
}

/// Reads requests until the client closes. Never waits while requests are held: only who reads on
/// learns of a close.
async fn take_requests(
    mut client: BufReader<OwnedReadHalf>,
    queue: mpsc::UnboundedSender<Queued>,
    shared: &Shared,
) -> String {
    let room = Arc::new(Semaphore::new(QUEUE_BYTES));
    loop {
        let bytes = match frame::read(&mut client, frame::FROM_CLIENT).await {
            Ok(bytes) => bytes,
            Err(error) => return error.to_string(),
        };
        shared.tally.bytes_from_clients.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        // An empty frame takes a place, too.
        let size = u32::try_from(bytes.len().max(1)).unwrap_or(u32::MAX);
        let room = Arc::clone(&room);
        let place = if shared.is_holding() {
            match room.try_acquire_many_owned(size) {
                Ok(place) => place,
                Err(_) => return format!("more than {QUEUE_BYTES} bytes of held requests"),
            }
        } else {
            match room.acquire_many_owned(size).await {
                Ok(place) => place,
                Err(closed) => return closed.to_string(),
            }
        };
        let request = match shared.read(bytes) {
            Ok(request) => request,
            Err(error) => return format!("no request: {error}"),
        };
        if queue.send((request, place)).is_err() {
            return "the connection ended".to_owned();
        }
    }
}

/// What sending requests on needs to know.
struct Forwarding<'a> {
    shared: &'a Shared,
    client_closed: &'a CancellationToken,
    client_handle: OwnedFd,
    expect: mpsc::Sender<Expected>,
}

impl Forwarding<'_> {
    /// Sends requests on in order, until there are no more.
    async fn run(
        self,
        mut queued: mpsc::UnboundedReceiver<Queued>,
        mut broker: OwnedWriteHalf,
    ) -> End {
        while let Some((request, _place)) = queued.recv().await {
            if let Err(end) = self.send_on(request, &mut broker).await {
                return end;
            }
        }
        End::Client("closed".to_owned())
    }

    async fn send_on(&self, request: Request, broker: &mut OwnedWriteHalf) -> Result<(), End> {
        let mut fault = None;
        if let Some(produce) = &request.produce {
            if self.shared.is_holding() {
                self.shared.held(produce);
                self.wait_unless_closed(self.shared.released()).await?;
            }
            let number;
            (number, fault) = self.shared.next_produce(produce);
            if let Some(kind) = fault {
                self.shared.applied(number, kind, produce);
            }
            match fault {
                Some(FaultKind::CutBeforeForward) => return Err(End::Fault),
                Some(FaultKind::Refuse { error_code }) => {
                    return self.refuse(&request, produce, error_code).await;
                }
                Some(FaultKind::DelayRequest { ms }) => {
                    self.wait_unless_closed(sleep(Duration::from_millis(ms.into()))).await?;
                }
                Some(
                    FaultKind::LoseAcknowledgement
                    | FaultKind::CutAfterAppend
                    | FaultKind::DelayAcknowledgement { .. },
                )
                | None => {}
            }
        }

        let joining = match request.membership {
            Some(Membership::Join { client }) => Some(client),
            Some(Membership::Leave { client }) => {
                // Before the request goes, so that it comes before what the broker does about it.
                self.shared.tell(ProxyEvent::Left { client });
                None
            }
            None => None,
        };
        let answered = request.produce.as_ref().is_none_or(|produce| produce.acks != 0);
        if answered {
            // Before the request goes, so that no answer comes unexpected.
            let awaited = Awaited {
                correlation_id: request.correlation_id,
                api_key: request.api_key,
                version: request.version,
                fault,
                joining,
            };
            self.expect_next(Expected::Answer(awaited)).await?;
        }
        frame::write(broker, &request.bytes)
            .await
            .map_err(|error| End::Broker(error.to_string()))?;
        match fault {
            // No acknowledgement will come to cut at.
            Some(FaultKind::CutAfterAppend) if !answered => Err(End::Fault),
            _ => Ok(()),
        }
    }

    /// Waits for `event`, and fails if the client closed first.
    ///
    /// The process that owned the client may have been killed just before the event, and its close
    /// not yet been read: so the socket itself is asked, which knows at once.
    async fn wait_unless_closed(&self, event: impl Future<Output = ()>) -> Result<(), End> {
        let closed = tokio::select! {
            biased;
            () = self.client_closed.cancelled() => true,
            () = event => is_closed(&self.client_handle),
        };
        if !closed {
            return Ok(());
        }
        self.shared.tally.dropped.fetch_add(1, Ordering::Relaxed);
        Err(End::Client("closed while its request waited".to_owned()))
    }

    async fn refuse(
        &self,
        request: &Request,
        produce: &Produce,
        error_code: i16,
    ) -> Result<(), End> {
        if produce.acks == 0 {
            return Ok(());
        }
        let answer = produce
            .refusal(request.correlation_id, request.version, error_code)
            .map_err(|error| End::Client(error.to_string()))?;
        self.expect_next(Expected::Made(answer)).await
    }

    async fn expect_next(&self, expected: Expected) -> Result<(), End> {
        self.expect.send(expected).await.map_err(|_| End::Broker("no answers follow".to_owned()))
    }
}

/// True once the peer has closed its side, whatever of its bytes still waits to be read.
fn is_closed(socket: &OwnedFd) -> bool {
    let mut sockets = [PollFd::new(socket, PollFlags::RDHUP)];
    match poll(&mut sockets, Some(&Timespec { tv_sec: 0, tv_nsec: 0 })) {
        Ok(0) => false,
        // An error means that the socket is of no use: nobody awaits the answer.
        Ok(_) | Err(_) => true,
    }
}

/// Gives the client its answers in the order of its requests, until the broker closes.
async fn return_answers(
    mut broker: BufReader<OwnedReadHalf>,
    mut client: OwnedWriteHalf,
    mut expected: mpsc::Receiver<Expected>,
    shared: &Shared,
) -> End {
    loop {
        let next = tokio::select! {
            biased;
            next = expected.recv() => next,
            // Nothing is awaited: the broker may only close.
            news = broker.fill_buf() => match news {
                Ok([]) => return End::Broker("closed".to_owned()),
                Err(error) => return End::Broker(error.to_string()),
                // Expectations come before their answers: it is there by now.
                Ok(_) => match expected.try_recv() {
                    Ok(next) => Some(next),
                    Err(_) => return End::Broker("an answer to nothing".to_owned()),
                },
            },
        };
        let answer = match next {
            None => std::future::pending().await, // `forward` has ended, and says why.
            Some(Expected::Made(answer)) => answer,
            Some(Expected::Answer(awaited)) => {
                let answer = match frame::read(&mut broker, frame::FROM_BROKER).await {
                    Ok(answer) => answer,
                    Err(error) => return End::Broker(error.to_string()),
                };
                shared.tally.bytes_from_broker.fetch_add(answer.len() as u64, Ordering::Relaxed);
                if (&answer[..]).try_get_i32() != Ok(awaited.correlation_id) {
                    return End::Broker(format!("not the answer to {}", awaited.correlation_id));
                }
                match awaited.fault {
                    Some(FaultKind::CutAfterAppend) => return End::Fault,
                    Some(FaultKind::LoseAcknowledgement) => continue,
                    Some(FaultKind::DelayAcknowledgement { ms }) => {
                        sleep(Duration::from_millis(ms.into())).await;
                    }
                    Some(
                        FaultKind::CutBeforeForward
                        | FaultKind::Refuse { .. }
                        | FaultKind::DelayRequest { .. },
                    )
                    | None => {}
                }
                if let Some(client) = awaited.joining {
                    tell_joined(client, &answer, awaited.version, shared);
                }
                match translate(answer, awaited.api_key, awaited.version, shared) {
                    Ok(answer) => answer,
                    Err(error) => return End::Broker(error.to_string()),
                }
            }
        };
        // A client that no longer listens may have requests on their way that need no answer: its
        // close, seen by `take_requests`, ends the connection when those are gone.
        if let Err(error) = frame::write(&mut client, &answer).await {
            tracing::trace!(%error, "an answer found no client");
        }
    }
}

/// Tells of a join that succeeded. An answer that cannot be read is the client's to judge.
fn tell_joined(client: String, answer: &[u8], version: i16, shared: &Shared) {
    match membership::generation(answer, version) {
        Ok(Some(generation)) => shared.tell(ProxyEvent::Joined { client, generation }),
        Ok(None) => {}
        Err(error) => tracing::debug!(client, %error, "an answer to JoinGroup was not read"),
    }
}

/// The answer as the client may see it.
fn translate(answer: Bytes, api_key: i16, version: i16, shared: &Shared) -> anyhow::Result<Bytes> {
    match ApiKey::try_from(api_key) {
        Ok(ApiKey::Metadata) => rewrite::metadata(answer, version, &shared.ports),
        Ok(ApiKey::FindCoordinator) => rewrite::coordinator(answer, version, &shared.ports),
        Ok(ApiKey::ApiVersions) => Ok(rewrite::versions(&answer, version)?),
        Ok(_) | Err(()) => Ok(answer),
    }
}
