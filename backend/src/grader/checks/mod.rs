//! The checks, by what they read. A new kind of check in `lessons` does not compile until it is
//! answered here.

mod keys;
mod log;
mod prediction;
mod values;

use api::exercise::Values;
use lessons::check::Kind;

use super::Finding;
use crate::lab::evidence::Evidence;

pub(super) fn look(kind: Kind, prediction: Option<&Values>, evidence: &Evidence) -> Finding {
    match kind {
        Kind::EveryOrderInLog { act } => log::every_order_once(evidence, act),
        Kind::ValuesAreJson => values::are_json(evidence),
        Kind::KeysInTheirPartition => keys::in_their_partition(evidence),
        Kind::PredictionMade => prediction::was_made(prediction),
    }
}
