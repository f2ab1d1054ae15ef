//! Who owned a partition when, and which bar beside its log tells it.

use crate::run_view::{Actor, Expulsion, Group, Member, Partition, Topic};

/// One partition of a member's tenure.
pub struct OwnedPartition {
    /// Which of the act's groups, from 0.
    pub group: usize,
    pub member: u32,
    pub row: usize,
    pub lane: usize,
    pub from_us: u64,
    pub to_us: Option<u64>,
    pub claim: Claim,
}

/// What a member's hold on a partition is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    Owned,
    /// The member is dead, and its group has not noticed.
    Dead,
    /// The group has put the member out, and the member has not noticed.
    Expelled,
    /// The member is in the group, without a partition.
    Idle,
}

/// The lanes of an act, and the rows of a member's bars in them.
pub struct Bars<'a> {
    pub topics: &'a [Topic],
    /// The first lane of each topic, and how many there are in all.
    pub lanes: &'a [usize],
    pub all_lanes: usize,
    pub group: usize,
    /// Indexes of the topics that the group reads.
    pub reads: &'a [u32],
    /// The group's first row, by topic.
    pub first: &'a [usize],
    /// The member's row among those of its group, and the row of those that were put out.
    pub row: usize,
    pub expelled: usize,
}

impl Bars<'_> {
    /// Lane and row of a partition; `None` if the act has no such partition.
    pub fn place(&self, partition: Partition) -> Option<(usize, usize)> {
        let topic = partition.topic as usize;
        let is_there = partition.number < self.topics.get(topic)?.partitions
            && self.reads.contains(&partition.topic);
        let lane = self.lanes[topic] + partition.number as usize;
        is_there.then(|| (lane, self.first[topic] + self.row))
    }

    /// The same for what the member does at a moment.
    pub fn place_at(
        &self,
        member: &Member,
        partition: Partition,
        at_us: u64,
    ) -> Option<(usize, usize)> {
        let (lane, row) = self.place(partition)?;
        let row = match member.is_expelled_from(partition, at_us) {
            true => self.first[partition.topic as usize] + self.expelled,
            false => row,
        };
        Some((lane, row))
    }

    /// What a member owned, and what it or its group wrongly held for its own.
    pub fn owned(&self, group: &Group, member: &Member) -> Vec<OwnedPartition> {
        let mut owned = Vec::new();
        let bar = |(lane, row): (usize, usize), from_us, to_us, claim| OwnedPartition {
            group: self.group,
            member: member.number,
            row,
            lane,
            from_us,
            to_us,
            claim,
        };
        for tenure in &member.tenures {
            for partition in tenure.partitions.iter().map(Partition::of) {
                let Some(place) = self.place(partition) else { continue };
                let (lane, row) = place;
                let goes_on = |bar: &&mut OwnedPartition| {
                    (bar.lane, bar.row, bar.claim) == (lane, row, Claim::Owned)
                        && bar.to_us == Some(tenure.from_us)
                };
                // What stays with its member is one bar, whatever else moves.
                match owned.iter_mut().rev().find(goes_on) {
                    Some(bar) => bar.to_us = tenure.to_us,
                    None => owned.push(bar(place, tenure.from_us, tenure.to_us, Claim::Owned)),
                }
                if let Some(end) = &member.ended
                    && !end.closed
                    && tenure.generation.is_some()
                    && tenure.to_us == Some(end.at_us)
                {
                    let to_us = next_owner(group, partition, end.at_us);
                    owned.push(bar(place, end.at_us, to_us, Claim::Dead));
                }
            }
        }
        for expulsion in &member.expulsions {
            for partition in &expulsion.partitions {
                let at_us = expulsion.at_us;
                let Some(place) = self.place_at(member, *partition, at_us) else { continue };
                let to_us = believed_until(group, expulsion, *partition);
                owned.push(bar(place, at_us, to_us, Claim::Expelled));
            }
        }
        owned
    }
}

/// The topics that a group reads: it may also write to some of those that the cast names for it.
/// Until its first assignment it is expected to read the first one.
pub fn reads(actor: &Actor, group: &Group) -> Vec<u32> {
    let tenures = group.members.iter().flat_map(|member| &member.tenures);
    let held: Vec<u32> = tenures.flat_map(|it| &it.partitions).map(|held| held.topic).collect();
    if held.is_empty() { actor.topics.iter().take(1).copied().collect() } else { held }
}

/// Whether a member of the group was put out while it owned partitions of this topic.
pub fn has_expelled(group: &Group, topic: u32) -> bool {
    let expulsions = group.members.iter().flat_map(|member| &member.expulsions);
    let mut lost = expulsions.flat_map(|expulsion| &expulsion.partitions);
    lost.any(|partition| partition.topic == topic)
}

/// Until when a member believes that it owns a partition. One bar is there for all of them, so it
/// ends when the next one loses the same partition.
fn believed_until(group: &Group, expulsion: &Expulsion, partition: Partition) -> Option<u64> {
    let others = group.members.iter().flat_map(|member| &member.expulsions);
    let next = others
        .filter(|other| other.at_us > expulsion.at_us && other.partitions.contains(&partition));
    expulsion.until_us.into_iter().chain(next.map(|other| other.at_us)).min()
}

/// When a partition is assigned again.
fn next_owner(group: &Group, partition: Partition, after_us: u64) -> Option<u64> {
    let tenures = group.members.iter().flat_map(|member| &member.tenures);
    tenures
        .filter(|tenure| tenure.from_us > after_us)
        .filter(|tenure| tenure.holds(partition))
        .map(|tenure| tenure.from_us)
        .min()
}
