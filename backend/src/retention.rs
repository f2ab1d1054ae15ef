//! Removes what has been kept long enough, and watches the size of the database. One task for the
//! life of the server; it stops between two transactions.

use std::{sync::Arc, time::Duration};

use tokio::time::{MissedTickBehavior, interval, sleep};
use tokio_util::sync::CancellationToken;

use crate::{
    limits::Limits,
    store::{self, Store, retention, size},
};

const LOOK_EVERY: Duration = Duration::from_secs(60);
const SWEEP_EVERY: Duration = Duration::from_secs(3600);
/// Runs in one transaction. Each may have 4 MiB of evidence and thousands of events, and on SQLite
/// all other writes wait meanwhile.
const BATCH: u32 = 16;
/// Between two transactions, so that most of the time learners can write.
const PAUSE: Duration = Duration::from_millis(200);
/// Pages that SQLite gives back in one transaction: 8 MB.
const PAGES: u32 = 2000;
const DAY_MS: u64 = 24 * 3600 * 1000;

#[derive(Debug)]
pub struct Retention {
    pub store: Store,
    pub limits: Arc<Limits>,
    /// Days that a guest is kept without a visit, and a run's events and evidence after its end.
    pub days: u32,
}

impl Retention {
    /// Sweeps each hour and looks at the size each minute. The first sweep spares the guests: while
    /// the server was off nobody could visit, and a clock that was wrong at the start may be right
    /// in an hour.
    pub async fn keep(self, stop: CancellationToken) {
        let mut looks = interval(LOOK_EVERY);
        let mut sweeps = interval(SWEEP_EVERY);
        for ticks in [&mut looks, &mut sweeps] {
            ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        }
        let mut is_first = true;
        loop {
            let done = tokio::select! {
                () = stop.cancelled() => return,
                _ = looks.tick() => self.look().await,
                _ = sweeps.tick() => {
                    let spares_guests = std::mem::replace(&mut is_first, false);
                    self.sweep(spares_guests, &stop).await
                }
            };
            if let Err(error) = done {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "what is kept too long was not removed; trying again later"
                );
            }
        }
    }

    async fn look(&self) -> Result<(), store::Error> {
        self.limits.space.note(size::bytes(&self.store).await?);
        Ok(())
    }

    async fn sweep(
        &self,
        spares_guests: bool,
        stop: &CancellationToken,
    ) -> Result<(), store::Error> {
        let store = &self.store;
        let now_ms = store::now_ms();
        let kept_since_ms = now_ms.saturating_sub(u64::from(self.days) * DAY_MS);
        let (mut cleared, mut removed, mut gone) = (0, 0, 0);
        while !spares_guests && !stop.is_cancelled() {
            let (runs, guests) = retention::remove_guests(store, kept_since_ms, BATCH).await?;
            if runs == 0 && guests == 0 {
                break;
            }
            (removed, gone) = (removed + runs, gone + guests);
            self.pause(stop).await?;
        }
        while !stop.is_cancelled() {
            let runs = retention::clear_runs(store, kept_since_ms, now_ms, BATCH).await?;
            if runs == 0 {
                break;
            }
            cleared += runs;
            self.pause(stop).await?;
        }
        // By then nobody follows them live.
        let yesterday_ms = now_ms.saturating_sub(DAY_MS);
        let mut after = String::new();
        while !stop.is_cancelled() {
            let last = retention::clear_superseded(store, yesterday_ms, &after, BATCH).await?;
            let Some(last) = last else { break };
            after = last;
            self.pause(stop).await?;
        }
        while !stop.is_cancelled() && size::give_back(store, PAGES).await? {
            self.pause(stop).await?;
        }
        if cleared + removed + gone > 0 {
            tracing::info!(
                guests = gone,
                their_runs = removed,
                runs_cleared = cleared,
                "removed data older than {} days",
                self.days
            );
        }
        Ok(())
    }

    async fn pause(&self, stop: &CancellationToken) -> Result<(), store::Error> {
        stop.run_until_cancelled(sleep(PAUSE)).await;
        self.look().await
    }
}
