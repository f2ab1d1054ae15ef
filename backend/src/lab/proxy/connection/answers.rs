//! Answers on their way to the client, in the order of its requests: delayed, lost or cut where the
//! plan says so, and rewritten where they name a broker's address.

use std::time::Duration;

use bytes::{Buf, Bytes};
use kafka_protocol::messages::ApiKey;
use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};
use tokio::net::tcp::OwnedWriteHalf;
use tokio::sync::mpsc::{self, error::TryRecvError};
use tokio::time::sleep;

use super::{End, Expected, Shared};
use crate::lab::proxy::faults::FaultKind;
use crate::lab::proxy::membership::Joining;
use crate::lab::proxy::{ProxyEvent, rewrite};
use crate::lab::wire::frame;

/// Sends the client its answers in the order of its requests, until the broker closes. Once
/// `forwarding` is over, nobody waits for them any more, but the broker's close still tells that it
/// has processed everything: where it sends no answers, that is the only sign.
pub(super) async fn return_answers(
    mut broker: BufReader<impl AsyncRead + Unpin>,
    mut client: OwnedWriteHalf,
    mut expected: mpsc::Receiver<Expected>,
    shared: &Shared,
) -> End {
    // Requests that get no answer, until a later one is answered: the broker answers in order. No
    // more than an act sends.
    let mut unanswered = Vec::new();
    loop {
        let next = tokio::select! {
            biased;
            next = expected.recv() => next,
            // No answer is expected: the broker may only close.
            news = broker.fill_buf() => match news {
                Ok([]) => return End::Broker("closed".to_owned()),
                Err(error) => return End::Broker(error.to_string()),
                // Expectations are queued before their requests are sent, so it is here by now.
                Ok(_) => match expected.try_recv() {
                    Ok(next) => Some(next),
                    Err(TryRecvError::Disconnected) => None,
                    Err(TryRecvError::Empty) => match frame::read(&mut broker, frame::FROM_BROKER).await {
                        Ok(answer) if is_to_one_of(&unanswered, &answer) => continue,
                        Ok(_) => return End::Broker("an answer to nothing".to_owned()),
                        Err(error) => return End::Broker(error.to_string()),
                    },
                },
            },
        };
        let answer = match next {
            None => {
                return match tokio::io::copy_buf(&mut broker, &mut tokio::io::sink()).await {
                    Ok(_) => End::Client("closed".to_owned()),
                    Err(error) => lost(&error, &expected),
                };
            }
            Some(Expected::Made(answer)) => answer,
            Some(Expected::Nothing { correlation_id }) => {
                unanswered.push(correlation_id);
                continue;
            }
            // A Fetch answer passes as it arrives: the proxy needs nothing in it, and it may be
            // long.
            Some(Expected::Answer(awaited))
                if awaited.api_key == ApiKey::Fetch as i16 && unanswered.is_empty() =>
            {
                let start = awaited.correlation_id.to_be_bytes();
                let passed =
                    frame::pass_on(&mut broker, &mut client, frame::FROM_BROKER, start).await;
                match passed {
                    Ok(length) => shared.tally.add_answer(length),
                    Err(error) => return lost(&error, &expected),
                }
                continue;
            }
            Some(Expected::Answer(awaited)) => {
                let answer = loop {
                    match frame::read(&mut broker, frame::FROM_BROKER).await {
                        Ok(answer) if is_to_one_of(&unanswered, &answer) => {}
                        Ok(answer) => break answer,
                        Err(error) => return lost(&error, &expected),
                    }
                };
                unanswered.clear();
                shared.tally.add_answer(answer.len());
                if (&answer[..]).try_get_i32() != Ok(awaited.correlation_id) {
                    return End::Broker(format!("not the answer to {}", awaited.correlation_id));
                }
                let fault = awaited.fault.as_ref().map(|due| due.kind);
                // The broker has stored the records: now the fault hits the acknowledgement.
                if let Some(due) = awaited.fault {
                    shared.applied(due);
                }
                match fault {
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
                if let Some(joining) = awaited.joining {
                    report_joined(joining, &answer, awaited.version, shared);
                }
                match translate(answer, awaited.api_key, awaited.version, shared) {
                    Ok(answer) => answer,
                    Err(error) => return End::Broker(error.to_string()),
                }
            }
        };
        // A client that no longer listens may still have requests on their way that need no answer:
        // its close, seen by `taking`, ends the connection once those are sent.
        if let Err(error) = frame::write(&mut client, &answer).await {
            tracing::trace!(%error, "an answer found no client");
        }
    }
}

/// Once the client has closed and `forwarding` is over, the broker's close is expected, even in
/// place of an answer: a client leaves a long poll that way.
fn lost(error: &std::io::Error, expected: &mpsc::Receiver<Expected>) -> End {
    if expected.is_closed() && error.kind() == std::io::ErrorKind::UnexpectedEof {
        End::Client("closed".to_owned())
    } else {
        End::Broker(error.to_string())
    }
}

/// Whether to keep this answer from the client: Kafka does not answer a Produce request with
/// `acks=0`, but librdkafka's mock cluster does.
fn is_to_one_of(unanswered: &[i32], mut answer: &[u8]) -> bool {
    answer.try_get_i32().is_ok_and(|correlation_id| unanswered.contains(&correlation_id))
}

/// Reports a join that succeeded. An answer that cannot be read is the client's problem.
fn report_joined(joining: Joining, answer: &[u8], version: i16, shared: &Shared) {
    let read = joining.generation(answer, version);
    let client = joining.client;
    match read {
        Ok(Some(generation)) => shared.report(ProxyEvent::Joined { client, generation }),
        Ok(None) => {}
        Err(error) => tracing::debug!(client, %error, "the answer to a member was not read"),
    }
}

/// The answer as the client gets it.
fn translate(answer: Bytes, api_key: i16, version: i16, shared: &Shared) -> anyhow::Result<Bytes> {
    match ApiKey::try_from(api_key) {
        Ok(ApiKey::Metadata) => rewrite::metadata(answer, version, &shared.ports),
        Ok(ApiKey::FindCoordinator) => rewrite::coordinator(answer, version, &shared.ports),
        Ok(ApiKey::ApiVersions) => Ok(rewrite::versions(&answer, version)?),
        Ok(_) | Err(()) => Ok(answer),
    }
}
