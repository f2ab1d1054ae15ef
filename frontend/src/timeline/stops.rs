//! Moments worth going to: where a replay can stop, and what a link to evidence shows.

use api::verdict::EvidenceLink;

use crate::run_view::{Act, Group, Partition};

/// All moments at which something happens, in order: the stops of a replay.
pub fn stops(act: &Act) -> Vec<u64> {
    let mut stops = vec![0];
    for record in act.topics.iter().flat_map(|topic| &topic.records) {
        // A replay does not stop when the lab sends to its own client.
        let sent_us = record.sent_us.filter(|_| !act.has_group() || act.is_of_script(record));
        stops.extend([sent_us, record.confirmed_us].into_iter().flatten());
    }
    for script in act.scripts() {
        stops.extend(script.held.iter().flat_map(|(from, to)| [Some(*from), *to]).flatten());
        stops.extend(script.faults.iter().map(|fault| fault.at_us));
        stops.extend(script.calls.iter().map(|(at_us, _)| *at_us));
        stops.extend(script.ended_us);
    }
    for member in act.groups().flat_map(|group| &group.members) {
        stops.push(member.started_us);
        stops.extend(member.handled.iter().map(|handled| handled.at_us));
        stops.extend(member.commits.iter().map(|commit| commit.at_us));
        let tenures = member.tenures.iter();
        stops.extend(tenures.flat_map(|tenure| [Some(tenure.from_us), tenure.to_us]).flatten());
        stops.extend(member.effects.iter().map(|effect| effect.at_us));
        stops.extend(member.setbacks.iter().map(|setback| setback.at_us));
        let expulsions = member.expulsions.iter();
        stops.extend(expulsions.flat_map(|out| [Some(out.at_us), out.until_us]).flatten());
        stops.extend(member.in_hand.map(|in_hand| in_hand.at_us));
        stops.extend(member.ended.as_ref().map(|end| end.at_us));
    }
    let changes = act.topics.iter().flat_map(|topic| &topic.changes);
    stops.extend(changes.map(|change| change.at_us));
    stops.sort_unstable();
    stops.dedup();
    stops
}

/// The moment of the evidence: when the record was processed or put aside last, else when it
/// entered the log, else when it was sent.
pub fn moment_of(act: &Act, link: &EvidenceLink) -> Option<u64> {
    let (topic, index) = act.linked(link)?;
    let record = act.topic(topic)?.records.get(index)?;
    let place = record.place.map(|(number, offset)| (Partition { topic, number }, offset));
    let processed = (act.groups().flat_map(Group::handled))
        .filter(|handled| Some((handled.partition, handled.offset)) == place)
        .map(|handled| handled.at_us);
    let aside = (act.groups().flat_map(Group::setbacks))
        .filter(|setback| Some((setback.partition, setback.offset)) == place)
        .map(|setback| setback.at_us);
    processed.chain(aside).max().or(record.confirmed_us).or(record.sent_us)
}
