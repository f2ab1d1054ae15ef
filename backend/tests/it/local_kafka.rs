//! Apache Kafka as a child process: it starts, restarts when killed, leaves nothing behind, and
//! says what is wrong when it cannot start. Tests with a real Kafka need `BITACORA_KAFKA_LIBS`, the
//! folder of its jars.

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use backend::lab::cluster::local::process::{self, Process};
use backend::lab::cluster::local::{LocalKafka, Settings, State, Unavailable};
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;
use tokio::time::{Instant, timeout};
use tokio_util::sync::CancellationToken;

const JARS: &str = include_str!("../../kafka/jars.sha256");
const KEEPER: &str = env!("CARGO_BIN_EXE_bitacora");

/// The jars of a real Kafka. Without them the caller's test is skipped, which CI does not accept.
fn real_libs() -> Option<PathBuf> {
    let libs = std::env::var_os("BITACORA_KAFKA_LIBS").map(PathBuf::from);
    if libs.is_none() {
        assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "BITACORA_KAFKA_LIBS is not set");
        eprintln!("skipped: BITACORA_KAFKA_LIBS does not name the folder of Kafka's jars");
    }
    libs
}

fn settings(folder: &TempDir, libs: PathBuf) -> Settings {
    Settings {
        libs,
        // Spaces, commas and letters beyond ASCII are common in home folders.
        data: folder.path().join("peña, datos/kafka"),
        cache: folder.path().join("caché"),
        java: None,
        keeper: KEEPER.into(),
        patience: Settings::PATIENCE,
    }
}

/// Waits for a state; 60 s are Kafka's own deadline.
async fn reach(kafka: &LocalKafka, wanted: impl FnMut(&State) -> bool) -> State {
    let mut states = kafka.subscribe();
    let reached = timeout(Duration::from_secs(70), states.wait_for(wanted)).await;
    reached.unwrap_or_else(|_| panic!("stuck in {:?}", kafka.state())).unwrap().clone()
}

/// Waits until process number `incarnation` is ready: its address and its pid.
async fn ready(kafka: &LocalKafka, incarnation: u64) -> (String, u32) {
    let is_it =
        |state: &State| matches!(state, State::Ready { incarnation: i, .. } if *i == incarnation);
    match reach(kafka, is_it).await {
        State::Ready { bootstrap, pid, .. } => (bootstrap, pid),
        other => panic!("{other:?}"),
    }
}

async fn why_down(kafka: &LocalKafka) -> Unavailable {
    match reach(kafka, |state| matches!(state, State::Down { .. })).await {
        State::Down { why, .. } => why,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn kafka_starts_comes_back_and_leaves_nothing_behind() {
    let Some(libs) = real_libs() else { return };
    let folder = tempfile::tempdir().unwrap();
    let settings = settings(&folder, libs);

    // Another backend died and left its Kafka in this folder: `tail` stands for it.
    fs::create_dir_all(&settings.data).unwrap();
    let properties = fs::canonicalize(&settings.data).unwrap().join("server.properties");
    fs::write(&properties, "").unwrap();
    let mut leftover = Command::new("tail").arg("-f").arg(&properties).spawn().unwrap();
    Process::new(leftover.id()).write(&settings.data.join("kafka.pid")).unwrap();

    let stop = CancellationToken::new();
    let begin = Instant::now();
    let kafka = LocalKafka::supervise(settings.clone(), stop.clone());
    let (_, pid) = ready(&kafka, 1).await;
    println!("first_start_ms {}", begin.elapsed().as_millis());
    assert_eq!(kafka.pid(), Some(pid));
    assert_eq!(leftover.wait().unwrap().signal(), Some(15));
    let cluster_id = fs::read_to_string(settings.data.join("cluster.id")).unwrap();

    let first = Process::new(pid);
    let begin = Instant::now();
    stop.cancel();
    kafka.stopped().await;
    println!("first_stop_ms {}", begin.elapsed().as_millis());
    assert_eq!(kafka.state(), State::Stopped);
    assert!(!first.is_alive());

    let stop = CancellationToken::new();
    let begin = Instant::now();
    let kafka = LocalKafka::supervise(settings.clone(), stop.clone());
    let (bootstrap, pid) = ready(&kafka, 1).await;
    println!("second_start_ms {}", begin.elapsed().as_millis());
    let maps = fs::read_to_string(format!("/proc/{pid}/maps")).unwrap();
    assert!(maps.contains("/kafka-4.3.1-java"), "the second start maps the archive of the first");
    let meta = fs::read_to_string(settings.data.join("log/meta.properties")).unwrap();
    assert!(meta.contains(&cluster_id), "formatted once");

    let begin = Instant::now();
    process::kill(pid);
    let (again, pid) = ready(&kafka, 2).await;
    println!("after_kill_ms {}", begin.elapsed().as_millis());
    assert_eq!(again, bootstrap, "clients find it where it was");

    // The keeper is killed: its Kafka is an orphan, which the next start has to remove.
    let orphan = Process::new(pid);
    process::kill(parent(pid));
    let (_, pid) = ready(&kafka, 3).await;
    assert!(!orphan.is_alive());

    let last = Process::new(pid);
    let begin = Instant::now();
    stop.cancel();
    kafka.stopped().await;
    println!("stop_ms {}", begin.elapsed().as_millis());
    assert!(!last.is_alive());
}

/// The process that started `pid`.
fn parent(pid: u32) -> u32 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    status.lines().find_map(|line| line.strip_prefix("PPid:")).unwrap().trim().parse().unwrap()
}

#[test]
fn what_the_keeper_keeps_ends_when_its_parent_does() {
    let folder = tempfile::tempdir().unwrap();
    let pid_file = folder.path().join("kafka.pid");
    let mut keeper = Command::new(KEEPER)
        .args(["keep", "--pid-file"])
        .arg(&pid_file)
        .args(["--", "sh", "-c", "echo up; exec tail -f /dev/null"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let leash = keeper.stdin.take().unwrap();
    // The child's first output proves that it runs; the pid file is written before or soon after.
    let mut stdout = keeper.stdout.take().unwrap();
    let mut word = [0; 3];
    std::io::Read::read_exact(&mut stdout, &mut word).unwrap();

    // What the kernel does when a backend is killed: its end of the pipe closes.
    drop(leash);
    assert_eq!(keeper.wait().unwrap().code(), Some(128 + 15));
    let kept = Process::read(&pid_file).unwrap();
    assert!(!kept.is_alive());
    // Open until here, since `tail` ends by itself when its output pipe closes.
    drop(stdout);
}

#[test]
fn a_keeper_ends_with_its_command_and_its_exit_code() {
    let folder = tempfile::tempdir().unwrap();
    let keep = |command: &[&str]| {
        let mut keeper = Command::new(KEEPER)
            .args(["keep", "--pid-file"])
            .arg(folder.path().join("kafka.pid"))
            .arg("--")
            .args(command)
            .stdin(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Held open: the keeper must not wait for it.
        let _leash = keeper.stdin.take();
        keeper.wait().unwrap().code()
    };
    assert_eq!(keep(&["sh", "-c", "exit 7"]), Some(7));
    assert_eq!(keep(&["sh", "-c", "kill -9 $$"]), Some(128 + 9));
    assert_eq!(keep(&["/nowhere/java"]), Some(127));
}

#[tokio::test]
async fn a_kafka_that_stands_still_is_replaced() {
    let Some(libs) = real_libs() else { return };
    let folder = tempfile::tempdir().unwrap();
    let settings = Settings { patience: Duration::from_secs(5), ..settings(&folder, libs) };
    let stop = CancellationToken::new();
    let kafka = LocalKafka::supervise(settings, stop.clone());
    let (bootstrap, pid) = ready(&kafka, 1).await;

    let frozen = Process::new(pid);
    kill_process(Pid::from_raw(pid as i32).unwrap(), Signal::STOP).unwrap();
    let why = why_down(&kafka).await;
    assert!(matches!(why, Unavailable::Silent { seconds: 5, .. }), "{why:?}");
    assert!(!frozen.is_alive());
    let (again, _) = ready(&kafka, 2).await;
    assert_eq!(again, bootstrap, "clients find it where it was");

    stop.cancel();
    kafka.stopped().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_corrupt_jar_is_named() {
    let Some(libs) = real_libs() else { return };
    let folder = tempfile::tempdir().unwrap();
    let damaged = folder.path().join("libs");
    fs::create_dir(&damaged).unwrap();
    for name in jar_names() {
        std::os::unix::fs::symlink(libs.join(name), damaged.join(name)).unwrap();
    }
    let jar = damaged.join("kafka_2.13-4.3.1.jar");
    fs::remove_file(&jar).unwrap();
    fs::write(&jar, "half a download").unwrap();

    let stop = CancellationToken::new();
    let kafka = LocalKafka::supervise(settings(&folder, damaged), stop.clone());
    let why = why_down(&kafka).await;
    assert_eq!(why, Unavailable::CorruptJar { jar });
    assert!(why.text().es.contains("Bórralo y ejecuta «cargo xtask run»"));
    stop.cancel();
    kafka.stopped().await;
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let settings = Settings {
        data: file.join("kafka"),
        java: Some(java_that_says(&folder, "17.0.15")),
        ..settings(&folder, jars_that_are_there(&folder))
    };
    let stop = CancellationToken::new();
    let kafka = LocalKafka::supervise(settings, stop.clone());
    let why = why_down(&kafka).await;
    assert!(matches!(why, Unavailable::NotWritable { .. }), "{why}");
    assert!(why.text().en.contains("--data"));
    stop.cancel();
    kafka.stopped().await;
}

#[test]
fn no_java_an_old_java_and_missing_jars_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let with_java = |java: PathBuf| Settings {
        java: Some(java),
        ..settings(&folder, jars_that_are_there(&folder))
    };
    let none = LocalKafka::check(&with_java("/nowhere/java".into())).unwrap_err();
    assert!(matches!(none, Unavailable::NoJava(_)));
    assert!(none.text().es.contains("Instala Java 17"));

    let old = LocalKafka::check(&with_java(java_that_says(&folder, "11.0.2"))).unwrap_err();
    assert_eq!(old, Unavailable::OldJava { version: "11.0.2".to_owned(), oldest: 17 });
    assert!(old.text_with_place().en.contains("11.0.2"));

    let settings = with_java(java_that_says(&folder, "21"));
    assert_eq!(LocalKafka::check(&settings).unwrap().version, "21");
    fs::remove_file(settings.libs.join("kafka-clients-4.3.1.jar")).unwrap();
    let missing = LocalKafka::check(&settings).unwrap_err();
    assert!(matches!(missing, Unavailable::JarsMissing { missing: 1, .. }));
    assert!(missing.text().es.contains("cargo xtask run"));
}

fn jar_names() -> impl Iterator<Item = &'static str> {
    JARS.lines().map(|line| line.split_once("  ").unwrap().1)
}

/// A folder with a file for every jar's name.
fn jars_that_are_there(folder: &TempDir) -> PathBuf {
    let libs = folder.path().join("libs");
    fs::create_dir_all(&libs).unwrap();
    jar_names().for_each(|name| fs::write(libs.join(name), "x").unwrap());
    libs
}

/// A program that answers `-version` like that Java. A shell writes it: if this process had the
/// script open for writing while another test forks, running it would fail with ETXTBSY.
fn java_that_says(folder: &TempDir, version: &str) -> PathBuf {
    let java = folder.path().join(format!("java-{version}"));
    let script = format!("#!/bin/sh\necho 'openjdk version \"{version}\" 2020-01-01' >&2\n");
    write_program(&java, &script);
    java
}

fn write_program(path: &Path, script: &str) {
    let write = r#"printf %s "$2" > "$1" && chmod +x "$1""#;
    let status = Command::new("sh").args(["-c", write, "sh"]).arg(path).arg(script).status();
    assert!(status.unwrap().success());
}
