//! The clusters a run can happen on. What differs between the kinds is told apart here and
//! nowhere else: a run gets a `Cluster` with its topics and does not care which kind it is.

/// Which kind `--broker` means on this machine, and why.
pub mod choice;
/// Where a client connects, and what lets it in.
pub mod entrance;
/// Somebody's own cluster.
pub mod external;
/// What it does not do for us.
pub mod lack;
/// Apache Kafka as a supervised child process.
pub mod local;
/// Whether it answers now.
mod pulse;
/// What is known of somebody's own cluster.
mod survey;
/// Finds out what a cluster does not do.
mod trial;
/// What to do about one that does not answer.
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
        protocol::{MockCluster, Plan, Report},
    },
};
use lessons::exercise::Lab as Kind;
use local::{LocalKafka, State};
pub use pulse::Pulse;
pub use survey::Survey;

/// How long a run waits for a broker that is starting, dying or frozen.
const READY_WITHIN: Duration = Duration::from_secs(30);
const TOPICS_WITHIN: Duration = Duration::from_secs(10);
/// Before a broker that is taken for ready and does not answer is asked again.
const ASK_AGAIN: ExponentialBuilder =
    backoff::doubling(Duration::from_millis(250), Duration::from_millis(250));

/// Makes a librdkafka client carry a mock cluster of one broker.
pub const SIMULATED: [(&str, &str); 1] = [("test.mock.num.brokers", "1")];

/// What a session of a member that dies may last: on a cluster of ours, and by Kafka's own default of
/// `group.min.session.timeout.ms`.
pub(super) const SESSIONS_MS: [u32; 2] = [1500, 6000];

#[derive(Debug, Clone)]
pub enum Broker {
    Local(LocalKafka),
    External {
        bootstrap: Bootstrap,
        pulse: Pulse,
        survey: Survey,
    },
    /// A private mock cluster for each run, in a worker process; `program` is this program.
    Simulated {
        program: PathBuf,
    },
}

/// A cluster with the topics of one run.
#[derive(Debug)]
pub struct Cluster {
    pub bootstrap: Bootstrap,
    /// Changes when the broker died and came back: what a run saw before is not to be trusted.
    incarnation: u64,
    /// What a member's session may be at least, in milliseconds.
    pub shortest_session_ms: u32,
    /// Lives as long as the run; dropping it ends the simulated cluster.
    _simulated: Option<WorkerProcess>,
}

/// Why a run has no cluster: always the infrastructure's fault.
#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    #[error("the broker was not ready in time: {}", .why.en)]
    NotReady { why: Text },
    #[error("the topics were not made")]
    Topics(#[from] WireError),
    #[error("the simulated cluster did not start")]
    Simulated(#[from] WorkerError),
    #[error("the simulated cluster ended before it listened")]
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
                // No incarnation: nobody tells us whether one of its brokers died.
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

    /// Whether the broker that `cluster` was made on is still the same and alive.
    pub fn still_serves(&self, cluster: &Cluster) -> bool {
        match self {
            Self::Local(kafka) => matches!(
                kafka.state(),
                State::Ready { incarnation, .. } if incarnation == cluster.incarnation
            ),
            // Nobody tells us; the clients' and the reader's errors do.
            Self::External { .. } | Self::Simulated { .. } => true,
        }
    }

    /// Where the topics of past runs are to be removed; `None` while nobody can be asked, and for
    /// simulated clusters, whose topics die with them.
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

    /// What is missing for runs to start now; `None` when nothing is.
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

    /// Why exercises of this kind cannot be done on it; `None` while nothing is known against it.
    pub fn leaves_out(&self, kind: Kind) -> Option<Text> {
        match self {
            Self::External { survey, .. } => survey.leaves_out(kind),
            Self::Local(_) | Self::Simulated { .. } => None,
        }
    }

    /// Waits until a child process of ours is gone, after the stop signal.
    pub async fn stopped(&self) {
        match self {
            Self::Local(kafka) => kafka.stopped().await,
            Self::External { .. } | Self::Simulated { .. } => {}
        }
    }
}

/// Kafka counts as ready until its process is gone. One that is dying, or stands still, may be back
/// within the time that a run waits for it anyway; and of a cluster that lost a broker the others
/// lead what it led some seconds later. `ready` gives the address and the incarnation.
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
    ask.retry(backoff::until(deadline, ASK_AGAIN)).when(may_pass).await
}

/// Whether a cluster may do later what it does not do now.
fn may_pass(error: &ClusterError) -> bool {
    let ClusterError::Topics(error) = error else { return false };
    match error {
        WireError::TimedOut { .. } => true,
        // After a standstill a cluster of one node has no broker for a moment.
        WireError::Broker { code, .. }
            if *code == ResponseError::InvalidReplicationFactor.code() =>
        {
            true
        }
        error => error.is_passing(),
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
