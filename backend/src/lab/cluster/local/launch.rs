//! The command line of Kafka's Java programs, and the keeper around the server.

use std::env;
use std::ffi::OsString;
use std::fs::OpenOptions;
use std::io;
use std::path::Path;
use std::process::Stdio;

use tokio::process::{Child, ChildStdin, Command};

use super::archive::Archive;
use super::folder::Folder;
use super::java::{FOREIGN_VARIABLES, Java};
use super::{Settings, jars};

/// A small heap, and the garbage collector and compiler that start fastest: labs are short. The
/// archive is used if it fits (`auto`), and a broker that runs out of memory exits and is
/// restarted.
const FLAGS: [&str; 8] = [
    "-Xmx256m",
    "-Xms64m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-Xshare:auto",
    "-XX:+ExitOnOutOfMemoryError",
    "-XX:-UsePerfData",
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
];

/// Java's arguments up to and including the main class. The class path is spelled out: an archive
/// fits only the exact class path that it was made with.
pub(super) fn java_arguments(
    settings: &Settings,
    folder: &Folder,
    archive: &Archive,
    main_class: &str,
) -> io::Result<Vec<OsString>> {
    let libs = std::fs::canonicalize(&settings.libs)?;
    let class_path = env::join_paths(jars::paths(&libs)).map_err(io::Error::other)?;
    let mut tmp = OsString::from("-Djava.io.tmpdir=");
    tmp.push(folder.tmp());
    let mut arguments: Vec<OsString> = FLAGS.iter().map(OsString::from).collect();
    arguments.extend([tmp, archive.flag(), "-cp".into(), class_path, main_class.into()]);
    Ok(arguments)
}

/// A running keeper.
pub(super) struct Kept {
    pub(super) keeper: Child,
    /// The keeper's standard input: dropping it ends the keeper and Kafka. It is taken out of the
    /// child, because `Child::wait` would close it.
    pub(super) leash: ChildStdin,
}

/// Starts the keeper, which starts the server.
pub(super) fn server(
    settings: &Settings,
    folder: &Folder,
    java: &Java,
    archive: &Archive,
) -> io::Result<Kept> {
    let log = OpenOptions::new().append(true).create(true).open(folder.kafka_log())?;
    let mut command = Command::new(&settings.keeper);
    command.arg("keep").arg("--pid-file").arg(folder.pid_file()).arg("--").arg(&java.path);
    command.args(java_arguments(settings, folder, archive, "kafka.Kafka")?);
    command.arg(folder.properties());
    command.stdin(Stdio::piped()).stdout(log.try_clone()?).stderr(log);
    // Ctrl-C in the terminal is the backend's to handle.
    command.process_group(0);
    surroundings(&mut command, folder.path());
    let mut keeper = command.spawn()?;
    let leash = keeper.stdin.take().expect("its standard input is a pipe");
    Ok(Kept { keeper, leash })
}

/// The environment of every Java process: Kafka's folder as working directory, UTF-8 for file names
/// (in the C locale Java cannot open `/home/peña`), and no shell variable that changes how Java
/// runs.
pub(super) fn surroundings(command: &mut Command, folder: &Path) {
    command.current_dir(folder).env("LC_ALL", "C.UTF-8");
    for name in FOREIGN_VARIABLES {
        command.env_remove(name);
    }
}
