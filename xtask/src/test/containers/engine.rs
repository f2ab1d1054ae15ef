//! podman, with its own storage below `target`, so that it never touches anybody else's containers.
//! The guard ends the containers; the images stay for the next time.

use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use crate::{
    machine::{self, Component},
    process, workspace,
};

/// podman's own implementation of compose files. Debian's is too old for `additional_contexts`.
const PODMAN_COMPOSE: &str = "podman-compose==1.6.0";
/// How long anything in the composition may take, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);
/// Most levels of services that depend on each other.
const LEVELS: u32 = 5;
const LOOK_AGAIN: Duration = Duration::from_millis(250);

pub(super) struct Engine {
    folder: PathBuf,
}

impl Engine {
    /// # Errors
    /// Why podman cannot run on this machine.
    pub(super) fn start() -> Result<Self> {
        if !machine::is_root_on_debian() {
            bail!("containers are tested as root on Debian only");
        }
        Component::Podman.find_or_install()?;
        let folder = workspace::host_target().join("containers");
        fs::create_dir_all(&folder)?;
        let engine = Self { folder };
        fs::write(engine.folder.join("containers.conf"), engine.configuration())?;
        fs::write(engine.folder.join("storage.conf"), engine.storage())?;
        engine.get_compose()?;
        // Removes what a killed run has left.
        engine.clear().context("podman does not work here")?;
        Ok(engine)
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(super) fn podman<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> Command {
        let mut podman = Command::new("podman");
        podman.args(["--log-level", "fatal"]).args(arguments);
        self.surroundings(&mut podman);
        podman
    }

    pub(super) fn compose(&self) -> Command {
        let mut compose = Command::new(self.folder.join("compose/bin/podman-compose"));
        // By default podman-compose puts all containers into a pod, which Docker does not have.
        compose.current_dir(workspace::root()).arg("--in-pod=0");
        self.surroundings(&mut compose);
        compose
    }

    fn surroundings(&self, command: &mut Command) {
        command
            .env("CONTAINERS_CONF", self.folder.join("containers.conf"))
            .env("CONTAINERS_STORAGE_CONF", self.folder.join("storage.conf"))
            // Docker's format: podman's own has no health checks.
            .env("BUILDAH_FORMAT", "docker")
            .env("BUILDAH_ISOLATION", "chroot")
            .stdin(Stdio::null());
    }

    /// Lock files, because locks in shared memory are shared by all users. Limits are given because
    /// podman raises them by default, which is forbidden inside a container.
    fn configuration(&self) -> String {
        format!(
            "[containers]\n\
             default_ulimits = [\"nofile=4096:4096\", \"nproc=4096:4096\"]\n\
             [engine]\n\
             runtime = \"runc\"\n\
             cgroup_manager = \"cgroupfs\"\n\
             events_logger = \"file\"\n\
             lock_type = \"file\"\n\
             pull_policy = \"never\"\n\
             [network]\n\
             network_backend = \"netavark\"\n\
             network_config_dir = \"{}\"\n",
            self.folder.join("networks").display()
        )
    }

    fn storage(&self) -> String {
        format!(
            "[storage]\ndriver = \"overlay\"\ngraphroot = \"{}\"\nrunroot = \"{}\"\n",
            self.folder.join("storage").display(),
            self.folder.join("run").display()
        )
    }

    fn get_compose(&self) -> Result<()> {
        let venv = self.folder.join("compose");
        if venv.join("bin/podman-compose").is_file() {
            return Ok(());
        }
        process::succeed(Command::new("/usr/bin/python3").args(["-m", "venv"]).arg(&venv))?;
        let mut pip = Command::new(venv.join("bin/pip"));
        process::succeed(pip.args(["install", "--quiet", PODMAN_COMPOSE]))
    }

    /// Removes all but the images.
    fn clear(&self) -> Result<()> {
        // Each round removes the containers on which no other depends.
        for level in (0..LEVELS).rev() {
            match output_of(&mut self.podman([
                "rm",
                "--all",
                "--force",
                "--time",
                "0",
                "--volumes",
            ])) {
                Err(why) if level == 0 => return Err(why),
                Err(_) => {}
                Ok(_) => break,
            }
        }
        output_of(&mut self.podman(["volume", "prune", "--force"]))?;
        output_of(&mut self.podman(["network", "prune", "--force"]))?;
        output_of(&mut self.podman(["image", "prune", "--force"])).map(drop)
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        if let Err(why) = self.clear() {
            eprintln!("containers may be left: {why:#}");
        }
    }
}

/// Runs a command that has to succeed, and returns its output.
pub(super) fn output_of(command: &mut Command) -> Result<String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.output().with_context(|| format!("cannot start {name}"))?;
    if !output.status.success() {
        let arguments: Vec<_> = command.get_args().map(OsStr::to_string_lossy).collect();
        let why = String::from_utf8_lossy(&output.stderr);
        bail!("{name} {} failed ({}): {}", arguments.join(" "), output.status, why.trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Polls until it is so. Errors meanwhile are ignored.
pub(super) fn wait_until(what: &str, mut is_so: impl FnMut() -> Result<bool>) -> Result<()> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let why = match is_so() {
            Ok(true) => return Ok(()),
            Ok(false) => String::new(),
            Err(why) => format!(": {why:#}"),
        };
        if process::stopped() {
            bail!("stopped");
        }
        if Instant::now() >= deadline {
            bail!("we waited {} s until {what}{why}", PATIENCE.as_secs());
        }
        thread::sleep(LOOK_AGAIN);
    }
}
