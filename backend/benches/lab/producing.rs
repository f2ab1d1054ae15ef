//! A producer that sends as fast as it can, and flushes: bare, and as an act of a run.

use anyhow::{Context, Result, anyhow, ensure};
use api::event::EventKind;
use backend::clock::Clock;
use backend::evidence::variant::Variant;
use backend::lab::{
    actor::{
        Listing, Topic,
        producer::{
            self, Setup,
            script::{self, LAB, Performed},
        },
    },
    cluster::{Cluster, entrance::Entrance},
    proxy::Faults,
    run::stage::Stage,
    topics::NewTopic,
    worker::{WorkerProcess, plan::Ending},
};

use crate::{
    Times,
    bare::{self, Script},
    load::{NONCE, PARTITIONS, RECORDS, RUN, UNLIMITED},
    workbook::Workbook,
};

/// Sends bare, to a topic of its own.
pub async fn bare(workbook: &Workbook, variant: &Variant) -> Result<f64> {
    let (topic, cluster) = topic(workbook, "bare").await?;
    send_bare(&topic, &cluster, variant).await
}

/// Creates a topic that no other turn uses.
pub async fn topic(workbook: &Workbook, name: &str) -> Result<(String, Cluster)> {
    let name = workbook.lab.namespace.topic(
        &format!("bench{}", workbook.clock.now_us()),
        1,
        "bench",
        name,
    );
    let new = NewTopic { name: name.clone(), partitions: PARTITIONS, ..NewTopic::default() };
    Ok((name, workbook.lab.broker.cluster(&[new]).await?))
}

pub async fn send_bare(topic: &str, cluster: &Cluster, variant: &Variant) -> Result<f64> {
    let profile = script::profile(&LAB).map_err(|refusal| anyhow!("{refusal:?}"))?;
    let performed = Performed {
        entrance: &Entrance::new(cluster.bootstrap.servers(), None),
        topic,
        run: RUN,
        nonce: NONCE,
        ending: Ending::Normal,
        orders: 0..RECORDS,
        clock: Clock::start(),
    };
    bare::run(&Script::Producer(script::plan(&LAB, &profile, &variant.orders, &performed))).await
}

/// As an act, behind a proxy that does this: `None` connects the client to the broker directly.
pub async fn in_the_lab(
    workbook: &Workbook,
    variant: &Variant,
    faults: Option<Faults>,
) -> Result<Times> {
    let lab = &workbook.lab;
    let (topic, cluster) = topic(workbook, "lab").await?;
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
    let topic = Topic { real_name: topic, visible_name: "lab".to_owned(), partitions: PARTITIONS };
    let worker = WorkerProcess::spawn(&lab.program)?;
    let (started_us, clock) = (workbook.clock.now_us(), Clock::start());
    let part = Setup {
        listing: Listing { act: 1, actor: 0, topic: 0 },
        producer: &LAB,
        topic: &topic,
        faults,
        auto_create: false,
        ending: Ending::Normal,
        clock,
    };
    let played = producer::perform(&stage, &part, worker).await;
    let script = played.map_err(|interruption| anyhow!("{interruption:?}"))?;
    let (events, viewed) = workbook.finish(run).await?;
    let confirmed = script.reports.iter().filter(|report| report.result.is_ok()).count();
    ensure!(confirmed == RECORDS as usize, "{confirmed} records were confirmed");

    let (mut first_us, mut client_us, mut last) = (u64::MAX, 0, 0);
    for event in events {
        match event.kind {
            EventKind::Sent { records, .. } => {
                first_us = records.iter().map(|sent| sent.at_us).fold(first_us, u64::min);
            }
            EventKind::Acknowledged { records, .. } => {
                client_us = records.iter().map(|told| told.at_us).fold(client_us, u64::max);
                last = event.seq;
            }
            _ => {}
        }
    }
    let viewed_us = viewed.at_us(last).context("the viewer has all")? - started_us;
    Ok(Times::between(first_us, client_us, viewed_us))
}
