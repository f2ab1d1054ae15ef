//! A burst for each key, and so many more each minute. `governor` counts (GCRA: one number for each
//! key); what is added here is the limit on how many keys are remembered.

use std::{hash::Hash, num::NonZeroU32, sync::Mutex, time::Duration};

use governor::{
    Quota, RateLimiter,
    clock::{Clock, DefaultClock},
    state::keyed::HashMapStateStore,
};

/// With fewer keys nothing is swept.
const FEW_KEYS: usize = 1024;
/// With more keys than this, all are forgotten. Counting does not stop somebody with so many
/// addresses, and she must not fill the memory either.
const MOST_KEYS: usize = 100_000;

/// Whole seconds until the next request is allowed; at least 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait {
    pub seconds: u64,
}

#[derive(Debug)]
pub struct Pace<K: Clone + Eq + Hash, C: Clock + Clone = DefaultClock> {
    quota: Quota,
    clock: C,
    counted: Mutex<Counted<K, C>>,
}

#[derive(Debug)]
struct Counted<K: Clone + Eq + Hash, C: Clock + Clone> {
    limiter:
        RateLimiter<K, HashMapStateStore<K>, C, governor::middleware::NoOpMiddleware<C::Instant>>,
    /// At this number of keys, those with a full allowance are dropped.
    sweep_at: usize,
}

impl<K: Clone + Eq + Hash> Pace<K> {
    pub fn per_minute(most: NonZeroU32) -> Self {
        Self::with_clock(most, DefaultClock::default())
    }
}

impl<K: Clone + Eq + Hash, C: Clock + Clone> Pace<K, C> {
    fn with_clock(most: NonZeroU32, clock: C) -> Self {
        let quota = Quota::per_minute(most);
        let counted = Mutex::new(Counted::new(quota, &clock));
        Self { quota, clock, counted }
    }

    /// Counts one request of `key`.
    ///
    /// # Errors
    /// When its allowance is used up; then nothing is counted.
    pub fn admit(&self, key: &K) -> Result<(), Wait> {
        let mut counted = self.counted.lock().expect("no holder of this lock panics");
        let admitted = counted.limiter.check_key(key);
        counted.sweep(self.quota, &self.clock);
        drop(counted);
        admitted.map_err(|until| Wait::at_least(until.wait_time_from(self.clock.now())))
    }
}

impl<K: Clone + Eq + Hash, C: Clock + Clone> Counted<K, C> {
    fn new(quota: Quota, clock: &C) -> Self {
        let limiter = RateLimiter::new(quota, HashMapStateStore::default(), clock.clone());
        Self { limiter, sweep_at: FEW_KEYS }
    }

    /// Does nothing most of the time; the amortized cost for each key is constant.
    fn sweep(&mut self, quota: Quota, clock: &C) {
        if self.limiter.len() < self.sweep_at {
            return;
        }
        self.limiter.retain_recent();
        let kept = self.limiter.len();
        if kept >= MOST_KEYS {
            *self = Self::new(quota, clock);
            return;
        }
        self.limiter.shrink_to_fit();
        self.sweep_at = (2 * kept).clamp(FEW_KEYS, MOST_KEYS);
    }
}

impl Wait {
    fn at_least(duration: Duration) -> Self {
        let seconds = duration.as_secs() + u64::from(duration.subsec_nanos() > 0);
        Self { seconds: seconds.max(1) }
    }
}

#[cfg(test)]
mod tests {
    use governor::clock::FakeRelativeClock;

    use super::*;

    fn pace(most: u32) -> (Pace<u32, FakeRelativeClock>, FakeRelativeClock) {
        let clock = FakeRelativeClock::default();
        (Pace::with_clock(NonZeroU32::new(most).unwrap(), clock.clone()), clock)
    }

    #[test]
    fn a_share_is_had_at_once_and_comes_back_when_it_was_said() {
        let (pace, clock) = pace(6);
        for _ in 0..6 {
            assert_eq!(pace.admit(&1), Ok(()));
        }
        assert_eq!(pace.admit(&1), Err(Wait { seconds: 10 }));
        assert_eq!(pace.admit(&2), Ok(()), "another key has its own share");
        clock.advance(Duration::from_millis(500));
        assert_eq!(pace.admit(&1), Err(Wait { seconds: 10 }), "whole seconds, never too few");
        clock.advance(Duration::from_millis(9500));
        assert_eq!(pace.admit(&1), Ok(()));
        assert_eq!(pace.admit(&1), Err(Wait { seconds: 10 }));
    }

    #[test]
    fn keys_that_have_their_whole_share_are_dropped() {
        let (pace, clock) = pace(60);
        for key in 0..FEW_KEYS as u32 - 1 {
            pace.admit(&key).unwrap();
        }
        clock.advance(Duration::from_secs(60));
        pace.admit(&u32::MAX).unwrap();
        assert_eq!(pace.counted.lock().unwrap().limiter.len(), 1);
    }

    #[test]
    fn a_flood_of_keys_stays_bounded() {
        let (pace, _) = pace(60);
        for key in 0..3 * MOST_KEYS as u32 {
            pace.admit(&key).unwrap();
        }
        let counted = pace.counted.lock().unwrap();
        assert!(counted.limiter.len() <= MOST_KEYS && counted.sweep_at <= MOST_KEYS);
    }
}
