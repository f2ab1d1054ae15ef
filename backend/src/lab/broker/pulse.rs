//! Whether a broker answers now, asked when somebody wants to know: a process that runs may stand
//! still, and of a cluster elsewhere nobody tells us anything.

use std::{sync::Arc, time::Duration};

use api::text::Text;
use tokio::{sync::Mutex, time::Instant};

use super::trouble;
use crate::lab::wire::{
    Bootstrap, WireError,
    cluster::{self, Topics},
};

/// Far above what a busy broker takes to say who it is.
const WITHIN: Duration = Duration::from_secs(2);
/// An answer is believed so long: however often somebody asks, the broker is asked once a second.
const FRESH: Duration = Duration::from_secs(1);

/// Clones are of the same broker.
#[derive(Debug, Clone, Default)]
pub struct Pulse {
    /// The last time. Held while it is asked: by one at a time.
    last: Arc<Mutex<Option<Heard>>>,
}

/// When it was asked, and why it did not answer, if so.
type Heard = (Instant, Option<Text>);

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
