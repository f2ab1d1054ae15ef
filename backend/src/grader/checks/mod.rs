//! The checks, by what they read. A new kind of check in `lessons` does not compile until it is
//! answered here.

mod delivery;
mod keys;
mod log;
mod offsets;
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
        Kind::EveryOrderDelivered { act } => delivery::every_order(evidence, act),
        Kind::EachToOneMember { act } => delivery::each_to_one_member(evidence, act),
        Kind::CommittedIsNext { act } => offsets::committed_is_next(evidence, act),
        Kind::DeliversNothingAgain { act } => offsets::nothing_again(evidence, act),
        Kind::HandlerGotOrders => delivery::handler_got_orders(evidence),
        Kind::PredictionMade => prediction::was_made(prediction),
    }
}
