//! Many samples of one thing, in milliseconds.

use std::time::Duration;

use super::Number;

#[derive(Default)]
pub(super) struct Samples(Vec<f64>);

impl Samples {
    pub(super) fn add(&mut self, sample: Duration) {
        self.0.push(sample.as_secs_f64() * 1000.0);
    }

    pub(super) fn median(&self) -> f64 {
        self.percentile(50)
    }

    /// The smallest sample that this share of them does not exceed (nearest rank); 0 if there are
    /// none.
    pub(super) fn percentile(&self, percent: usize) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let rank = (sorted.len() * percent).div_ceil(100);
        sorted.get(rank.saturating_sub(1)).copied().unwrap_or_default()
    }

    /// Median and 95th percentile.
    pub(super) fn numbers(&self, name: &str) -> Vec<Number> {
        [("median", 50), ("p95", 95)]
            .map(|(what, percent)| {
                Number::new(format!("{name}_{what}"), self.percentile(percent), "ms")
            })
            .into()
    }
}

#[cfg(test)]
mod tests {
    use super::Samples;

    #[test]
    fn percentiles_are_samples() {
        let samples = Samples((1..=50).rev().map(f64::from).collect());
        assert_eq!((samples.percentile(50), samples.percentile(95)), (25.0, 48.0));
        assert_eq!(Samples(vec![7.0]).percentile(95), 7.0);
        assert_eq!(Samples::default().median(), 0.0);
    }
}
