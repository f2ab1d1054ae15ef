//! The running services of docker-compose.yml, and how to query them from outside.

use std::{net::TcpListener, path::Path, process::Command, time::Instant};

use anyhow::Result;

use super::engine::{Engine, output_of, wait_until};
use crate::process;

/// The long-running services, each with a health check.
pub(super) const SERVICES: [&str; 6] =
    ["app", "kafka-1", "kafka-2", "kafka-3", "kafka-controller", "postgres"];
const PROJECT: &str = "bitacora-test";

pub(crate) struct Composition<'a> {
    engine: &'a Engine,
    port: u16,
    /// With Kafka's jars, it plays a client of a student's own.
    java: &'a Path,
    libs: &'a Path,
}

impl<'a> Composition<'a> {
    /// Returns when all are healthy. Docker starts the workbook when its dependencies are healthy;
    /// this podman is too old for that, so it is started by hand. The profile `dev` is for clients
    /// other than the workbook.
    pub(super) fn up(engine: &'a Engine, java: &'a Path, libs: &'a Path) -> Result<Self> {
        let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        let class = Self { engine, port, java, libs };
        // `up --build` builds only what the services named with it use, and the others later run an
        // image of an earlier program.
        class.compose(&["build", "app"])?;
        let began = Instant::now();
        class.compose(&["up", "--detach", "kafka-1", "kafka-2", "kafka-3", "postgres"])?;
        class.await_health(&SERVICES[1..])?;
        class.compose(&["up", "--detach"])?;
        class.await_health(&SERVICES)?;
        println!("ready {:.1} s after `compose up`", began.elapsed().as_secs_f64());
        Ok(class)
    }

    pub(crate) fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Runs the services' health checks ourselves, since podman leaves that to systemd.
    pub(super) fn await_health(&self, services: &[&str]) -> Result<()> {
        services.iter().try_for_each(|service| {
            wait_until(&format!("{service} is healthy"), || {
                self.podman("healthcheck run", service, &[]).map(|_| true)
            })
            .inspect_err(|_| self.show_log(service))
        })
    }

    /// Prints the end of a service's log: the best explanation of what went wrong with it.
    pub(crate) fn show_log(&self, service: &str) {
        let log = self.engine.podman(["logs", "--tail", "40"]).arg(container(service)).status();
        log.expect("podman was there a moment ago");
    }

    /// Waits until the janitor has removed all topics and groups of runs.
    pub(crate) fn await_nothing_left(&self) -> Result<()> {
        wait_until("no topic and no group of a run is left", || {
            Ok(self.topics()?.iter().chain(&self.groups()?).all(|name| !name.starts_with("b.")))
        })
    }

    pub(super) fn exec(&self, service: &str, command: &[&str]) -> Result<String> {
        self.podman("exec", service, command)
    }

    /// Address and port on this machine; empty if not published.
    pub(super) fn published(&self, service: &str) -> Result<String> {
        let ports = self.podman("port", service, &[])?;
        Ok(ports.split("-> ").nth(1).unwrap_or_default().trim().to_owned())
    }

    pub(super) fn stop(&self, service: &str) -> Result<()> {
        self.podman("stop", service, &[]).map(drop)
    }

    pub(super) fn start(&self, service: &str) -> Result<()> {
        self.podman("start", service, &[]).map(drop)
    }

    pub(super) fn topics(&self) -> Result<Vec<String>> {
        self.names("org.apache.kafka.tools.TopicCommand")
    }

    pub(super) fn groups(&self) -> Result<Vec<String>> {
        self.names("org.apache.kafka.tools.consumer.group.ConsumerGroupCommand")
    }

    /// Runs one of Kafka's programs on this machine, through the profile `dev`.
    pub(super) fn kafka(&self, program: &str, arguments: &[&str]) -> Result<String> {
        let mut java = Command::new(self.java);
        java.args([
            "-XX:TieredStopAtLevel=1",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=off",
            "-cp",
        ]);
        java.arg(self.libs.join("*")).arg(program);
        output_of(java.args(["--bootstrap-server", "localhost:19091"]).args(arguments))
    }

    /// What each service uses of its memory limit.
    pub(crate) fn memory(&self) -> Result<String> {
        let format = "{{.Name}} {{.MemUsage}}";
        let said =
            output_of(&mut self.engine.podman(["stats", "--no-stream", "--format", format]))?;
        let of_services = said.lines().filter_map(|line| {
            let service = line.strip_prefix(PROJECT)?.trim_start_matches('_').replace("_1 ", " ");
            Some(service)
        });
        Ok(of_services.collect::<Vec<_>>().join(", "))
    }

    fn names(&self, program: &str) -> Result<Vec<String>> {
        Ok(self.kafka(program, &["--list"])?.lines().map(str::to_owned).collect())
    }

    /// A podman command with the service's container and further arguments.
    fn podman(&self, command: &str, service: &str, arguments: &[&str]) -> Result<String> {
        let mut podman = self.engine.podman(command.split(' '));
        output_of(podman.arg(container(service)).args(arguments))
    }

    fn compose(&self, arguments: &[&str]) -> Result<()> {
        process::succeed(
            self.engine
                .compose()
                .args([
                    "-p",
                    PROJECT,
                    "-f",
                    "docker-compose.yml",
                    "-f",
                    "e2e/containers/compose.yml",
                ])
                .args(["--profile", "dev"])
                .args(arguments)
                .env("BITACORA_BUILT", self.engine.folder().join("built"))
                .env("BITACORA_PORT", self.port.to_string())
                .env("BITACORA_PUBLIC_URL", self.address()),
        )
    }
}

fn container(service: &str) -> String {
    format!("{PROJECT}_{service}_1")
}
