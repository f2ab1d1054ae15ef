//! The checks, grouped by what they read. A new kind of check in `lessons` does not compile until
//! it is handled here.

mod batches;
mod both;
mod compaction;
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

use api::text::Text;
use lessons::check::CheckKind;

use super::{CheckInput, Finding};

/// Why there is nothing that the check could compare, if it compares.
pub(super) fn not_compared(kind: &CheckKind, input: &CheckInput<'_>) -> Option<Text> {
    match kind {
        CheckKind::PredictedRight(observation) => prediction::not_compared(input, observation),
        _ => None,
    }
}

pub(super) fn look(kind: &CheckKind, input: &CheckInput<'_>) -> Finding {
    let evidence = input.evidence;
    match kind {
        CheckKind::EveryOrderInLog(selector) => log::every_order_once(evidence, selector),
        CheckKind::ValuesAreJson => values::are_json(evidence),
        CheckKind::KeysInTheirPartition => keys::in_their_partition(evidence),
        CheckKind::EveryOrderDelivered(selector) => delivery::every_order(evidence, selector),
        CheckKind::EveryOrderToEach(pair) => both::got_every_order(evidence, pair),
        CheckKind::EachToOneMember(selector) => delivery::each_to_one_member(evidence, selector),
        CheckKind::DeliveredInOrder(sequence) => delivery::in_order(evidence, sequence),
        CheckKind::NotExpelled(selector) => membership::nobody_expelled(evidence, selector),
        CheckKind::NothingRevokedInVain(selector) => {
            membership::nothing_revoked_in_vain(evidence, selector)
        }
        CheckKind::NobodyIdle(selector) => membership::nobody_idle(evidence, selector),
        CheckKind::CommittedIsNext(selector) => offsets::committed_is_next(evidence, selector),
        CheckKind::CommittedToEnd(selector) => offsets::committed_to_end(evidence, selector),
        CheckKind::DeliversNothingAgain(selector) => offsets::nothing_again(evidence, selector),
        CheckKind::GoesOnWhereItStopped(selector) => offsets::goes_on(evidence, selector),
        CheckKind::HandlerGotOrders => delivery::handler_got_orders(evidence),
        CheckKind::NothingLost(selector) => log::nothing_lost(evidence, selector),
        CheckKind::InOrderWithoutRepeats(selector) => {
            log::in_order_without_repeats(evidence, selector)
        }
        CheckKind::BatchesCompressed(selector) => batches::compressed(evidence, selector),
        CheckKind::NothingSkipped(selector) => crash::nothing_skipped(evidence, selector),
        CheckKind::EffectsOnce(selector) => effects::once(evidence, selector),
        CheckKind::EffectsComplete(selector) => effects::complete(evidence, selector),
        CheckKind::DeadLetters(one) => dead_letters::exactly(evidence, one),
        CheckKind::ForwardedOnce(forwarding) => services::forwarded_once(evidence, forwarding),
        CheckKind::NothingElseForwarded(forwarding) => services::nothing_else(evidence, forwarding),
        CheckKind::RowsAreFold(folding) => services::rows_are_fold(evidence, folding),
        CheckKind::AttemptsAtMost(attempts) => dead_letters::attempts(evidence, attempts),
        CheckKind::KeysInOnePartition(selector) => moved_keys::one_partition(evidence, selector),
        CheckKind::MovedKeysAsComputed(one) => moved_keys::as_computed(evidence, one),
        CheckKind::LatestOfEachKey(one) => compaction::latest_of_each_key(evidence, one),
        CheckKind::TopicHasPartitions(size) => topics::has_partitions(evidence, size),
        CheckKind::Ratio(bounds) => ratio::within(evidence, bounds),
        CheckKind::PredictedRight(observation) => prediction::was_right(input, observation),
        CheckKind::PredictionMade => prediction::was_made(input.prediction),
    }
}
