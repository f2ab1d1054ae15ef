//! What the broker and the clients prove about a run: the only thing that the grader reads. Plain
//! data, stored as JSON beside its hash, so that a verdict can be worked out again at any time. It
//! knows neither the lab that writes it, nor the store that keeps it, nor the grader that judges
//! it.
//!
//! ```text
//! Evidence ─ Variant   what the seed gave: orders, and draws by name
//!          └ Act ─┬ topics   name → Topic ─ Partition ─ Batch ─ Record
//!                 ├ actors   name → Producer | Group ─ Member ─ Processed, Effect, Filtered, Forwarded, Failed
//!                 ├ disturbances
//!                 └ admin
//! ```
//!
//! **How it grows.** Anything new that an act proves (what became of the cluster, for example) becomes a field of the noun that it
//! belongs to, with `#[serde(default, skip_serializing_if = …)]`: absent means that there was none
//! of it, which is true of every run stored before. A new kind of actor is a variant of
//! `act::Actor`. Neither needs a new version. A new version is needed when a stored field changes
//! its meaning or is removed: then the present structs are frozen in a file named after their
//! version, beside the conversion to the next one, as in `version_1`.

/// What one act left.
pub mod act;
/// What an administrator did.
pub mod admin;
/// What a group of consumers did.
pub mod group;
/// A part of an act, by names.
pub mod part;
/// What a producer's script did.
pub mod producer;
/// Where everything that looks random comes from.
pub mod seed;
/// Evidence as it is stored: bytes of any version, and their hash.
pub mod stored;
/// What a topic holds.
pub mod topic;
/// Bytes and JSON, as brokers and handlers see them.
pub mod value;
/// What the seed gave a run.
pub mod variant;
mod version_1;

use api::{broker::BrokerKind, text::Text};
use serde::{Deserialize, Serialize};

use self::{act::Act, variant::Variant};

/// Larger evidence is refused: the run ends as inconclusive instead of filling the database.
pub const MOST_BYTES: usize = 4 << 20;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// Version of this structure: [`Evidence::VERSION`]. It comes first, where `stored` looks for
    /// it.
    pub version: u32,
    pub exercise: String,
    pub seed: String,
    pub variant: Variant,
    pub broker: BrokerKind,
    pub broker_label: String,
    pub acts: Vec<Act>,
    /// What the lab waited for in vain because the infrastructure failed; empty in a healthy run.
    pub failures: Vec<Text>,
    /// Edition of the grader's rules that the run is judged by for ever; absent in runs that are
    /// older than the second. Since [`Evidence::RULES`] a claim about a prediction is not judged
    /// where there is nothing to compare; before, it was *no apto*.
    #[serde(default = "first_rules", skip_serializing_if = "are_first_rules")]
    pub rules: u32,
}

const fn first_rules() -> u32 {
    1
}

const fn are_first_rules(rules: &u32) -> bool {
    *rules == first_rules()
}

impl Evidence {
    /// The version that is written now, and the only one that the grader reads.
    pub const VERSION: u32 = 2;
    /// The edition of the rules by which runs are judged that end now.
    pub const RULES: u32 = 2;

    pub fn act(&self, act: u32) -> Option<&Act> {
        self.acts.iter().find(|found| found.act == act)
    }
}
