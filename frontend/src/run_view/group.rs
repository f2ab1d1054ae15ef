//! The group of an act: its members, its commits before and after, and how often each record was
//! processed so far.

use std::collections::HashMap;

use api::event::{Assigned, Exit, GroupOffset, PartitionOffset, Processed};

use super::{Commit, End, Handled, InHand, Member, Partition, Setback, Tenure};

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Group {
    /// Whether each member has an epoch of its own, in place of the group's generation.
    pub has_epochs: bool,
    /// By number, from 1.
    pub members: Vec<Member>,
    /// What the group had committed when the act began.
    pub before: Offsets,
    /// What the broker holds of the group after the act, once it was read.
    pub after: Option<Offsets>,
    /// Of each record, up to now, earlier acts included.
    times: HashMap<(Partition, i64), Times>,
}

/// The offsets that a group has committed; there is none where it never did.
pub type Offsets = HashMap<Partition, i64>;

/// How often something happened to a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Times {
    /// A member got it and may have acted on it.
    given: u32,
    /// A member finished processing it.
    finished: u32,
    /// Rows that it has in the lab's sink.
    rows: u32,
}

impl Group {
    /// The same group, whose members have epochs or not.
    pub(super) fn with_epochs(self, has_epochs: bool) -> Self {
        Self { has_epochs, ..self }
    }

    /// The group of a later act: the same one, started again. `renamed` gives the topics that both
    /// acts name their index in the later one.
    pub(super) fn restarted(&self, renamed: impl Fn(u32) -> Option<u32>) -> Self {
        let moved = |partition: &Partition| {
            Some(Partition { topic: renamed(partition.topic)?, ..*partition })
        };
        let before = self.after.iter().flatten();
        let before = before.filter_map(|(partition, offset)| Some((moved(partition)?, *offset)));
        let times = self.times.iter().filter_map(|((partition, offset), times)| {
            Some(((moved(partition)?, *offset), *times))
        });
        Self { before: before.collect(), times: times.collect(), ..Self::default() }
    }

    /// Whether its members are consumers without a group.
    pub fn is_ungrouped(&self) -> bool {
        let mut tenures = self.members.iter().flat_map(|member| &member.tenures);
        tenures.any(|tenure| tenure.generation.is_none())
    }

    /// Everything that was processed, member by member.
    pub fn handled(&self) -> impl Iterator<Item = &Handled> {
        self.members.iter().flat_map(|member| &member.handled)
    }

    /// Everything that was not processed, member by member.
    pub fn setbacks(&self) -> impl Iterator<Item = &Setback> {
        self.members.iter().flat_map(|member| &member.setbacks)
    }

    /// How often a member got a record up to now, earlier acts included.
    pub fn times(&self, partition: Partition, offset: i64) -> u32 {
        self.times.get(&(partition, offset)).map_or(0, |times| times.given)
    }

    /// The first offset that the group read of a partition in this act; `None` without a group.
    pub fn began(&self, partition: Partition) -> Option<i64> {
        if self.is_ungrouped() {
            return None;
        }
        let tenures = self.members.iter().flat_map(|member| &member.tenures);
        let held = tenures.flat_map(|tenure| &tenure.partitions);
        held.filter(|held| Partition::of(held) == partition).map(|held| held.position).min()
    }

    /// Since when the group has left this record behind: a member took the partition up after it, and
    /// nobody ever finished it. Consumers without a group leave nothing to each other.
    pub fn skipped_us(&self, partition: Partition, offset: i64) -> Option<u64> {
        let is_finished = |times: &Times| times.finished > 0;
        if self.is_ungrouped() || self.times.get(&(partition, offset)).is_some_and(is_finished) {
            return None;
        }
        let tenures = self.members.iter().flat_map(|member| &member.tenures);
        let is_behind =
            |held: &Assigned| Partition::of(held) == partition && held.position > offset;
        let behind = tenures.filter(|tenure| tenure.partitions.iter().any(is_behind));
        behind.map(|tenure| tenure.from_us).min()
    }

    /// Whether it has left any record of these topics behind: then one just before a position.
    pub fn has_skipped(&self) -> bool {
        let tenures = self.members.iter().flat_map(|member| &member.tenures);
        let mut held = tenures.flat_map(|tenure| &tenure.partitions);
        held.any(|held| {
            let before = held.position - 1;
            before >= 0 && self.skipped_us(Partition::of(held), before).is_some()
        })
    }

    /// Number of its members' actions.
    pub(super) fn amount(&self) -> usize {
        let amount = |member: &Member| {
            let Member { handled, commits, effects, setbacks, .. } = member;
            handled.len() + commits.len() + effects.len() + setbacks.len()
        };
        self.members.iter().map(amount).sum()
    }

    /// The last moment at which anything is known to have happened to its members.
    pub fn last_us(&self) -> Option<u64> {
        self.members.iter().map(Member::last_us).max()
    }

    pub(super) fn started(&mut self, number: u32, at_us: u64) {
        self.member(number, at_us);
    }

    pub(super) fn assigned(
        &mut self,
        number: u32,
        generation: Option<i32>,
        partitions: Vec<Assigned>,
        at_us: u64,
    ) {
        let member = self.member(number, at_us);
        member.release(at_us);
        member.tenures.push(Tenure { from_us: at_us, to_us: None, generation, partitions });
    }

    /// Partitions that were not revoked stay with the member.
    pub(super) fn revoked(&mut self, number: u32, topic: u32, partitions: &[u32], at_us: u64) {
        let member = self.member(number, at_us);
        member.notice(at_us);
        let Some(tenure) = member.tenures.last_mut().filter(|tenure| tenure.to_us.is_none()) else {
            return;
        };
        tenure.to_us = Some(at_us);
        let mut kept = tenure.clone();
        kept.partitions.retain(|held| held.topic != topic || !partitions.contains(&held.partition));
        if !kept.partitions.is_empty() {
            for held in &mut kept.partitions {
                held.position =
                    member.position(Partition::of(held), at_us).unwrap_or(held.position);
            }
            member.tenures.push(Tenure { from_us: at_us, to_us: None, ..kept });
        }
    }

    pub(super) fn processed(&mut self, number: u32, topic: u32, records: Vec<Processed>) {
        for Processed { partition, offset, at_us, .. } in records {
            let partition = Partition { topic, number: partition };
            let times = self.times.entry((partition, offset)).or_default();
            times.given += 1;
            times.finished += 1;
            let handled = Handled { partition, offset, at_us, time: times.given };
            self.member(number, at_us).handle(handled);
        }
    }

    pub(super) fn in_hand(&mut self, number: u32, topic: u32, record: &Processed) {
        let Processed { partition, offset, at_us, .. } = *record;
        let partition = Partition { topic, number: partition };
        self.times.entry((partition, offset)).or_default().given += 1;
        self.member(number, at_us).in_hand = Some(InHand { partition, offset, at_us });
    }

    pub(super) fn committed(
        &mut self,
        number: u32,
        topic: u32,
        offsets: Vec<PartitionOffset>,
        at_us: u64,
    ) {
        let commit = |PartitionOffset { partition, offset }| {
            let partition = Partition { topic, number: partition };
            Commit { partition, offset, at_us }
        };
        self.member(number, at_us).commits.extend(offsets.into_iter().map(commit));
    }

    /// What the broker holds of the group in one of its topics.
    pub(super) fn read(&mut self, topic: u32, offsets: Vec<GroupOffset>) {
        let committed = offsets.into_iter().filter_map(|read| {
            Some((Partition { topic, number: read.partition }, read.committed?))
        });
        self.after.get_or_insert_default().extend(committed);
    }

    /// The exception comes before the end of the process that raised it.
    pub(super) fn raised(&mut self, number: u32, class: &str, at_us: u64) {
        let end = End { at_us, exit: Exit::Code(1), closed: false, error: Some(class.to_owned()) };
        self.member(number, at_us).ended = Some(end);
    }

    /// The process has ended, and nothing of it comes later. In a run that was stored without the
    /// moment of its end, that is its last sign of life.
    pub(super) fn ended(&mut self, number: u32, at_us: u64, exit: Exit, closed: bool) {
        let member = self.member(number, at_us);
        // It died after it got the record, if only by a moment.
        let last_us = member.last_us();
        let is_in_hand = member.in_hand.is_some_and(|in_hand| in_hand.at_us == last_us);
        let at_us = last_us + u64::from(is_in_hand);
        member.saw(at_us);
        member.release(at_us);
        let error = member.ended.take().and_then(|end| end.error);
        member.ended = Some(End { at_us, exit, closed, error });
    }

    /// The group is done with a record, if not as it should be.
    pub(super) fn settle(&mut self, partition: Partition, offset: i64) {
        self.times.entry((partition, offset)).or_default().finished += 1;
    }

    /// How many rows a record has in the lab's sink, with one more unless it replaces one.
    pub(super) fn rows_with(&mut self, partition: Partition, offset: i64, again: bool) -> u32 {
        let times = self.times.entry((partition, offset)).or_default();
        times.rows += u32::from(!again);
        times.rows
    }

    /// The rows that a record has so far.
    pub fn rows(&self, partition: Partition, offset: i64) -> u32 {
        self.times.get(&(partition, offset)).map_or(0, |times| times.rows)
    }

    /// The member to whom something happens at this moment, created if there is none.
    pub(super) fn member(&mut self, number: u32, at_us: u64) -> &mut Member {
        let place = self.members.iter().position(|member| member.number >= number);
        let place = place.unwrap_or(self.members.len());
        if self.members.get(place).is_none_or(|member| member.number != number) {
            self.members.insert(place, Member::new(number, at_us));
        }
        let member = &mut self.members[place];
        member.saw(at_us);
        member
    }
}
