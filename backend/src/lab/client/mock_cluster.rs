//! librdkafka's mock cluster as a process: it listens on loopback, and the other workers and the
//! log reader connect to it as to any broker.

use std::process::ExitCode;

use rdkafka::{
    ClientConfig,
    mocking::MockCluster as Cluster,
    producer::{BaseProducer, DefaultProducerContext, Producer},
};

use super::reporter::Reporter;
use crate::lab::{
    cluster::SIMULATED,
    worker::{plan::MockCluster, report::Report},
};

pub fn run(plan: &MockCluster) -> ExitCode {
    // `MockCluster::new` leaves its client unattended; a cluster created by the property belongs to
    // the producer, and is stopped with it.
    let mut config = ClientConfig::new();
    config.extend(SIMULATED.map(|(name, value)| (name.to_owned(), value.to_owned())));
    let producer: BaseProducer = match config.create() {
        Ok(producer) => producer,
        Err(error) => return fail(&error.to_string()),
    };
    let Some(cluster) = producer.client().mock_cluster() else {
        return fail("librdkafka created no mock cluster");
    };
    if let Err(error) = create_topics(&cluster, plan) {
        return fail(&error.to_string());
    }
    let reporter = Reporter::start();
    reporter.reports().report(Report::Listening { bootstrap: cluster.bootstrap_servers() });
    // The thread that watches stdin ends the process.
    loop {
        std::thread::park();
    }
}

fn create_topics(
    cluster: &Cluster<'_, DefaultProducerContext>,
    plan: &MockCluster,
) -> rdkafka::error::KafkaResult<()> {
    for (topic, partitions) in &plan.topics {
        cluster.create_topic(topic, *partitions as i32, 1)?;
    }
    Ok(())
}

fn fail(why: &str) -> ExitCode {
    eprintln!("worker: the simulated cluster did not start: {why}");
    ExitCode::FAILURE
}
