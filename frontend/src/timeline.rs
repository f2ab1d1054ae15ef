//! An act with a group at one moment: what each partition and each member shows then. A pure
//! function of the events that were folded so far, whatever was shown before.

use std::collections::HashMap;

use api::{
    event::{Assigned, GroupOffset},
    verdict::EvidenceLink,
};

use crate::run_view::{Act, Group, Member, Tenure};

#[derive(Debug, Clone, PartialEq)]
pub struct Moment {
    pub standing: Standing,
    /// By number of the partition.
    pub partitions: Vec<PartitionMoment>,
    pub members: Vec<MemberMoment>,
}

/// How the group stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nobody has started.
    NotYet,
    /// Members are there, and no partition was given out yet.
    Forming,
    Settled(i32),
    Rebalancing,
    /// Consumers without a group.
    Ungrouped,
    /// Everybody is gone.
    Over,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PartitionMoment {
    /// The offset that the next record will get.
    pub end: i64,
    /// Member and the next offset that it reads. Between two owners, where the last one stood.
    pub positions: Vec<(u32, i64)>,
    pub committed: Option<i64>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct MemberMoment {
    pub number: u32,
    pub doing: Doing,
    pub processed: usize,
    /// Of those, how many had been processed before.
    pub again: usize,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Doing {
    NotYet,
    /// Started, and nothing given to it yet; or taken away and not given anew.
    Waiting,
    Holding(Vec<Assigned>),
    /// In the group, without a partition.
    Idle,
    Closed,
    /// Gone without a word; the class of its exception, if that is why.
    Gone(Option<String>),
}

/// A stretch of the group's life, in microseconds of the act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub standing: Standing,
    pub from_us: u64,
    /// `None` while it lasts.
    pub to_us: Option<u64>,
}

pub fn moment(act: &Act, at_us: u64) -> Moment {
    let no_group = Group::default();
    let group = act.group.as_ref().unwrap_or(&no_group);
    let standing = spans(group)
        .iter()
        .rev()
        .find(|span| span.from_us <= at_us)
        .map_or(Standing::NotYet, |span| span.standing);
    let partitions = (0..act.partitions).map(|partition| PartitionMoment {
        end: end(act, partition, at_us),
        positions: positions(group, partition, at_us),
        committed: committed(group, partition, at_us),
    });
    Moment {
        standing,
        partitions: partitions.collect(),
        members: group.members.iter().map(|member| member_at(member, at_us)).collect(),
    }
}

/// When each record of a partition was in the log, by offset. What the act found there was there
/// from its start; the confirmation may come after a consumer has already got the record.
pub fn appended(act: &Act, partition: u32) -> Vec<(usize, u64)> {
    let mut read_us: HashMap<i64, u64> = HashMap::new();
    for handled in act.group.iter().flat_map(Group::handled) {
        if handled.partition == partition {
            let first = read_us.entry(handled.offset).or_insert(handled.at_us);
            *first = handled.at_us.min(*first);
        }
    }
    let mut previous = 0;
    let mut appended: Vec<(usize, u64)> = act
        .lane(partition)
        .iter()
        .map(|(index, record)| {
            previous = record.confirmed_us.unwrap_or(previous);
            let read_us = record.place.and_then(|(_, offset)| read_us.get(&offset));
            (*index, read_us.map_or(previous, |read_us| previous.min(*read_us)))
        })
        .collect();
    // A lower offset was there first.
    let mut next = u64::MAX;
    for (_, at_us) in appended.iter_mut().rev() {
        *at_us = next.min(*at_us);
        next = *at_us;
    }
    appended
}

/// The stretches of the group's life, one behind the other.
pub fn spans(group: &Group) -> Vec<Span> {
    let mut moments: Vec<u64> = Vec::new();
    for member in &group.members {
        moments.push(member.started_us);
        for tenure in &member.tenures {
            moments.extend([Some(tenure.from_us), tenure.to_us].into_iter().flatten());
        }
        moments.extend(member.ended.as_ref().map(|end| end.at_us));
    }
    moments.sort_unstable();
    moments.dedup();
    let mut spans: Vec<Span> = Vec::new();
    for at_us in moments {
        let standing = standing(group, at_us);
        match spans.last_mut() {
            Some(last) if last.standing == standing => continue,
            Some(last) => last.to_us = Some(at_us),
            None => {}
        }
        spans.push(Span { standing, from_us: at_us, to_us: None });
    }
    // Members that leave one after the other for good open no rebalance that anybody would see.
    if let [.., closing, over] = &mut spans[..]
        && (closing.standing, over.standing) == (Standing::Rebalancing, Standing::Over)
    {
        over.from_us = closing.from_us;
        let place = spans.len() - 2;
        spans.remove(place);
    }
    spans
}

/// All moments at which something happens, in order: where a replay can stop.
pub fn stops(act: &Act) -> Vec<u64> {
    let mut stops = vec![0];
    for record in &act.records {
        stops.extend([record.sent_us, record.confirmed_us].into_iter().flatten());
    }
    stops.extend(act.held.iter().flat_map(|(from, to)| [Some(*from), *to]).flatten());
    stops.extend(act.calls.iter().map(|(at_us, _)| *at_us));
    stops.extend(act.ended_us);
    for member in act.group.iter().flat_map(|group| &group.members) {
        stops.push(member.started_us);
        stops.extend(member.handled.iter().map(|handled| handled.at_us));
        stops.extend(member.commits.iter().map(|commit| commit.at_us));
        let tenures = member.tenures.iter();
        stops.extend(tenures.flat_map(|tenure| [Some(tenure.from_us), tenure.to_us]).flatten());
        stops.extend(member.ended.as_ref().map(|end| end.at_us));
    }
    stops.sort_unstable();
    stops.dedup();
    stops
}

/// The moment that proves: when the record was processed last, else when it entered the log, else
/// when it was handed over.
pub fn moment_of(act: &Act, link: &EvidenceLink) -> Option<u64> {
    let record = act.records.iter().find(|record| match link {
        EvidenceLink::Record { partition, offset, .. } => {
            record.place == Some((*partition, *offset))
        }
        EvidenceLink::Order { order, .. } => record.order == Some(*order),
    })?;
    let members = act.group.iter().flat_map(|group| &group.members);
    let processed = members
        .flat_map(|member| &member.handled)
        .filter(|handled| Some((handled.partition, handled.offset)) == record.place)
        .map(|handled| handled.at_us);
    processed.max().or(record.confirmed_us).or(record.sent_us)
}

fn standing(group: &Group, at_us: u64) -> Standing {
    let started: Vec<&Member> =
        group.members.iter().filter(|member| member.started_us <= at_us).collect();
    if started.is_empty() {
        return Standing::NotYet;
    }
    let mut alive = started.iter().filter(|member| member.is_alive(at_us)).peekable();
    if alive.peek().is_none() {
        // More members may still come.
        let all = group.members.iter().all(|member| member.started_us <= at_us);
        return if all { Standing::Over } else { Standing::Forming };
    }
    let mut settled = None;
    // A member that was never given anything does not unsettle those that were.
    for member in alive.filter(|member| member.last_tenure(at_us).is_some()) {
        let Some(tenure) = member.tenure(at_us) else { return Standing::Rebalancing };
        match (tenure.generation, settled) {
            (None, _) => return Standing::Ungrouped,
            (Some(generation), Some(other)) if generation != other => {
                return Standing::Rebalancing;
            }
            (Some(generation), _) => settled = Some(generation),
        }
    }
    settled.map_or(Standing::Forming, Standing::Settled)
}

fn end(act: &Act, partition: u32, at_us: u64) -> i64 {
    appended(act, partition)
        .iter()
        .filter(|(_, appended_us)| *appended_us <= at_us)
        .filter_map(|(index, _)| act.records[*index].place)
        .map(|(_, offset)| offset + 1)
        .max()
        .unwrap_or(0)
}

fn positions(group: &Group, partition: u32, at_us: u64) -> Vec<(u32, i64)> {
    let reached = |member: &Member| Some((member.number, member.position(partition, at_us)?));
    let holds = |member: &&Member| {
        member.tenure(at_us).is_some_and(|tenure| {
            tenure.partitions.iter().any(|held| held.partition == partition)
        })
    };
    let held: Vec<_> = group.members.iter().filter(holds).filter_map(reached).collect();
    if !held.is_empty() {
        return held;
    }
    // Consumers without a group leave one position each; a group leaves one.
    let is_ungrouped = |member: &Member| {
        member.last_tenure(at_us).is_some_and(|tenure| tenure.generation.is_none())
    };
    if group.members.iter().any(is_ungrouped) {
        return group.members.iter().filter_map(reached).collect();
    }
    let since = |member: &&Member| {
        let held = |tenure: &&Tenure| {
            tenure.from_us <= at_us
                && tenure.partitions.iter().any(|held| held.partition == partition)
        };
        member.tenures.iter().rev().find(held).map(|tenure| tenure.from_us)
    };
    let last = group.members.iter().filter(|member| since(member).is_some()).max_by_key(since);
    last.and_then(reached).into_iter().collect()
}

fn committed(group: &Group, partition: u32, at_us: u64) -> Option<i64> {
    let read = |offsets: &[GroupOffset]| {
        offsets.iter().find(|read| read.partition == partition)?.committed
    };
    if let Some(after) = &group.after
        && group.last_us().is_none_or(|last_us| last_us <= at_us)
    {
        return read(after);
    }
    let commits = group.members.iter().flat_map(|member| &member.commits);
    let commits = commits.filter(|commit| commit.partition == partition && commit.at_us <= at_us);
    commits
        .max_by_key(|commit| commit.at_us)
        .map(|commit| commit.offset)
        .or_else(|| read(&group.before))
}

fn member_at(member: &Member, at_us: u64) -> MemberMoment {
    let doing = match &member.ended {
        _ if member.started_us > at_us => Doing::NotYet,
        Some(end) if end.at_us <= at_us && end.closed => Doing::Closed,
        Some(end) if end.at_us <= at_us => Doing::Gone(end.error.clone()),
        _ => match member.tenure(at_us) {
            Some(tenure) if tenure.partitions.is_empty() => Doing::Idle,
            Some(tenure) => Doing::Holding(tenure.partitions.clone()),
            None => Doing::Waiting,
        },
    };
    let handled = member.handled.iter().filter(|handled| handled.at_us <= at_us);
    MemberMoment {
        number: member.number,
        doing,
        processed: handled.clone().count(),
        again: handled.filter(|handled| handled.time > 1).count(),
    }
}
