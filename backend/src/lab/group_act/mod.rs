//! One act of a group: from its first member's start to its last one's end.
//!
//! Each member is a process of its own, and all of them connect through one proxy, which sees every
//! generation. Nothing depends on timing: members read, and orders are written, once every
//! partition has an owner, and the group closes once everything that it can get is processed.

/// The steps of a group, from its first member's start to its last one's end.
mod life;

use std::{collections::BTreeMap, ops::Range, time::Duration};

use api::{
    event::{self, ActorKind, EventKind, GroupOffset},
    text::Text,
};
use tokio::{
    sync::mpsc,
    time::{Instant, timeout_at},
};

pub use self::life::Life;
use super::{
    append::{Writer, append},
    consumer_form::ConsumerForm,
    groups,
    interruption::Interruption,
    log_reader, logged,
    members::Members,
    profile::GroupTiming,
    proxy::Faults,
    recorder::Playbill,
    stage::Stage,
    worker::protocol::{Ending, Reset},
};
use crate::{
    clock::Clock,
    evidence::{
        act::{Act, Actor},
        group::Group,
        topic::{Partition, Topic},
    },
};

/// From the first member's start to the last one's end, session timeouts not counted.
const GROUP_WITHIN: Duration = Duration::from_secs(20);
const BROKER_WITHIN: Duration = Duration::from_secs(5);

/// The index of the group in the cast of its act, and that of the lab.
pub const GROUP: u32 = 0;
const LAB: u32 = 1;
/// The index of the only topic.
pub const TOPIC: u32 = 0;

/// What distinguishes one act from another.
pub struct Part<'a> {
    pub act: u32,
    pub title: Text,
    /// The name of these consumers in events and evidence.
    pub actor: &'static str,
    /// How the members end.
    pub ending: Ending,
    /// Real names.
    pub topic: &'a str,
    pub group: &'a str,
    /// The topic's name in events and evidence.
    pub topic_name: &'static str,
    pub form: &'a ConsumerForm,
    /// The orders that are written before the group starts, and those that come while it runs.
    pub before: Range<u32>,
    pub during: Range<u32>,
}

impl Part<'_> {
    /// Whether nothing is written for this act: then the group finds everything when it starts.
    fn topic_is_complete(&self) -> bool {
        self.before.is_empty() && self.during.is_empty()
    }

    /// Whatever the lab writes for the act.
    const fn writer(&self) -> Writer {
        Writer { act: self.act, actor: LAB, topic: TOPIC }
    }

    fn playbill(&self, stage: &Stage<'_>) -> Playbill {
        let actor =
            |name: &str, kind| event::Actor { name: name.to_owned(), kind, topics: vec![TOPIC] };
        let topic = event::Topic {
            name: self.topic_name.to_owned(),
            visible_name: self.form.topic.clone(),
            partitions: stage.variant.partitions,
        };
        Playbill {
            act: self.act,
            title: self.title.clone(),
            cast: vec![actor(self.actor, ActorKind::Group), actor("lab", ActorKind::Writer)],
            topics: vec![topic],
            compared_with: None,
        }
    }

    fn timing(&self, stage: &Stage<'_>) -> GroupTiming {
        let raises = self.form.reset == Reset::None;
        let has_deaths = raises || self.ending == Ending::Killed;
        let shortest_session_ms = has_deaths.then_some(stage.cluster.shortest_session_ms);
        GroupTiming { broker: stage.broker, shortest_session_ms }
    }

    /// How long the group may take. The sessions of members that die time out one after the other.
    fn within(&self, stage: &Stage<'_>) -> Duration {
        let session_ms = self.timing(stage).shortest_session_ms.unwrap_or_default();
        GROUP_WITHIN + Duration::from_millis(session_ms.into()) * self.form.members
    }
}

pub async fn perform(stage: &Stage<'_>, part: &Part<'_>) -> Result<Act, Interruption> {
    let (act, recorder) = (part.act, stage.recorder);
    let clock = recorder.begin_act(part.playbill(stage)).await?;
    // Every member prints them; they are recorded once.
    for text in part.form.profile(1)?.warnings {
        let warning = EventKind::Warning { act, actor: GROUP, text };
        recorder.record_at(clock.now_us(), warning).await?;
    }
    append(stage, part.writer(), part.topic, part.before.clone(), clock).await?;
    let found = if part.topic_is_complete() {
        // What the group finds is shown at its start.
        let log = read_log(stage, part).await?;
        let partitions = logged::summary(&log);
        let read = EventKind::LogRead { act, topic: TOPIC, partitions };
        recorder.record_at(clock.now_us(), read).await?;
        Some(ends(&log))
    } else {
        None
    };

    let (sender, mut seen) = mpsc::unbounded_channel();
    let proxy = stage.proxy(Faults::default(), clock, sender).await?;
    let deadline = Instant::now() + part.within(stage);
    let mut members = Members::new(act, part.ending, clock);
    let mut life = Life::new(stage, part, &proxy, &mut seen, clock);
    let lived = timeout_at(deadline, life.live(&mut members, found)).await;
    let upstream_lost = proxy.upstream_lost();
    proxy.stop().await;
    lived.map_err(|elapsed| {
        Interruption::awaited(
            "Esperábamos que el grupo se estabilizara y leyera lo suyo.",
            "We waited for the group to settle and to read what is its own.",
            elapsed,
        )
    })??;
    if upstream_lost {
        return Err(Interruption::awaited(
            "Esperábamos que el broker atendiera al grupo, y la conexión con él se cortó.",
            "We waited for the broker to serve the group, and the connection to it broke.",
            "the broker closed a connection",
        ));
    }
    let properties = part.form.properties(part.group, 1, part.timing(stage))?;
    let log = read_log(stage, part).await?;
    let read_us = clock.now_us();
    let committed = read_group(stage, part, clock, &log).await?;
    let members = members.into_evidence(&logged::Values::of(&log))?;
    if !part.topic_is_complete() {
        let partitions = logged::summary(&log);
        let read = EventKind::LogRead { act, topic: TOPIC, partitions };
        recorder.record_at(read_us, read).await?;
    }
    let name = || part.topic_name.to_owned();
    let group = Group {
        topics: vec![name()],
        group_id: part.form.group.clone(),
        properties,
        members,
        committed: [(name(), committed)].into(),
    };
    let topic = Topic { real_name: part.topic.to_owned(), partitions: log, removed: Vec::new() };
    Ok(Act {
        act,
        compared_with: None,
        topics: [(name(), topic)].into(),
        actors: [(part.actor.to_owned(), Actor::Group(group))].into(),
        disturbances: Vec::new(),
        admin: Vec::new(),
    })
}

fn ends(log: &[Partition]) -> BTreeMap<u32, i64> {
    log.iter().map(|partition| (partition.partition, partition.end)).collect()
}

async fn read_log(stage: &Stage<'_>, part: &Part<'_>) -> Result<Vec<Partition>, Interruption> {
    let bootstrap = &stage.cluster.bootstrap;
    let log = log_reader::read(bootstrap, part.topic, logged::limits(stage.limits), BROKER_WITHIN)
        .await?;
    logged::evidence(&log, stage.run, stage.nonce)
}

/// The group's committed offsets, as evidence and as an event.
async fn read_group(
    stage: &Stage<'_>,
    part: &Part<'_>,
    clock: Clock,
    log: &[Partition],
) -> Result<BTreeMap<u32, Option<i64>>, Interruption> {
    let committed = groups::committed(
        &stage.cluster.bootstrap,
        part.group,
        part.topic,
        stage.variant.partitions,
        BROKER_WITHIN,
    )
    .await?;
    let partitions = log
        .iter()
        .map(|partition| GroupOffset {
            partition: partition.partition,
            committed: committed.get(&partition.partition).copied().flatten(),
            end: partition.end,
        })
        .collect();
    let read = EventKind::GroupRead { act: part.act, actor: GROUP, topic: TOPIC, partitions };
    stage.recorder.record_at(clock.now_us(), read).await?;
    Ok(committed)
}
