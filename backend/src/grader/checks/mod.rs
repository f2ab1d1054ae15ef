//! The checks, grouped by what they read. A new kind of check in `lessons` does not compile until
//! it is handled here.

mod batches;
mod both;
mod crash;
mod dead_letters;
mod delivery;
mod effects;
mod keys;
mod log;
mod membership;
mod moved_keys;
mod offsets;
mod prediction;
mod ratio;
mod services;
mod topics;
mod values;

use lessons::check::Kind;

use super::{CheckInput, Finding};

pub(super) fn look(kind: &Kind, input: &CheckInput<'_>) -> Finding {
    let evidence = input.evidence;
    match kind {
        Kind::EveryOrderInLog(selector) => log::every_order_once(evidence, selector),
        Kind::ValuesAreJson => values::are_json(evidence),
        Kind::KeysInTheirPartition => keys::in_their_partition(evidence),
        Kind::EveryOrderDelivered(selector) => delivery::every_order(evidence, selector),
        Kind::EveryOrderToEach(pair) => both::got_every_order(evidence, pair),
        Kind::EachToOneMember(selector) => delivery::each_to_one_member(evidence, selector),
        Kind::NotExpelled(selector) => membership::nobody_expelled(evidence, selector),
        Kind::CommittedIsNext(selector) => offsets::committed_is_next(evidence, selector),
        Kind::CommittedToEnd(selector) => offsets::committed_to_end(evidence, selector),
        Kind::DeliversNothingAgain(selector) => offsets::nothing_again(evidence, selector),
        Kind::HandlerGotOrders => delivery::handler_got_orders(evidence),
        Kind::NothingLost(selector) => log::nothing_lost(evidence, selector),
        Kind::InOrderWithoutRepeats(selector) => log::in_order_without_repeats(evidence, selector),
        Kind::BatchesCompressed(selector) => batches::compressed(evidence, selector),
        Kind::NothingSkipped(selector) => crash::nothing_skipped(evidence, selector),
        Kind::EffectsOnce(selector) => effects::once(evidence, selector),
        Kind::EffectsComplete(selector) => effects::complete(evidence, selector),
        Kind::DeadLetters(one) => dead_letters::exactly(evidence, one),
        Kind::ForwardedOnce(forwarding) => services::forwarded_once(evidence, forwarding),
        Kind::NothingElseForwarded(forwarding) => services::nothing_else(evidence, forwarding),
        Kind::RowsAreFold(folding) => services::rows_are_fold(evidence, folding),
        Kind::AttemptsAtMost(attempts) => dead_letters::attempts(evidence, attempts),
        Kind::KeysInOnePartition(selector) => moved_keys::one_partition(evidence, selector),
        Kind::MovedKeysAsComputed(one) => moved_keys::as_computed(evidence, one),
        Kind::TopicHasPartitions(size) => topics::has_partitions(evidence, size),
        Kind::Ratio(bounds) => ratio::within(evidence, bounds),
        Kind::PredictedRight(observation) => prediction::was_right(input, observation),
        Kind::PredictionMade => prediction::was_made(input.prediction),
    }
}
