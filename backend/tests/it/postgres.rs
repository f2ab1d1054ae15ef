//! A PostgreSQL of a test's own, which it may stop, restart and freeze. It uses the programs of the
//! one that the tests run on, and the same user, since PostgreSQL does not run as root.

use std::{
    fs,
    net::TcpListener,
    os::unix::{
        fs::{MetadataExt, chown},
        process::CommandExt,
    },
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use rustix::process::{Pid, Signal, geteuid, kill_process};
use sqlx::{Connection, Executor, PgConnection};
use tempfile::TempDir;

use crate::{
    endurance::eventually,
    workbook::{Options, working_in},
};

/// Cuts all other connections to the database of this one.
pub const CUT: &str = "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid()";

pub struct Postgres {
    programs: PathBuf,
    /// User and group.
    owner: (u32, u32),
    password: String,
    port: u16,
    server: Option<Child>,
    folder: TempDir,
}

impl Postgres {
    /// Takes connections when this returns. `None`, with a printed reason, where the tests run on
    /// SQLite or on a remote PostgreSQL.
    pub async fn start() -> Option<Self> {
        let url = std::env::var("BITACORA_TEST_POSTGRES").ok()?;
        let mut neighbour = PgConnection::connect(&url).await.unwrap();
        let (programs, data): (String, String) = sqlx::query_as(
            "SELECT (SELECT setting FROM pg_config WHERE name = 'BINDIR'),
                    current_setting('data_directory')",
        )
        .fetch_one(&mut neighbour)
        .await
        .unwrap();
        let Ok(data) = fs::metadata(data) else {
            eprintln!("skipped: BITACORA_TEST_POSTGRES is not on this machine");
            return None;
        };
        let password = format!("{:x}", rand::random::<u128>());
        let mut postgres = Self::in_a_folder(programs.into(), (data.uid(), data.gid()), password);
        let arguments = ["--username=bitacora", "--auth=scram-sha-256", "--pwfile=password"];
        let made = postgres
            .command("initdb")
            .args(arguments)
            .args(["--encoding=UTF8", "--no-sync", "--pgdata=data"])
            .status();
        assert!(made.unwrap().success());
        postgres.start_again().await;
        Some(postgres)
    }

    fn in_a_folder(programs: PathBuf, owner: (u32, u32), password: String) -> Self {
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("password");
        fs::write(&file, &password).unwrap();
        for path in [&file, folder.path()] {
            chown(path, Some(owner.0), Some(owner.1)).unwrap();
        }
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        Self { programs, owner, password, port, server: None, folder }
    }

    /// A standby with synchronous replication: it has all that this one has committed.
    pub async fn standby(&self) -> Self {
        let mut standby =
            Self::in_a_folder(self.programs.clone(), self.owner, self.password.clone());
        let copied = standby
            .command("pg_basebackup")
            .args(["--pgdata=data", "--write-recovery-conf", "--checkpoint=fast", "--no-sync"])
            .args(["--dbname", &self.url()])
            .status();
        assert!(copied.unwrap().success());
        standby.start_again().await;
        let mut primary = PgConnection::connect(&self.url()).await.unwrap();
        for statement in
            ["ALTER SYSTEM SET synchronous_standby_names = '*'", "SELECT pg_reload_conf()"]
        {
            primary.execute(statement).await.unwrap();
        }
        standby
    }

    /// The other one crashes, and this one takes its address.
    pub async fn take_the_place_of(&mut self, other: &mut Self) {
        other.stop_at_once();
        self.stop_at_once();
        std::mem::swap(&mut self.port, &mut other.port);
        self.start_again().await;
    }

    pub fn url(&self) -> String {
        format!("postgres://bitacora:{}@127.0.0.1:{}/postgres", self.password, self.port)
    }

    /// Options of a workbook that uses it.
    pub fn options(&self) -> Options {
        let environment = vec![("DATABASE_URL".to_owned(), self.url())];
        Options { on_file: true, environment, ..Options::default() }
    }

    /// Starts it without waiting.
    pub fn begin(&mut self) {
        let port = self.port.to_string();
        // A crash of PostgreSQL alone loses nothing that the kernel has, so nothing needs to reach
        // the disk.
        let settings = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off"];
        let mut command = self.command("postgres");
        command.args(["-D", "data", "-p", &port]);
        command.args(settings.iter().flat_map(|setting| ["-c", setting]));
        self.server = Some(command.spawn().unwrap());
    }

    pub async fn start_again(&mut self) {
        self.begin();
        let url = self.url();
        eventually("PostgreSQL takes connections", async || {
            PgConnection::connect(&url).await.is_ok()
        })
        .await;
    }

    /// Like a crash: sessions are cut off, and the next start recovers from the log.
    pub fn stop_at_once(&mut self) {
        if let Some(mut server) = self.server.take() {
            kill_process(Pid::from_child(&server), Signal::QUIT).unwrap();
            server.wait().unwrap();
        }
    }

    /// Freezes it: its connections stay open, and nothing arrives.
    pub fn freeze(&self) {
        self.signal(Signal::STOP);
    }

    pub fn thaw(&self) {
        self.signal(Signal::CONT);
    }

    /// Signals all of its processes, the first one first, so that it forks no more.
    fn signal(&self, signal: Signal) {
        let first = self.server.as_ref().map(Pid::from_child);
        let others = working_in(self.folder.path()).into_iter();
        let others = others.filter_map(|process| Pid::from_raw(process.pid.try_into().unwrap()));
        for pid in first.into_iter().chain(others) {
            // One of them may just have exited.
            let _ = kill_process(pid, signal);
        }
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.programs.join(program));
        command
            .current_dir(self.folder.path())
            .env("LC_ALL", "C")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(self.log());
        if geteuid().is_root() {
            command.uid(self.owner.0).gid(self.owner.1);
        }
        command
    }

    /// Its log is in its folder.
    fn log(&self) -> fs::File {
        let log = self.folder.path().join("log");
        fs::File::options().create(true).append(true).open(log).unwrap()
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.thaw();
        self.stop_at_once();
    }
}
