//! The profile compared with the real kafka-python (defaults, errors) and the real librdkafka.

mod combinations;
mod defaults;
mod librdkafka;
mod properties;

use super::setting::{Keywords, Setting};

fn given<const N: usize>(entries: [(&str, Setting); N]) -> Keywords {
    entries.into_iter().map(|(name, setting)| (name.to_owned(), setting)).collect()
}
