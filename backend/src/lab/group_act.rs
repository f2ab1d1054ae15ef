//! One act of a group: from its first member's start to its last one's end.
//!
//! Each member is a process of its own, and all of them come through one proxy, which sees the
//! generations go by. Nothing is left to the clock: members read, and orders arrive, when every
//! partition has its owner, and the group closes when everything that it can get is processed.

use std::{collections::BTreeMap, ops::Range, time::Duration};

use api::{
    broker::BrokerKind,
    event::{Ending, EventKind, Exit, GroupOffset, Role},
};
use tokio::{
    sync::mpsc,
    time::{Instant, timeout_at},
};

use super::{
    append::append,
    consumer_form::{ConsumerForm, client_id},
    evidence::{Act, Group, PartitionLog},
    groups,
    interruption::Interruption,
    log_reader, logged,
    members::Members,
    profile::GroupTiming,
    proxy::{Faults, Proxy, ProxyEvent},
    stage::Stage,
    worker::{
        WorkerProcess,
        clock::epoch_us,
        protocol::{ConsumerScript, Instruction, Plan, Report, Reset},
    },
};

/// From the first member's start to the last one's end.
const GROUP_WITHIN: Duration = Duration::from_secs(20);
const BROKER_WITHIN: Duration = Duration::from_secs(5);

/// What is particular to an act.
pub struct Part<'a> {
    pub act: u32,
    /// How the members end.
    pub ending: Ending,
    /// Real names.
    pub topic: &'a str,
    pub group: &'a str,
    pub form: &'a ConsumerForm,
    /// The orders that are written before the group starts, and those that come while it runs.
    pub before: Range<u32>,
    pub during: Range<u32>,
}

impl Part<'_> {
    /// Nothing is written while the act goes on: the group finds all that it can get.
    fn topic_is_complete(&self) -> bool {
        self.before.is_empty() && self.during.is_empty()
    }

    fn timing(&self, broker: BrokerKind) -> GroupTiming {
        let raises = matches!(self.form.reset, Reset::None(_));
        GroupTiming { broker, has_deaths: raises || self.ending == Ending::Killed }
    }
}

pub async fn perform(stage: &Stage<'_>, part: &Part<'_>) -> Result<Act, Interruption> {
    let (act, recorder) = (part.act, stage.recorder);
    let started_us = epoch_us();
    let &Part { ending, .. } = part;
    recorder.record(EventKind::ActStarted { act, ending, role: Role::Answer }).await?;
    append(stage, act, part.topic, part.before.clone(), started_us).await?;
    let found = if part.topic_is_complete() {
        // What the group finds is shown at its start.
        let log = read_log(stage, part).await?;
        let partitions = logged::summary(&log);
        recorder.record(EventKind::LogRead { act, partitions }).await?;
        Some(ends(&log))
    } else {
        None
    };

    let (sender, mut seen) = mpsc::unbounded_channel();
    let proxy = Proxy::start(&stage.cluster.bootstrap, Faults::default(), sender).await?;
    let deadline = Instant::now() + GROUP_WITHIN;
    let mut members = Members::new(act, ending);
    let mut life = Life::new(stage, part, &proxy, &mut seen, started_us);
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
    let timing = part.timing(stage.broker);
    let properties = part.form.properties(&stage.cluster.bootstrap, part.group, 1, timing)?;
    let log = read_log(stage, part).await?;
    let committed = read_group(stage, part, &log).await?;
    if !part.topic_is_complete() {
        let partitions = logged::summary(&log);
        recorder.record(EventKind::LogRead { act, partitions }).await?;
    }
    Ok(Act {
        act,
        topic: part.topic.to_owned(),
        ending,
        role: Role::Answer,
        settings: BTreeMap::new(),
        requests: 0,
        faults: Vec::new(),
        properties,
        sent: Vec::new(),
        reports: Vec::new(),
        error: None,
        exit: Exit::Code(0),
        log,
        group: Some(Group {
            group: part.form.group.clone(),
            members: members.into_evidence(),
            committed,
        }),
    })
}

/// The life of the group.
pub struct Life<'a> {
    stage: &'a Stage<'a>,
    part: &'a Part<'a>,
    proxy: &'a Proxy,
    seen: &'a mut mpsc::UnboundedReceiver<ProxyEvent>,
    started_us: u64,
    phase: Phase,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Members come, and share the partitions among them.
    Coming,
    /// Complete: whoever loses a partition now loses it to the broker.
    Reading,
    /// Each one that goes leaves its partitions to the others.
    Leaving,
}

impl<'a> Life<'a> {
    /// `proxy` tells `seen` who joins.
    pub fn new(
        stage: &'a Stage<'a>,
        part: &'a Part<'a>,
        proxy: &'a Proxy,
        seen: &'a mut mpsc::UnboundedReceiver<ProxyEvent>,
        started_us: u64,
    ) -> Self {
        Self { stage, part, proxy, seen, started_us, phase: Phase::Coming }
    }

    /// From the first member's start to the last one's end. `found` is how far a complete topic goes.
    pub async fn live(
        &mut self,
        members: &mut Members,
        found: Option<BTreeMap<u32, i64>>,
    ) -> Result<(), Interruption> {
        let &mut Self { stage, part, started_us, .. } = self;
        for member in 1..=part.form.members {
            let mut worker = WorkerProcess::spawn(stage.program)?;
            worker.hand_over(&Plan::Consumer(self.script(member, found.clone())?)).await?;
            members.add(worker);
            stage.recorder.record(EventKind::MemberStarted { act: part.act, member }).await?;
        }
        while members.any_alive() && !members.are_settled() {
            self.next(members).await?;
        }
        members.command(Instruction::Read).await;
        self.phase = Phase::Reading;
        append(stage, part.act, part.topic, part.during.clone(), started_us).await?;
        let ends = match found {
            Some(ends) => ends,
            None => ends(&read_log(stage, part).await?),
        };
        while members.any_alive() && !members.have_reached(&ends) {
            self.next(members).await?;
        }
        members.command(Instruction::Close).await;
        while members.any_alive() && !members.are_closing() {
            self.next(members).await?;
        }
        self.phase = Phase::Leaving;
        members.command(Instruction::Leave).await;
        while members.any_alive() {
            self.next(members).await?;
        }
        Ok(())
    }

    fn script(
        &self,
        member: u32,
        ends: Option<BTreeMap<u32, i64>>,
    ) -> Result<ConsumerScript, Interruption> {
        let Self { stage, part, proxy, started_us, .. } = *self;
        let form = part.form;
        let grouped = form.group.is_some();
        let timing = part.timing(stage.broker);
        Ok(ConsumerScript {
            properties: form.properties(proxy.bootstrap(), part.group, member, timing)?,
            topic: part.topic.to_owned(),
            partitions: stage.orders.partitions,
            grouped,
            reset: form.reset.clone(),
            auto_commit: form.auto_commit && grouped,
            commit: form.commit,
            max_poll_records: form.max_poll_records,
            ends,
            dies_at: stage.orders.crash.filter(|_| part.ending == Ending::Killed),
            deserializer: form.deserializer,
            run: stage.run.to_owned(),
            nonce: stage.nonce.to_owned(),
            started_us,
        })
    }

    /// Takes in the next thing that a member tells. What the proxy saw before it is taken in first.
    async fn next(&mut self, members: &mut Members) -> Result<(), Interruption> {
        let (member, report) = members.next_report().await?;
        while let Ok(event) = self.seen.try_recv() {
            if let ProxyEvent::Joined { client, generation } = event
                && let Some(member) = member_of(&client)
            {
                members.joined(member, generation);
            }
        }
        if matches!(report, Some(Report::Revoked { .. }))
            && self.phase == Phase::Reading
            && members.all_alive()
        {
            // A broker that stood still counts the time of a session all the same. What is read
            // twice then is not the script's doing.
            return Err(Interruption::awaited(
                "Esperábamos que el grupo conservara sus particiones, y el broker lo rehízo a mitad.",
                "We waited for the group to keep its partitions, and the broker rebalanced it half-way.",
                format!("member {member} lost its partitions"),
            ));
        }
        match report {
            None | Some(Report::LastLine) => members.ended(member, self.stage.recorder).await,
            Some(report) => members.hear(member, report, self.stage.recorder).await,
        }
    }
}

fn ends(log: &[PartitionLog]) -> BTreeMap<u32, i64> {
    log.iter().map(|partition| (partition.partition, partition.end)).collect()
}

fn member_of(client: &str) -> Option<u32> {
    (1..=MOST_MEMBERS).find(|member| client_id(*member) == client)
}

/// Members of a group at most; the form's own limit is lower.
const MOST_MEMBERS: u32 = 16;

async fn read_log(stage: &Stage<'_>, part: &Part<'_>) -> Result<Vec<PartitionLog>, Interruption> {
    let bootstrap = &stage.cluster.bootstrap;
    let log = log_reader::read(bootstrap, part.topic, logged::limits(), BROKER_WITHIN).await?;
    logged::evidence(&log, stage.run, stage.nonce)
}

/// What the broker holds of the group, as evidence and as an event.
async fn read_group(
    stage: &Stage<'_>,
    part: &Part<'_>,
    log: &[PartitionLog],
) -> Result<BTreeMap<u32, Option<i64>>, Interruption> {
    let committed = groups::committed(
        &stage.cluster.bootstrap,
        part.group,
        part.topic,
        stage.orders.partitions,
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
    stage.recorder.record(EventKind::GroupRead { act: part.act, partitions }).await?;
    Ok(committed)
}
