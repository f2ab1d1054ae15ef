//! What broker and clients prove about a run: the only thing that the grader reads. Plain data, stored
//! as JSON beside its hash, so that a verdict can be worked out again for ever. It knows neither the
//! lab that writes it, nor the store that keeps it, nor the grader that judges it.
//!
//! ```text
//! Evidence ─ Variant   what the seed gave: orders, and draws by name
//!          └ Act ─┬ topics   name → Topic ─ Partition ─ Batch ─ Record
//!                 ├ actors   name → Producer | Group ─ Member ─ Processed
//!                 └ disturbances
//! ```
//!
//! **How it grows.** What else an act proves (effects of a handler, steps of an administrator, dead
//! letters, what became of the cluster) or is called becomes a field of the noun that it belongs to,
//! with `#[serde(default, skip_serializing_if = …)]`: absent means that there was none of it, which is
//! true of every run that was stored before. A new kind of actor is a variant of `act::Actor`. Neither
//! needs a new version. One is needed when something that is stored changes its meaning or goes: then
//! the present structs are frozen in a file named after their version, beside the conversion to the next
//! one, as in `version_1`.

/// What one act left.
pub mod act;
/// What a group of consumers did.
pub mod group;
/// Which partition a key goes to.
pub mod partitioner;
/// What a producer's script did.
pub mod producer;
/// Where everything that looks random comes from.
pub mod seed;
/// As it is kept: bytes and their hash, of any version.
pub mod stored;
/// What a topic holds.
pub mod topic;
/// Bytes and JSON, as brokers and handlers have them.
pub mod value;
/// What the seed gave a run.
pub mod variant;
mod version_1;

use api::{broker::BrokerKind, text::Text};
use serde::{Deserialize, Serialize};

use self::{act::Act, variant::Variant};

/// More is refused: the run ends inconclusive instead of filling the database.
pub const MOST_BYTES: usize = 4 << 20;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// Of this structure: [`Evidence::VERSION`]. It comes first, where `stored` looks for it.
    pub version: u32,
    pub exercise: String,
    pub seed: String,
    pub variant: Variant,
    pub broker: BrokerKind,
    pub broker_label: String,
    pub acts: Vec<Act>,
    /// What was awaited in vain because the infrastructure failed; empty in a healthy run.
    pub failures: Vec<Text>,
}

impl Evidence {
    /// Of the structure that is written now, and the only one that the grader reads.
    pub const VERSION: u32 = 2;

    pub fn act(&self, act: u32) -> Option<&Act> {
        self.acts.iter().find(|found| found.act == act)
    }
}
