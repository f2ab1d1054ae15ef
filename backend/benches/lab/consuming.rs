//! A group of three that commits after each batch: bare, and as an act of a run.

use std::{collections::BTreeMap, time::Duration};

use anyhow::{Context, Result, anyhow, ensure};
use api::event::EventKind;
use backend::clock::Clock;
use backend::evidence::variant::Variant;
use backend::lab::{
    actor::{
        Listing, Topic,
        group::{Declared, Running, Setup, client, members::Members, sink::Sink},
    },
    cluster::entrance::Entrance,
    profile::{GroupTiming, refusal::Refusal},
    run::{interruption::Interruption, stage::Stage},
    worker::partition::TopicPartition,
};
use lessons::scenario::{
    client::ClientVersion,
    group::{Commit, Deserializer, Group, GroupKeywords, GroupProtocol, Loop, Reset},
    handler::{EffectKey, Handler},
    name::{ActorName, TopicKey},
};
use rdkafka::{
    ClientConfig,
    consumer::{BaseConsumer, Consumer},
};

use crate::{
    Times,
    bare::{self, GroupScript, Script},
    load::{NONCE, PARTITIONS, RECORDS, RUN, UNLIMITED},
    producing,
    workbook::Workbook,
};

const MEMBERS: u32 = 3;
const MAX_POLL_RECORDS: u32 = 500;

/// A topic with all records, and the end offset of each partition.
pub struct Filled {
    topic: String,
    ends: BTreeMap<u32, i64>,
}

pub async fn fill(workbook: &Workbook, variant: &Variant) -> Result<Filled> {
    let (topic, cluster) = producing::topic(workbook, "read").await?;
    producing::send_bare(&topic, &cluster, variant).await?;
    let name = topic.clone();
    let ends = tokio::task::spawn_blocking(move || -> Result<BTreeMap<u32, i64>> {
        let mut config = ClientConfig::new();
        config.set("bootstrap.servers", cluster.bootstrap.servers());
        let consumer: BaseConsumer = config.create()?;
        let end = |partition: u32| -> Result<(u32, i64)> {
            let within = Duration::from_secs(10);
            Ok((partition, consumer.fetch_watermarks(&name, partition as i32, within)?.1))
        };
        (0..PARTITIONS).map(end).collect()
    })
    .await??;
    Ok(Filled { topic, ends })
}

fn group() -> Group {
    Group {
        topics: vec![TopicKey::new("read".to_owned())],
        members: MEMBERS,
        client_version: ClientVersion::V3_0,
        value_deserializer: Deserializer::Json,
        protocol: GroupProtocol::default(),
        keywords: GroupKeywords {
            group_id: Some("bench".to_owned()),
            auto_offset_reset: Some(Reset::Earliest),
            enable_auto_commit: Some(false),
            ..GroupKeywords::default()
        },
        r#loop: Loop { max_poll_records: MAX_POLL_RECORDS, commit: Commit::Batch },
        handler: vec![Handler::Process {}],
    }
}

pub async fn bare(workbook: &Workbook, filled: &Filled, round: usize) -> Result<f64> {
    let cluster = workbook.lab.broker.cluster(&[]).await?;
    let real_group = workbook.lab.namespace.group("bench", round as u32, "bare");
    let entrance = Entrance::new(cluster.bootstrap.servers(), None);
    let timing = GroupTiming { broker: workbook.lab.broker.kind(), shortest_session_ms: None };
    let properties = (1..=MEMBERS)
        .map(|member| {
            let mut properties = client::properties(&group(), &real_group, member, timing)?;
            properties.extend(entrance.properties());
            Ok(properties)
        })
        .collect::<Result<Vec<_>, Refusal>>()
        .map_err(|refusal| anyhow!("{refusal:?}"))?;
    let script = Script::Group(GroupScript {
        properties,
        topic: filled.topic.clone(),
        max_poll_records: MAX_POLL_RECORDS as usize,
        ends: filled.ends.iter().map(|(partition, end)| (*partition as i32, *end)).collect(),
    });
    bare::run(&script).await
}

pub async fn in_the_lab(
    workbook: &Workbook,
    filled: &Filled,
    variant: &Variant,
    round: usize,
) -> Result<Times> {
    let lab = &workbook.lab;
    let cluster = lab.broker.cluster(&[]).await?;
    let run = workbook.begin_run().await?;
    let stage = Stage {
        program: &lab.program,
        broker: lab.broker.kind(),
        cluster: &cluster,
        run: RUN,
        namespace: &lab.namespace,
        nonce: NONCE,
        variant,
        recorder: &run.recorder,
        limits: &UNLIMITED,
    };
    let (name, group) = (ActorName::new("app".to_owned()), group());
    let (started_us, clock) = (workbook.clock.now_us(), Clock::start());
    let part = Setup {
        name: &name,
        listing: Listing { act: 1, actor: 0, topic: 0 },
        group: &group,
        real_group: lab.namespace.group("bench", round as u32, "lab"),
        reads: vec![Declared {
            index: 0,
            key: TopicKey::new("read".to_owned()),
            topic: Topic {
                real_name: filled.topic.clone(),
                visible_name: "read".to_owned(),
                partitions: PARTITIONS,
            },
        }],
        sends: Vec::new(),
        sink: Sink::new(EffectKey::None),
        planned: Vec::new(),
        clock,
    };
    live(&stage, part, &filled.ends).await.map_err(|interruption| anyhow!("{interruption:?}"))?;
    let (events, viewed) = workbook.finish(run).await?;

    let (mut first_us, mut client_us, mut processed, mut last) = (u64::MAX, 0, 0, 0);
    for event in events {
        match event.kind {
            EventKind::Processed { records, .. } => {
                processed += records.len();
                first_us = records.iter().map(|record| record.at_us).fold(first_us, u64::min);
            }
            EventKind::Committed { .. } => {
                client_us = client_us.max(event.at_us.unwrap_or_default());
                last = event.seq;
            }
            _ => {}
        }
    }
    ensure!(processed == RECORDS as usize, "{processed} records were processed");
    let viewed_us = viewed.at_us(last).context("the viewer has all")? - started_us;
    Ok(Times::between(first_us, client_us, viewed_us))
}

/// The steps of a group that reads what is there already.
async fn live(
    stage: &Stage<'_>,
    part: Setup<'_>,
    ends: &BTreeMap<u32, i64>,
) -> Result<(), Interruption> {
    let mut group = Running::start(stage, part, vec![Some(ends.clone())]).await?;
    until(stage, &mut group, Members::are_settled).await?;
    group.read().await;
    let place = |partition: u32| TopicPartition { topic: 0, partition };
    let ends: BTreeMap<TopicPartition, i64> =
        ends.iter().map(|(partition, end)| (place(*partition), *end)).collect();
    until(stage, &mut group, |members| members.have_reached(&ends)).await?;
    group.close().await;
    until(stage, &mut group, Members::are_closing).await?;
    group.leave().await;
    until(stage, &mut group, |members| !members.any_alive()).await?;
    group.end().await.map(drop)
}

async fn until(
    stage: &Stage<'_>,
    group: &mut Running<'_>,
    is_so: impl Fn(&Members) -> bool,
) -> Result<(), Interruption> {
    while !is_so(&group.members) {
        let (member, report) = group.members.next_report().await?;
        group.apply(stage, member, report).await?;
    }
    Ok(())
}
