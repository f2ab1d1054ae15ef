//! How long an author waits: from a saved exercise to the verdict of `bitacora try` on a Kafka that
//! runs.

use std::time::Instant;

use anyhow::{Result, ensure};

use super::{
    Number,
    samples::Samples,
    server::{self, Broker, Server},
};
use crate::{kafka_jars, machine::Component, workspace};

const ROUNDS: usize = 7;
/// The exercises that are tried: a script, and a group that waits for nobody.
const EXERCISES: [&str; 2] = ["productor-basico", "consumidor-basico"];

pub(super) fn from_saved_to_verdict() -> Result<Vec<Number>> {
    Component::Java.find_or_install()?;
    let server = Server::start(&Broker::Local(kafka_jars::fetch()?))?;
    let bootstrap = server::address_of_kafka(server.data())?;
    let mut slowest: f64 = 0.0;
    for exercise in EXERCISES {
        let mut samples = Samples::default();
        for _ in 0..ROUNDS {
            let began = Instant::now();
            let mut command = server::program();
            command.args(["try", exercise, "--broker", "external"]);
            command.arg("--content").arg(workspace::root().join("lessons/content"));
            let output = command.env("KAFKA_BOOTSTRAP_SERVERS", &bootstrap).output()?;
            let said = String::from_utf8_lossy(&output.stdout);
            ensure!(said.contains("Passed: "), "{exercise} did not pass: {said}");
            samples.add(began.elapsed());
        }
        slowest = slowest.max(samples.median());
    }
    Ok(vec![Number::new("lab_authoring_s", slowest / 1000.0, "s")])
}
