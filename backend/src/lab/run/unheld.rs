//! Queues stored runs that are not over and that nobody holds: at the start all that the last
//! server left, later those whose task panicked or whose ending could not be stored. A run that is
//! being accepted may be found here before its handler queues it; it is queued once.

use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use crate::{
    lab::Lab,
    store::{self, runs},
};

const LOOK_EVERY: Duration = Duration::from_secs(3);

pub async fn take_up_until(lab: &Lab, stop: &CancellationToken) {
    let mut looks = interval(LOOK_EVERY);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while stop.run_until_cancelled(looks.tick()).await.is_some() {
        if let Err(error) = take_up(lab).await {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "unfinished runs could not be read; trying again"
            );
        }
    }
}

async fn take_up(lab: &Lab) -> Result<(), store::Error> {
    let unheld = lab.queue.unheld(runs::unfinished(&lab.store).await?);
    if unheld.is_empty() {
        return Ok(());
    }
    // Runs that ended or began while the list was read are left out.
    for run in runs::wait_again(&lab.store, &unheld).await? {
        match run {
            Ok(run) => lab.queue.submit(run),
            Err(error) => tracing::error!(
                error = &error as &dyn std::error::Error,
                "an unfinished run could not be read"
            ),
        }
    }
    Ok(())
}
