//! Starts runs as the queue and the limit allow, and sees each one to its end. The owner of every
//! run's task: it waits for all of them before it ends itself.

use std::time::Duration;

use api::{
    event::{EventKind, RestartReason},
    text::Text,
};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::{
    Lab,
    events::Events,
    interruption::Interruption,
    queue::Queue,
    recorder::Recorder,
    runner::{self, Execution},
};
use crate::{
    grader,
    store::{
        self,
        runs::{self, Ending, StoredRun},
    },
};

/// How often a run is begun on a broker that fails under it before it is inconclusive.
const TRIES: u32 = 2;
/// Before a run that could not be stored is tried again.
const STORE_AWAY: Duration = Duration::from_secs(2);

/// Takes up what the last server left unfinished, then runs until `stop`.
pub async fn schedule(lab: Lab, stop: CancellationToken) {
    take_up_unfinished(&lab, &stop).await;
    let mut tasks = JoinSet::new();
    while !stop.is_cancelled() {
        while let Some((run, stop_run)) = lab.queue.take(lab.runs_at_once, &stop) {
            tasks.spawn(see_through(lab.clone(), run, stop_run));
        }
        lab.queue.tell_places(&lab.events).await;
        let (waiting, running) = lab.queue.sizes();
        metrics::gauge!("bitacora_runs_waiting").set(waiting as f64);
        metrics::gauge!("bitacora_runs_running").set(running as f64);
        tokio::select! {
            () = stop.cancelled() => {}
            () = lab.queue.changed() => {}
            Some(ended) = tasks.join_next(), if !tasks.is_empty() => {
                if let Err(panic) = ended {
                    tracing::error!(%panic, "a run's task panicked; the run is taken up at the next start");
                }
            }
        }
    }
    while tasks.join_next().await.is_some() {}
}

async fn take_up_unfinished(lab: &Lab, stop: &CancellationToken) {
    loop {
        match runs::unfinished(&lab.store).await {
            Ok(unfinished) => {
                for run in unfinished {
                    lab.queue.submit(run);
                }
                return;
            }
            Err(error) => {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "unfinished runs could not be read; trying again"
                );
                tokio::select! {
                    () = stop.cancelled() => return,
                    () = tokio::time::sleep(STORE_AWAY) => {}
                }
            }
        }
    }
}

/// Sees one run to its end, whatever happens to the broker or the database meanwhile. Only the
/// server's own stop leaves it unfinished, and then the next start takes it up.
async fn see_through(lab: Lab, run: StoredRun, stop: CancellationToken) {
    let _released = Released { queue: lab.queue.clone(), run: run.id.clone() };
    let mut reason = RestartReason::Backend;
    let mut tries_left = TRIES;
    loop {
        tries_left -= 1;
        match one_execution(&lab, &run, reason, tries_left > 0, &stop).await {
            Ok(Next::Over) => break,
            Ok(Next::Again) => reason = RestartReason::Broker,
            Err(error) => {
                tracing::error!(
                    run = run.id,
                    error = &error as &dyn std::error::Error,
                    "a run could not be stored; trying again"
                );
                reason = RestartReason::Backend;
                tries_left = TRIES;
                tokio::select! {
                    () = lab.stop.cancelled() => break,
                    () = tokio::time::sleep(STORE_AWAY) => {}
                }
            }
        }
    }
    lab.tidy.notify_one();
}

enum Next {
    Over,
    Again,
}

async fn one_execution(
    lab: &Lab,
    run: &StoredRun,
    reason: RestartReason,
    may_try_again: bool,
    stop: &CancellationToken,
) -> Result<Next, store::Error> {
    let broker = lab.broker.label();
    let Some(execution) = runs::begin(&lab.store, &run.id, &broker).await? else {
        return Ok(Next::Over);
    };
    let Some(exercise) = lab.course.exercise(&run.exercise) else {
        tracing::error!(run = run.id, exercise = run.exercise, "the course has lost this exercise");
        finish(&lab.events, lab, run, &Ending::Stopped).await?;
        return Ok(Next::Over);
    };
    let recorder = Recorder::start(lab.events.clone(), run.clone());
    let started = async {
        if execution > 1 {
            recorder.record(EventKind::Restarted { reason }).await?;
        }
        recorder.record(EventKind::Started { broker }).await
    };
    let executed = async {
        started.await?;
        Ok::<Execution, super::recorder::NotRecorded>(
            runner::execute(lab, exercise, run, execution, &recorder).await,
        )
    };
    let executed = tokio::select! {
        biased;
        () = stop.cancelled() => None,
        executed = executed => executed.ok(),
    };
    let Some(Execution { mut evidence, interruption, had_cluster }) = executed else {
        recorder.finish().await?;
        // The server's own stop leaves the run to the next start.
        if stop.is_cancelled() && !lab.stop.is_cancelled() {
            finish(&lab.events, lab, run, &Ending::Stopped).await?;
        }
        return Ok(Next::Over);
    };
    if let Some(Interruption::Infrastructure { awaited, cause }) = &interruption {
        tracing::warn!(
            run = run.id,
            execution,
            cause = cause.as_ref() as &dyn std::error::Error,
            "a run was interrupted: {}",
            awaited.en
        );
        if had_cluster && may_try_again {
            recorder.finish().await?;
            return Ok(Next::Again);
        }
        recorder.record(EventKind::Inconclusive { awaited: awaited.clone() }).await.ok();
        evidence.failures.push(awaited.clone());
    }
    recorder.finish().await?;
    let mut stored = evidence.to_stored();
    if stored.body.len() > super::evidence::MOST_BYTES {
        evidence.acts.clear();
        evidence.failures.push(too_large());
        stored = evidence.to_stored();
    }
    let verdict = grader::grade(exercise, &run.fields, run.prediction.as_ref(), &evidence);
    finish(&lab.events, lab, run, &Ending::Graded { evidence: stored, verdict }).await?;
    Ok(Next::Over)
}

async fn finish(
    events: &Events,
    lab: &Lab,
    run: &StoredRun,
    ending: &Ending,
) -> Result<(), store::Error> {
    if runs::finish(&lab.store, run, ending, store::now_ms()).await? {
        events.announce(&run.id, u64::MAX);
        metrics::histogram!("bitacora_run_seconds").record(run.clock.age_ms() as f64 / 1000.0);
    }
    Ok(())
}

fn too_large() -> Text {
    Text::new(
        "Esperábamos una evidencia que cupiera en los límites de la ejecución.",
        "We waited for evidence that fits the limits of the run.",
    )
}

/// Frees the learner's place even if the task panics.
struct Released {
    queue: Queue,
    run: String,
}

impl Drop for Released {
    fn drop(&mut self) {
        self.queue.release(&self.run);
    }
}
