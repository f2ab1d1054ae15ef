//! The drawing of a group, and its replay.

use api::{
    event::{Assigned, PositionSource},
    text::Lang,
};

use super::{count, handling, joined};
use crate::{
    format::{milliseconds, short},
    i18n::words::GroupWords,
    run_view::Act,
    timeline::{self, Cause, Doing, History, MemberMoment, Moment, PartitionMoment, Standing},
};

pub(super) const GROUP: GroupWords = GroupWords {
    group_conclusion,
    lab: "laboratory",
    written: |written| match written {
        0 => "writes nothing".to_owned(),
        1 => "1 order written".to_owned(),
        written => format!("{written} orders written"),
    },
    partitions: "Partitions",
    lane_end: "end",
    lane_position: "position",
    lane_committed: "committed",
    members: "Members",
    doing: |doing| match doing {
        Doing::NotYet => "not started yet".to_owned(),
        Doing::Waiting => "waiting".to_owned(),
        Doing::Holding(held) => partition_names(held.iter().map(|held| held.partition)),
        Doing::Idle => "no partition".to_owned(),
        Doing::Expelled => "expelled".to_owned(),
        Doing::Closed => "closed".to_owned(),
        Doing::Gone(Some(_)) => "exception".to_owned(),
        Doing::Gone(None) => "dead".to_owned(),
    },
    doing_detail,
    standing,
    generation,
    epoch,
    handled: |offset, time| match time {
        1 => format!("@{offset} processed"),
        time => format!("@{offset} processed, time {time}"),
    },
    held_in_hand: |offset| format!("@{offset} unfinished at its death"),
    setback: handling::setback,
    item: handling::item,
    effects: |group| match group {
        Some(group) => format!("rows of {group}"),
        None => "rows".to_owned(),
    },
    died: |member| format!("{member} dies"),
    idle: |member| format!("{member} no partition"),
    expelled: |member| format!("{member} expelled"),
    wait: |us, lang| format!("{} s without events", short(us as f64 / 1e6, lang)),
    elastic: "The axis shortens waits: the times below it are the real ones.",
    previous_event: "Previous event",
    play: "Play",
    pause: "Pause",
    next_event: "Next event",
    moment: "Moment of the act",
    keys: "By keyboard: space, arrows, Home and End.",
    clock: |now, last, lang| {
        format!("{} / {} ms", milliseconds(now, lang), milliseconds(last, lang))
    },
    moment_spoken: |at_us, group| {
        let group = group.map(|group| format!(", {}", standing(group))).unwrap_or_default();
        format!("{} milliseconds{group}", milliseconds(at_us, Lang::En))
    },
    orders_early: |early, late| {
        format!("{early} are already in the topic when your group starts; {late} come later.")
    },
    arrival: "when",
    is_early: "already in the topic",
    is_late: "comes later",
};

fn standing(standing: Standing) -> String {
    match standing {
        Standing::NotYet => "nobody there yet".to_owned(),
        Standing::Forming => "group forming".to_owned(),
        Standing::Settled(generation) => format!("generation {generation}"),
        Standing::InEpoch(epoch) => format!("epoch {epoch}"),
        Standing::Rebalancing => "rebalance".to_owned(),
        Standing::Ungrouped => "no group".to_owned(),
        Standing::Over => "all gone".to_owned(),
    }
}

fn generation(generation: i32, causes: &[Cause]) -> String {
    match causes {
        [] => format!("generation {generation}"),
        causes => format!("gen. {generation}: {}", why(causes)),
    }
}

fn epoch(epoch: i32, causes: &[Cause]) -> String {
    match causes {
        [] => format!("epoch {epoch}"),
        causes => format!("epoch {epoch}: {}", why(causes)),
    }
}

fn why(causes: &[Cause]) -> String {
    let cause = |cause: &Cause| match cause {
        Cause::Joined(member) => format!("m{member} joins"),
        Cause::Left(member) => format!("m{member} leaves"),
        Cause::Died(member) => format!("m{member} died"),
        Cause::Expelled(member) => format!("m{member} out"),
        Cause::MorePartitions => "more partitions".to_owned(),
    };
    causes.iter().map(cause).collect::<Vec<_>>().join(", ")
}

pub(super) fn partition_names(partitions: impl Iterator<Item = u32>) -> String {
    let names: Vec<String> = partitions.map(|partition| format!("P{partition}")).collect();
    if names.is_empty() { "no partition".to_owned() } else { names.join(" ") }
}

pub(super) fn held_names(held: &[Assigned]) -> String {
    partition_names(held.iter().map(|held| held.partition))
}

/// From where a member reads, and why; and what it had before.
pub(super) fn starts(held: &[Assigned]) -> String {
    let is_kept = |held: &&Assigned| held.source == PositionSource::Kept;
    let (kept, new): (Vec<&Assigned>, Vec<&Assigned>) = held.iter().partition(is_kept);
    let goes_on = (!kept.is_empty()).then(|| {
        let names = partition_names(kept.iter().map(|held| held.partition));
        format!("goes on with {names}")
    });
    let begins = (!new.is_empty()).then(|| begins(&new));
    begins.into_iter().chain(goes_on).collect::<Vec<_>>().join("; ")
}

fn begins(held: &[&Assigned]) -> String {
    let places: Vec<String> =
        held.iter().map(|held| format!("P{}@{}", held.partition, held.position)).collect();
    let committed = held.iter().filter(|held| held.source == PositionSource::Committed).count();
    let why = match held.first().map(|held| held.source) {
        _ if committed > 0 && committed < held.len() => "partly committed",
        Some(PositionSource::Earliest) => "earliest",
        Some(PositionSource::Latest) => "latest",
        Some(PositionSource::Committed | PositionSource::Kept) | None => "committed",
    };
    format!("from {} ({why})", places.join(" "))
}

fn doing_detail(member: &MemberMoment) -> String {
    match &member.doing {
        Doing::NotYet => String::new(),
        Doing::Gone(Some(class)) => class.clone(),
        Doing::Holding(held) if member.processed == 0 => format!("Reads {}.", starts(held)),
        Doing::Waiting if member.processed == 0 => "Nothing assigned yet.".to_owned(),
        Doing::Idle if member.processed == 0 => "More members than partitions.".to_owned(),
        _ => {
            let again = match member.again {
                0 => String::new(),
                again => format!("{again} again"),
            };
            let in_hand = member
                .in_hand
                .map(|held| format!("P{}@{} unfinished", held.partition.number, held.offset));
            let in_hand = in_hand.unwrap_or_default();
            let effects = match member.effects {
                0 => String::new(),
                effects => count(effects, "row", "rows"),
            };
            let aside = match member.aside {
                0 => String::new(),
                aside => format!("{aside} aside"),
            };
            let processed = format!("{} processed", member.processed);
            joined([processed, again, effects, aside, in_hand])
        }
    }
}

fn group_conclusion(act: &Act) -> String {
    let history = History::of(act);
    let groups: Vec<Moment> = (0..act.groups().count())
        .map(|nth| timeline::moment(act, &history, nth, act.last_us()))
        .collect();
    // Of several groups each is named, with the partitions that it has read.
    let names = act.cast.iter().filter(|actor| actor.group().is_some());
    let has_read =
        |shown: &PartitionMoment| !shown.positions.is_empty() || shown.committed.is_some();
    let lanes = names.zip(&groups).flat_map(|(actor, group)| {
        let lanes = act.partitions().zip(&group.partitions);
        lanes
            .filter(|(_, shown)| groups.len() == 1 || has_read(shown))
            .map(|(lane, shown)| (actor.name.clone(), lane, shown))
    });
    let lanes = lanes.map(|(name, lane, shown)| {
        let name = if groups.len() == 1 { String::new() } else { name + " " };
        let committed = shown.committed.map_or("nothing".to_owned(), |offset| offset.to_string());
        let end = format!("{name}{}: end {}", act.name_of(lane), shown.end);
        // It may write to a topic that nobody reads.
        match act.topics.len() > 1 && !has_read(shown) {
            true => end,
            false => format!("{end}, committed {committed}"),
        }
    });
    let lanes = lanes.collect::<Vec<_>>().join("; ");
    let handled = handling::amounts(act);
    let sent = handling::sent(act) + &handling::changes(act);
    let members = || groups.iter().flat_map(|group| &group.members);
    let processed: usize = members().map(|member| member.processed).sum();
    let again: usize = members().map(|member| member.again).sum();
    format!(
        "{}. {} in all, {again} again.{handled}{sent} {lanes}. The same data is in the event table.",
        count(members().count(), "member", "members"),
        count(processed, "record processed", "records processed"),
    )
}
