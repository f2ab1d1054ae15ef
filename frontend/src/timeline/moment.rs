//! What a group shows at one moment: its partitions and its members.

use api::event::Assigned;

use super::{History, Standing};
use crate::run_view::{Act, Group, InHand, Member, Partition, Tenure};

#[derive(Debug, Clone, PartialEq)]
pub struct Moment {
    pub standing: Standing,
    /// In the order in which the partitions of the act are drawn.
    pub partitions: Vec<PartitionMoment>,
    pub members: Vec<MemberMoment>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PartitionMoment {
    /// The offset that the next record will get.
    pub end: i64,
    /// Member and the next offset that it reads. Between two owners, the position of the last one.
    pub positions: Vec<(u32, i64)>,
    pub committed: Option<i64>,
    /// The offset at which the group would resume if it died now: the committed one, or else where
    /// it began. `None` without a group.
    pub safe_to: Option<i64>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct MemberMoment {
    pub number: u32,
    pub doing: Doing,
    pub processed: usize,
    /// How many of them had been processed before.
    pub again: usize,
    /// Rows that it wrote in the lab's sink, those that it replaced included.
    pub effects: usize,
    /// Records that it put aside.
    pub aside: usize,
    /// The record that it got and did not finish.
    pub in_hand: Option<InHand>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Doing {
    NotYet,
    /// Started without an assignment yet; or its partitions were revoked and not assigned anew.
    Waiting,
    Holding(Vec<Assigned>),
    /// In the group, without a partition.
    Idle,
    /// Put out of the group while it lives, and not aware of it.
    Expelled,
    Closed,
    /// Died without leaving the group; with the class of its exception, if that is why.
    Gone(Option<String>),
}

/// What the n-th group of the act shows, from 0.
pub fn moment(act: &Act, history: &History, nth: usize, at_us: u64) -> Moment {
    let no_group = Group::default();
    let group = act.groups().nth(nth).unwrap_or(&no_group);
    let mut spans = history.spans.get(nth).into_iter().flatten().rev();
    let standing = spans.find(|span| span.from_us <= at_us);
    let partitions = history.partitions.iter().enumerate().map(|(place, partition)| {
        let partition = *partition;
        let committed = committed(group, partition, at_us);
        PartitionMoment {
            end: history.end(act, place, at_us),
            positions: positions(group, partition, at_us),
            committed,
            safe_to: committed.or_else(|| group.began(partition)),
        }
    });
    Moment {
        standing: standing.map_or(Standing::NotYet, |span| span.standing),
        partitions: partitions.collect(),
        members: group.members.iter().map(|member| member_at(member, at_us)).collect(),
    }
}

fn positions(group: &Group, partition: Partition, at_us: u64) -> Vec<(u32, i64)> {
    let reached = |member: &Member| Some((member.number, member.position(partition, at_us)?));
    let holds =
        |member: &&Member| member.tenure(at_us).is_some_and(|tenure| tenure.holds(partition));
    let held: Vec<_> = group.members.iter().filter(holds).filter_map(reached).collect();
    if !held.is_empty() {
        return held;
    }
    // Consumers without a group have one position each; a group has one.
    if group.is_ungrouped() {
        return group.members.iter().filter_map(reached).collect();
    }
    let since = |member: &&Member| {
        let held = |tenure: &&Tenure| tenure.from_us <= at_us && tenure.holds(partition);
        member.tenures.iter().rev().find(held).map(|tenure| tenure.from_us)
    };
    let last = group.members.iter().filter(|member| since(member).is_some()).max_by_key(since);
    last.and_then(reached).into_iter().collect()
}

fn committed(group: &Group, partition: Partition, at_us: u64) -> Option<i64> {
    if let Some(after) = &group.after
        && group.last_us().is_none_or(|last_us| last_us <= at_us)
    {
        return after.get(&partition).copied();
    }
    let last = |member: &Member| {
        let mut commits = member.commits_until(at_us).iter().rev();
        commits.find(|commit| commit.partition == partition).copied()
    };
    let last = group.members.iter().filter_map(last).max_by_key(|commit| commit.at_us);
    last.map(|commit| commit.offset).or_else(|| group.before.get(&partition).copied())
}

fn member_at(member: &Member, at_us: u64) -> MemberMoment {
    let doing = match &member.ended {
        _ if member.started_us > at_us => Doing::NotYet,
        Some(end) if end.at_us <= at_us && end.closed => Doing::Closed,
        Some(end) if end.at_us <= at_us => Doing::Gone(end.error.clone()),
        _ => match member.tenure(at_us) {
            Some(tenure) if tenure.partitions.is_empty() => Doing::Idle,
            Some(tenure) => Doing::Holding(tenure.partitions.clone()),
            None if member.is_expelled(at_us) => Doing::Expelled,
            None => Doing::Waiting,
        },
    };
    let handled = member.handled_until(at_us);
    let aside = member.setbacks.iter().filter(|setback| setback.is_final());
    MemberMoment {
        number: member.number,
        doing,
        processed: handled.len(),
        again: handled.iter().filter(|handled| handled.time > 1).count(),
        effects: member.effects.iter().filter(|effect| effect.at_us <= at_us).count(),
        aside: aside.filter(|setback| setback.at_us <= at_us).count(),
        in_hand: member.in_hand.filter(|in_hand| in_hand.at_us <= at_us),
    }
}
