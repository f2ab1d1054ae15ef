//! The script of a producer's act in its worker process, behind the proxy of the act: what both tell
//! until the process is gone, and who is to blame if it went another way.
//!
//! Where the act says so, the proxy holds the client's Produce requests until the script waits for
//! an answer (`flush()`, `get()`, or what kafka-python 3.x does at exit). So whatever was not waited
//! for is certainly still in the client when its process ends, on a fast machine as on a slow one.
//! In other acts it refuses requests and loses acknowledgements by plan.

use std::time::Duration;

use api::event::{Ending, EventKind, Exit, Fault, WaitingCall};
use tokio::{
    sync::mpsc,
    time::{Instant, timeout_at},
};

use super::{
    evidence::Report as DeliveryReport,
    interruption::Interruption,
    producer_act::Part,
    producer_form::ProducerAct,
    profile::{Profile, python_error::PythonError},
    proxy::{Batches, FaultKind, Proxy, ProxyEvent},
    stage::Stage,
    worker::{
        WorkerProcess,
        clock::Clock,
        protocol::{Plan, PythonException, Report},
    },
};

/// From the plan to the end of the script.
const SCRIPT_WITHIN: Duration = Duration::from_secs(12);

/// What the script did, as its worker reported it.
#[derive(Debug)]
pub struct Script {
    pub sent: Vec<u32>,
    pub reports: Vec<DeliveryReport>,
    pub raised: Option<PythonException>,
    pub exit: Exit,
    /// Produce requests, repetitions included.
    pub requests: u32,
    /// What the proxy did to them on purpose.
    pub faults: Vec<Fault>,
}

/// The constructor of the client raises: the script ends there, without having sent anything.
pub async fn raise(
    stage: &Stage<'_>,
    act: u32,
    error: &PythonError,
) -> Result<Script, Interruption> {
    let raised = PythonException::from(error.clone());
    let PythonException { class, message } = raised.clone();
    let exit = Exit::Code(1);
    let recorder = stage.recorder;
    recorder.record(EventKind::ScriptError { act, member: None, class, message }).await?;
    recorder.record(EventKind::ProcessEnded { act, exit, unconfirmed: 0, requests: 0 }).await?;
    Ok(Script {
        sent: Vec::new(),
        reports: Vec::new(),
        raised: Some(raised),
        exit,
        requests: 0,
        faults: Vec::new(),
    })
}

/// Runs the script behind its proxy until its process is gone.
pub async fn play(
    stage: &Stage<'_>,
    part: &Part<'_>,
    profile: &Profile,
    mut worker: WorkerProcess,
    started_us: u64,
) -> Result<Script, Interruption> {
    let deadline = Instant::now() + SCRIPT_WITHIN;
    let (sender, mut seen) = mpsc::unbounded_channel();
    let proxy = Proxy::start(&stage.cluster.bootstrap, part.network.clone(), sender).await?;
    let script = ProducerAct {
        bootstrap: proxy.bootstrap(),
        topic: part.topic,
        run: stage.run,
        nonce: stage.nonce,
        ending: part.ending,
        orders: 0..stage.orders.orders.len() as u32,
        started_us,
    };
    let clock = Clock::since(started_us);
    worker.hand_over(&Plan::Producer(part.form.script(profile, stage.orders, &script))).await?;

    let mut told = Told { planned_faults: !part.network.plan.is_empty(), ..Told::default() };
    let heard = timeout_at(deadline, async {
        loop {
            tokio::select! {
                biased;
                Some(event) = seen.recv() => told.see(stage, part.act, clock, event).await?,
                report = worker.next_report() => match report? {
                    None | Some(Report::LastLine) => return Ok::<(), Interruption>(()),
                    Some(report) => told.hear(stage, part.act, &proxy, report).await?,
                },
            }
        }
    })
    .await;
    heard.map_err(|elapsed| {
        Interruption::awaited(
            "Esperábamos que el broker confirmara los registros.",
            "We waited for the broker to confirm the records.",
            elapsed,
        )
    })??;

    let is_killed = part.ending == Ending::Killed && told.raised.is_none();
    let ended = async { if is_killed { worker.kill().await } else { worker.exit().await } };
    let exit = timeout_at(deadline, ended).await.map_err(|elapsed| {
        Interruption::awaited(
            "Esperábamos que el proceso del cliente terminara.",
            "We waited for the client's process to end.",
            elapsed,
        )
    })??;
    let traffic = proxy.stop().await;
    while let Ok(event) = seen.try_recv() {
        told.see(stage, part.act, clock, event).await?;
    }
    let unconfirmed = told.unconfirmed();
    let requests = traffic.produce_requests;
    let ended = EventKind::ProcessEnded { act: part.act, exit, unconfirmed, requests };
    stage.recorder.record(ended).await?;
    told.blame_the_infrastructure(exit, is_killed, traffic.upstream_lost)?;
    let Told { sent, reports, raised, faults, .. } = told;
    Ok(Script { sent, reports, raised, exit, requests, faults })
}

/// What worker and proxy have told so far.
#[derive(Debug, Default)]
struct Told {
    sent: Vec<u32>,
    reports: Vec<DeliveryReport>,
    raised: Option<PythonException>,
    flushed_at_exit: bool,
    /// Then records may be undelivered without anybody's failing.
    planned_faults: bool,
    faults: Vec<Fault>,
}

impl Told {
    /// What the proxy did. When the network is held and released the act tells itself.
    async fn see(
        &mut self,
        stage: &Stage<'_>,
        act: u32,
        clock: Clock,
        event: ProxyEvent,
    ) -> Result<(), Interruption> {
        let ProxyEvent::Fault { request, kind, partitions } = event else { return Ok(()) };
        let fault = match kind {
            FaultKind::Refuse { .. } => Fault::Refused,
            FaultKind::CutAfterAppend | FaultKind::LoseAcknowledgement => {
                Fault::AcknowledgementLost
            }
            // No exercise plans these yet; one that does needs words for them.
            FaultKind::CutBeforeForward
            | FaultKind::DelayRequest { .. }
            | FaultKind::DelayAcknowledgement { .. } => return Ok(()),
        };
        self.faults.push(fault);
        let at_us = clock.now_us();
        for Batches { partition, records, .. } in partitions {
            let partition = partition as u32;
            let event = EventKind::Fault { act, request, fault, partition, records, at_us };
            stage.recorder.record(event).await?;
        }
        Ok(())
    }

    async fn hear(
        &mut self,
        stage: &Stage<'_>,
        act: u32,
        proxy: &Proxy,
        report: Report,
    ) -> Result<(), Interruption> {
        let kind = match report {
            Report::Sent(records) => {
                self.sent.extend(records.iter().map(|record| record.order));
                EventKind::Sent { act, records }
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
            Report::Waiting(call) => {
                self.flushed_at_exit |= call == WaitingCall::AtExit;
                stage.recorder.record(EventKind::Waiting { act, call }).await?;
                if !proxy.release() {
                    return Ok(());
                }
                EventKind::NetworkReleased { act }
            }
            Report::Raised(exception) => {
                let PythonException { class, message } = exception.clone();
                self.raised = Some(exception);
                EventKind::ScriptError { act, member: None, class, message }
            }
            // Of other workers than a producer's.
            Report::Listening { .. }
            | Report::Assigned { .. }
            | Report::Revoked { .. }
            | Report::Processed { .. }
            | Report::InHand { .. }
            | Report::Committed { .. }
            | Report::Closing
            | Report::LastLine => return Ok(()),
        };
        Ok(stage.recorder.record(kind).await?)
    }

    fn unconfirmed(&self) -> u32 {
        let confirmed = self.reports.iter().filter(|report| report.result.is_ok()).count();
        self.sent.len().saturating_sub(confirmed) as u32
    }

    /// What cannot be the script's doing is the infrastructure's.
    fn blame_the_infrastructure(
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
        if upstream_lost || (undelivered.is_some() && !self.planned_faults) {
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
