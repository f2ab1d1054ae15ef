//! Requests on their way to the broker: held, refused, delayed or cut where the plan says so.

use std::os::fd::OwnedFd;
use std::sync::atomic::Ordering;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use tokio::io::{AsyncWrite, AsyncWriteExt};
use tokio::sync::mpsc;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use super::{Awaited, End, Expected, Queued, Shared};
use crate::lab::proxy::ProxyEvent;
use crate::lab::proxy::faults::FaultKind;
use crate::lab::proxy::guard::{Sentry, Verdict};
use crate::lab::proxy::membership::MembershipChange;
use crate::lab::proxy::produce::Produce;
use crate::lab::proxy::request::Request;
use crate::lab::wire::{frame, reader::Misshapen};

/// What forwarding needs.
pub(super) struct Forwarding<'a> {
    pub shared: &'a Shared,
    pub sentry: Sentry<'a>,
    pub client_closed: &'a CancellationToken,
    pub client_handle: OwnedFd,
    pub expect: mpsc::Sender<Expected>,
}

impl Forwarding<'_> {
    /// Forwards requests in order, until there are no more. Then it shuts down the broker's side,
    /// and no more answers are expected.
    pub(super) async fn run(
        self,
        mut queued: mpsc::UnboundedReceiver<Queued>,
        mut broker: impl AsyncWrite + Unpin,
    ) -> Result<(), End> {
        while let Some((request, _place)) = queued.recv().await {
            self.send_on(request, &mut broker).await?;
        }
        broker.shutdown().await.map_err(|error| End::Broker(error.to_string()))
    }

    async fn send_on(
        &self,
        request: Request,
        broker: &mut (impl AsyncWrite + Unpin),
    ) -> Result<(), End> {
        match self.sentry.judge(&request) {
            Ok(Verdict::Forward) => {}
            Ok(Verdict::Answer(answer)) => return self.expect_next(Expected::Made(answer)).await,
            Err(error) => return Err(End::Client(format!("{error:#}"))),
        }
        let misshapen = |error: Misshapen| End::Client(error.to_string());
        let request = match self.shared.forbids_creation {
            true => request.creating_nothing().map_err(misshapen)?,
            false => request,
        };
        let membership = request.membership().map_err(misshapen)?;
        let produce = request.produce().map_err(misshapen)?;
        let mut fault = None;
        if let Some(produce) = &produce {
            if self.shared.is_holding() {
                self.shared.held(produce);
                self.wait_unless_closed(self.shared.released()).await?;
            }
            if let Some(due) = self.shared.next_produce(produce) {
                match due.kind {
                    FaultKind::CutBeforeForward => {
                        self.shared.applied(due);
                        return Err(End::Fault);
                    }
                    FaultKind::Refuse { error_code } => {
                        self.shared.applied(due);
                        return self.refuse(&request, produce, error_code).await;
                    }
                    FaultKind::DelayRequest { ms } => {
                        self.shared.applied(due);
                        self.wait_unless_closed(sleep(Duration::from_millis(ms.into()))).await?;
                    }
                    FaultKind::LoseAcknowledgement
                    | FaultKind::CutAfterAppend
                    | FaultKind::DelayAcknowledgement { .. } => fault = Some(due),
                }
            }
        }

        let joining = match membership {
            Some(MembershipChange::Join(joining)) => Some(joining),
            Some(MembershipChange::Leave { client }) => {
                // Before the request is sent, so that this event precedes what the broker does
                // about it.
                self.shared.report(ProxyEvent::Left { client });
                None
            }
            None => None,
        };
        let answered = produce.as_ref().is_none_or(|produce| produce.acks != 0);
        let correlation_id = request.correlation_id;
        let expected = if answered {
            let (api_key, version, fault) = (request.api_key, request.version, fault.take());
            Expected::Answer(Awaited { correlation_id, api_key, version, fault, joining })
        } else {
            Expected::Nothing { correlation_id }
        };
        // Before the request is sent, so that no answer comes unexpectedly.
        self.expect_next(expected).await?;
        frame::write(broker, &request.bytes)
            .await
            .map_err(|error| End::Broker(error.to_string()))?;
        // No acknowledgement will come for the fault to hit.
        let Some(due) = fault else { return Ok(()) };
        let ends = due.kind == FaultKind::CutAfterAppend;
        self.shared.applied(due);
        if ends { Err(End::Fault) } else { Ok(()) }
    }

    /// Waits for `event`, and fails if the client closed first.
    ///
    /// The client's process may have been killed just before the event, and its close not been read
    /// yet: so the socket itself is asked, which knows at once.
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

/// The event by which `poll` tells that the peer has closed: Linux has one of its own; elsewhere
/// (macOS) the end of the input is reported as a hang-up.
#[cfg(target_os = "linux")]
const CLOSE: PollFlags = PollFlags::RDHUP;
#[cfg(not(target_os = "linux"))]
const CLOSE: PollFlags = PollFlags::IN;

/// True once the peer has closed its side, even if some of its bytes are still unread.
fn is_closed(socket: &OwnedFd) -> bool {
    let mut sockets = [PollFd::new(socket, CLOSE)];
    match poll(&mut sockets, Some(&Timespec { tv_sec: 0, tv_nsec: 0 })) {
        Ok(_) => !(sockets[0].revents() - PollFlags::IN).is_empty(),
        // The socket is unusable: nobody waits for the answer.
        Err(_) => true,
    }
}
