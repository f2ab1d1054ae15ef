//! A group of three that commits after each batch: bare, and as an act of a run.

use std::{collections::BTreeMap, time::Duration};

use anyhow::{Context, Result, anyhow, ensure};
use api::{event::EventKind, text::Text};
use backend::clock::Clock;
use backend::evidence::variant::Variant;
use backend::lab::{
    broker::entrance::Entrance,
    consumer_form::ConsumerForm,
    group_act::{Life, Part},
    members::Members,
    profile::{GroupTiming, refusal::Refusal, version::ClientVersion},
    proxy::Faults,
    stage::Stage,
    worker::protocol::{Commit, Deserializer, Ending, Reset},
};
use rdkafka::{
    ClientConfig,
    consumer::{BaseConsumer, Consumer},
};
use tokio::sync::mpsc;

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

fn form() -> ConsumerForm {
    ConsumerForm {
        topic: "read".to_owned(),
        version: ClientVersion::V3_0,
        group: Some("bench".to_owned()),
        reset: Reset::Earliest,
        auto_commit: false,
        commit: Commit::Batch,
        max_poll_records: MAX_POLL_RECORDS,
        deserializer: Deserializer::Json,
        members: MEMBERS,
    }
}

pub async fn bare(workbook: &Workbook, filled: &Filled, round: usize) -> Result<f64> {
    let cluster = workbook.lab.broker.cluster(&[]).await?;
    let group = workbook.lab.namespace.group("bench", round as u32, "bare");
    let entrance = Entrance::new(cluster.bootstrap.servers(), None);
    let timing = GroupTiming { broker: workbook.lab.broker.kind(), shortest_session_ms: None };
    let properties = (1..=MEMBERS)
        .map(|member| {
            let mut properties = form().properties(&group, member, timing)?;
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
    let (form, group) = (form(), lab.namespace.group("bench", round as u32, "lab"));
    let part = Part {
        act: 1,
        title: Text::default(),
        actor: "bench",
        ending: Ending::Normal,
        topic: &filled.topic,
        group: &group,
        topic_name: "read",
        form: &form,
        before: 0..0,
        during: 0..0,
    };
    let (sender, mut seen) = mpsc::unbounded_channel();
    let (started_us, clock) = (workbook.clock.now_us(), Clock::start());
    let proxy = stage.proxy(Faults::default(), clock, sender).await?;
    let mut members = Members::new(part.act, part.ending, clock);
    let mut life = Life::new(&stage, &part, &proxy, &mut seen, clock);
    let lived = life.live(&mut members, Some(filled.ends.clone())).await;
    lived.map_err(|interruption| anyhow!("{interruption:?}"))?;
    proxy.stop().await;
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
