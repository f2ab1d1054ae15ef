//! Keeps Kafka alive: prepares it, starts it, polls until it answers, watches it, restarts it. One
//! task per backend; it ends when it was asked to stop and the process is gone.

use std::fs;
use std::sync::Arc;
use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};
use tokio::sync::watch;
use tokio::task::spawn_blocking;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::archive::Archive;
use super::folder::Folder;
use super::launch::Kept;
use super::ports::Ports;
use super::process::{self, Process};
use super::unavailable::Unavailable;
use super::{LocalKafka, Settings, State, diagnosis, keeper, launch, properties, storage};
use crate::lab::backoff;
use crate::lab::wire::{Connection, cluster, security::Security};

/// How long Kafka may take until its first answer.
const DEADLINE: Duration = Duration::from_secs(60);
/// How often Kafka is asked whether it is ready.
const ASK_EVERY: Duration = Duration::from_millis(20);
/// The pauses after a failed start.
const BACK_OFF: ExponentialBuilder =
    backoff::doubling(Duration::from_millis(200), Duration::from_secs(10));
/// After a process was ready for this long, the pauses start small again.
const STABLE_AFTER: Duration = Duration::from_secs(30);
/// Ports can be taken between the choice and Kafka's start: how often others are chosen at once.
const PORT_ATTEMPTS: u32 = 5;

/// How one Kafka process ended.
enum End {
    /// We asked it to.
    Stopped,
    /// It was ready for this long.
    Died { after: Duration, why: Unavailable },
    /// It was never ready.
    Failed(Unavailable),
}

/// Runs until `stop`, and publishes on `state` what happens.
pub(super) async fn run(settings: Settings, stop: CancellationToken, state: watch::Sender<State>) {
    let mut supervisor =
        Supervisor { settings, stop, state, folder: None, ports: None, started: 0 };
    let mut pauses = BACK_OFF.build();
    let mut ports_lost = 0;
    while !supervisor.stop.is_cancelled() {
        let why = match supervisor.run_once().await {
            End::Stopped => break,
            End::Failed(Unavailable::NoPort(_)) if ports_lost < PORT_ATTEMPTS => {
                ports_lost += 1;
                supervisor.ports = None;
                continue;
            }
            End::Failed(why) => why,
            End::Died { after, why } => {
                if after >= STABLE_AFTER {
                    pauses = BACK_OFF.build();
                }
                why
            }
        };
        ports_lost = 0;
        let wait = pauses.next().expect("there is always another pause");
        tracing::warn!(
            cause = %why, retry_in_ms = wait.as_millis(), "Kafka is down. {}", why.text().en
        );
        supervisor.state.send_replace(State::Down { why, retry_in: wait });
        tokio::select! {
            () = supervisor.stop.cancelled() => break,
            () = sleep(wait) => {}
        }
    }
    supervisor.state.send_replace(State::Stopped);
}

struct Supervisor {
    settings: Settings,
    stop: CancellationToken,
    state: watch::Sender<State>,
    /// Locked by the first start that can, and held until the end.
    folder: Option<Arc<Folder>>,
    /// Of the last start, to be reused.
    ports: Option<Ports>,
    /// How many processes have been started.
    started: u64,
}

impl Supervisor {
    /// Runs one process, from its preparation to its end.
    async fn run_once(&mut self) -> End {
        let stop = self.stop.clone();
        let (folder, archive, kept) = tokio::select! {
            () = stop.cancelled() => return End::Stopped,
            started = self.start() => match started {
                Ok(started) => started,
                Err(why) => return End::Failed(why),
            }
        };
        let Some(ports) = self.ports else { unreachable!("a start chooses its ports") };
        self.watch(folder, archive, kept, ports).await
    }

    /// Does everything up to a running process that does not answer yet.
    async fn start(&mut self) -> Result<(Arc<Folder>, Archive, Kept), Unavailable> {
        let settings = self.settings.clone();
        let java = spawn_blocking(move || LocalKafka::check(&settings))
            .await
            .expect("the check does not panic")?;
        let folder = match &self.folder {
            Some(folder) => folder.clone(),
            None => Arc::new(Folder::open(&self.settings.data)?),
        };
        self.folder = Some(folder.clone());
        stop_leftover(&folder).await;
        folder.refresh()?;

        let failed = |error| folder.failed(&error);
        let archive = Archive::plan(&self.settings.cache, &java, &folder.tmp())
            .map_err(|error| Unavailable::from_io(&self.settings.cache, &error))?;
        let ports = Ports::choose(self.ports)?;
        self.ports = Some(ports);
        storage::prepare(&self.settings, &folder, &java, &archive, ports).await?;
        let text = properties::server(ports, storage::LOG_DIR);
        fs::write(folder.properties(), text).map_err(failed)?;

        let kept = launch::server(&self.settings, &folder, &java, &archive).map_err(failed)?;
        self.started += 1;
        self.state.send_replace(State::Starting);
        Ok((folder, archive, kept))
    }

    /// Waits until the process answers, publishes that, and waits for its end.
    async fn watch(
        &self,
        folder: Arc<Folder>,
        archive: Archive,
        mut kept: Kept,
        ports: Ports,
    ) -> End {
        let started = Instant::now();
        let bootstrap = ports.bootstrap();
        tokio::select! {
            _ = kept.keeper.wait() => {
                archive.discard();
                return End::Failed(self.explain_failure(folder).await);
            }
            () = self.stop.cancelled() => {
                end(kept, &folder, &archive).await;
                return End::Stopped;
            }
            answered = timeout(DEADLINE, until_ready(&bootstrap)) => if answered.is_err() {
                let cause = diagnosis::last_error(&folder.kafka_log_tail()).unwrap_or_default();
                end(kept, &folder, &archive).await;
                archive.discard();
                let seconds = DEADLINE.as_secs();
                return End::Failed(Unavailable::Silent { seconds, log: folder.kafka_log(), cause });
            }
        }

        let ready = Instant::now();
        let kafka = Process::read(&folder.pid_file());
        if let Some(kafka) = kafka {
            archive.drop_if_refused(kafka);
        }
        let pid = kafka.map_or(0, |kafka| kafka.pid);
        tracing::info!(
            %bootstrap, pid, incarnation = self.started,
            after_ms = ready.duration_since(started).as_millis(), "Kafka is ready"
        );
        let incarnation = self.started;
        self.state.send_replace(State::Ready { bootstrap: bootstrap.clone(), incarnation, pid });
        let patience = self.settings.patience;
        tokio::select! {
            _ = kept.keeper.wait() => End::Died { after: ready.elapsed(), why: explain_death(&folder) },
            () = until_silent(&bootstrap, patience) => {
                let cause = diagnosis::last_error(&folder.kafka_log_tail()).unwrap_or_default();
                tracing::warn!(pid, cause, "Kafka stands still: killing it");
                // A process that answers nothing does not react to SIGTERM either.
                if let Some(kafka) = kafka {
                    process::kill(kafka.pid);
                }
                end(kept, &folder, &archive).await;
                let (seconds, log) = (patience.as_secs(), folder.kafka_log());
                End::Died { after: ready.elapsed(), why: Unavailable::Silent { seconds, log, cause } }
            }
            () = self.stop.cancelled() => {
                end(kept, &folder, &archive).await;
                End::Stopped
            }
        }
    }

    /// Why a process never became ready. On a blocking thread, because it may read all jars.
    async fn explain_failure(&self, folder: Arc<Folder>) -> Unavailable {
        let libs = self.settings.libs.clone();
        spawn_blocking(move || {
            let log = folder.kafka_log_tail();
            diagnosis::explain_failed_start(&log, &folder.kafka_log(), folder.path(), &libs)
        })
        .await
        .expect("the diagnosis does not panic")
    }
}

/// Why a process that had been ready ended. Its jars were good, so they are not checked again, and
/// Kafka is back sooner.
fn explain_death(folder: &Folder) -> Unavailable {
    diagnosis::explain(&folder.kafka_log_tail(), &folder.kafka_log(), folder.path())
}

/// Resolves when the broker answers on `bootstrap` and lists itself in its metadata: it has then
/// registered with its controller, and accepts topics. Another program on that port would not list
/// it.
async fn until_ready(bootstrap: &str) {
    let mut ticks = interval(ASK_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let security = Security::default();
    loop {
        ticks.tick().await;
        let deadline = Instant::now() + Duration::from_secs(2);
        let Ok(mut connection) = Connection::connect(bootstrap, &security, deadline).await else {
            continue;
        };
        let none = cluster::Topics::Named(&[]);
        let answer = cluster::describe(&mut connection, none, deadline).await;
        let lists_itself = |cluster: cluster::Cluster| {
            cluster.brokers.get(&properties::NODE_ID).is_some_and(|own| own == bootstrap)
        };
        if answer.is_ok_and(lists_itself) {
            return;
        }
    }
}

/// Resolves when the broker has not answered for as long as `patience`.
async fn until_silent(bootstrap: &str, patience: Duration) {
    while timeout(patience, until_ready(bootstrap)).await.is_ok() {
        sleep(patience / 4).await;
    }
}

/// Ends Kafka by closing the keeper's pipe, and keeps the archive that it may have written.
async fn end(kept: Kept, folder: &Folder, archive: &Archive) {
    let Kept { mut keeper, leash } = kept;
    drop(leash);
    // The keeper ends Kafka within its grace period; the rest is for the keeper itself.
    match timeout(keeper::GRACE + Duration::from_secs(2), keeper.wait()).await {
        // 143 is Java's exit code after a SIGTERM that it handled to the end.
        Ok(Ok(status)) if status.code() == Some(143) => {
            if let Err(error) = archive.keep() {
                tracing::debug!(%error, "no class-data archive was made");
            }
        }
        Ok(_) => {}
        Err(_) => {
            // The keeper is dropped here, and the runtime reaps it once it ends.
            tracing::error!("the keeper does not end; killing it and Kafka");
            let _ = keeper.start_kill();
        }
    }
    stop_leftover(folder).await;
}

/// Ends a Kafka that an earlier backend, or a keeper that was killed, left behind in this folder.
async fn stop_leftover(folder: &Folder) {
    let Some(kafka) = Process::read(&folder.pid_file()) else { return };
    let is_ours = || kafka.is_alive() && kafka.has_argument(&folder.properties());
    if !is_ours() {
        return;
    }
    tracing::warn!(pid = kafka.pid, "stopping a Kafka that was left behind");
    process::terminate(kafka.pid);
    let gone = async {
        let mut ticks = interval(ASK_EVERY);
        while is_ours() {
            ticks.tick().await;
        }
    };
    if timeout(keeper::GRACE / 2, gone).await.is_err() {
        process::kill(kafka.pid);
    }
}
