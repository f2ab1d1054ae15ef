//! How much one learner and one address may ask of the server, so that nobody stops, slows or
//! starves another. `routes/limit.rs` asks here before a handler runs; unfinished runs are counted
//! by the store (`store/runs/acceptance.rs`), since they outlive the server.
//!
//! A learner's own limit is tested before her address's, and a request that it refuses does not
//! count for the address: a browser that loops does not use up what the rest of its class shares.

/// The sender of a request, as the limits count it.
pub mod network;
/// A burst, and so many a minute.
pub mod pace;
/// How large the database may grow.
pub mod space;
/// Event streams that are open at once.
pub mod streams;

use std::num::NonZeroU32;

use crate::config::Config;
use network::Network;
use pace::{Pace, Wait};
use space::Space;
use streams::Streams;

/// Whose limit was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    Learner,
    Address,
}

/// Requests that only read, and those that change something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    Read,
    Write,
}

/// Lives as long as the server; a restart resets the counts.
#[derive(Debug)]
pub struct Limits {
    reads: Shared,
    writes: Shared,
    /// New learners. Without this limit, a client that takes a new cookie for each request would
    /// have no limit at all.
    newcomers: Pace<Network>,
    pub streams: Streams,
    pub space: Space,
}

#[derive(Debug)]
struct Shared {
    learners: Pace<String>,
    networks: Pace<Network>,
}

impl Limits {
    pub fn new(config: &Config) -> Self {
        let class = config.learners_per_address;
        let shared = |each: NonZeroU32| Shared {
            learners: Pace::per_minute(each),
            networks: Pace::per_minute(each.saturating_mul(class)),
        };
        Self {
            reads: shared(config.reads_per_minute),
            writes: shared(config.writes_per_minute),
            newcomers: Pace::per_minute(config.newcomers_per_minute),
            streams: Streams::new(
                config.streams_per_learner,
                config.streams_per_learner.saturating_mul(class),
            ),
            space: Space::of_megabytes(config.database_mb),
        }
    }

    /// Counts one request; `learner` is `None` where the request is about no learner.
    ///
    /// # Errors
    /// Whose limit was reached, and when to come back.
    pub fn admit(
        &self,
        access: Access,
        learner: Option<&String>,
        network: Network,
    ) -> Result<(), (Whose, Wait)> {
        let shared = match access {
            Access::Read => &self.reads,
            Access::Write => &self.writes,
        };
        if let Some(learner) = learner {
            shared.learners.admit(learner).map_err(|wait| (Whose::Learner, wait))?;
        }
        shared.networks.admit(&network).map_err(|wait| (Whose::Address, wait))
    }

    /// Counts one learner whom the store does not know yet.
    ///
    /// # Errors
    /// When the next newcomer from this network is allowed.
    pub fn admit_newcomer(&self, network: Network) -> Result<(), (Whose, Wait)> {
        self.newcomers.admit(&network).map_err(|wait| (Whose::Address, wait))
    }
}
