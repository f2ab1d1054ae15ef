//! The image, and docker-compose.yml as a newcomer starts it: an exercise is done, the workbook is
//! restarted during a run, a broker is stopped. podman replaces Docker, and images that need a
//! registry have stand-ins (`e2e/containers/`).

/// The running services of docker-compose.yml.
mod composition;
/// podman, with its own storage.
mod engine;
/// The images that docker-compose.yml names.
mod images;

use std::path::{Path, PathBuf};

use anyhow::{Result, bail, ensure};
use api::{broker::BrokerKind, event::EventKind, run::RunState, value::Value};

use super::Skipped;
use crate::{
    bench::{browser::Browser, verdict::is_judged},
    kafka_jars,
    machine::Component,
    workspace,
};
pub(crate) use composition::Composition;
use engine::{Engine, wait_until};

pub(super) fn tests() -> Result<Skipped> {
    let machine = match Machine::prepare() {
        Ok(machine) => machine,
        Err(why) => return Ok(vec![format!("{why:#}")]),
    };
    let class = machine.compose_up(&workspace::server())?;
    has_its_restrictions(&class)?;
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

/// The tools that the composition needs.
pub(crate) struct Machine {
    engine: Engine,
    java: PathBuf,
    libs: PathBuf,
}

impl Machine {
    /// # Errors
    /// Why the composition cannot run on this machine.
    pub(crate) fn prepare() -> Result<Self> {
        let engine = Engine::start()?;
        images::base(&engine)?;
        Ok(Self { engine, java: Component::Java.find_or_install()?, libs: kafka_jars::fetch()? })
    }

    /// Starts the composition with an image of this program, and waits until it is healthy.
    pub(crate) fn compose_up(&self, program: &Path) -> Result<Composition<'_>> {
        images::stand_ins(&self.engine, &self.libs)?;
        images::built(&self.engine, program)?;
        Composition::up(&self.engine, &self.java, &self.libs)
    }

    /// Size of the workbook's image above its base, in bytes.
    pub(crate) fn image_bytes(&self) -> Result<u64> {
        images::own_bytes(&self.engine)
    }
}

/// The container has the restrictions that docker-compose.yml promises.
fn has_its_restrictions(class: &Composition<'_>) -> Result<()> {
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

/// A topic whose number of replicas is left to the cluster, as the lab creates them.
fn topics_have_three_replicas(class: &Composition<'_>) -> Result<()> {
    let topics = "org.apache.kafka.tools.TopicCommand";
    class.kafka(topics, &["--create", "--topic", "replicas"])?;
    let said = class.kafka(topics, &["--describe", "--topic", "replicas"])?;
    ensure!(said.contains("ReplicationFactor: 3"), "{said}");
    ensure!(said.contains("min.insync.replicas=2"), "{said}");
    class.kafka(topics, &["--delete", "--topic", "replicas"]).map(drop)
}

/// Starts a run of the model answer and returns its id.
pub(crate) fn consumidor_basico(learner: &Browser) -> Result<String> {
    let text = |value: &str| Value::Text(value.to_owned());
    let model = [
        ("auto_offset_reset", text("earliest")),
        ("value_deserializer", text("json")),
        ("members", Value::Integer(3)),
    ];
    learner.start("consumidor-basico", model.map(|(name, value)| (name.to_owned(), value)))
}

/// Every check passes except the prediction, which was not made, and the run was on real Kafka.
pub(crate) fn finishes(learner: &Browser, run: &str) -> Result<()> {
    is_judged(&learner.watch(run)?)?;
    let kind = learner.run(run)?.broker.map(|broker| broker.kind);
    ensure!(kind == Some(BrokerKind::External), "the run was on {kind:?}");
    Ok(())
}

/// Accepted runs come to their verdicts, also those under way.
fn survives_a_restart(class: &Composition<'_>, learner: &Browser) -> Result<()> {
    let runs = [(); 3].map(|()| consumidor_basico(learner));
    let runs = runs.into_iter().collect::<Result<Vec<_>>>()?;
    wait_until("a run is under way", || Ok(learner.run(&runs[0])?.state == RunState::Running))?;
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
