//! One act of a producer's exercise: a script in its worker process, behind the proxy of the act, until it has ended and
//! the log has been read.
//!
//! The proxy holds the client's Produce requests until the script waits for an answer (`flush()`,
//! `get()`, or what kafka-python 3.x does at exit). So whatever was not waited for is certainly
//! still in the client when its process ends, on a fast machine as on a slow one.

use std::time::Duration;

use api::event::{Ending, EventKind, Exit, WaitingCall};
use tokio::{
    sync::mpsc,
    time::{Instant, timeout_at},
};

use super::{
    broker::Cluster,
    evidence::{Act, Report as DeliveryReport, ScriptError},
    interruption::Interruption,
    log_reader, logged,
    orders::Orders,
    producer_form::{ProducerAct, ProducerForm},
    profile::Profile,
    proxy::{Faults, Proxy},
    recorder::Recorder,
    worker::{
        WorkerProcess,
        clock::epoch_us,
        protocol::{Plan, PythonException, Report},
    },
};

/// From the plan to the end of the script.
const SCRIPT_WITHIN: Duration = Duration::from_secs(12);
const LOG_READ_WITHIN: Duration = Duration::from_secs(5);

/// What an act needs.
pub struct Stage<'a> {
    pub act: u32,
    pub ending: Ending,
    /// Its real name.
    pub topic: &'a str,
    pub run: &'a str,
    pub nonce: &'a str,
    pub form: &'a ProducerForm,
    pub orders: &'a Orders,
    pub cluster: &'a Cluster,
    pub recorder: &'a Recorder,
}

pub async fn perform(stage: &Stage<'_>, worker: WorkerProcess) -> Result<Act, Interruption> {
    let &Stage { act, ending, recorder, .. } = stage;
    recorder.record(EventKind::ActStarted { act, ending }).await?;
    recorder.record(EventKind::NetworkHeld { act }).await?;
    let profile = stage.form.profile()?;
    for warning in &profile.warnings {
        recorder.record(EventKind::Warning { act, text: warning.clone() }).await?;
    }
    let script = play(stage, &profile, worker).await?;
    let log =
        log_reader::read(&stage.cluster.bootstrap, stage.topic, logged::limits(), LOG_READ_WITHIN)
            .await?;
    let log = logged::evidence(&log, stage.run, stage.nonce)?;
    recorder.record(EventKind::LogRead { act, partitions: logged::summary(&log) }).await?;
    let act = Act {
        act,
        topic: stage.topic.to_owned(),
        ending,
        properties: profile.properties.iter().map(|(k, v)| ((*k).to_owned(), v.clone())).collect(),
        sent: script.sent,
        reports: script.reports,
        error: script
            .raised
            .map(|raised| ScriptError { class: raised.class, message: raised.message }),
        exit: script.exit,
        log,
        group: None,
    };
    // Every form of this lab waits for the broker's word, and the script cannot break that word.
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
struct Script {
    sent: Vec<u32>,
    reports: Vec<DeliveryReport>,
    raised: Option<PythonException>,
    exit: Exit,
}

/// Runs the script behind its proxy until its process is gone.
async fn play(
    stage: &Stage<'_>,
    profile: &Profile,
    mut worker: WorkerProcess,
) -> Result<Script, Interruption> {
    let deadline = Instant::now() + SCRIPT_WITHIN;
    let faults = Faults { hold: true, ..Faults::default() };
    // This lab plans no fault, and when the network is held and released it tells itself.
    let (untold, _) = mpsc::unbounded_channel();
    let proxy = Proxy::start(&stage.cluster.bootstrap, faults, untold).await?;
    let script = ProducerAct {
        bootstrap: proxy.bootstrap(),
        topic: stage.topic,
        run: stage.run,
        nonce: stage.nonce,
        ending: stage.ending,
        orders: 0..stage.orders.orders.len() as u32,
        started_us: epoch_us(),
    };
    worker.hand_over(&Plan::Producer(stage.form.script(profile, stage.orders, &script))).await?;

    let mut told = Told::default();
    let heard = timeout_at(deadline, async {
        loop {
            match worker.next_report().await? {
                None | Some(Report::LastLine) => return Ok::<(), Interruption>(()),
                Some(report) => told.hear(stage, &proxy, report).await?,
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

    let is_killed = stage.ending == Ending::Killed && told.raised.is_none();
    let ended = async { if is_killed { worker.kill().await } else { worker.exit().await } };
    let exit = timeout_at(deadline, ended).await.map_err(|elapsed| {
        Interruption::awaited(
            "Esperábamos que el proceso del cliente terminara.",
            "We waited for the client's process to end.",
            elapsed,
        )
    })??;
    let upstream_lost = proxy.upstream_lost();
    proxy.stop().await;
    let unconfirmed = told.unconfirmed();
    stage.recorder.record(EventKind::ProcessEnded { act: stage.act, exit, unconfirmed }).await?;
    told.blame_the_infrastructure(exit, is_killed, upstream_lost)?;
    Ok(Script { sent: told.sent, reports: told.reports, raised: told.raised, exit })
}

/// What the worker has told so far.
#[derive(Debug, Default)]
struct Told {
    sent: Vec<u32>,
    reports: Vec<DeliveryReport>,
    raised: Option<PythonException>,
    flushed_at_exit: bool,
}

impl Told {
    async fn hear(
        &mut self,
        stage: &Stage<'_>,
        proxy: &Proxy,
        report: Report,
    ) -> Result<(), Interruption> {
        let act = stage.act;
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
                proxy.release();
                self.flushed_at_exit |= call == WaitingCall::AtExit;
                stage.recorder.record(EventKind::Waiting { act, call }).await?;
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
        if upstream_lost || undelivered.is_some() {
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
