//! A real server for a test: its own process, port, data folder and database. Tests speak HTTP.

mod browser;
mod learner;
mod processes;
mod vanishing;

use std::{
    fs::File,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
};

use backend::{
    lab::{cluster::local::process::Process, wire::Bootstrap},
    store::{Store, held::Held},
};
pub use browser::{Browser, cookies};
pub use learner::{EXERCISE, Learner, assert_numbered, fields, model, problem, what_happened};
pub use processes::{are_gone, working_in};
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;
pub use vanishing::Vanishing;

/// The program under test.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_bitacora");

/// The course under test.
pub const CONTENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../lessons/content");

/// A server that runs until it is dropped, which kills it.
pub struct TestWorkbook {
    pub base: String,
    child: Child,
    /// Its data folder; another server on it finds the same work.
    data: PathBuf,
    options: Options,
    /// Every process of the workbook has its working directory here or below.
    folder: TempDir,
}

/// Settings that a test changes.
#[derive(Debug, Clone, Default)]
pub struct Options {
    pub broker: Broker,
    /// The data folder, if not the workbook's own.
    pub data: Option<PathBuf>,
    /// The course, if not [`CONTENT`].
    pub content: Option<PathBuf>,
    /// Uses a file, even where the tests run on PostgreSQL.
    pub on_file: bool,
    pub arguments: Vec<String>,
    pub environment: Vec<(String, String)>,
    /// Limit of descriptors, as a shell would set it.
    pub open_files: Option<u32>,
    /// Whether the test reads the log, so that it is not printed.
    pub keeps_log: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Broker {
    #[default]
    Simulated,
    Local,
    /// The cluster that `KAFKA_BOOTSTRAP_SERVERS` names.
    External,
}

impl Broker {
    fn word(self) -> &'static str {
        match self {
            Self::Simulated => "simulated",
            Self::Local => "local",
            Self::External => "external",
        }
    }
}

impl TestWorkbook {
    pub fn start() -> Self {
        Self::start_with(Options::default())
    }

    pub fn start_with(mut options: Options) -> Self {
        let folder = TempDir::new().expect("a temporary folder can be made");
        let data = options.data.clone().unwrap_or_else(|| folder.path().join("data"));
        if !options.on_file
            && let Some(url) = fresh_postgres()
        {
            options.environment.push(("DATABASE_URL".to_owned(), url));
        }
        let assets = assets_in(folder.path());
        options.arguments.extend(["--assets".to_owned(), assets.display().to_string()]);
        let (child, base) = serve(folder.path(), &data, &options);
        Self { base, child, data, options, folder }
    }

    /// Its log, where `keeps_log` was set.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap()
    }

    pub fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    /// The folder of its compiled frontend, build `b1`.
    pub fn assets(&self) -> PathBuf {
        self.folder.path().join("assets")
    }

    pub fn data(&self) -> &Path {
        &self.data
    }

    /// kill -9, and a new server on the same data. The port may change.
    pub fn kill_and_start_again(&mut self) {
        self.kill();
        self.start_again();
    }

    /// kill -9.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// A new server on the same data.
    pub fn start_again(&mut self) {
        (self.child, self.base) = serve(self.folder.path(), &self.data, &self.options);
    }

    /// The same with more arguments.
    pub fn start_again_with(&mut self, arguments: &[&str]) {
        self.options.arguments.extend(arguments.iter().map(|&argument| argument.to_owned()));
        self.start_again();
    }

    /// Waits for its exit.
    pub fn ended(&mut self) -> std::process::ExitStatus {
        self.child.wait().unwrap()
    }

    /// Its database, opened a second time.
    pub async fn store(&self) -> Store {
        match self.database_url() {
            Some(url) => Store::open_postgres(url, Held::default()).await,
            None => Store::open_sqlite(&self.data.join("bitacora.sqlite")).await,
        }
        .unwrap()
    }

    /// From its next start on, this many runs are executed at once.
    pub fn set_runs_at_once(&mut self, at_once: &str) {
        let arguments = &mut self.options.arguments;
        let flag = arguments.iter().position(|argument| argument == "--runs-at-once");
        let flag = flag.expect("it was started with another number");
        arguments[flag + 1] = at_once.to_owned();
    }

    /// The command line that started it.
    pub fn command(&self) -> Command {
        command(&self.data, &self.options)
    }

    /// The server, its workers, Kafka and its keeper; orphans among them.
    pub fn processes(&self) -> Vec<Process> {
        working_in(self.folder.path())
    }

    /// Kafka's own process, from its keeper's pid file.
    pub fn kafka(&self) -> Process {
        Process::read(&self.data.join("kafka/kafka.pid")).expect("a Kafka was started")
    }

    /// Where Kafka listens.
    pub fn bootstrap(&self) -> Bootstrap {
        let properties = std::fs::read_to_string(self.data.join("kafka/server.properties"));
        let address =
            |line: &str| Some(line.strip_prefix("advertised.listeners=PLAINTEXT://")?.to_owned());
        properties.unwrap().lines().find_map(address).expect("the address is a property").into()
    }

    /// Sends SIGTERM, and waits for its exit.
    pub fn stop(&mut self) -> std::process::ExitStatus {
        kill_process(self.pid(), Signal::TERM).unwrap();
        self.child.wait().unwrap()
    }

    /// The PostgreSQL that it uses instead of the file in its data folder.
    pub fn database_url(&self) -> Option<&str> {
        let mut environment = self.options.environment.iter();
        environment.find(|(name, _)| name == "DATABASE_URL").map(|(_, url)| url.as_str())
    }

    /// Changes one row directly in its database.
    pub async fn sql(&self, statement: &str) {
        assert_eq!(self.execute(statement).await, 1);
    }

    /// Executes a statement directly on its database; returns how many rows it changed.
    pub async fn execute(&self, statement: &str) -> u64 {
        use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, SqliteConnection};
        let statement = AssertSqlSafe(statement.to_owned());
        if let Some(url) = self.database_url() {
            let mut connection = PgConnection::connect(url).await.unwrap();
            connection.execute(statement).await.unwrap().rows_affected()
        } else {
            let file = self.data.join("bitacora.sqlite").display().to_string();
            let mut connection = SqliteConnection::connect(&file).await.unwrap();
            connection.execute(statement).await.unwrap().rows_affected()
        }
    }

    /// A value of its metrics; `None` before it is counted for the first time.
    pub async fn metric(&self, name: &str) -> Option<f64> {
        let metrics = reqwest::get(self.url("/metrics")).await.unwrap().text().await.unwrap();
        let value = |line: &str| line.strip_prefix(name)?.trim().parse().ok();
        metrics.lines().find_map(value)
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }
}

impl Drop for TestWorkbook {
    fn drop(&mut self) {
        // Fails when a test has already stopped it.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn serve(folder: &Path, data: &Path, options: &Options) -> (Child, String) {
    let mut command = command(data, options);
    if options.keeps_log {
        command.stderr(File::create(folder.join("log")).unwrap());
    }
    let mut child = command.current_dir(folder).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let base = lines
        .by_ref()
        .find_map(|line| {
            line.ok()?.strip_prefix("Bitácora: ").map(|url| url.trim_end_matches('/').to_owned())
        })
        .expect("the server prints its address");
    // Drained, so that the server can go on printing.
    std::thread::spawn(move || lines.for_each(drop));
    (child, base)
}

/// The parts of a compiled frontend, build `b1`, that a server reads.
pub fn assets_in(folder: &Path) -> PathBuf {
    let assets = folder.join("assets");
    std::fs::create_dir(&assets).unwrap();
    for (name, text) in [("build.txt", "b1"), ("style.css", "/* style */"), ("boot.js", "// boot")]
    {
        std::fs::write(assets.join(name), text).unwrap();
    }
    assets
}

/// The command line of a server in a test.
pub fn command(data: &Path, options: &Options) -> Command {
    let mut command = match options.open_files {
        None => Command::new(PROGRAM),
        Some(most) => {
            let mut shell = Command::new("sh");
            shell.args(["-c", &format!(r#"ulimit -Sn {most}; exec "$0" "$@""#), PROGRAM]);
            shell
        }
    };
    command
        .args(["serve", "--addr", "127.0.0.1:0", "--broker", options.broker.word()])
        .arg("--data")
        .arg(data)
        .arg("--content")
        .arg(options.content.as_deref().unwrap_or(Path::new(CONTENT)))
        .args(&options.arguments)
        .envs(options.environment.iter().cloned())
        .stdin(Stdio::null());
    command
}

/// The course in that folder, with `from` replaced by `to` in its exercises.
pub fn changed_content(folder: &Path, from: &str, to: &str) -> PathBuf {
    let content = folder.join("content");
    let copied = Command::new("cp").arg("-r").arg(CONTENT).arg(&content).status().unwrap();
    assert!(copied.success());
    let lessons = std::fs::read_dir(&content).unwrap().map(|lesson| lesson.unwrap().path());
    let mut changed = false;
    for file in lessons.map(|lesson| lesson.join("exercises.toml")).filter(|file| file.is_file()) {
        let text = std::fs::read_to_string(&file).unwrap();
        changed |= text.contains(from);
        std::fs::write(&file, text.replace(from, to)).unwrap();
    }
    assert!(changed, "no exercise has {from}");
    content
}

/// Whether tests can use real Kafka here. With `CI=true` they must.
pub fn has_kafka() -> bool {
    let has = std::env::var_os("BITACORA_KAFKA_LIBS").is_some();
    assert!(
        has || std::env::var("CI").as_deref() != Ok("true"),
        "CI has no Kafka: BITACORA_KAFKA_LIBS is not set"
    );
    if !has {
        eprintln!("skipped: BITACORA_KAFKA_LIBS names no folder of Kafka's jars");
    }
    has
}

/// A new empty database in the PostgreSQL of `BITACORA_TEST_POSTGRES`, if there is one.
pub fn fresh_postgres() -> Option<String> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let server = std::env::var("BITACORA_TEST_POSTGRES").ok()?;
    let name = format!("it_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let create = || {
        use sqlx::{AssertSqlSafe, Connection, PgConnection};
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut connection = PgConnection::connect(&server).await?;
            let create = AssertSqlSafe(format!("CREATE DATABASE {name}"));
            sqlx::query(create).execute(&mut connection).await
        })
    };
    // A test is already inside a runtime, so this one needs a thread of its own.
    std::thread::scope(|scope| scope.spawn(create).join())
        .unwrap()
        .expect("a database can be made");
    let (base, _) = server.rsplit_once('/').expect("the address names a database");
    Some(format!("{base}/{name}"))
}
