//! Removes the topics and groups of runs that are over, including those that a dead server left
//! behind. It asks the cluster what exists instead of keeping a list, so a crash loses nothing.

use std::{collections::BTreeSet, time::Duration};

use api::broker::BrokerKind;
use backon::{BackoffBuilder, ExponentialBuilder};
use tokio::time::{MissedTickBehavior, interval, sleep};
use tokio_util::sync::CancellationToken;

use crate::{
    lab::{Lab, backoff, groups, topics, wire::WireError},
    store::{self, runs},
};

/// At most one sweep in this time: removing competes with the runs for the broker.
const AT_MOST_EVERY: Duration = Duration::from_secs(2);
/// The pauses after a failure: a cluster that refuses to remove topics still does two seconds
/// later.
const RETRY_PAUSES: ExponentialBuilder = backoff::doubling(AT_MOST_EVERY, Duration::from_secs(120));
const BROKER_WITHIN: Duration = Duration::from_secs(10);

#[derive(Debug, thiserror::Error)]
enum SweepError {
    #[error("the broker did not answer")]
    Broker(#[from] WireError),
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Sweeps at the start, after runs, and when the broker comes back.
pub async fn sweep_until(lab: Lab, stop: CancellationToken) {
    let mut pace = interval(AT_MOST_EVERY);
    pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut pauses = RETRY_PAUSES.build();
    loop {
        match sweep(&lab).await {
            Ok(Sweep::Complete) => {
                pauses = RETRY_PAUSES.build();
                tokio::select! {
                    () = stop.cancelled() => return,
                    () = lab.tidy.notified() => {}
                }
            }
            // Swept again at the next tick.
            Ok(Sweep::Incomplete) => {}
            Err(error) => {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "topics and groups of past runs were not removed; trying again"
                );
                let pause = pauses.next().unwrap_or(AT_MOST_EVERY);
                if stop.run_until_cancelled(sleep(pause)).await.is_none() {
                    return;
                }
            }
        }
        tokio::select! {
            () = stop.cancelled() => return,
            _ = pace.tick() => {}
        }
    }
}

enum Sweep {
    Complete,
    /// The broker is not ready, or a killed member still counts in its group.
    Incomplete,
}

async fn sweep(lab: &Lab) -> Result<Sweep, SweepError> {
    if lab.broker.kind() == BrokerKind::Simulated {
        return Ok(Sweep::Complete);
    }
    let Some(bootstrap) = lab.broker.janitor_address() else { return Ok(Sweep::Incomplete) };
    let prefix = lab.namespace.prefix();
    let topics = topics::list(&bootstrap, prefix, BROKER_WITHIN).await?;
    let groups = groups::list(&bootstrap, prefix, BROKER_WITHIN).await?;
    let past = past_runs(lab, topics.iter().chain(&groups)).await?;

    let topics = of_runs(lab, topics, &past);
    if !topics.is_empty() {
        topics::delete(&bootstrap, &topics, BROKER_WITHIN).await?;
        tracing::debug!(topics = topics.len(), "removed topics of past runs");
    }
    // After the topics, because removing a topic also removes the offsets committed in it.
    let groups = of_runs(lab, groups, &past);
    if groups.is_empty() {
        return Ok(Sweep::Complete);
    }
    match groups::delete(&bootstrap, &groups, BROKER_WITHIN).await {
        Ok(()) => tracing::debug!(groups = groups.len(), "removed groups of past runs"),
        Err(error) if groups::is_not_empty(&error) => return Ok(Sweep::Incomplete),
        Err(error) => return Err(error.into()),
    }
    Ok(Sweep::Complete)
}

/// The runs behind `names` that are over.
async fn past_runs(
    lab: &Lab,
    names: impl Iterator<Item = &String>,
) -> Result<BTreeSet<String>, store::Error> {
    let runs: BTreeSet<&str> = names.filter_map(|name| lab.namespace.run_of(name)).collect();
    let mut past = BTreeSet::new();
    for run in runs {
        if is_past(lab, run).await? {
            past.insert(run.to_owned());
        }
    }
    Ok(past)
}

fn of_runs(lab: &Lab, mut names: Vec<String>, runs: &BTreeSet<String>) -> Vec<String> {
    names.retain(|name| lab.namespace.run_of(name).is_some_and(|run| runs.contains(run)));
    names
}

/// Asked only about names that were listed before. If the run starts again a moment later, its new
/// topics are not among them: their names have the number of another execution.
async fn is_past(lab: &Lab, run: &str) -> Result<bool, store::Error> {
    if lab.queue.is_under_way(run) {
        return Ok(false);
    }
    Ok(match runs::find(&lab.store, run).await? {
        // Even if it waits to run again after a crash, it does not use what its last execution
        // left.
        Some(_) => true,
        // On our own cluster nobody else can own it; elsewhere it may be another server's.
        None => lab.broker.kind() == BrokerKind::Local,
    })
}
