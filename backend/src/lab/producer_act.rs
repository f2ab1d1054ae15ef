//! One act of a producer: a script in its worker process, behind the proxy of the act, until it has
//! ended and the log has been read.
//!
//! Where the act says so, the proxy holds the client's Produce requests until the script waits for
//! an answer (`flush()`, `get()`, or what kafka-python 3.x does at exit). So whatever was not waited
//! for is certainly still in the client when its process ends, on a fast machine as on a slow one.
//! In other acts it refuses requests and loses acknowledgements by plan.

use std::time::Duration;

use api::event::{Ending, EventKind, Exit, Fault, Role, WaitingCall};
use tokio::{
    sync::mpsc,
    time::{Instant, timeout_at},
};

use super::{
    evidence::{Act, Report as DeliveryReport, ScriptError},
    interruption::Interruption,
    log_reader, logged,
    producer_form::{ProducerAct, ProducerForm},
    profile::{Profile, python_error::PythonError, refusal::Refusal},
    proxy::{Batches, FaultKind, Faults, Proxy, ProxyEvent},
    stage::Stage,
    worker::{
        WorkerProcess,
        clock::{Clock, epoch_us},
        protocol::{Plan, PythonException, Report},
    },
};

/// From the plan to the end of the script.
const SCRIPT_WITHIN: Duration = Duration::from_secs(12);
const LOG_READ_WITHIN: Duration = Duration::from_secs(5);

/// What is particular to an act.
pub struct Part<'a> {
    pub act: u32,
    pub role: Role,
    pub ending: Ending,
    /// Its real name.
    pub topic: &'a str,
    pub form: &'a ProducerForm,
    /// What the proxy does.
    pub network: Faults,
}

pub async fn perform(
    stage: &Stage<'_>,
    part: Part<'_>,
    worker: WorkerProcess,
) -> Result<Act, Interruption> {
    let Part { act, role, ending, form, .. } = part;
    let recorder = stage.recorder;
    recorder.record(EventKind::ActStarted { act, ending, role }).await?;
    let made = match form.profile() {
        Ok(profile) => Ok(profile),
        Err(Refusal::Python(error)) => Err(error),
        Err(refusal) => return Err(refusal.into()),
    };
    let script = match &made {
        Ok(profile) => {
            if part.network.hold {
                recorder.record(EventKind::NetworkHeld { act }).await?;
            }
            for warning in &profile.warnings {
                recorder.record(EventKind::Warning { act, text: warning.clone() }).await?;
            }
            play(stage, &part, profile, worker).await?
        }
        Err(error) => raise(stage, act, error).await?,
    };
    let bootstrap = &stage.cluster.bootstrap;
    let log = log_reader::read(bootstrap, part.topic, logged::limits(), LOG_READ_WITHIN).await?;
    let log = logged::evidence(&log, stage.run, stage.nonce)?;
    recorder.record(EventKind::LogRead { act, partitions: logged::summary(&log) }).await?;
    let (properties, settings) = made.map_or_else(
        |_| Default::default(),
        |profile| {
            let text =
                |(name, value): (&&str, &dyn ToString)| ((*name).to_owned(), value.to_string());
            (
                profile.properties.iter().map(|(name, value)| text((name, value))).collect(),
                profile.effective.iter().map(|(name, value)| text((name, value))).collect(),
            )
        },
    );
    let act = Act {
        act,
        topic: part.topic.to_owned(),
        ending,
        role,
        settings,
        requests: script.requests,
        faults: script.faults,
        properties,
        sent: script.sent,
        reports: script.reports,
        error: script
            .raised
            .map(|raised| ScriptError { class: raised.class, message: raised.message }),
        exit: script.exit,
        log,
        group: None,
    };
    // The script cannot break the broker's word.
    match act.confirmed_and_missing() {
        None => Ok(act),
        Some(report) => Err(Interruption::awaited(
            "Esperábamos en el log todo lo que el broker había confirmado, y falta algo.",
            "We waited for the log to hold all that the broker had confirmed, and something is missing.",
            format!("the log does not hold {report:?}"),
        )),
    }
}

/// What the script did, as its worker reported it.
#[derive(Debug)]
pub struct Script {
    pub sent: Vec<u32>,
    pub reports: Vec<DeliveryReport>,
    pub raised: Option<PythonException>,
    pub exit: Exit,
    pub requests: u32,
    pub faults: Vec<Fault>,
}

/// The constructor of the client raises: the script ends there, without having sent anything.
async fn raise(stage: &Stage<'_>, act: u32, error: &PythonError) -> Result<Script, Interruption> {
    let PythonError { class, message } = error.clone();
    let raised = PythonException { class: class.to_owned(), message };
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
        started_us: epoch_us(),
    };
    let clock = Clock::since(script.started_us);
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
            _ => Fault::AcknowledgementLost,
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
            | Report::Processed(_)
            | Report::InHand(_)
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
