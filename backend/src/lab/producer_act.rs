//! One act of a producer: its script runs until it has ended (`producer_script`), and then the log
//! is read.

use std::{collections::BTreeMap, time::Duration};

use api::{
    event::{self, ActorKind, EventKind},
    text::Text,
};

use super::{
    interruption::Interruption,
    log_reader, logged,
    producer_form::ProducerForm,
    producer_script,
    profile::refusal::Refusal,
    proxy::Faults,
    recorder::Playbill,
    stage::Stage,
    worker::{WorkerProcess, protocol::Ending},
};
use crate::evidence::{
    act::{Act, Actor, Disturbance},
    producer::{Producer, ScriptError},
    topic::Topic,
};

const LOG_READ_WITHIN: Duration = Duration::from_secs(5);

/// The index of the script in the cast of its act, and that of its topic: the only ones.
pub const SCRIPT: u32 = 0;
pub const TOPIC: u32 = 0;

/// What is particular to an act.
pub struct Part<'a> {
    pub act: u32,
    pub title: Text,
    /// The name of this script in events and evidence.
    pub actor: &'static str,
    /// The act that it is measured against.
    pub compared_with: Option<u32>,
    pub ending: Ending,
    /// Its real name, and its name in events and evidence.
    pub topic: &'a str,
    pub topic_name: &'static str,
    pub form: &'a ProducerForm,
    /// What the act's proxy does; `None` if the client connects to the broker directly.
    pub network: Option<Faults>,
}

impl Part<'_> {
    fn playbill(&self, stage: &Stage<'_>) -> Playbill {
        let actor = event::Actor {
            name: self.actor.to_owned(),
            kind: ActorKind::Producer,
            topics: vec![TOPIC],
        };
        let topic = event::Topic {
            name: self.topic_name.to_owned(),
            visible_name: self.form.topic.clone(),
            partitions: stage.variant.partitions,
        };
        Playbill {
            act: self.act,
            title: self.title.clone(),
            cast: vec![actor],
            topics: vec![topic],
            compared_with: self.compared_with,
        }
    }
}

pub async fn perform(
    stage: &Stage<'_>,
    part: Part<'_>,
    worker: WorkerProcess,
) -> Result<Act, Interruption> {
    let Part { act, actor, compared_with, topic, topic_name, form, .. } = part;
    let recorder = stage.recorder;
    let clock = recorder.begin_act(part.playbill(stage)).await?;
    let made = match form.profile() {
        Ok(profile) => Ok(profile),
        Err(Refusal::Python(error)) => Err(error),
        Err(refusal) => return Err(refusal.into()),
    };
    let script = match &made {
        Ok(profile) => {
            for warning in &profile.warnings {
                let warning = EventKind::Warning { act, actor: SCRIPT, text: warning.clone() };
                recorder.record_at(clock.now_us(), warning).await?;
            }
            producer_script::play(stage, &part, profile, worker, clock).await?
        }
        Err(error) => producer_script::raise(stage, act, error, clock).await?,
    };
    let bootstrap = &stage.cluster.bootstrap;
    let log =
        log_reader::read(bootstrap, topic, logged::limits(stage.limits), LOG_READ_WITHIN).await?;
    let read_us = clock.now_us();
    let partitions = logged::evidence(&log, stage.run, stage.nonce)?;
    let summary = logged::summary(&partitions);
    let read = EventKind::LogRead { act, topic: TOPIC, partitions: summary };
    recorder.record_at(read_us, read).await?;
    // A client that was never created has neither.
    let (properties, settings) = match &made {
        Ok(profile) => (as_stored(&profile.properties), as_stored(&profile.effective)),
        Err(_) => Default::default(),
    };
    let raised = script.raised;
    let producer = Producer {
        topic: topic_name.to_owned(),
        settings,
        properties,
        requests: script.requests.unwrap_or_else(|| logged::batches(&partitions)),
        sent: script.sent,
        reports: script.reports,
        error: raised.map(|raised| ScriptError { class: raised.class, message: raised.message }),
        exit: script.exit,
    };
    let disturbed = script.disturbed.into_iter();
    let evidence = Topic { real_name: topic.to_owned(), partitions, removed: Vec::new() };
    let act = Act {
        act,
        compared_with,
        topics: [(topic_name.to_owned(), evidence)].into(),
        actors: [(actor.to_owned(), Actor::Producer(producer))].into(),
        disturbances: disturbed
            .map(|request| Disturbance { actor: actor.to_owned(), request })
            .collect(),
        admin: Vec::new(),
    };
    // A confirmed record that is missing is not the script's fault.
    match act.confirmed_and_missing() {
        None => Ok(act),
        Some(report) => Err(Interruption::awaited(
            "Esperábamos en el log todo lo que el broker había confirmado, y falta algo.",
            "We waited for the log to hold all that the broker had confirmed, and something is missing.",
            format!("the log does not hold {report:?}"),
        )),
    }
}

fn as_stored(values: &BTreeMap<&'static str, impl ToString>) -> BTreeMap<String, String> {
    values.iter().map(|(name, value)| ((*name).to_owned(), value.to_string())).collect()
}
