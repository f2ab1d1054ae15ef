//! One act of a consumer's exercise: a group from its first member's start to its last one's end.
//!
//! Each member is a process of its own, and all of them come through one proxy, which sees the
//! generations go by. Nothing is left to the clock: members read, and orders arrive, when every
//! partition has its owner, and the group closes when everything that it can get is processed.

use std::{collections::BTreeMap, ops::Range, path::Path, time::Duration};

use api::{
    broker::BrokerKind,
    event::{Ending, EventKind, Exit, GroupOffset},
};
use tokio::{
    sync::mpsc,
    time::{Instant, timeout_at},
};

use super::{
    append::{Append, append},
    broker::Cluster,
    consumer_form::{ConsumerForm, client_id},
    evidence::{Act, Group},
    groups,
    interruption::Interruption,
    log_reader, logged,
    members::Members,
    orders::Orders,
    proxy::{Faults, Proxy, ProxyEvent},
    recorder::Recorder,
    worker::{
        WorkerProcess,
        clock::epoch_us,
        protocol::{ConsumerScript, Instruction, Plan, Report},
    },
};

/// From the first member's start to the last one's end.
const GROUP_WITHIN: Duration = Duration::from_secs(20);
const BROKER_WITHIN: Duration = Duration::from_secs(5);

/// What an act needs.
pub struct Stage<'a> {
    pub act: u32,
    pub program: &'a Path,
    pub broker: BrokerKind,
    /// Real names.
    pub topic: &'a str,
    pub group: &'a str,
    pub run: &'a str,
    pub nonce: &'a str,
    pub form: &'a ConsumerForm,
    pub orders: &'a Orders,
    /// The orders that are written before the group starts, and those that come while it runs.
    pub before: Range<u32>,
    pub during: Range<u32>,
    pub cluster: &'a Cluster,
    pub recorder: &'a Recorder,
}

pub async fn perform(stage: &Stage<'_>) -> Result<Act, Interruption> {
    let &Stage { act, recorder, .. } = stage;
    let started_us = epoch_us();
    recorder.record(EventKind::ActStarted { act, ending: Ending::Normal }).await?;
    write(stage, stage.before.clone(), started_us).await?;
    if stage.before.is_empty() {
        // Nothing is written in this act: what the group finds is shown at its start.
        let partitions = logged::summary(&read_log(stage).await?);
        recorder.record(EventKind::LogRead { act, partitions }).await?;
    }

    let (sender, mut seen) = mpsc::unbounded_channel();
    let proxy = Proxy::start(&stage.cluster.bootstrap, Faults::default(), sender).await?;
    let deadline = Instant::now() + GROUP_WITHIN;
    let mut members = Members::new(act);
    let lived =
        timeout_at(deadline, live(stage, &proxy, &mut seen, &mut members, started_us)).await;
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
    let properties =
        stage.form.properties(&stage.cluster.bootstrap, stage.group, 1, stage.broker)?;
    let log = read_log(stage).await?;
    let committed = read_group(stage, &log).await?;
    if !stage.before.is_empty() {
        let partitions = logged::summary(&log);
        recorder.record(EventKind::LogRead { act, partitions }).await?;
    }
    Ok(Act {
        act,
        topic: stage.topic.to_owned(),
        ending: Ending::Normal,
        properties,
        sent: Vec::new(),
        reports: Vec::new(),
        error: None,
        exit: Exit::Code(0),
        log,
        group: Some(Group {
            group: stage.form.group.clone(),
            members: members.into_evidence(),
            committed,
        }),
    })
}

/// The life of the group.
async fn live(
    stage: &Stage<'_>,
    proxy: &Proxy,
    seen: &mut mpsc::UnboundedReceiver<ProxyEvent>,
    members: &mut Members,
    started_us: u64,
) -> Result<(), Interruption> {
    let &Stage { act, recorder, .. } = stage;
    for member in 1..=stage.form.members {
        let mut worker = WorkerProcess::spawn(stage.program)?;
        let properties =
            stage.form.properties(proxy.bootstrap(), stage.group, member, stage.broker)?;
        let script = ConsumerScript {
            properties,
            topic: stage.topic.to_owned(),
            partitions: stage.orders.partitions,
            grouped: stage.form.group.is_some(),
            reset: stage.form.reset.clone(),
            commits: stage.form.auto_commit && stage.form.group.is_some(),
            deserializer: stage.form.deserializer,
            run: stage.run.to_owned(),
            nonce: stage.nonce.to_owned(),
            started_us,
        };
        worker.hand_over(&Plan::Consumer(script)).await?;
        members.add(worker);
        recorder.record(EventKind::MemberStarted { act, member }).await?;
    }
    while members.any_alive() && !members.are_settled() {
        next(members, seen, recorder).await?;
    }
    members.command(Instruction::Read).await;
    write(stage, stage.during.clone(), started_us).await?;
    let log = read_log(stage).await?;
    let ends: BTreeMap<u32, i64> =
        log.iter().map(|partition| (partition.partition, partition.end)).collect();
    while members.any_alive() && !members.have_reached(&ends) {
        next(members, seen, recorder).await?;
    }
    members.command(Instruction::Close).await;
    while members.any_alive() && !members.are_closing() {
        next(members, seen, recorder).await?;
    }
    members.command(Instruction::Leave).await;
    while members.any_alive() {
        next(members, seen, recorder).await?;
    }
    Ok(())
}

/// Takes in the next thing that a member tells. What the proxy saw before it is taken in first.
async fn next(
    members: &mut Members,
    seen: &mut mpsc::UnboundedReceiver<ProxyEvent>,
    recorder: &Recorder,
) -> Result<(), Interruption> {
    let (member, report) = members.next_report().await?;
    while let Ok(event) = seen.try_recv() {
        if let ProxyEvent::Joined { client, generation } = event
            && let Some(member) = member_of(&client)
        {
            members.joined(member, generation);
        }
    }
    match report {
        None | Some(Report::LastLine) => members.ended(member, recorder).await,
        Some(report) => members.hear(member, report, recorder).await,
    }
}

fn member_of(client: &str) -> Option<u32> {
    (1..=MOST_MEMBERS).find(|member| client_id(*member) == client)
}

/// Members of a group at most; the form's own limit is lower.
const MOST_MEMBERS: u32 = 16;

async fn write(stage: &Stage<'_>, range: Range<u32>, started_us: u64) -> Result<(), Interruption> {
    append(Append {
        act: stage.act,
        program: stage.program,
        bootstrap: &stage.cluster.bootstrap,
        topic: stage.topic,
        run: stage.run,
        nonce: stage.nonce,
        orders: stage.orders,
        range,
        started_us,
        recorder: stage.recorder,
    })
    .await
}

async fn read_log(stage: &Stage<'_>) -> Result<Vec<super::evidence::PartitionLog>, Interruption> {
    let log =
        log_reader::read(&stage.cluster.bootstrap, stage.topic, logged::limits(), BROKER_WITHIN)
            .await?;
    logged::evidence(&log, stage.run, stage.nonce)
}

/// What the broker holds of the group, as evidence and as an event.
async fn read_group(
    stage: &Stage<'_>,
    log: &[super::evidence::PartitionLog],
) -> Result<BTreeMap<u32, Option<i64>>, Interruption> {
    let committed = groups::committed(
        &stage.cluster.bootstrap,
        stage.group,
        stage.topic,
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
    stage.recorder.record(EventKind::GroupRead { act: stage.act, partitions }).await?;
    Ok(committed)
}
