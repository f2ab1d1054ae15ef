//! Stands between a run's clients and the broker: delays and faults.
