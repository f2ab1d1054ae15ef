//! Apache Kafka as a child process of the backend: one KRaft node on loopback, restarted when it
//! dies, ended with the backend. Runs get its address from here.

/// The class-data archive that halves Java's start.
mod archive;
/// Explains a failed start from Kafka's log.
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
/// What the operating system says about a process.
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
    /// A Kafka that has not answered for this long is killed and restarted.
    pub patience: Duration,
}

impl Settings {
    /// Far longer than a busy machine or a full disk can delay an answer.
    pub const PATIENCE: Duration = Duration::from_secs(60);
}

/// The state of the local Kafka.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// The process is being started, or does not answer yet.
    Starting,
    /// It answers and accepts topics.
    Ready {
        /// `127.0.0.1:port`. The same after a restart, if the port is still free.
        bootstrap: String,
        /// Counts the processes from 1: if it changes during a run, the run has lost its broker.
        incarnation: u64,
        /// The Java process.
        pid: u32,
    },
    /// It is not running; the supervisor will try again by itself.
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
        // Java first: without it, the jars alone are of no use.
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

    /// Whether a Kafka that is `Ready` answers now: a frozen process is noticed here at once, but
    /// by the supervisor only after its patience.
    pub async fn answers(&self) -> bool {
        match self.state() {
            State::Ready { bootstrap, .. } => self.pulse.missing(&bootstrap.into()).await.is_none(),
            State::Starting | State::Down { .. } | State::Stopped => false,
        }
    }

    /// The current state and every later one; of several in quick succession only the last may be
    /// seen.
    pub fn subscribe(&self) -> watch::Receiver<State> {
        self.state.clone()
    }

    /// Resolves when, after `stop`, the child process is gone: half a second as a rule, 35 s at
    /// most.
    pub async fn stopped(&self) {
        // An error means that the supervisor has already ended.
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
