//! Apache Kafka as a child process of the backend: one KRaft node on loopback, started when it is
//! missing, started again when it dies, gone when the backend is. Runs get its address from here.

/// The class-data archive that halves Java's start.
mod archive;
/// What Kafka's log says of a start that failed.
mod diagnosis;
/// Kafka's folder: who holds it, and what lies in it.
mod folder;
/// The jars that Kafka consists of.
mod jars;
/// The Java that runs them.
mod java;
/// The process between the backend and Kafka.
pub mod keeper;
/// The command line.
mod launch;
/// The two loopback ports.
mod ports;
/// What the operating system knows of a process.
pub mod process;
/// `server.properties`.
mod properties;
/// Formats the storage, once.
mod storage;
/// Start, wait, watch, start again.
mod supervisor;
/// Why there is no Kafka, and what to do.
pub mod unavailable;

use std::path::PathBuf;
use std::time::Duration;

use super::pulse::Pulse;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

pub use self::java::Java;
pub use self::unavailable::Unavailable;

/// The version that `backend/kafka/` pins; also part of the label that pages show.
pub const VERSION: &str = "4.3.1";

/// Where things are.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The folder with Kafka's jars. Read only.
    pub libs: PathBuf,
    /// Kafka's own folder: its log, its configuration, its pid. One backend at a time.
    pub data: PathBuf,
    /// Where the class-data archive is kept. Backends may share it.
    pub cache: PathBuf,
    /// The `java` to use; else that of `JAVA_HOME`, else that of `PATH`.
    pub java: Option<PathBuf>,
    /// The program that understands `keep`: the backend's own.
    pub keeper: PathBuf,
    /// A Kafka that answers nothing for so long is killed and started again.
    pub patience: Duration,
}

impl Settings {
    /// Far above what a busy machine or a full disk can make Kafka wait.
    pub const PATIENCE: Duration = Duration::from_secs(60);
}

/// What can be said of Kafka now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// The process is being made, or does not answer yet.
    Starting,
    /// It answers and takes topics.
    Ready {
        /// `127.0.0.1:port`. The same after a restart, if the port is still free.
        bootstrap: String,
        /// Counts the processes from 1: a run that sees it change has lost its broker on the way.
        incarnation: u64,
        /// The Java process.
        pid: u32,
    },
    /// It is not there; it will be tried again without anybody's doing.
    Down { why: Unavailable, retry_in: Duration },
    /// The backend asked it to stop, and it is gone.
    Stopped,
}

/// A handle on the supervised Kafka. Clones are handles on the same one.
#[derive(Debug, Clone)]
pub struct LocalKafka {
    state: watch::Receiver<State>,
    pulse: Pulse,
}

impl LocalKafka {
    /// Whether Kafka could be started here, without starting it: Java is there and new enough, and
    /// no jar is missing. Runs `java -version`, so it takes about 0.1 s and blocks.
    pub fn check(settings: &Settings) -> Result<Java, Unavailable> {
        // Java first: who lacks both cannot help himself with the jars alone.
        let java = Java::find(settings.java.as_deref())?;
        jars::check_present(&settings.libs)?;
        Ok(java)
    }

    /// Starts the task that starts Kafka and keeps it alive until `stop`; returns at once. Needs a
    /// Tokio runtime. The task is over when [`Self::stopped`] resolves.
    pub fn supervise(settings: Settings, stop: CancellationToken) -> Self {
        let (sender, state) = watch::channel(State::Starting);
        tokio::spawn(supervisor::run(settings, stop, sender));
        Self { state, pulse: Pulse::default() }
    }

    /// The state now.
    pub fn state(&self) -> State {
        self.state.borrow().clone()
    }

    /// Whether a process that is ready answers: it may stand still, which is noticed here at once and by
    /// the supervisor after its patience.
    pub async fn answers(&self) -> bool {
        match self.state() {
            State::Ready { bootstrap, .. } => self.pulse.missing(&bootstrap.into()).await.is_none(),
            State::Starting | State::Down { .. } | State::Stopped => false,
        }
    }

    /// The state now and every later one; states in quick succession may be seen as the last.
    pub fn subscribe(&self) -> watch::Receiver<State> {
        self.state.clone()
    }

    /// Resolves when, after `stop`, the child process is gone: half a second as a rule, 35 s at most.
    pub async fn stopped(&self) {
        // An error means that the supervisor is over, which is as good.
        let _ = self.state.clone().wait_for(|state| *state == State::Stopped).await;
    }

    /// The Java process, while Kafka is ready.
    pub fn pid(&self) -> Option<u32> {
        match *self.state.borrow() {
            State::Ready { pid, .. } => Some(pid),
            State::Starting | State::Down { .. } | State::Stopped => None,
        }
    }
}
