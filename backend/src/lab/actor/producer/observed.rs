//! What worker and proxy have reported of a producer's script so far: each report becomes an event
//! of the run, and what the evidence needs is kept. At the end it tells whether the infrastructure
//! is to blame for another end than the expected one.

use api::event::{EventKind, Exit, Fault, WaitingCall};

use crate::{
    evidence::{act::Disturbed, producer::DeliveryReport},
    lab::{
        actor::Listing,
        proxy::{Batches, FaultKind, Faults, Proxy, ProxyEvent, Seen},
        run::{interruption::Interruption, stage::Stage},
        worker::{plan::PythonException, report::Report, sent::Keys},
    },
};

#[derive(Debug)]
pub(super) struct Observed {
    listing: Listing,
    keys: Keys,
    pub sent: Vec<u32>,
    pub reports: Vec<DeliveryReport>,
    pub raised: Option<PythonException>,
    flushed_at_exit: bool,
    disconnected: bool,
    /// Whether connections may break and records stay undelivered, because the act plans it.
    planned_faults: bool,
    /// What the proxy did to requests on purpose.
    pub disturbed: Vec<Disturbed>,
}

impl Observed {
    /// Nothing observed yet. The script's records have these keys; its proxy injects these faults.
    pub fn new(listing: Listing, keys: Keys, network: Option<&Faults>) -> Self {
        Self {
            listing,
            keys,
            sent: Vec::new(),
            reports: Vec::new(),
            raised: None,
            flushed_at_exit: false,
            disconnected: false,
            planned_faults: network
                .is_some_and(|faults| faults.unreachable || !faults.plan.is_empty()),
            disturbed: Vec::new(),
        }
    }

    /// Records what the proxy did.
    pub async fn record_proxy_event(
        &mut self,
        stage: &Stage<'_>,
        seen: Seen,
    ) -> Result<(), Interruption> {
        let (recorder, Seen { at_us, event }) = (stage.recorder, seen);
        let Listing { act, actor, topic } = self.listing;
        let (request, kind, partitions) = match event {
            ProxyEvent::Fault { request, kind, partitions } => (request, kind, partitions),
            ProxyEvent::Holding => {
                return Ok(recorder
                    .record_at(at_us, EventKind::NetworkHeld { act, actor })
                    .await?);
            }
            ProxyEvent::Released => {
                let released = EventKind::NetworkReleased { act, actor };
                return Ok(recorder.record_at(at_us, released).await?);
            }
            // `Holding` has reported already that requests wait, and no group is behind this proxy.
            ProxyEvent::Held { .. } | ProxyEvent::Joined { .. } | ProxyEvent::Left { .. } => {
                return Ok(());
            }
        };
        let (fault, disturbed) = match kind {
            FaultKind::Refuse { .. } => (Fault::Refused, Disturbed::Refused),
            FaultKind::CutAfterAppend | FaultKind::LoseAcknowledgement => {
                (Fault::AcknowledgementLost, Disturbed::AcknowledgementLost)
            }
            // No exercise plans these yet; one that does needs words for them.
            FaultKind::CutBeforeForward
            | FaultKind::DelayRequest { .. }
            | FaultKind::DelayAcknowledgement { .. } => return Ok(()),
        };
        self.disturbed.push(disturbed);
        for Batches { partition, records, .. } in partitions {
            let partition = partition as u32;
            let fault = EventKind::Fault { act, actor, topic, request, fault, partition, records };
            recorder.record_at(at_us, fault).await?;
        }
        Ok(())
    }

    pub async fn record_report(
        &mut self,
        stage: &Stage<'_>,
        proxy: Option<&Proxy>,
        report: Report,
    ) -> Result<(), Interruption> {
        let Listing { act, actor, topic } = self.listing;
        let kind = match report {
            Report::Sent(orders) => {
                self.sent.extend(orders.iter().map(|sent| sent.order));
                EventKind::Sent { act, actor, topic, records: self.keys.sent(&orders) }
            }
            Report::Acknowledged(records) => {
                self.reports.extend(records.iter().map(|record| DeliveryReport {
                    order: record.order,
                    result: Ok((record.partition, record.offset)),
                }));
                EventKind::Acknowledged { act, actor, topic, records }
            }
            Report::Undelivered(records) => {
                self.reports.extend(records.iter().map(|record| DeliveryReport {
                    order: record.order,
                    result: Err(record.error.clone()),
                }));
                EventKind::Undelivered { act, actor, topic, records }
            }
            Report::Waiting { call, at_us } => {
                self.flushed_at_exit |= call == WaitingCall::AtExit;
                let waiting = EventKind::Waiting { act, actor, call };
                stage.recorder.record_at(at_us, waiting).await?;
                // The proxy reports the release itself.
                proxy.map(Proxy::release);
                return Ok(());
            }
            Report::Disconnected => {
                self.disconnected = true;
                return Ok(());
            }
            Report::Raised { exception, at_us } => {
                let PythonException { class, message } = exception.clone();
                self.raised = Some(exception);
                let error = EventKind::ScriptError { act, actor, member: None, class, message };
                return Ok(stage.recorder.record_at(at_us, error).await?);
            }
            // Reports of other kinds of workers.
            Report::Listening { .. }
            | Report::Assigned { .. }
            | Report::Revoked { .. }
            | Report::Processed(_)
            | Report::InHand(_)
            | Report::Effect(_)
            | Report::Filtered(_)
            | Report::Forwarded { .. }
            | Report::Folded { .. }
            | Report::Failed { .. }
            | Report::PutAway { .. }
            | Report::Committed { .. }
            | Report::Sought { .. }
            | Report::Closing
            | Report::LastLine => return Ok(()),
        };
        Ok(stage.recorder.record(kind).await?)
    }

    pub fn unconfirmed(&self) -> u32 {
        let confirmed = self.reports.iter().filter(|report| report.result.is_ok()).count();
        self.sent.len().saturating_sub(confirmed) as u32
    }

    /// Blames the infrastructure for what the script cannot have caused.
    pub fn blame_the_infrastructure(
        &self,
        exit: Exit,
        is_killed: bool,
        upstream_lost: bool,
    ) -> Result<(), Interruption> {
        let expected = match (is_killed, &self.raised) {
            (true, _) => matches!(exit, Exit::Signal(_)),
            (false, Some(_)) => exit == Exit::Code(1),
            (false, None) => exit == Exit::Code(0),
        };
        if !expected {
            return Err(Interruption::awaited(
                "Esperábamos al proceso del cliente, y terminó de otra manera.",
                "We waited for the client's process, and it ended in another way.",
                format!("the worker ended with {exit:?}"),
            ));
        }
        let undelivered = self.reports.iter().find_map(|report| report.result.as_ref().err());
        let client_lost = self.disconnected || undelivered.is_some();
        if upstream_lost || (client_lost && !self.planned_faults) {
            return Err(Interruption::awaited(
                "Esperábamos la confirmación del broker, y la conexión con él se cortó.",
                "We waited for the broker's acknowledgement, and the connection to it broke.",
                format!("the broker closed a connection, or refused a record: {undelivered:?}"),
            ));
        }
        if self.flushed_at_exit && self.unconfirmed() > 0 {
            // kafka-python 3.x allows itself one second, which is ample on the lab's network.
            return Err(Interruption::awaited(
                "Esperábamos que el broker confirmara dentro del segundo que se da kafka-python 3.x al salir.",
                "We waited for the broker to confirm within the second that kafka-python 3.x takes at exit.",
                "the flush at exit timed out",
            ));
        }
        Ok(())
    }
}
