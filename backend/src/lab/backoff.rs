//! How the lab polls. Kafka does not tell when a leader is elected or a coordinator is ready, so it
//! is asked at growing intervals, up to a deadline.

use std::time::Duration;

use backon::{Backoff, BackoffBuilder, ExponentialBuilder};
use tokio::time::Instant;

/// Pauses that double from the first up to the longest, without end.
pub const fn doubling(first: Duration, longest: Duration) -> ExponentialBuilder {
    ExponentialBuilder::new().with_min_delay(first).with_max_delay(longest).without_max_times()
}

/// The same, until no time is left for another attempt before the deadline.
pub fn until(deadline: Instant, pauses: ExponentialBuilder) -> impl Backoff {
    pauses.build().take_while(move |pause| Instant::now() + *pause < deadline)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_end_with_the_deadline() {
        let pauses = || doubling(Duration::from_millis(5), Duration::from_millis(20));
        let hour = Duration::from_secs(3600);
        let next: Vec<_> = until(Instant::now() + hour, pauses()).take(5).collect();
        assert_eq!(next, [5, 10, 20, 20, 20].map(Duration::from_millis));
        assert_eq!(until(Instant::now(), pauses()).next(), None);
    }
}
