//! Starts runs as the queue and the limit allow, and follows each one to its end. It owns the tasks
//! of all runs and waits for them before it ends itself.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    time::Duration,
};

use api::{
    event::{EventKind, RestartReason},
    text::Text,
    verdict::Verdict,
};
use tokio::{sync::Notify, task::JoinSet, time::sleep};
use tokio_util::sync::CancellationToken;

use super::{
    interruption::Interruption, places, queue::Taken, recorder::Recorder, runner, task::Execution,
    unheld,
};
use crate::{
    evidence::{Evidence, MOST_BYTES, stored::StoredEvidence},
    grader,
    lab::Lab,
    store::{
        self,
        runs::{self, RunEnd, StoredRun},
    },
};

/// How often a run is executed on a broker that fails under it before it is inconclusive.
const TRIES: u32 = 2;
/// The pause before a failed write to the store is repeated.
const STORE_RETRY_PAUSE: Duration = Duration::from_secs(2);

/// Queues what the last server left unfinished, and runs until `stop`.
pub async fn schedule(lab: Lab, stop: CancellationToken) {
    let moved = Notify::new();
    tokio::join!(
        start_runs(&lab, &moved, &stop),
        places::tell_until(&lab, &moved, &stop),
        unheld::take_up_until(&lab, &stop),
    );
}

/// Starts all runs that may start, and then notifies `moved`.
async fn start_runs(lab: &Lab, moved: &Notify, stop: &CancellationToken) {
    let mut tasks = JoinSet::new();
    while !stop.is_cancelled() {
        while let Some((taken, stop_run)) = lab.queue.take(lab.runs_at_once, stop) {
            tasks.spawn(run_to_end(lab.clone(), taken, stop_run));
        }
        moved.notify_one();
        let (waiting, running) = lab.queue.sizes();
        metrics::gauge!("bitacora_runs_waiting").set(waiting as f64);
        metrics::gauge!("bitacora_runs_running").set(running as f64);
        tokio::select! {
            () = stop.cancelled() => {}
            () = lab.queue.changed() => {}
            Some(ended) = tasks.join_next(), if !tasks.is_empty() => {
                if let Err(panic) = ended {
                    tracing::error!(%panic, "a run's task panicked; the run is taken up again");
                }
            }
        }
    }
    while tasks.join_next().await.is_some() {}
}

/// Follows one run to its end, whatever happens to the broker or the database meanwhile. Only a
/// stop of the server leaves it unfinished, and then the next start takes it up.
async fn run_to_end(lab: Lab, taken: Taken, stop: CancellationToken) {
    let run = &taken.run;
    let mut reason = RestartReason::Backend;
    let mut tries_left = TRIES;
    loop {
        tries_left -= 1;
        match one_execution(&lab, run, reason, tries_left > 0, &stop).await {
            Ok(Next::Ended(ending)) => {
                store_ending(&lab, run, &ending).await;
                break;
            }
            Ok(Next::Left) => break,
            Ok(Next::Again) => reason = RestartReason::Broker,
            Err(error) => {
                tracing::error!(
                    run = run.id,
                    error = &error as &dyn std::error::Error,
                    "a run's events could not be stored; it begins again"
                );
                reason = RestartReason::Backend;
                tries_left = TRIES;
                if lab.stop.run_until_cancelled(sleep(STORE_RETRY_PAUSE)).await.is_none() {
                    break;
                }
            }
        }
    }
    lab.tidy.notify_one();
}

/// Keeps the ending until the store accepts it, so that nothing is executed and judged twice. It is
/// lost only if the server stops before that, and the next start executes the run again.
async fn store_ending(lab: &Lab, run: &StoredRun, ending: &RunEnd) {
    while let Err(error) = runs::finish(&lab.store, run, ending, store::now_ms()).await {
        tracing::error!(
            run = run.id,
            error = &error as &dyn std::error::Error,
            "the ending of a run could not be stored; trying again"
        );
        metrics::counter!("bitacora_endings_not_stored_total").increment(1);
        if lab.stop.run_until_cancelled(sleep(STORE_RETRY_PAUSE)).await.is_none() {
            return;
        }
    }
    lab.events.announce(&run.id, u64::MAX);
    metrics::histogram!("bitacora_run_seconds").record(run.clock.age_ms() as f64 / 1000.0);
}

/// What comes after an execution.
enum Next {
    Ended(RunEnd),
    /// Another execution.
    Again,
    /// Nothing: it is already over, or the next start takes it up.
    Left,
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
        return Ok(Next::Left);
    };
    let course = lab.course.now();
    let Some(exercise) = course.exercise(&run.exercise) else {
        tracing::error!(run = run.id, exercise = run.exercise, "the course has lost this exercise");
        return Ok(Next::Ended(RunEnd::Stopped));
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
        let recorded = recorder.finish().await;
        if lab.stop.is_cancelled() {
            return Ok(Next::Left);
        }
        if stop.is_cancelled() {
            return Ok(Next::Ended(RunEnd::Stopped));
        }
        recorded?;
        return Ok(Next::Left);
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
    let mut stored = StoredEvidence::of(&evidence);
    if stored.body.len() > MOST_BYTES {
        evidence.acts.clear();
        evidence.failures.push(too_large());
        stored = StoredEvidence::of(&evidence);
    }
    let verdict = judged(evidence, |evidence| {
        grader::grade(exercise, &run.fields, run.prediction.as_ref(), evidence)
    });
    Ok(Next::Ended(RunEnd::Graded { evidence: stored, verdict }))
}

/// A grader that panics over a run would do so at every attempt. The run is inconclusive instead;
/// its evidence is stored whole, so that `bitacora regrade` can judge it with a corrected grader.
fn judged(mut evidence: Evidence, grade: impl Fn(&Evidence) -> Verdict) -> Verdict {
    catch_unwind(AssertUnwindSafe(|| grade(&evidence))).unwrap_or_else(|_| {
        evidence.acts.clear();
        evidence.failures.push(not_judged());
        grade(&evidence)
    })
}

fn not_judged() -> Text {
    Text::new(
        "Esperábamos poder juzgar la evidencia, y la corrección falló por dentro: avisa a tu docente.",
        "We waited to judge the evidence, and the grading failed inside: tell your instructor.",
    )
}

fn too_large() -> Text {
    Text::new(
        "Esperábamos una evidencia que cupiera en los límites de la ejecución.",
        "We waited for evidence that fits the limits of the run.",
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use api::broker::BrokerKind;
    use lessons::course::Course;

    use super::*;
    use crate::evidence::variant::Variant;

    #[test]
    fn a_grader_that_panics_leaves_the_run_inconclusive() {
        let content = concat!(env!("CARGO_MANIFEST_DIR"), "/../lessons/content");
        let course = Course::load(content.as_ref()).unwrap();
        let exercise = course.exercises().find(|it| !it.checks.is_empty()).unwrap();
        let evidence = Evidence {
            version: Evidence::VERSION,
            exercise: exercise.id.clone(),
            seed: String::new(),
            variant: Variant { partitions: 1, orders: Vec::new(), draws: BTreeMap::new() },
            broker: BrokerKind::Local,
            broker_label: String::new(),
            acts: Vec::new(),
            failures: Vec::new(),
            rules: Evidence::RULES,
        };
        let verdict = judged(evidence, |evidence| {
            assert!(!evidence.failures.is_empty(), "as over evidence that nobody thought of");
            grader::grade(exercise, &BTreeMap::new(), None, evidence)
        });
        assert_eq!(verdict.result, api::verdict::VerdictResult::Inconclusive);
        assert!(verdict.checks.iter().all(|check| check.found == not_judged()), "{verdict:?}");
    }
}
