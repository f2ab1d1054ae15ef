//! The services of docker-compose.yml, while they run, and what is asked of them from outside.

use std::{net::TcpListener, path::Path, process::Command, time::Instant};

use anyhow::Result;

use super::engine::{Engine, said, until};
use crate::process;

/// Those that stay, each with a health check.
pub(super) const SERVICES: [&str; 6] =
    ["app", "kafka-1", "kafka-2", "kafka-3", "kafka-controller", "postgres"];
const PROJECT: &str = "bitacora-test";

pub(crate) struct Composition<'a> {
    engine: &'a Engine,
    port: u16,
    /// With Kafka's jars: a client of a student's own.
    java: &'a Path,
    libs: &'a Path,
}

impl<'a> Composition<'a> {
    /// Healthy when this returns. Docker starts the workbook when what it needs is healthy; podman is
    /// too old to do that, so it is told. The profile `dev` is for a client that is not the
    /// workbook's.
    pub(super) fn up(engine: &'a Engine, java: &'a Path, libs: &'a Path) -> Result<Self> {
        let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        let class = Self { engine, port, java, libs };
        let began = Instant::now();
        class
            .compose(&["up", "--detach", "--build", "kafka-1", "kafka-2", "kafka-3", "postgres"])?;
        class.await_health(&SERVICES[1..])?;
        class.compose(&["up", "--detach"])?;
        class.await_health(&SERVICES)?;
        println!("ready {:.1} s after `compose up`", began.elapsed().as_secs_f64());
        Ok(class)
    }

    pub(crate) fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Runs their own health checks: nobody else does, since podman leaves that to systemd.
    pub(super) fn await_health(&self, services: &[&str]) -> Result<()> {
        services.iter().try_for_each(|service| {
            until(&format!("{service} is healthy"), || {
                self.podman("healthcheck run", service, &[]).map(|_| true)
            })
            .inspect_err(|_| {
                // What it said itself is the best explanation.
                let log =
                    self.engine.podman(["logs", "--tail", "20"]).arg(container(service)).status();
                log.expect("podman was there a moment ago");
            })
        })
    }

    /// Until the janitor has removed all that runs have made.
    pub(crate) fn await_nothing_left(&self) -> Result<()> {
        until("no topic and no group of a run is left", || {
            Ok(self.topics()?.iter().chain(&self.groups()?).all(|name| !name.starts_with("b.")))
        })
    }

    pub(super) fn exec(&self, service: &str, command: &[&str]) -> Result<String> {
        self.podman("exec", service, command)
    }

    /// Address and port on this machine; empty for none.
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
        said(java.args(["--bootstrap-server", "localhost:19091"]).args(arguments))
    }

    /// What each service takes of what it may.
    pub(crate) fn memory(&self) -> Result<String> {
        let format = "{{.Name}} {{.MemUsage}}";
        let said = said(&mut self.engine.podman(["stats", "--no-stream", "--format", format]))?;
        let of_services = said.lines().filter_map(|line| {
            let service = line.strip_prefix(PROJECT)?.trim_start_matches('_').replace("_1 ", " ");
            Some(service)
        });
        Ok(of_services.collect::<Vec<_>>().join(", "))
    }

    fn names(&self, program: &str) -> Result<Vec<String>> {
        Ok(self.kafka(program, &["--list"])?.lines().map(str::to_owned).collect())
    }

    /// A command of podman's, the container of a service, and what follows it.
    fn podman(&self, command: &str, service: &str, arguments: &[&str]) -> Result<String> {
        let mut podman = self.engine.podman(command.split(' '));
        said(podman.arg(container(service)).args(arguments))
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
