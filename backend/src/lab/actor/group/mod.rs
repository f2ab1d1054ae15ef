//! The life of a group: its members join, read and leave step by step. What the members report and
//! what their proxy sees decides when the next step begins; nothing depends on timing.
//!
//! Each member is a process of its own, and all of a group connect through one proxy, which sees
//! every generation.

/// What the proxy sees before a member's reports come that far.
mod ahead;
/// Its members as clients.
pub mod client;
/// What a member does with each record.
mod handler;
/// Its members, and what they have reported.
pub mod members;
/// Which partitions they have.
mod ownership;
/// From reports to events and evidence.
mod reports;
/// Where handlers write outside of Kafka.
pub mod sink;

use std::{collections::BTreeMap, time::Duration};

use api::event::EventKind;
use lessons::scenario::{
    disturbance::{Kill, Slow},
    group::{Group, Reset},
    name::{ActorName, TopicKey},
    position::Position,
};
use tokio::sync::mpsc;

use self::{client::client_id, members::Members, sink::Sink};
use super::{Listing, Topic};
use crate::{
    clock::Clock,
    lab::{
        profile::GroupTiming,
        proxy::{Faults, Proxy, ProxyEvent, Seen},
        run::{interruption::Interruption, stage::Stage},
        worker::{
            WorkerProcess,
            partition::TopicPartition,
            plan::{ConsumerScript, Disturbance, Ending, Ends, Instruction, Plan, Subscribed},
            report::Report,
        },
    },
};

/// How long a group may take for a step, session timeouts not counted.
const STEP_WITHIN: Duration = Duration::from_secs(20);
/// The most members that a group can have; the limits of exercises are lower.
const MOST_MEMBERS: u32 = 16;

/// Which group it is, what it reads, and what it sends to.
#[derive(Debug, Clone)]
pub struct Setup<'a> {
    pub name: &'a ActorName,
    pub listing: Listing,
    pub group: &'a Group,
    /// Its name on the cluster.
    pub real_group: String,
    /// In the order of the group's topics.
    pub reads: Vec<Declared>,
    /// What its handler sends to, in the order of `Group::sends_to`.
    pub sends: Vec<Declared>,
    pub sink: Sink,
    /// What is planned to happen to its members.
    pub planned: Vec<Planned>,
    pub clock: Clock,
}

/// A disturbance of one member, or of each.
#[derive(Debug, Clone, Copy)]
pub struct Planned {
    /// Counted from 1; `None` for each of them.
    member: Option<u32>,
    disturbance: Disturbance,
}

impl From<&Kill> for Planned {
    fn from(&Kill { over, at, .. }: &Kill) -> Self {
        Self { member: None, disturbance: Disturbance::Death { over, at } }
    }
}

impl From<&Slow> for Planned {
    fn from(&Slow { member, over, ms, .. }: &Slow) -> Self {
        Self { member: Some(member), disturbance: Disturbance::Slowness { over, ms } }
    }
}

impl Setup<'_> {
    /// Whether members die.
    fn has_deaths(&self) -> bool {
        self.planned.iter().any(|planned| planned.disturbance.is_death())
    }

    /// Whether a member takes so long that its group may go on without it.
    fn has_slowness(&self) -> bool {
        self.planned.iter().any(|planned| planned.disturbance.is_slowness())
    }
}

/// A topic of an act.
#[derive(Debug, Clone)]
pub struct Declared {
    /// Its index in what the act declares.
    pub index: u32,
    /// Its key in the scenario, which is its name in the evidence.
    pub key: TopicKey,
    pub topic: Topic,
}

/// A group whose members run, or have run.
pub struct Running<'a> {
    part: Setup<'a>,
    pub members: Members,
    proxy: Proxy,
    seen: mpsc::UnboundedReceiver<Seen>,
    /// In the order of the group's topics, the end offsets of each to which nothing is written any
    /// more.
    pub ends: Vec<Option<BTreeMap<u32, i64>>>,
    timing: GroupTiming,
}

/// A group whose members have ended.
pub struct Ended<'a> {
    pub part: Setup<'a>,
    /// Of the first member's client.
    pub properties: BTreeMap<String, String>,
    pub members: Members,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Members join, and share the partitions among them.
    Coming,
    /// Complete: from now on, only a failing broker takes partitions away from a member.
    Reading,
    /// They read while partitions move, because others of the same Kafka group came or went.
    Sharing,
    /// Each member that leaves gives its partitions to the others.
    Leaving,
}

impl Phase {
    const fn reads(self) -> bool {
        matches!(self, Self::Reading | Self::Sharing)
    }
}

/// What is new of a group.
pub enum News {
    /// A member's next report; `None` if there are no more.
    Report(u32, Option<Report>),
    /// Something passed the proxy.
    Seen(Seen),
}

impl<'a> Running<'a> {
    /// Starts the members: they join, hold their partitions and wait. `ends` are the end offsets of
    /// the topics that are already complete.
    pub async fn start(
        stage: &Stage<'_>,
        part: Setup<'a>,
        ends: Vec<Option<BTreeMap<u32, i64>>>,
    ) -> Result<Self, Interruption> {
        let (sender, seen) = mpsc::unbounded_channel();
        let proxy = stage.proxy(Faults::default(), part.clock, sender).await?;
        let (listing, clock, group) = (part.listing, part.clock, part.group);
        let Listing { act, actor, .. } = listing;
        let ending = if part.has_deaths() { Ending::Killed } else { Ending::Normal };
        let has_deaths = ending == Ending::Killed || client::reset(group) == Reset::None;
        let timing = GroupTiming {
            broker: stage.broker,
            shortest_session_ms: has_deaths.then_some(stage.cluster.shortest_session_ms),
        };
        let members = Members::new(&part, ending);
        let mut running = Self { part, members, proxy, seen, ends, timing };
        for member in 1..=group.members {
            let mut worker = WorkerProcess::spawn(stage.program)?;
            // Taken before the worker can do anything.
            let started_us = clock.now_us();
            worker.hand_over(&Plan::Consumer(running.script(stage, member)?)).await?;
            running.members.add(worker);
            let started = EventKind::MemberStarted { act, actor, member };
            stage.recorder.record_at(started_us, started).await?;
        }
        Ok(running)
    }

    fn script(&self, stage: &Stage<'_>, member: u32) -> Result<ConsumerScript, Interruption> {
        let Setup { group, planned, clock, .. } = &self.part;
        let mut properties = self.properties(member)?;
        properties.extend(self.proxy.entrance().properties());
        Ok(ConsumerScript {
            properties,
            topics: self.part.reads.iter().map(subscribed).collect(),
            version: group.client_version.into(),
            grouped: group.keywords.group_id.is_some(),
            keeps_what_stays: group.keeps_what_stays(),
            reset: client::reset(group),
            auto_commit: client::commits_by_itself(group),
            commit: group.r#loop.commit,
            max_poll_records: group.r#loop.max_poll_records,
            ends: self.known_ends(),
            disturbances: (planned.iter())
                .filter(|planned| planned.member.is_none_or(|named| named == member))
                .map(|planned| planned.disturbance)
                .collect(),
            deserializer: group.value_deserializer,
            handler: self.handler(),
            sends: self.sends()?,
            run: stage.run.to_owned(),
            nonce: stage.nonce.to_owned(),
            clock: *clock,
        })
    }

    /// The properties of a member, without those that say where it connects.
    pub fn properties(&self, member: u32) -> Result<BTreeMap<String, String>, Interruption> {
        let Setup { group, real_group, .. } = &self.part;
        Ok(client::properties(group, real_group, member, self.timing)?)
    }

    pub fn part(&self) -> &Setup<'a> {
        &self.part
    }

    pub fn name(&self) -> &'a ActorName {
        self.part.name
    }

    /// How long a step may take. The sessions of members that die time out one after the other.
    pub fn within(&self) -> Duration {
        let session_ms = self.timing.shortest_session_ms.unwrap_or_default();
        STEP_WITHIN + Duration::from_millis(session_ms.into()) * self.part.group.members
    }

    /// The group is complete: its members read from now on.
    pub async fn read(&mut self) {
        if !self.members.phase.reads() {
            self.members.command(Instruction::Read).await;
        }
        self.members.phase = Phase::Reading;
    }

    /// Others of the same Kafka group come or go: partitions may move until it has settled.
    pub fn share(&mut self) {
        if self.members.phase == Phase::Reading {
            self.members.phase = Phase::Sharing;
        }
    }

    /// The members go to another place in all their partitions.
    pub async fn seek(&mut self, to: Position) {
        self.members.seek(to).await;
    }

    /// Whether its members read.
    pub fn is_reading(&self) -> bool {
        self.members.phase.reads()
    }

    /// Whether its partitions move while they read.
    pub fn is_sharing(&self) -> bool {
        self.members.phase == Phase::Sharing
    }

    /// The ends of all its topics; `None` as long as something is still written to one of them.
    fn known_ends(&self) -> Option<Ends> {
        let of_topic = |(topic, ends): (u32, &Option<BTreeMap<u32, i64>>)| {
            let ends = ends.as_ref()?.iter();
            let place = move |partition: u32| TopicPartition { topic, partition };
            Some(ends.map(move |(partition, end)| (place(*partition), *end)).collect::<Vec<_>>())
        };
        let ends: Option<Vec<Ends>> = (0..).zip(&self.ends).map(of_topic).collect();
        ends.map(|ends| ends.concat())
    }

    /// Nothing comes behind these ends, as far as the members are to read now.
    pub async fn read_to(&mut self, ends: &BTreeMap<TopicPartition, i64>) {
        if self.ends.iter().any(Option::is_none) {
            let ends = ends.iter().map(|(partition, end)| (*partition, *end)).collect();
            self.members.command(Instruction::ReadTo(ends)).await;
        }
    }

    /// The members commit what they have to, and keep their partitions.
    pub async fn close(&mut self) {
        self.members.command(Instruction::Close).await;
    }

    /// The members leave, and end.
    pub async fn leave(&mut self) {
        self.members.phase = Phase::Leaving;
        self.members.command(Instruction::Leave).await;
    }

    /// Whether nobody is expected to take partitions away from its members: none dies, and none
    /// takes so long that its group goes on without it.
    pub fn keeps_partitions(&self) -> bool {
        let is_reading = self.members.phase == Phase::Reading;
        is_reading && self.members.all_alive() && !self.part.has_slowness()
    }

    /// What its members or its proxy tell next; waits for ever when no member is running.
    pub async fn next_news(&mut self) -> Result<News, Interruption> {
        tokio::select! {
            biased;
            Some(seen) = self.seen.recv() => Ok(News::Seen(seen)),
            report = self.members.next_report() => {
                let (member, report) = report?;
                Ok(News::Report(member, report))
            }
        }
    }

    /// Applies a report of a member, and before it what the proxy saw until then.
    pub async fn apply(
        &mut self,
        stage: &Stage<'_>,
        member: u32,
        report: Option<Report>,
    ) -> Result<(), Interruption> {
        while let Ok(seen) = self.seen.try_recv() {
            self.see(stage, seen).await?;
        }
        match report {
            None | Some(Report::LastLine) => self.members.ended(member, stage.recorder).await,
            Some(report) => self.members.record_report(member, report, stage.recorder).await,
        }
    }

    /// Applies what passed the proxy.
    pub async fn see(&mut self, stage: &Stage<'_>, seen: Seen) -> Result<(), Interruption> {
        let Seen { at_us, event } = seen;
        match event {
            ProxyEvent::Joined { client, generation } => {
                if let Some(member) = member_of(&client) {
                    self.members.joined(member, generation, at_us);
                }
                Ok(())
            }
            // Its client leaves by itself when the time between two polls is over.
            ProxyEvent::Left { client } if self.is_reading() && self.part.has_slowness() => {
                match member_of(&client) {
                    Some(member) => self.members.expelled(member, at_us, stage.recorder).await,
                    None => Ok(()),
                }
            }
            ProxyEvent::Left { .. }
            | ProxyEvent::Holding
            | ProxyEvent::Held { .. }
            | ProxyEvent::Released
            | ProxyEvent::Fault { .. } => Ok(()),
        }
    }

    /// Its members have ended.
    ///
    /// # Errors
    /// The broker closed a connection to one of them.
    pub async fn end(self) -> Result<Ended<'a>, Interruption> {
        let properties = self.properties(1)?;
        let upstream_lost = self.proxy.upstream_lost();
        self.proxy.stop().await;
        match upstream_lost {
            false => Ok(Ended { part: self.part, properties, members: self.members }),
            true => Err(Interruption::awaited(
                "Esperábamos que el broker atendiera al grupo, y la conexión con él se cortó.",
                "We waited for the broker to serve the group, and the connection to it broke.",
                "the broker closed a connection",
            )),
        }
    }
}

fn subscribed(Declared { key, topic, .. }: &Declared) -> Subscribed {
    Subscribed {
        topic: topic.real_name.clone(),
        named: topic.visible_name.clone(),
        origin: key.to_string(),
        partitions: topic.partitions,
    }
}

fn member_of(client: &str) -> Option<u32> {
    (1..=MOST_MEMBERS).find(|member| client_id(*member) == client)
}
