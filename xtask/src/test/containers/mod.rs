//! The image, and docker-compose.yml started as a newcomer starts it: an exercise done there, the
//! workbook restarted under a run, a broker stopped. podman is here what Docker is elsewhere, and the
//! images that cannot be had without a registry have stand-ins (`e2e/containers/`).

/// The services of docker-compose.yml, while they run.
mod composition;
/// podman, with a storage of its own.
mod engine;
/// The images that docker-compose.yml names.
mod images;

use std::path::{Path, PathBuf};

use anyhow::{Result, bail, ensure};
use api::{broker::BrokerKind, event::EventKind, exercise::Value, run::RunState};

use super::Skipped;
use crate::{
    bench::{browser::Browser, verdict::is_judged},
    kafka_jars,
    machine::Component,
    workspace,
};
pub(crate) use composition::Composition;
use engine::{Engine, until};

pub(super) fn tests() -> Result<Skipped> {
    let machine = match Machine::prepare() {
        Ok(machine) => machine,
        Err(why) => return Ok(vec![format!("{why:#}")]),
    };
    let class = machine.compose_up(&workspace::server())?;
    is_locked_up(&class)?;
    topics_have_three_replicas(&class)?;

    let learner = Browser::new(&class.address())?;
    finishes(&learner, &learner.run_productor_basico()?)?;
    finishes(&learner, &consumidor_basico(&learner)?)?;
    survives_a_restart(&class, &learner)?;
    class.stop("kafka-2")?;
    finishes(&learner, &learner.run_productor_basico()?)?;
    finishes(&learner, &consumidor_basico(&learner)?)?;
    class.start("kafka-2")?;
    class.await_health(&["kafka-2"])?;
    class.await_nothing_left()?;
    println!("memory: {}", class.memory()?);
    Ok(Skipped::new())
}

/// What composes a workbook on this machine.
pub(crate) struct Machine {
    engine: Engine,
    java: PathBuf,
    libs: PathBuf,
}

impl Machine {
    /// Or why this machine can do it not.
    pub(crate) fn prepare() -> Result<Self> {
        let engine = Engine::start()?;
        images::base(&engine)?;
        Ok(Self { engine, java: Component::Java.find_or_install()?, libs: kafka_jars::fetch()? })
    }

    /// The composition with an image of this program, healthy.
    pub(crate) fn compose_up(&self, program: &Path) -> Result<Composition<'_>> {
        images::stand_ins(&self.engine, &self.libs)?;
        images::built(&self.engine, program)?;
        Composition::up(&self.engine, &self.java, &self.libs)
    }

    /// What the workbook's image has above its base, in bytes.
    pub(crate) fn image_bytes(&self) -> Result<u64> {
        images::own_bytes(&self.engine)
    }
}

/// The image keeps to what docker-compose.yml promises of it.
fn is_locked_up(class: &Composition<'_>) -> Result<()> {
    let said = class.exec("app", &["id", "--user"])?;
    ensure!(said.trim() == "10001", "the workbook runs as user {said}");
    let wrote = |path: &str| class.exec("app", &["touch", path]).is_ok();
    ensure!(wrote("/data/file") && wrote("/tmp/file"), "the workbook cannot write where it should");
    ensure!(
        !wrote("/file") && !wrote("/usr/share/bitacora/file"),
        "the root file system is writable"
    );
    for service in composition::SERVICES {
        let ports = class.published(service)?;
        let wanted =
            if service == "app" { class.address().replace("http://", "") } else { String::new() };
        ensure!(ports == wanted, "{service} is published at {ports:?}");
    }
    Ok(())
}

/// A topic of which nobody says how many replicas it has, as the lab makes them.
fn topics_have_three_replicas(class: &Composition<'_>) -> Result<()> {
    let topics = "org.apache.kafka.tools.TopicCommand";
    class.kafka(topics, &["--create", "--topic", "replicas"])?;
    let said = class.kafka(topics, &["--describe", "--topic", "replicas"])?;
    ensure!(said.contains("ReplicationFactor: 3"), "{said}");
    ensure!(said.contains("min.insync.replicas=2"), "{said}");
    class.kafka(topics, &["--delete", "--topic", "replicas"]).map(drop)
}

/// Starts a run of the model answer; its id.
pub(crate) fn consumidor_basico(learner: &Browser) -> Result<String> {
    let text = |value: &str| Value::Text(value.to_owned());
    let model = [
        ("auto_offset_reset", text("earliest")),
        ("value_deserializer", text("json")),
        ("members", Value::Integer(3)),
    ];
    learner.start("consumidor-basico", model.map(|(name, value)| (name.to_owned(), value)))
}

/// Every check passes, but for the prediction that was not made, and it was on real Kafka.
pub(crate) fn finishes(learner: &Browser, run: &str) -> Result<()> {
    is_judged(&learner.watch(run)?)?;
    let kind = learner.run(run)?.broker.map(|broker| broker.kind);
    ensure!(kind == Some(BrokerKind::External), "the run was on {kind:?}");
    Ok(())
}

/// What was accepted comes to its verdict, also what was under way.
fn survives_a_restart(class: &Composition<'_>, learner: &Browser) -> Result<()> {
    let runs = [(); 3].map(|()| consumidor_basico(learner));
    let runs = runs.into_iter().collect::<Result<Vec<_>>>()?;
    until("a run is under way", || Ok(learner.run(&runs[0])?.state == RunState::Running))?;
    class.stop("app")?;
    class.start("app")?;
    class.await_health(&["app"])?;
    for run in &runs {
        finishes(learner, run)?;
    }
    let events = learner.watch(&runs[0])?;
    let restarted = |kind: &EventKind| matches!(kind, EventKind::Restarted { .. });
    if !events.iter().any(|event| restarted(&event.kind)) {
        bail!("the workbook was not restarted under a run");
    }
    Ok(())
}
