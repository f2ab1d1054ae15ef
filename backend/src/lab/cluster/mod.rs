//! The clusters that a run can use. Only this module distinguishes the kinds: a run gets a
//! `Cluster` with its topics, whichever kind it is.

/// Which kind `--broker` selects on this machine, and why.
pub mod choice;
/// Where a client connects, and how it authenticates.
pub mod entrance;
/// The settings of an external cluster.
pub mod external;
/// What an external cluster does not let us do.
pub mod lack;
/// Apache Kafka as a supervised child process.
pub mod local;
/// Whether a broker answers now.
mod pulse;
/// What is known about an external cluster.
mod survey;
/// Finds out what a cluster refuses.
mod trial;
/// What to do about a broker that does not answer.
mod trouble;

use std::{future, path::PathBuf, time::Duration};

use api::{
    broker::{Broker as Label, BrokerKind},
    text::Text,
};
use backon::{ExponentialBuilder, Retryable};
use kafka_protocol::error::ResponseError;
use tokio::time::{Instant, timeout, timeout_at};

use super::{
    backoff,
    topics::{self, NewTopic},
    wire::{Bootstrap, WireError},
    worker::{
        WorkerError, WorkerProcess,
        plan::{MockCluster, Plan},
        report::Report,
    },
};
use lessons::scenario::Needs;
use local::{LocalKafka, State};
pub use pulse::Pulse;
pub use survey::Survey;

/// How long a run waits for a broker that is starting, dying or frozen.
const READY_WITHIN: Duration = Duration::from_secs(30);
const TOPICS_WITHIN: Duration = Duration::from_secs(10);
/// The pauses before a broker that counts as ready but does not answer is asked again.
const ASK_AGAIN: ExponentialBuilder =
    backoff::doubling(Duration::from_millis(250), Duration::from_millis(250));

/// Makes a librdkafka client host a mock cluster of one broker.
pub const SIMULATED: [(&str, &str); 1] = [("test.mock.num.brokers", "1")];

/// The session timeout of a member that dies: on our own clusters, and on one with Kafka's default
/// of `group.min.session.timeout.ms`.
pub(super) const SESSIONS_MS: [u32; 2] = [1500, 6000];

#[derive(Debug, Clone)]
pub enum Broker {
    Local(LocalKafka),
    External {
        bootstrap: Bootstrap,
        pulse: Pulse,
        survey: Survey,
    },
    /// A private mock cluster for each run, in a worker process; `program` is this executable.
    Simulated {
        program: PathBuf,
    },
}

/// A cluster with the topics of one run.
#[derive(Debug)]
pub struct Cluster {
    pub bootstrap: Bootstrap,
    /// Changes when the broker died and was restarted: then what the run saw before is not trusted.
    incarnation: u64,
    /// The shortest session timeout that a member may have, in milliseconds.
    pub shortest_session_ms: u32,
    /// Lives as long as the run; dropping it ends the simulated cluster.
    _simulated: Option<WorkerProcess>,
}

/// Why a run has no cluster; always a fault of the infrastructure.
#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    #[error("the broker was not ready in time: {}", .why.en)]
    NotReady { why: Text },
    #[error("the topics could not be created")]
    Topics(#[from] WireError),
    #[error("the simulated cluster did not start")]
    Simulated(#[from] WorkerError),
    #[error("the simulated cluster ended before it was listening")]
    SimulatedEnded,
}

impl Cluster {
    fn new(bootstrap: Bootstrap, incarnation: u64) -> Self {
        let [shortest_session_ms, _] = SESSIONS_MS;
        Self { bootstrap, incarnation, shortest_session_ms, _simulated: None }
    }
}

impl Broker {
    pub fn kind(&self) -> BrokerKind {
        match self {
            Self::Local(_) => BrokerKind::Local,
            Self::External { .. } => BrokerKind::External,
            Self::Simulated { .. } => BrokerKind::Simulated,
        }
    }

    /// What pages and stored runs say about it.
    pub fn label(&self) -> Label {
        let label = match self {
            Self::Local(_) => format!("Apache Kafka {}", local::VERSION),
            Self::External { .. } => "Apache Kafka".to_owned(),
            Self::Simulated { .. } => {
                format!("librdkafka {}", rdkafka::util::get_rdkafka_version().1)
            }
        };
        Label { kind: self.kind(), label }
    }

    /// A cluster that has these topics (real names).
    pub async fn cluster(&self, new_topics: &[NewTopic]) -> Result<Cluster, ClusterError> {
        match self {
            Self::Local(kafka) => with_topics(new_topics, |deadline| ready(kafka, deadline)).await,
            Self::External { bootstrap, survey, .. } => {
                // No incarnation: we are not told when one of its brokers dies.
                let cluster =
                    with_topics(new_topics, |_| future::ready(Ok((bootstrap.clone(), 0)))).await?;
                Ok(Cluster { shortest_session_ms: survey.shortest_session_ms(), ..cluster })
            }
            Self::Simulated { program } => {
                let mut worker = WorkerProcess::spawn(program)?;
                let topics =
                    new_topics.iter().map(|topic| (topic.name.clone(), topic.partitions)).collect();
                worker.hand_over(&Plan::MockCluster(MockCluster { topics })).await?;
                match timeout(TOPICS_WITHIN, worker.next_report()).await {
                    Ok(Ok(Some(Report::Listening { bootstrap }))) => {
                        let bootstrap = bootstrap.into();
                        Ok(Cluster { _simulated: Some(worker), ..Cluster::new(bootstrap, 0) })
                    }
                    Ok(Err(error)) => Err(error.into()),
                    Ok(Ok(_)) | Err(_) => Err(ClusterError::SimulatedEnded),
                }
            }
        }
    }

    /// Whether the broker of `cluster` is alive and was not restarted.
    pub fn still_serves(&self, cluster: &Cluster) -> bool {
        match self {
            Self::Local(kafka) => matches!(
                kafka.state(),
                State::Ready { incarnation, .. } if incarnation == cluster.incarnation
            ),
            // We are not told; errors of the clients and of the log reader show it.
            Self::External { .. } | Self::Simulated { .. } => true,
        }
    }

    /// Where to remove the topics of past runs; `None` while no broker is ready, and for simulated
    /// clusters, whose topics end with them.
    pub fn janitor_address(&self) -> Option<Bootstrap> {
        match self {
            Self::Local(kafka) => match kafka.state() {
                State::Ready { bootstrap, .. } => Some(bootstrap.into()),
                State::Starting | State::Down { .. } | State::Stopped => None,
            },
            Self::External { bootstrap, .. } => Some(bootstrap.clone()),
            Self::Simulated { .. } => None,
        }
    }

    /// Why no run can start now; `None` when one can.
    pub async fn missing(&self) -> Option<Text> {
        match self {
            Self::Local(kafka) => match kafka.state() {
                State::Ready { .. } if kafka.answers().await => None,
                State::Ready { .. } => Some(Text::new(
                    "Kafka no responde en este momento. Las ejecuciones que empiecen lo esperan; si no vuelve, Bitácora lo arrancará de nuevo.",
                    "Kafka does not answer at the moment. Runs that start wait for it; if it does not come back, Bitácora will start it again.",
                )),
                State::Starting | State::Stopped => Some(starting()),
                State::Down { why, .. } => Some(why.text()),
            },
            Self::External { bootstrap, pulse, survey } => {
                pulse.missing(bootstrap).await.or_else(|| survey.missing())
            }
            Self::Simulated { .. } => None,
        }
    }

    /// Why exercises with these needs cannot run on it; `None` while nothing is known against it.
    pub fn leaves_out(&self, needs: Needs) -> Option<Text> {
        match self {
            Self::External { survey, .. } => survey.leaves_out(needs),
            Self::Simulated { .. } if needs.kafka => Some(Text::new(
                "Este ejercicio pide un Kafka de verdad, y el clúster de ahora es simulado: arranca Bitácora con `--broker local`.",
                "This exercise needs real Kafka, and the present cluster is simulated: start Bitácora with `--broker local`.",
            )),
            Self::Local(_) | Self::Simulated { .. } => None,
        }
    }

    /// Waits until our child process is gone, after the stop signal.
    pub async fn stopped(&self) {
        match self {
            Self::Local(kafka) => kafka.stopped().await,
            Self::External { .. } | Self::Simulated { .. } => {}
        }
    }
}

/// Creates the topics, and tries again until the deadline. Kafka counts as ready until its process
/// is gone, and one that is dying or frozen may be back by then; when a cluster loses a broker,
/// others become leaders some seconds later. `ready` gives the address and the incarnation.
async fn with_topics<F>(
    new_topics: &[NewTopic],
    ready: impl Fn(Instant) -> F,
) -> Result<Cluster, ClusterError>
where
    F: Future<Output = Result<(Bootstrap, u64), ClusterError>>,
{
    let deadline = Instant::now() + READY_WITHIN;
    let ask = || async {
        let (bootstrap, incarnation) = ready(deadline).await?;
        topics::create(&bootstrap, new_topics, TOPICS_WITHIN).await?;
        Ok(Cluster::new(bootstrap, incarnation))
    };
    ask.retry(backoff::until(deadline, ASK_AGAIN)).when(is_transient).await
}

/// Whether the error may go away by itself.
fn is_transient(error: &ClusterError) -> bool {
    let ClusterError::Topics(error) = error else { return false };
    match error {
        WireError::TimedOut { .. } => true,
        // After a freeze, a cluster of one node has no registered broker for a moment. A busy broker
        // of several may learn late that there is a new topic.
        WireError::Broker { code, .. }
            if [
                ResponseError::InvalidReplicationFactor.code(),
                ResponseError::UnknownTopicOrPartition.code(),
            ]
            .contains(code) =>
        {
            true
        }
        error => error.is_transient(),
    }
}

async fn ready(kafka: &LocalKafka, deadline: Instant) -> Result<(Bootstrap, u64), ClusterError> {
    let mut states = kafka.subscribe();
    let ready = states.wait_for(|state| matches!(state, State::Ready { .. }));
    let reached =
        timeout_at(deadline, ready).await.ok().and_then(Result::ok).map(|state| state.clone());
    match reached {
        Some(State::Ready { bootstrap, incarnation, .. }) => Ok((bootstrap.into(), incarnation)),
        _ => Err(ClusterError::NotReady {
            why: match kafka.state() {
                State::Down { why, .. } => why.text(),
                State::Starting | State::Ready { .. } | State::Stopped => starting(),
            },
        }),
    }
}

fn starting() -> Text {
    Text::new("Kafka está arrancando.", "Kafka is starting.")
}
