//! Tells waiting learners their places in the queue, at its own pace and beside the scheduler, so
//! that a long queue delays no start.

use std::time::Duration;

use tokio::{sync::Notify, time::sleep};
use tokio_util::sync::CancellationToken;

use crate::lab::Lab;

/// The pause between two looks at the queue.
const PACE: Duration = Duration::from_millis(500);
/// Places told at each look, in one transaction, for which other writers have to wait.
const AT_ONCE: usize = 100;

/// Looks after each `moved`: the scheduler has then started what it may, and the rest is told.
pub async fn tell_until(lab: &Lab, moved: &Notify, stop: &CancellationToken) {
    while stop.run_until_cancelled(moved.notified()).await.is_some() {
        loop {
            let news = lab.queue.news(AT_ONCE);
            if news.is_empty() {
                break;
            }
            if let Err(error) = lab.events.append_places(&news).await {
                // A place is a courtesy; the run itself is stored.
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "places in the queue were not stored"
                );
            }
            if stop.run_until_cancelled(sleep(PACE)).await.is_none() {
                return;
            }
        }
    }
}
