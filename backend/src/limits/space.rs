//! How large the database may grow. At its limit no new run is accepted; accepted runs finish, and
//! everything can be read.

use std::{
    num::NonZeroU32,
    sync::atomic::{AtomicU64, Ordering},
};

const MEGABYTE: u64 = 1_000_000;

#[derive(Debug)]
pub struct Space {
    limit: u64,
    /// Bytes in use at the last look.
    used: AtomicU64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    Ample,
    /// Four fifths are in use: time to act.
    Scarce,
    Full,
}

impl Space {
    pub fn of_megabytes(megabytes: NonZeroU32) -> Self {
        Self { limit: u64::from(megabytes.get()) * MEGABYTE, used: AtomicU64::new(0) }
    }

    pub fn level(&self) -> Level {
        let used = self.used.load(Ordering::Relaxed);
        if used >= self.limit {
            Level::Full
        } else if used >= self.limit / 5 * 4 {
            Level::Scarce
        } else {
            Level::Ample
        }
    }

    /// Notes how much is in use, and logs it for the operator when the level changes.
    pub fn note(&self, used: u64) {
        let before = self.level();
        self.used.store(used, Ordering::Relaxed);
        metrics::gauge!("bitacora_database_bytes").set(used as f64);
        metrics::gauge!("bitacora_database_limit_bytes").set(self.limit as f64);
        let now = self.level();
        if now == before {
            return;
        }
        let (used, limit) = (used / MEGABYTE, self.limit / MEGABYTE);
        match now {
            Level::Ample => tracing::info!(used, limit, "the database has space again (MB)"),
            Level::Scarce => {
                tracing::warn!(used, limit, "the database is nearly full (MB): {NEXT}")
            }
            Level::Full => {
                tracing::error!(
                    used,
                    limit,
                    "the database is full (MB), no run is accepted: {NEXT}"
                );
            }
        }
    }
}

/// What the operator can do about it.
pub const NEXT: &str = "raise --database-mb, or lower --keep-days";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_warning_comes_before_the_end() {
        let space = Space::of_megabytes(NonZeroU32::new(10).unwrap());
        let level = |used| {
            space.note(used);
            space.level()
        };
        assert_eq!(space.level(), Level::Ample);
        assert_eq!(level(7_999_999), Level::Ample);
        assert_eq!(level(8_000_000), Level::Scarce);
        assert_eq!(level(10_000_000), Level::Full);
        assert_eq!(level(1), Level::Ample);
    }
}
