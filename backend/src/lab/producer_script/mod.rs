//! Plays the script of a producer's act in its worker process, behind the act's proxy if it has
//! one. Collects what both report until the process has ended, and tells whether the infrastructure
//! is to blame for another end than the expected one.
//!
//! Where the act says so, the proxy holds the client's Produce requests until the script waits for
//! an answer (`flush()`, `get()`, or what kafka-python 3.x does at exit). So whatever was not
//! waited for is certainly still in the client when its process ends, however fast the machine is.
//! In other acts the proxy refuses requests and loses acknowledgements by plan. Where neither is
//! wanted, the client connects to the broker directly.

/// What worker and proxy have reported so far.
mod observed;

use std::time::Duration;

use api::event::{EventKind, Exit};
use tokio::{
    sync::mpsc,
    time::{Instant, timeout_at},
};

use self::observed::Observed;
use super::{
    interruption::Interruption,
    producer_act::{Part, SCRIPT},
    producer_form::ProducerAct,
    profile::{Profile, python_error::PythonError},
    stage::Stage,
    worker::{
        WorkerProcess,
        protocol::{Ending, Plan, PythonException, Report},
        sent::Keys,
    },
};
use crate::{
    clock::Clock,
    evidence::{act::Disturbed, producer::DeliveryReport},
};

/// From handing over the plan to the end of the script.
const SCRIPT_WITHIN: Duration = Duration::from_secs(12);

/// What the script did, as its worker reported it.
#[derive(Debug)]
pub struct Script {
    pub sent: Vec<u32>,
    pub reports: Vec<DeliveryReport>,
    pub raised: Option<PythonException>,
    pub exit: Exit,
    /// Produce requests, repetitions included; `None` where no proxy counted them.
    pub requests: Option<u32>,
    /// What the proxy did to them on purpose.
    pub disturbed: Vec<Disturbed>,
}

/// The client's constructor raises: the script ends there, without having sent anything.
pub async fn raise(
    stage: &Stage<'_>,
    act: u32,
    error: &PythonError,
    clock: Clock,
) -> Result<Script, Interruption> {
    let raised = PythonException::from(error.clone());
    let PythonException { class, message } = raised.clone();
    let exit = Exit::Code(1);
    let (recorder, at_us) = (stage.recorder, clock.now_us());
    let error = EventKind::ScriptError { act, actor: SCRIPT, member: None, class, message };
    recorder.record_at(at_us, error).await?;
    let ended =
        EventKind::ProcessEnded { act, actor: SCRIPT, exit, unconfirmed: 0, requests: Some(0) };
    recorder.record_at(at_us, ended).await?;
    Ok(Script {
        sent: Vec::new(),
        reports: Vec::new(),
        raised: Some(raised),
        exit,
        requests: Some(0),
        disturbed: Vec::new(),
    })
}

/// Runs the script until its process has ended.
pub async fn play(
    stage: &Stage<'_>,
    part: &Part<'_>,
    profile: &Profile,
    mut worker: WorkerProcess,
    clock: Clock,
) -> Result<Script, Interruption> {
    let deadline = Instant::now() + SCRIPT_WITHIN;
    let (sender, mut seen) = mpsc::unbounded_channel();
    let proxy = stage.network(part.network.clone(), clock, sender).await?;
    let script = ProducerAct {
        entrance: &stage.entrance(proxy.as_ref()),
        topic: part.topic,
        run: stage.run,
        nonce: stage.nonce,
        ending: part.ending,
        orders: 0..stage.variant.orders.len() as u32,
        clock,
    };
    let script = part.form.script(profile, &stage.variant.orders, &script);
    let answered = script.answered;
    let mut observed = Observed::new(Keys::of(&script), part.network.as_ref());
    worker.hand_over(&Plan::Producer(script)).await?;
    let finished = timeout_at(deadline, async {
        loop {
            tokio::select! {
                biased;
                Some(seen) = seen.recv() => observed.record_proxy_event(stage, part.act, seen).await?,
                report = worker.next_report() => match report? {
                    None | Some(Report::LastLine) => return Ok::<(), Interruption>(()),
                    Some(report) => observed.record_report(stage, part.act, proxy.as_ref(), report).await?,
                },
            }
        }
    })
    .await;
    finished.map_err(|elapsed| {
        Interruption::awaited(
            "Esperábamos que el broker confirmara los registros.",
            "We waited for the broker to confirm the records.",
            elapsed,
        )
    })??;

    let is_killed = part.ending == Ending::Killed && observed.raised.is_none();
    let ended = async {
        match is_killed {
            true => worker.kill(clock).await,
            false => worker.exit(clock).await,
        }
    };
    let (exit, ended_us) = timeout_at(deadline, ended).await.map_err(|elapsed| {
        Interruption::awaited(
            "Esperábamos que el proceso del cliente terminara.",
            "We waited for the client's process to end.",
            elapsed,
        )
    })??;
    if let (false, Some(proxy)) = (answered, &proxy) {
        timeout_at(deadline, proxy.settled()).await.map_err(|elapsed| {
            Interruption::awaited(
                "Esperábamos que el broker terminara de leer lo que el script le había enviado.",
                "We waited for the broker to read the last of what the script had sent it.",
                elapsed,
            )
        })?;
    }
    let traffic = match proxy {
        Some(proxy) => Some(proxy.stop().await),
        None => None,
    };
    while let Ok(seen) = seen.try_recv() {
        observed.record_proxy_event(stage, part.act, seen).await?;
    }
    let unconfirmed = observed.unconfirmed();
    // In acts that are compared, the batches of the log are counted instead, whatever the cluster.
    let counted = traffic.filter(|_| part.network.is_some());
    let requests = counted.map(|traffic| traffic.produce_requests);
    let (act, actor) = (part.act, SCRIPT);
    let ended = EventKind::ProcessEnded { act, actor, exit, unconfirmed, requests };
    stage.recorder.record_at(ended_us, ended).await?;
    let upstream_lost = traffic.is_some_and(|traffic| traffic.upstream_lost);
    observed.blame_the_infrastructure(exit, is_killed, upstream_lost)?;
    let Observed { sent, reports, raised, disturbed, .. } = observed;
    Ok(Script { sent, reports, raised, exit, requests, disturbed })
}
