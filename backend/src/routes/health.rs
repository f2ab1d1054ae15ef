//! For monitoring: is the server alive, can it take runs.

use std::{io, path::Path, sync::Arc, time::Duration};

use axum::{Extension, Json, extract::State, http::StatusCode};
use serde::Serialize;
use tokio::{sync::Mutex, time::Instant};

use crate::{app::App, limits::space, store::trouble::Trouble};

/// Below this, a handful of runs and Kafka's log of them may fill the disk.
const LEAST_FREE_BYTES: u64 = 64 * 1024 * 1024;
/// Each look writes to the disk, so there is at most one a second, however often somebody asks.
const LOOKS_AFTER: Duration = Duration::from_secs(1);

#[derive(Debug, Serialize)]
pub struct Readiness {
    ready: bool,
    /// What is missing, each with the next step.
    missing: Vec<Missing>,
}

#[derive(Debug, Clone, Serialize)]
struct Missing {
    component: &'static str,
    detail: String,
}

/// The last look at the disk, if there was one.
#[derive(Debug, Clone, Default)]
pub struct LastLook(Arc<Mutex<Option<Look>>>);

#[derive(Debug)]
struct Look {
    at: Instant,
    missing: Vec<Missing>,
}

pub async fn is_live() -> &'static str {
    "live\n"
}

pub async fn is_ready(
    State(app): State<App>,
    Extension(last_look): Extension<LastLook>,
) -> (StatusCode, Json<Readiness>) {
    let mut missing = last_look.at_the_disk(&app).await;
    if app.limits.space.level() == space::Level::Full {
        let detail = format!("The database is as large as it may be: {}.", space::NEXT);
        missing.push(Missing { component: "room", detail });
    }
    if let Some(why) = app.lab.broker.missing().await {
        missing.push(Missing { component: "broker", detail: why.en });
    }
    let status = if missing.is_empty() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(Readiness { ready: missing.is_empty(), missing }))
}

impl LastLook {
    async fn at_the_disk(&self, app: &App) -> Vec<Missing> {
        let mut last = self.0.lock().await;
        if let Some(look) = last.as_ref().filter(|look| look.at.elapsed() < LOOKS_AFTER) {
            return look.missing.clone();
        }
        let mut missing = Vec::new();
        if let Err(error) = app.lab.store.ping().await {
            tracing::warn!(error = &error as &dyn std::error::Error, "the database is not ready");
            let detail = match Trouble::of(&error) {
                Trouble::ReadOnly => {
                    "The database takes only reads: it is a standby, or default_transaction_read_only is on. The server goes on by itself when that ends."
                }
                _ => {
                    "The database takes no writes: see that it runs, and that its disk is not full or read-only."
                }
            };
            missing.push(Missing { component: "database", detail: detail.to_owned() });
        }
        // A write may succeed in space that the database already has, and the next run's may not.
        if let Some(detail) = shortage(free_bytes(&app.config.data)) {
            missing.push(Missing { component: "disk", detail });
        }
        *last = Some(Look { at: Instant::now(), missing: missing.clone() });
        missing
    }
}

/// Bytes that the owner of this process may still write.
fn free_bytes(folder: &Path) -> io::Result<u64> {
    let disk = rustix::fs::statvfs(folder)?;
    Ok(disk.f_bavail.saturating_mul(disk.f_frsize))
}

fn shortage(free_bytes: io::Result<u64>) -> Option<String> {
    match free_bytes {
        Ok(free) if free >= LEAST_FREE_BYTES => None,
        Ok(_) => Some(format!(
            "Less than {} MiB are free on the disk of the data folder: make room there, or move the folder with --data.",
            LEAST_FREE_BYTES >> 20
        )),
        Err(error) => {
            tracing::warn!(%error, "the data folder is not ready");
            Some("The data folder cannot be read: see that it is there, or name another one with --data.".to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_that_is_nearly_full_or_gone_is_missing() {
        assert_eq!(shortage(Ok(LEAST_FREE_BYTES)), None);
        assert!(shortage(Ok(LEAST_FREE_BYTES - 1)).unwrap().contains("Less than 64 MiB are free"));
        let folder = tempfile::TempDir::new().unwrap();
        assert!(free_bytes(folder.path()).unwrap() > 0);
        let gone = free_bytes(&folder.path().join("gone"));
        assert!(shortage(gone).unwrap().contains("--data"));
    }
}
