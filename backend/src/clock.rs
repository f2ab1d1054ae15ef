//! The one clock for everything that is reported about a run: the machine's monotonic clock.
//! Script, proxy and server read the same one, each in its own process, and nobody can set it. So
//! an effect never gets an earlier time than its cause.

use rustix::time::{ClockId, clock_gettime};
use serde::{Deserialize, Serialize};

/// The time of an act: microseconds since its start, the same zero in every process of the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Clock {
    /// Reading of the machine's clock at the start.
    started_us: u64,
}

impl Clock {
    /// A clock that starts now.
    pub fn start() -> Self {
        Self { started_us: monotonic_us() }
    }

    pub fn now_us(self) -> u64 {
        monotonic_us().saturating_sub(self.started_us)
    }
}

/// The time of a run as one server sees it: milliseconds since the run was accepted. Setting the
/// wall clock after the run was read from the store changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RunClock {
    read: Clock,
    age_ms: u64,
}

impl RunClock {
    /// The clock of a run that is `age_ms` old now.
    pub fn at_age(age_ms: u64) -> Self {
        Self { read: Clock::start(), age_ms }
    }

    pub fn age_ms(self) -> u64 {
        self.age_ms.saturating_add(self.read.now_us() / 1000)
    }
}

/// Microseconds of the machine's monotonic clock, which the vDSO reads without a system call.
fn monotonic_us() -> u64 {
    let now = clock_gettime(ClockId::Monotonic);
    let (seconds, nanoseconds) = (now.tv_sec.unsigned_abs(), now.tv_nsec.unsigned_abs());
    seconds * 1_000_000 + nanoseconds / 1000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_of_an_act_is_the_same_in_another_process() {
        let before = Clock::start();
        let plan = serde_json::to_string(&before).unwrap();
        let theirs: Clock = serde_json::from_str(&plan).unwrap();
        let (mine_us, theirs_us) = (before.now_us(), theirs.now_us());
        assert!(mine_us <= theirs_us && theirs_us <= before.now_us());
    }

    #[test]
    fn a_run_is_at_least_as_old_as_when_it_was_read() {
        let clock = RunClock::at_age(7_000);
        let first_ms = clock.age_ms();
        assert!(first_ms >= 7_000 && clock.age_ms() >= first_ms);
        assert_eq!(RunClock::at_age(u64::MAX).age_ms(), u64::MAX);
    }
}
