//! What worker and proxy have told of a producer's script so far: each thing an event of the run, and what
//! is left of it for the evidence. At the end, who is to blame if it went another way.

use api::event::{EventKind, Exit, Fault, WaitingCall};

use crate::{
    evidence::{act::Disturbed, producer::DeliveryReport},
    lab::{
        interruption::Interruption,
        proxy::{Batches, FaultKind, Faults, Proxy, ProxyEvent, Seen},
        stage::Stage,
        worker::{
            protocol::{PythonException, Report},
            sent::Keys,
        },
    },
};

#[derive(Debug)]
pub(super) struct Told {
    keys: Keys,
    pub sent: Vec<u32>,
    pub reports: Vec<DeliveryReport>,
    pub raised: Option<PythonException>,
    flushed_at_exit: bool,
    disconnected: bool,
    /// Then connections may break and records be undelivered without anybody's failing.
    planned_faults: bool,
    /// What the proxy did to requests on purpose.
    pub disturbed: Vec<Disturbed>,
}

impl Told {
    /// Nothing yet, of a script whose records have these keys, and whose network does this to it.
    pub fn new(keys: Keys, network: Option<&Faults>) -> Self {
        Self {
            keys,
            sent: Vec::new(),
            reports: Vec::new(),
            raised: None,
            flushed_at_exit: false,
            disconnected: false,
            planned_faults: network.is_some_and(|faults| !faults.plan.is_empty()),
            disturbed: Vec::new(),
        }
    }

    /// What the proxy did.
    pub async fn see(
        &mut self,
        stage: &Stage<'_>,
        act: u32,
        seen: Seen,
    ) -> Result<(), Interruption> {
        let (recorder, Seen { at_us, event }) = (stage.recorder, seen);
        let (request, kind, partitions) = match event {
            ProxyEvent::Fault { request, kind, partitions } => (request, kind, partitions),
            ProxyEvent::Holding => {
                return Ok(recorder.record_at(at_us, EventKind::NetworkHeld { act }).await?);
            }
            ProxyEvent::Released => {
                return Ok(recorder.record_at(at_us, EventKind::NetworkReleased { act }).await?);
            }
            // That requests wait is told already; and no group is behind this proxy.
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
            let event = EventKind::Fault { act, request, fault, partition, records };
            recorder.record_at(at_us, event).await?;
        }
        Ok(())
    }

    pub async fn hear(
        &mut self,
        stage: &Stage<'_>,
        act: u32,
        proxy: Option<&Proxy>,
        report: Report,
    ) -> Result<(), Interruption> {
        let kind = match report {
            Report::Sent(orders) => {
                self.sent.extend(orders.iter().map(|sent| sent.order));
                EventKind::Sent { act, records: self.keys.sent(&orders) }
            }
            Report::Acknowledged(records) => {
                self.reports.extend(records.iter().map(|record| DeliveryReport {
                    order: record.order,
                    result: Ok((record.partition, record.offset)),
                }));
                EventKind::Acknowledged { act, records }
            }
            Report::Undelivered(records) => {
                self.reports.extend(records.iter().map(|record| DeliveryReport {
                    order: record.order,
                    result: Err(record.error.clone()),
                }));
                EventKind::Undelivered { act, records }
            }
            Report::Waiting { call, at_us } => {
                self.flushed_at_exit |= call == WaitingCall::AtExit;
                stage.recorder.record_at(at_us, EventKind::Waiting { act, call }).await?;
                // When it lets go it says so itself.
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
                let error = EventKind::ScriptError { act, member: None, class, message };
                return Ok(stage.recorder.record_at(at_us, error).await?);
            }
            // Of other workers than a producer's.
            Report::Listening { .. }
            | Report::Assigned { .. }
            | Report::Revoked { .. }
            | Report::Processed(_)
            | Report::InHand(_)
            | Report::Committed { .. }
            | Report::Closing
            | Report::LastLine => return Ok(()),
        };
        Ok(stage.recorder.record(kind).await?)
    }

    pub fn unconfirmed(&self) -> u32 {
        let confirmed = self.reports.iter().filter(|report| report.result.is_ok()).count();
        self.sent.len().saturating_sub(confirmed) as u32
    }

    /// What cannot be the script's doing is the infrastructure's.
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
            // kafka-python 3.x grants itself one second, ample for the lab's network.
            return Err(Interruption::awaited(
                "Esperábamos que el broker confirmara dentro del segundo que se da kafka-python 3.x al salir.",
                "We waited for the broker to confirm within the second that kafka-python 3.x takes at exit.",
                "the flush at exit timed out",
            ));
        }
        Ok(())
    }
}
