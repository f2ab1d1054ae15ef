//! A script runs once: in its worker process, behind the act's proxy if it has one. What both report
//! until the process has ended is collected here, and whether the infrastructure is to blame for
//! another end than the expected one.
//!
//! Where the step says so, the proxy holds the client's Produce requests until the script waits for
//! an answer (`flush()`, `get()`, or what kafka-python 3.x does at exit). So whatever was not
//! waited for is certainly still in the client when its process ends, however fast the machine is.
//! In other acts the proxy refuses requests and loses acknowledgements by plan. Where neither is
//! wanted, the client connects to the broker directly.

/// What worker and proxy have reported so far.
mod observed;
/// What its worker is to do.
pub mod script;

use std::{collections::BTreeMap, time::Duration};

use api::{
    event::{EventKind, Exit},
    text::Text,
};
use lessons::scenario::{
    client::ClientVersion as Release,
    network::{Network, Refusal as RefusedWith, Then},
    producer::Producer,
};
use tokio::{
    sync::mpsc,
    time::{Instant, timeout_at},
};

use self::{observed::Observed, script::Performed};
use super::{Listing, Topic};
use crate::{
    clock::Clock,
    evidence::{
        act::Disturbed,
        producer::{DeliveryReport, ScriptError},
    },
    lab::{
        profile::{Profile, python_error::PythonError, refusal::Refusal},
        proxy::{At, Fault, FaultKind, Faults},
        run::{interruption::Interruption, stage::Stage},
        worker::{
            WorkerProcess,
            plan::{Ending, Plan, PythonException, Unreachable},
            report::Report,
            sent::Keys,
        },
    },
};

/// From handing over the plan to the end of the script.
const SCRIPT_WITHIN: Duration = Duration::from_secs(12);
/// When records expire that nobody can be sent to, in place of kafka-python's `request_timeout_ms`.
const GIVEN_UP_AFTER: Duration = Duration::from_secs(3);
/// NOT_ENOUGH_REPLICAS: retriable.
const NOT_ENOUGH_REPLICAS: i16 = 19;

/// One performance of a script.
pub struct Setup<'a> {
    pub listing: Listing,
    pub producer: &'a Producer,
    pub topic: &'a Topic,
    /// What the proxy does to its requests on purpose.
    pub faults: Option<Faults>,
    /// Whether the broker may create the topic, if it does not exist.
    pub auto_create: bool,
    pub ending: Ending,
    pub clock: Clock,
}

/// What the script did.
#[derive(Debug)]
pub struct Performance {
    /// kafka-python's settings in effect, and the librdkafka properties. A client that was never
    /// created has neither.
    pub settings: BTreeMap<String, String>,
    pub properties: BTreeMap<String, String>,
    pub sent: Vec<u32>,
    pub reports: Vec<DeliveryReport>,
    pub error: Option<ScriptError>,
    pub exit: Exit,
    /// Produce requests, repetitions included; `None` where no proxy counted them.
    pub requests: Option<u32>,
    /// What the proxy did to them on purpose.
    pub disturbed: Vec<Disturbed>,
}

/// Runs the script until its process has ended.
pub async fn perform(
    stage: &Stage<'_>,
    part: &Setup<'_>,
    worker: WorkerProcess,
) -> Result<Performance, Interruption> {
    let Listing { act, actor, .. } = part.listing;
    let profile = match script::profile(part.producer) {
        Ok(profile) => profile,
        Err(Refusal::Python(error)) => return raise(stage, part, &error).await,
        Err(refusal) => return Err(refusal.into()),
    };
    for text in profile.warnings.clone() {
        let warning = EventKind::Warning { act, actor, text };
        stage.recorder.record_at(part.clock.now_us(), warning).await?;
    }
    if let Some(unreachable) = part.unreachable() {
        let warning = EventKind::Warning { act, actor, text: limit_of(unreachable) };
        stage.recorder.record_at(part.clock.now_us(), warning).await?;
    } else if !part.topic.exists() {
        let text = Text::new(
            "El laboratorio espera al topic 3 segundos, y no los 60 de `max_block_ms`.",
            "The lab waits 3 seconds for the topic, and not the 60 of `max_block_ms`.",
        );
        let warning = EventKind::Warning { act, actor, text };
        stage.recorder.record_at(part.clock.now_us(), warning).await?;
    }
    play(stage, part, &profile, worker).await
}

impl Setup<'_> {
    /// What its script notices, if the brokers advertise an address where nobody listens.
    fn unreachable(&self) -> Option<Unreachable> {
        let is_unreachable = self.faults.as_ref().is_some_and(|faults| faults.unreachable);
        is_unreachable.then_some(match self.producer.client_version {
            Release::V2_0_2 => Unreachable::GetRaises,
            Release::V2_3 | Release::V3_0 => Unreachable::SendRaises,
        })
    }
}

/// The lab waits less long than kafka-python by default, and says so.
fn limit_of(unreachable: Unreachable) -> Text {
    match unreachable {
        Unreachable::SendRaises => Text::new(
            "El laboratorio espera los metadatos del topic 3 segundos, y no los 60 de `max_block_ms`.",
            "The lab waits 3 seconds for the topic's metadata, and not the 60 of `max_block_ms`.",
        ),
        Unreachable::GetRaises => Text::new(
            "En el laboratorio los registros caducan a los 3 segundos, y no a los 30 de `request_timeout_ms`.",
            "In the lab the records expire after 3 seconds, and not after the 30 of `request_timeout_ms`.",
        ),
    }
}

/// The client's constructor raises: the script ends there, without having sent anything.
async fn raise(
    stage: &Stage<'_>,
    part: &Setup<'_>,
    error: &PythonError,
) -> Result<Performance, Interruption> {
    let PythonException { class, message } = PythonException::from(error.clone());
    let raised = ScriptError { class: class.clone(), message: message.clone() };
    let Listing { act, actor, .. } = part.listing;
    let exit = Exit::Code(1);
    let (recorder, at_us) = (stage.recorder, part.clock.now_us());
    let error = EventKind::ScriptError { act, actor, member: None, class, message };
    recorder.record_at(at_us, error).await?;
    let ended = EventKind::ProcessEnded { act, actor, exit, unconfirmed: 0, requests: Some(0) };
    recorder.record_at(at_us, ended).await?;
    Ok(Performance {
        settings: BTreeMap::new(),
        properties: BTreeMap::new(),
        sent: Vec::new(),
        reports: Vec::new(),
        error: Some(raised),
        exit,
        requests: Some(0),
        disturbed: Vec::new(),
    })
}

/// What the proxy does; `None` if the client connects to the broker directly.
fn network(part: &Setup<'_>, profile: &Profile) -> Option<Faults> {
    if part.unreachable().is_some() {
        return part.faults.clone();
    }
    if script::sends_nothing(part.producer, profile) {
        // Held to the end: what the script does not wait for is lost with it.
        return Some(Faults { hold: true, ..Faults::default() });
    }
    // With acks=0, only a proxy can tell when the broker has the records.
    let faults = part.faults.clone().or_else(|| profile.asks_for_no_answer().then(Faults::default));
    match part.topic.exists() || part.auto_create {
        true => faults,
        false => Some(Faults { forbid_creation: true, ..faults.unwrap_or_default() }),
    }
}

/// What a scenario's network does to requests. A script sends enough of them for both faults: its
/// orders go to several partitions, and a request carries one of them.
pub fn faults(network: Network) -> Faults {
    match network {
        Network::Held => Faults { hold: true, ..Faults::default() },
        Network::AdvertisesUnreachable => Faults { unreachable: true, ..Faults::default() },
        Network::Faulty { after, refuse, then } => {
            let RefusedWith::NotEnoughReplicas = refuse;
            let Then::CutAfterAppend = then;
            let kinds =
                [FaultKind::Refuse { error_code: NOT_ENOUGH_REPLICAS }, FaultKind::CutAfterAppend];
            let plan = kinds.map(|kind| Fault { at: At::Records(after), kind });
            Faults { plan: plan.into(), ..Faults::default() }
        }
    }
}

/// Runs the script until its process has ended.
async fn play(
    stage: &Stage<'_>,
    part: &Setup<'_>,
    profile: &Profile,
    mut worker: WorkerProcess,
) -> Result<Performance, Interruption> {
    let clock = part.clock;
    let deadline = Instant::now() + SCRIPT_WITHIN;
    let (sender, mut seen) = mpsc::unbounded_channel();
    let network = network(part, profile);
    let proxy = stage.network(network.clone(), clock, sender).await?;
    let performed = Performed {
        entrance: &stage.entrance(proxy.as_ref()),
        topic: &part.topic.real_name,
        run: stage.run,
        nonce: stage.nonce,
        ending: part.ending,
        orders: 0..stage.variant.orders.len() as u32,
        clock,
    };
    let mut script = script::plan(part.producer, profile, &stage.variant.orders, &performed);
    script.may_be_unknown = !part.topic.exists();
    script.unreachable = part.unreachable();
    if script.unreachable.is_some() {
        script.properties.extend([profile.giving_up_after(GIVEN_UP_AFTER)]);
    }
    let answered = script.answered;
    let mut observed = Observed::new(part.listing, Keys::of(&script), network.as_ref());
    worker.hand_over(&Plan::Producer(script)).await?;
    let finished = timeout_at(deadline, async {
        loop {
            tokio::select! {
                biased;
                Some(seen) = seen.recv() => observed.record_proxy_event(stage, seen).await?,
                report = worker.next_report() => match report? {
                    None | Some(Report::LastLine) => return Ok::<(), Interruption>(()),
                    Some(report) => observed.record_report(stage, proxy.as_ref(), report).await?,
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
        observed.record_proxy_event(stage, seen).await?;
    }
    let unconfirmed = observed.unconfirmed();
    // In acts that are compared, the batches of the log are counted instead, whatever the cluster.
    let counted = traffic.filter(|_| network.is_some());
    let requests = counted.map(|traffic| traffic.produce_requests);
    let Listing { act, actor, .. } = part.listing;
    let ended = EventKind::ProcessEnded { act, actor, exit, unconfirmed, requests };
    stage.recorder.record_at(ended_us, ended).await?;
    let upstream_lost = traffic.is_some_and(|traffic| traffic.upstream_lost);
    observed.blame_the_infrastructure(exit, is_killed, upstream_lost)?;
    let Observed { sent, reports, raised, disturbed, .. } = observed;
    Ok(Performance {
        settings: as_stored(&profile.effective),
        properties: as_stored(&profile.properties),
        sent,
        reports,
        error: raised.map(|raised| ScriptError { class: raised.class, message: raised.message }),
        exit,
        requests,
        disturbed,
    })
}

fn as_stored(values: &BTreeMap<&'static str, impl ToString>) -> BTreeMap<String, String> {
    values.iter().map(|(name, value)| ((*name).to_owned(), value.to_string())).collect()
}
