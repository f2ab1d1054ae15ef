//! Removes the topics of runs that are over, also those that a dead server left behind. It asks
//! the cluster what there is instead of keeping a list, so there is nothing to lose in a crash.

use std::{collections::BTreeSet, time::Duration};

use api::broker::BrokerKind;
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use super::{Lab, namespace, topics};
use crate::store::{self, runs};

/// At most one sweep in this time: removing competes with the runs for the broker.
const AT_MOST_EVERY: Duration = Duration::from_secs(2);
const BROKER_WITHIN: Duration = Duration::from_secs(10);

#[derive(Debug, thiserror::Error)]
enum SweepError {
    #[error("the broker did not answer")]
    Broker(#[from] super::wire::WireError),
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Sweeps at the start, after runs, and when the broker comes back.
pub async fn sweep_until(lab: Lab, stop: CancellationToken) {
    let mut pace = interval(AT_MOST_EVERY);
    pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        match sweep(&lab).await {
            Ok(Swept::All) => tokio::select! {
                () = stop.cancelled() => return,
                () = lab.tidy.notified() => {}
            },
            // Looked at again at the next tick.
            Ok(Swept::Nothing) => {}
            Err(error) => {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "topics of past runs were not removed; trying again"
                );
            }
        }
        tokio::select! {
            () = stop.cancelled() => return,
            _ = pace.tick() => {}
        }
    }
}

enum Swept {
    All,
    /// There is nobody to ask yet.
    Nothing,
}

async fn sweep(lab: &Lab) -> Result<Swept, SweepError> {
    if lab.broker.kind() == BrokerKind::Simulated {
        return Ok(Swept::All);
    }
    let Some(bootstrap) = lab.broker.janitor_address() else { return Ok(Swept::Nothing) };
    let found = topics::list(&bootstrap, namespace::PREFIX, BROKER_WITHIN).await?;
    let runs: BTreeSet<&str> = found.iter().filter_map(|topic| namespace::run_of(topic)).collect();
    let mut past = BTreeSet::new();
    for run in runs {
        if is_past(lab, run).await? {
            past.insert(run.to_owned());
        }
    }
    let names: Vec<String> = found
        .into_iter()
        .filter(|topic| namespace::run_of(topic).is_some_and(|run| past.contains(run)))
        .collect();
    if !names.is_empty() {
        topics::delete(&bootstrap, &names, BROKER_WITHIN).await?;
        tracing::debug!(topics = names.len(), "removed topics of past runs");
    }
    Ok(Swept::All)
}

async fn is_past(lab: &Lab, run: &str) -> Result<bool, store::Error> {
    if lab.queue.is_running(run) {
        return Ok(false);
    }
    Ok(match runs::find(&lab.store, run).await? {
        // Waiting again after a crash: what its last execution left is of no use to it.
        Some(_) => true,
        // On a cluster of ours alone nobody else can own it; elsewhere it may be a neighbour's.
        None => lab.broker.kind() == BrokerKind::Local,
    })
}
