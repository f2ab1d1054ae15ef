//! Moments worth going to: where a replay can stop, and what a link to evidence shows.

use api::verdict::EvidenceLink;

use crate::run_view::Act;

/// All moments at which something happens, in order: the stops of a replay.
pub fn stops(act: &Act) -> Vec<u64> {
    let mut stops = vec![0];
    for record in &act.records {
        // A replay does not stop when the lab sends to its own client.
        let sent_us = record.sent_us.filter(|_| act.group.is_none());
        stops.extend([sent_us, record.confirmed_us].into_iter().flatten());
    }
    stops.extend(act.held.iter().flat_map(|(from, to)| [Some(*from), *to]).flatten());
    stops.extend(act.faults.iter().map(|fault| fault.at_us));
    stops.extend(act.calls.iter().map(|(at_us, _)| *at_us));
    stops.extend(act.ended_us);
    for member in act.group.iter().flat_map(|group| &group.members) {
        stops.push(member.started_us);
        stops.extend(member.handled.iter().map(|handled| handled.at_us));
        stops.extend(member.commits.iter().map(|commit| commit.at_us));
        let tenures = member.tenures.iter();
        stops.extend(tenures.flat_map(|tenure| [Some(tenure.from_us), tenure.to_us]).flatten());
        stops.extend(member.in_hand.map(|in_hand| in_hand.at_us));
        stops.extend(member.ended.as_ref().map(|end| end.at_us));
    }
    stops.sort_unstable();
    stops.dedup();
    stops
}

/// The moment of the evidence: when the record was processed last, else when it entered the log,
/// else when it was sent.
pub fn moment_of(act: &Act, link: &EvidenceLink) -> Option<u64> {
    let index = match link {
        EvidenceLink::Record { partition, offset, .. } => act.at(*partition, *offset),
        EvidenceLink::Order { order, .. } => act.of_order(*order),
    }?;
    let record = &act.records[index];
    let members = act.group.iter().flat_map(|group| &group.members);
    let processed = members
        .flat_map(|member| &member.handled)
        .filter(|handled| Some((handled.partition, handled.offset)) == record.place)
        .map(|handled| handled.at_us);
    processed.max().or(record.confirmed_us).or(record.sent_us)
}
