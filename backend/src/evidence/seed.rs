//! Where a run's random-looking choices come from: a hash of learner, exercise and attempt, so that
//! no two learners have the same answer and a run that is repeated has the same orders.
//!
//! `seed = hex(SHA-256("bitacora/1\n" learner "\n" exercise "\n" attempt))`, and a draw is the
//! first eight bytes, big-endian, of `SHA-256(seed "\n" label "\n" index)`. Nothing else is random,
//! so a change to this file changes everybody's exercises and has to raise the `1`.

use sha2::{Digest, Sha256};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seed(String);

impl Seed {
    pub fn derive(learner: &str, exercise: &str, attempt: u32) -> Self {
        Self(hex(&Sha256::digest(format!("bitacora/1\n{learner}\n{exercise}\n{attempt}"))))
    }

    /// A seed as it was stored with its run.
    pub fn stored(text: &str) -> Self {
        Self(text.to_owned())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A number below `bound`, always the same for the same label and index. The bias of the
    /// modulo is below one in 2^50 for the small bounds used here.
    pub fn draw(&self, label: &str, index: u32, bound: u64) -> u64 {
        let digest = Sha256::digest(format!("{}\n{label}\n{index}", self.0));
        let (first, _) = digest.split_first_chunk::<8>().expect("a SHA-256 digest has 32 bytes");
        u64::from_be_bytes(*first) % bound
    }

    /// Identifies the records of one run, which carry it in a header.
    pub fn nonce(&self) -> String {
        format!("{:08x}", self.draw("nonce", 0, 1 << 32))
    }
}

/// Bytes as lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        write!(text, "{byte:02x}").expect("writing to a String does not fail");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_is_the_same_for_ever() {
        let seed = Seed::derive("ana", "productor-basico", 1);
        assert_eq!(
            seed.as_str(),
            "ac11d72fd16f907f342a211b1cfa602b51a2129cb930ee83a5e522377e096c04"
        );
        assert_eq!(
            seed.draw("orders", 0, 1000),
            Seed::stored(seed.as_str()).draw("orders", 0, 1000)
        );
    }

    #[test]
    fn learner_exercise_and_attempt_each_change_it() {
        let seed = Seed::derive("ana", "productor-basico", 1);
        assert_ne!(seed, Seed::derive("eva", "productor-basico", 1));
        assert_ne!(seed, Seed::derive("ana", "consumidor-basico", 1));
        assert_ne!(seed, Seed::derive("ana", "productor-basico", 2));
    }
}
