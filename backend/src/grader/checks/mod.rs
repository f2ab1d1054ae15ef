//! The checks, grouped by what they read. A new kind of check in `lessons` does not compile until
//! it is handled here.

mod batches;
mod crash;
mod delivery;
mod keys;
mod log;
mod offsets;
mod prediction;
mod values;

use lessons::check::Kind;

use super::{CheckInput, Finding};

pub(super) fn look(kind: Kind, input: &CheckInput<'_>) -> Finding {
    let evidence = input.evidence;
    match kind {
        Kind::EveryOrderInLog { act } => log::every_order_once(evidence, act),
        Kind::ValuesAreJson => values::are_json(evidence),
        Kind::KeysInTheirPartition => keys::in_their_partition(evidence),
        Kind::EveryOrderDelivered { act } => delivery::every_order(evidence, act),
        Kind::EachToOneMember { act } => delivery::each_to_one_member(evidence, act),
        Kind::CommittedIsNext { act } => offsets::committed_is_next(evidence, act),
        Kind::DeliversNothingAgain { act } => offsets::nothing_again(evidence, act),
        Kind::HandlerGotOrders => delivery::handler_got_orders(evidence),
        Kind::NothingLost { act } => log::nothing_lost(evidence, act),
        Kind::InOrderWithoutRepeats { act } => log::in_order_without_repeats(evidence, act),
        Kind::BatchesCompressed { act } => batches::compressed(evidence, act),
        Kind::NothingSkipped { act } => crash::nothing_skipped(evidence, act),
        Kind::PredictedRight(observation) => prediction::was_right(input, observation),
        Kind::PredictionMade => prediction::was_made(input.prediction),
    }
}
