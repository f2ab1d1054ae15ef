//! Whether a broker answers now, asked on demand: a running process may be frozen, and nobody tells
//! us about an external cluster.

use std::{sync::Arc, time::Duration};

use api::text::Text;
use tokio::{sync::Mutex, time::Instant};

use super::trouble;
use crate::lab::wire::{
    Bootstrap, WireError,
    cluster::{self, Topics},
};

/// Far longer than a busy broker takes to describe itself.
const WITHIN: Duration = Duration::from_secs(2);
/// How long an answer is reused: however many ask, the broker is asked once a second.
const FRESH: Duration = Duration::from_secs(1);

/// Clones share the last answer.
#[derive(Debug, Clone, Default)]
pub struct Pulse {
    /// The last answer. Locked while the broker is asked, so that one caller at a time asks.
    last: Arc<Mutex<Option<Answer>>>,
}

/// When it was asked, and why it did not answer, if it did not.
type Answer = (Instant, Option<Text>);

impl Pulse {
    /// Why it does not answer; `None` when it does.
    pub async fn missing(&self, bootstrap: &Bootstrap) -> Option<Text> {
        let mut last = self.last.lock().await;
        if let Some((asked, missing)) = &*last
            && asked.elapsed() < FRESH
        {
            return missing.clone();
        }
        let missing = match ask(bootstrap).await {
            Ok(()) => None,
            Err(error) => {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "the broker does not answer"
                );
                Some(trouble::text(&error))
            }
        };
        *last = Some((Instant::now(), missing.clone()));
        missing
    }
}

async fn ask(bootstrap: &Bootstrap) -> Result<(), WireError> {
    let deadline = Instant::now() + WITHIN;
    let mut connection = cluster::connect(bootstrap, deadline).await?;
    cluster::describe(&mut connection, Topics::Named(&[]), deadline).await.map(drop)
}
