//! SQLite locked by another process, on a full disk, and read-only. What cannot be stored is
//! refused with a sentence; what was accepted before continues when it can.

use std::{fs, io::Write, path::Path, process::Command, time::Duration};

use api::run::RunCreated;
use reqwest::{Response, StatusCode};
use sqlx::{Connection, SqliteConnection};
use tempfile::TempDir;
use tokio::time::Instant;

use super::{
    WITHIN, eventually, is_refused, nothing_is_left,
    promised::{AllowedBesidesPass, EXERCISES, Promised, answer},
    recovers,
};
use crate::workbook::{Broker, Learner, Options, TestWorkbook};

/// Runs under way or waiting when the database goes away.
const RUNS: usize = 9;
/// Longer than the server waits for a lock.
const LOCKED: Duration = Duration::from_secs(9);

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_somebody_locks() {
    if !is_sqlite() {
        return;
    }
    let workbook = TestWorkbook::start();
    let runs = Promised::accept_many(&workbook, RUNS).await;
    let learner = Learner::new(&workbook).await;
    runs[0].is_kept(AllowedBesidesPass::Nothing).await;

    let file = workbook.data().join("bitacora.sqlite").display().to_string();
    let mut lock = SqliteConnection::connect(&file).await.unwrap();
    sqlx::query("BEGIN EXCLUSIVE").execute(&mut lock).await.unwrap();
    let since = Instant::now();
    while since.elapsed() < LOCKED {
        is_refused(ask(&learner).await).await;
        // Readers are not delayed.
        assert_eq!(runs[0].learner.run(&runs[0].run).await.id, runs[0].run);
    }
    drop(lock);
    recovers(&workbook, runs).await;
    nothing_is_left(workbook, Broker::Simulated).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_is_full() {
    let Some(disk) = Disk::mount("100m").filter(|_| is_sqlite()) else { return };
    let options = Options { data: Some(disk.path().to_owned()), ..Options::default() };
    let workbook = TestWorkbook::start_with(options);
    let mut runs = Promised::accept_many(&workbook, RUNS).await;
    let learner = Learner::new(&workbook).await;
    disk.fill();
    let is_reported = async || {
        let ready = reqwest::get(workbook.url("/health/ready")).await.unwrap();
        let status = ready.status();
        let text = ready.text().await.unwrap();
        status == StatusCode::SERVICE_UNAVAILABLE && text.contains("Less than 64 MiB are free")
    };
    eventually("readiness reports the shortage", is_reported).await;
    // While the database's own files have free pages, runs are accepted, and kept.
    let since = Instant::now();
    loop {
        let answer = ask(&learner).await;
        if answer.status() != StatusCode::ACCEPTED
            && answer.status() != StatusCode::TOO_MANY_REQUESTS
        {
            break is_refused(answer).await;
        }
        if answer.status() == StatusCode::ACCEPTED {
            let run = answer.json::<RunCreated>().await.unwrap().id;
            runs.push(Promised { learner: learner.clone().on(EXERCISES[0]), run });
        }
        assert!(since.elapsed() < WITHIN, "the disk does not fill");
    }
    disk.free();
    recovers(&workbook, runs).await;
    nothing_is_left(workbook, Broker::Simulated).await;
}

/// A server that starts on a read-only disk says so, and nothing is lost. The disk is remounted
/// read-only before the start, since the kernel refuses that while files are open for writing.
#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_may_only_be_read() {
    let Some(disk) = Disk::mount("100m").filter(|_| is_sqlite()) else { return };
    let options = Options { data: Some(disk.path().to_owned()), ..Options::default() };
    let mut workbook = TestWorkbook::start_with(options);
    let runs = Promised::accept_many(&workbook, RUNS).await;
    workbook.kill();
    eventually("the workers are gone", async || workbook.processes().is_empty()).await;

    disk.remount("ro");
    let refused = workbook.command().env("LC_ALL", "en_US.UTF-8").output().unwrap();
    assert!(!refused.status.success());
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(said.contains("cannot be opened for writing: look at its owner"), "{said}");

    disk.remount("rw");
    workbook.start_again();
    let at_new_port = |run: Promised| Promised { learner: run.learner.at(&workbook), ..run };
    let runs = runs.into_iter().map(at_new_port).collect();
    recovers(&workbook, runs).await;
    nothing_is_left(workbook, Broker::Simulated).await;
}

/// Whether these tests use SQLite.
fn is_sqlite() -> bool {
    std::env::var_os("BITACORA_TEST_POSTGRES").is_none()
}

async fn ask(learner: &Learner) -> Response {
    let (fields, prediction) = answer(learner, EXERCISES[0]).await;
    learner.try_run(&fields, Some(prediction)).await
}

/// A small file system in memory; unmounted when dropped.
struct Disk(TempDir);

impl Disk {
    /// `None`, with a printed reason, where mounting is not permitted, as in most containers.
    fn mount(size: &str) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let options = format!("size={size}");
        let mount = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &options, "bitacora-test"])
            .arg(folder.path())
            .output();
        if mount.is_ok_and(|mount| mount.status.success()) {
            return Some(Self(folder));
        }
        eprintln!("skipped: a disk in memory cannot be mounted here");
        None
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn remount(&self, how: &str) {
        let how = format!("remount,{how}");
        let status = Command::new("mount").args(["-o", &how]).arg(self.path()).status();
        assert!(status.unwrap().success(), "{how}");
    }

    /// Fills all space that is left.
    fn fill(&self) {
        let mut file = fs::File::create(self.path().join("full")).unwrap();
        while file.write_all(&[7; 4096]).is_ok() {}
    }

    fn free(&self) {
        fs::remove_file(self.path().join("full")).unwrap();
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Lazily: when a test fails, its server is dropped after this.
        let _ = Command::new("umount").arg("--lazy").arg(self.path()).status();
    }
}
