//! The time of a run's reports: microseconds since its act started, the same zero in every
//! process of the act.

use std::time::{SystemTime, UNIX_EPOCH};

#[derive(Debug, Clone, Copy)]
pub struct Clock {
    started_us: u64,
}

impl Clock {
    /// `started_us` is the act's start in microseconds since 1970.
    pub fn since(started_us: u64) -> Self {
        Self { started_us }
    }

    /// Of a clock that was set back in between, zero.
    pub fn now_us(self) -> u64 {
        epoch_us().saturating_sub(self.started_us)
    }
}

/// Microseconds since 1970.
pub fn epoch_us() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_micros()).unwrap_or(u64::MAX)
}
