//! Checks that no event of a run comes before its cause. Every run that a test watches to its end
//! is checked here (`workbook/learner`), so a new lab needs no line here.

use std::collections::{BTreeMap, HashMap};

use api::event::{ActorKind, Event, EventKind, WaitingCall};
use serde_json::Value;

/// Panics when an event of a run comes before its cause. All moments are of one act, in
/// microseconds since its start.
pub fn assert_causal(events: &[Event]) {
    let received: Vec<u64> = events.iter().map(|event| event.at_ms).collect();
    assert!(received.is_sorted(), "at_ms follows seq: {received:?}");
    // Events before a restart may be cut off anywhere.
    let restarted = |event: &Event| matches!(event.kind, EventKind::Restarted { .. });
    let begin = events.iter().rposition(restarted).map_or(0, |place| place + 1);
    let of_acts: Vec<(u32, &Event)> =
        events[begin..].iter().filter_map(|event| Some((act_of(event)?, event))).collect();
    assert!(of_acts.is_sorted_by_key(|(act, _)| act), "an act ends before the next one starts");
    for act in of_acts.chunk_by(|(act, _), (next, _)| act == next) {
        let (number, act): (Vec<u32>, Vec<&Event>) = act.iter().copied().unzip();
        assert_act(&act).unwrap_or_else(|broken| panic!("act {}: {broken}\n{act:#?}", number[0]));
    }
}

/// The act of an event; the topic is created before the act.
fn act_of(event: &Event) -> Option<u32> {
    if matches!(event.kind, EventKind::TopicCreated { .. }) {
        return None;
    }
    Some(serde_json::to_value(event).unwrap().get("act")?.as_u64().unwrap() as u32)
}

/// Every `at_us` of an event: its own, and those of its records.
fn moments(event: &Event) -> Vec<u64> {
    use EventKind as Kind;
    let own = event.at_us.into_iter();
    match &event.kind {
        Kind::Sent { records, .. } => records.iter().map(|record| record.at_us).collect(),
        Kind::Acknowledged { records, .. } => records.iter().map(|record| record.at_us).collect(),
        Kind::Undelivered { records, .. } => records.iter().map(|record| record.at_us).collect(),
        Kind::Processed { records, .. } => records.iter().map(|record| record.at_us).collect(),
        Kind::Effects { records, .. } => records.iter().map(|record| record.at_us).collect(),
        Kind::InHand { record, .. }
        | Kind::Failed { record, .. }
        | Kind::Filtered { record, .. }
        | Kind::Forwarded { record, .. }
        | Kind::Folded { record, .. }
        | Kind::Skipped { record, .. }
        | Kind::DeadLettered { record, .. } => own.chain([record.at_us]).collect(),
        _ => own.collect(),
    }
}

fn assert_act(events: &[&Event]) -> Result<(), String> {
    let Some(Event {
        at_us: Some(0),
        at_ms: started_ms,
        kind: EventKind::ActStarted { title, cast, topics, .. },
        ..
    }) = events.first()
    else {
        return Err("it does not begin with its start, at zero".to_owned());
    };
    if title.es.is_empty() || title.en.is_empty() {
        return Err("it has no title".to_owned());
    }
    for event in &events[1..] {
        let json = serde_json::to_value(event).unwrap();
        let index = |name| json.get(name).and_then(Value::as_u64).unwrap_or_default() as usize;
        let actor = actor_of(event).map(|actor| actor as usize);
        if actor.is_some_and(|actor| actor >= cast.len()) || index("topic") >= topics.len() {
            return Err(format!("event {} is of somebody or something not declared", event.seq));
        }
    }
    for event in events {
        let moments = moments(event);
        let Some(last_us) = moments.iter().max() else {
            return Err(format!("event {} has no moment", event.seq));
        };
        if started_ms + last_us / 1000 > event.at_ms {
            return Err(format!("event {} was received before it happened", event.seq));
        }
    }
    records(events)?;
    let actors = (0..).zip(cast);
    for (index, _) in actors.filter(|(_, actor)| actor.kind == ActorKind::Producer) {
        let of_act = |event: &&Event| matches!(event.kind, EventKind::LogRead { .. });
        let its = events.iter().copied();
        let its = its.filter(|event| actor_of(event) == Some(index) || of_act(event));
        script(&its.collect::<Vec<_>>())?;
    }
    group(events)
}

/// The index of the actor that an event is about; `None` for what happens to topics.
fn actor_of(event: &Event) -> Option<u32> {
    use EventKind as Kind;
    if matches!(
        event.kind,
        Kind::ActStarted { .. }
            | Kind::LogRead { .. }
            | Kind::PartitionsAdded { .. }
            | Kind::RecordsDeleted { .. }
            | Kind::TopicsRead { .. }
    ) {
        return None;
    }
    let json = serde_json::to_value(event).unwrap();
    Some(json.get("actor").and_then(Value::as_u64).unwrap_or_default() as u32)
}

/// Names and moments that must not decrease.
fn in_order(steps: &[(&str, u64)]) -> Result<(), String> {
    match steps.windows(2).find(|pair| pair[0].1 > pair[1].1) {
        Some(pair) => Err(format!("{:?} after {:?}", pair[0], pair[1])),
        None => Ok(()),
    }
}

/// When an event of this kind happened, if one did.
fn at(events: &[&Event], is: impl Fn(&EventKind) -> bool) -> Option<u64> {
    events.iter().find(|event| is(&event.kind)).and_then(|event| event.at_us)
}

/// A record is sent before anything else happens to it.
fn records(events: &[&Event]) -> Result<(), String> {
    // By sender, topic and order, and the first time that anybody sent the order.
    let (mut sent_us, mut first_us) = (HashMap::new(), HashMap::new());
    for event in events {
        if let EventKind::Sent { actor, topic, records, .. } = &event.kind {
            for record in records {
                sent_us.insert((*actor, *topic, record.order), record.at_us);
                let first = first_us.entry(record.order).or_insert(record.at_us);
                *first = record.at_us.min(*first);
            }
        }
    }
    let after_sent = |actor: u32, topic: u32, order: u32, what, at_us| match sent_us
        .get(&(actor, topic, order))
    {
        Some(sent_us) => in_order(&[("sent", *sent_us), (what, at_us)]),
        None => Err(format!("order {order} was {what} and never sent")),
    };
    for event in events {
        match &event.kind {
            EventKind::Acknowledged { actor, topic, records, .. } => {
                records.iter().try_for_each(|record| {
                    after_sent(*actor, *topic, record.order, "acknowledged", record.at_us)
                })?;
            }
            EventKind::Undelivered { actor, topic, records, .. } => {
                records.iter().try_for_each(|record| {
                    after_sent(*actor, *topic, record.order, "undelivered", record.at_us)
                })?;
            }
            // Only if the act wrote it; otherwise it was in the log before.
            EventKind::Processed { records, .. } => records.iter().try_for_each(|record| {
                let sent = record.order.and_then(|order| first_us.get(&order).copied());
                in_order(&known(&[("sent", sent), ("processed", Some(record.at_us))]))
            })?,
            _ => {}
        }
    }
    Ok(())
}

/// A script's waits, what the network did to it, and its end.
fn script(events: &[&Event]) -> Result<(), String> {
    use EventKind as Kind;
    let all = |is: &dyn Fn(&Kind) -> bool| -> Vec<u64> {
        events.iter().filter(|event| is(&event.kind)).flat_map(|event| moments(event)).collect()
    };
    let mut sent = all(&|kind| matches!(kind, Kind::Sent { .. }));
    let mut acknowledged = all(&|kind| matches!(kind, Kind::Acknowledged { .. }));
    let answered =
        all(&|kind| matches!(kind, Kind::Acknowledged { .. } | Kind::Undelivered { .. }));
    let faults = all(&|kind| matches!(kind, Kind::Fault { .. }));
    let held = at(events, |kind| matches!(kind, Kind::NetworkHeld { .. }));
    let released = at(events, |kind| matches!(kind, Kind::NetworkReleased { .. }));
    let ended = at(events, |kind| matches!(kind, Kind::ProcessEnded { .. }));
    let log_read = at(events, |kind| matches!(kind, Kind::LogRead { .. }));
    let first_sent = sent.iter().min().copied();
    let steps = [("held", held), ("first sent", first_sent)];
    in_order(&known(&steps))?;
    for event in events {
        let Kind::Waiting { call, .. } = event.kind else { continue };
        // The first `get()` waits for the first record, the others for all of them.
        let last = if call == WaitingCall::Get { first_sent } else { sent.iter().max().copied() };
        let steps = [
            ("sent", last),
            ("waiting", event.at_us),
            ("released", released),
            ("first acknowledged", answered.iter().min().copied().filter(|_| held.is_some())),
            ("ended", ended),
        ];
        in_order(&known(&steps))?;
        if call == WaitingCall::Get && acknowledged.len() == sent.len() {
            sent.sort_unstable();
            acknowledged.sort_unstable();
            let pairs = sent.iter().zip(&acknowledged);
            let alternating: Vec<(&str, u64)> = pairs
                .flat_map(|(sent, acked)| [("sent", *sent), ("acknowledged", *acked)])
                .collect();
            in_order(&alternating)?;
        }
    }
    if held.is_some() && released.is_none() && !acknowledged.is_empty() {
        return Err("acknowledged though the network was held".to_owned());
    }
    for fault_us in &faults {
        in_order(&known(&[("first sent", first_sent), ("fault", Some(*fault_us))]))?;
    }
    // What is repeated because of the faults comes later.
    if let Some(last_fault) = faults.iter().max().filter(|_| answered.len() == sent.len()) {
        let last_answer = answered.iter().max().copied();
        in_order(&known(&[("last fault", Some(*last_fault)), ("last answer", last_answer)]))?;
    }
    let Some(ended) = ended else { return Ok(()) };
    for event in events {
        let may_follow = match event.kind {
            Kind::LogRead { .. } => true,
            // A request that nobody waits for may meet its fault after its process has ended.
            Kind::Fault { .. } => acknowledged.is_empty(),
            _ => false,
        };
        if !may_follow && moments(event).into_iter().any(|at_us| at_us > ended) {
            return Err(format!("event {} is of a process that was gone", event.seq));
        }
    }
    in_order(&known(&[("ended", Some(ended)), ("log read", log_read)]))
}

fn known(steps: &[(&'static str, Option<u64>)]) -> Vec<(&'static str, u64)> {
    steps.iter().filter_map(|(name, at_us)| Some((*name, (*at_us)?))).collect()
}

/// The life of each member of a group: it starts, gets partitions, works, commits and ends.
fn group(events: &[&Event]) -> Result<(), String> {
    let mut members: BTreeMap<(u32, u64), Vec<&Event>> = BTreeMap::new();
    for event in events {
        let json = serde_json::to_value(event).unwrap();
        if let (Some(actor), Some(member)) =
            (actor_of(event), json.get("member").and_then(Value::as_u64))
        {
            members.entry((actor, member)).or_default().push(event);
        }
    }
    let read = at(events, |kind| matches!(kind, EventKind::GroupRead { .. }));
    for ((actor, member), events) in members {
        life(&events, read)
            .map_err(|broken| format!("member {member} of actor {actor}: {broken}"))?;
    }
    Ok(())
}

/// A member reports in the order of its life, so its moments only grow. It processes a record while
/// it owns its partition.
fn life(events: &[&Event], group_read: Option<u64>) -> Result<(), String> {
    let mut last = ("nothing", 0);
    let mut held: Vec<(u32, u32)> = Vec::new();
    for event in events {
        let name = match &event.kind {
            EventKind::MemberStarted { .. } if last.0 == "nothing" => "started",
            _ if last.0 == "nothing" => return Err("it does something before it starts".to_owned()),
            _ if last.0 == "ended" => return Err("it does something when it is gone".to_owned()),
            EventKind::Assigned { partitions, .. } => {
                held = partitions
                    .iter()
                    .map(|assigned| (assigned.topic, assigned.partition))
                    .collect();
                "assigned"
            }
            EventKind::Revoked { .. } => {
                held.clear();
                "revoked"
            }
            EventKind::Processed { topic, records, .. } => {
                if records.iter().any(|record| !held.contains(&(*topic, record.partition))) {
                    return Err(format!("event {} is of a partition of another", event.seq));
                }
                "processed"
            }
            EventKind::Effects { .. } | EventKind::Folded { .. } => "did an effect",
            EventKind::Forwarded { .. } => "sent on",
            EventKind::Filtered { .. } => "dropped",
            EventKind::Expelled { .. } => "expelled",
            EventKind::Committed { .. } => "committed",
            EventKind::MemberEnded { .. } => "ended",
            _ => "in hand, or raised",
        };
        let mut steps = vec![last];
        steps.extend(moments(event).into_iter().map(|at_us| (name, at_us)));
        in_order(&steps)?;
        last = *steps.last().unwrap();
    }
    in_order(&known(&[(last.0, Some(last.1)), ("group read", group_read)]))
}
