//! The numbers of an act's log, which an optimisation changes.

use api::event::PartitionLog;

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Numbers {
    pub records: usize,
    pub batches: u32,
    /// Produce requests that the client sent; `None` while they are unknown, and for a consumer.
    pub requests: Option<u32>,
    /// Size as stored, batch headers included.
    pub bytes: u64,
    /// Each codec once, in the order of the partitions.
    pub codecs: Vec<String>,
}

impl Numbers {
    pub(super) fn of(log: &[PartitionLog]) -> Self {
        let mut numbers = Self::default();
        for partition in log {
            numbers.records += partition.records.len();
            numbers.batches += partition.batches;
            numbers.bytes += partition.bytes;
            for codec in &partition.codecs {
                if !numbers.codecs.contains(codec) {
                    numbers.codecs.push(codec.clone());
                }
            }
        }
        numbers
    }

    /// `None` for an empty log, and where bytes were not counted.
    pub fn bytes_per_record(&self) -> Option<f64> {
        (self.records > 0 && self.bytes > 0).then(|| self.bytes as f64 / self.records as f64)
    }
}
