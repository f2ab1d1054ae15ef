//! The group of an act: what each of its members held, processed and committed, and when.

use std::collections::BTreeMap;

use api::event::{Assigned, Exit, GroupOffset, PartitionOffset, Processed};

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Group {
    /// By number, from 1.
    pub members: Vec<Member>,
    /// What the group had committed when the act began.
    pub before: Vec<GroupOffset>,
    /// What the broker holds of the group after the act.
    pub after: Option<Vec<GroupOffset>>,
    /// How often each record was processed up to now, earlier acts included.
    times: BTreeMap<(u32, i64), u32>,
}

/// One consumer. All times are microseconds on the act's clock.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    pub number: u32,
    pub started_us: u64,
    pub tenures: Vec<Tenure>,
    pub handled: Vec<Handled>,
    pub commits: Vec<Commit>,
    pub ended: Option<End>,
}

/// Partitions in a member's hands, from an assignment until they were taken away.
#[derive(Debug, Clone, PartialEq)]
pub struct Tenure {
    pub from_us: u64,
    pub to_us: Option<u64>,
    /// `None` for a consumer without a group.
    pub generation: Option<i32>,
    pub partitions: Vec<Assigned>,
}

/// A record that the member's loop has finished with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Handled {
    pub partition: u32,
    pub offset: i64,
    pub at_us: u64,
    /// The how manieth time it was processed, by whomever: 1 is the first.
    pub time: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Commit {
    pub partition: u32,
    /// The next offset to read.
    pub offset: i64,
    pub at_us: u64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct End {
    pub at_us: u64,
    pub exit: Exit,
    /// Whether it said good-bye to its group.
    pub closed: bool,
    /// The class of the exception that ended it.
    pub error: Option<String>,
}

impl Group {
    /// The group of the next act: the same one, started again.
    pub(super) fn again(&self) -> Self {
        Self {
            before: self.after.clone().unwrap_or_default(),
            times: self.times.clone(),
            ..Self::default()
        }
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

    /// How often a record was processed up to now, earlier acts included.
    pub fn times(&self, partition: u32, offset: i64) -> u32 {
        self.times.get(&(partition, offset)).copied().unwrap_or(0)
    }

    /// The last moment that anything is known to have happened to its members.
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

    /// What was not taken away stays in the member's hands.
    pub(super) fn revoked(&mut self, number: u32, partitions: &[u32], at_us: u64) {
        let member = self.member(number, at_us);
        let Some(tenure) = member.tenures.last_mut().filter(|tenure| tenure.to_us.is_none()) else {
            return;
        };
        tenure.to_us = Some(at_us);
        let mut kept = tenure.clone();
        kept.partitions.retain(|held| !partitions.contains(&held.partition));
        if !kept.partitions.is_empty() {
            for held in &mut kept.partitions {
                held.position = member.position(held.partition, at_us).unwrap_or(held.position);
            }
            member.tenures.push(Tenure { from_us: at_us, to_us: None, ..kept });
        }
    }

    pub(super) fn processed(&mut self, number: u32, records: Vec<Processed>) {
        for Processed { partition, offset, at_us, .. } in records {
            let time = self.times.entry((partition, offset)).or_default();
            *time += 1;
            let handled = Handled { partition, offset, at_us, time: *time };
            self.member(number, at_us).handled.push(handled);
        }
    }

    pub(super) fn committed(&mut self, number: u32, offsets: Vec<PartitionOffset>, at_us: u64) {
        let commit = |PartitionOffset { partition, offset }| Commit { partition, offset, at_us };
        self.member(number, at_us).commits.extend(offsets.into_iter().map(commit));
    }

    /// The exception comes before the end of the process that raised it.
    pub(super) fn raised(&mut self, number: u32, class: &str, at_us: u64) {
        let end = End { at_us, exit: Exit::Code(1), closed: false, error: Some(class.to_owned()) };
        self.member(number, at_us).ended = Some(end);
    }

    /// The process is gone. Its end is reported on the server's clock, its records on its own: it
    /// cannot have ended before its last sign of life.
    pub(super) fn ended(&mut self, number: u32, at_us: u64, exit: Exit, closed: bool) {
        let member = self.member(number, at_us);
        let at_us = at_us.max(member.last_us());
        member.release(at_us);
        let error = member.ended.take().and_then(|end| end.error);
        member.ended = Some(End { at_us, exit, closed, error });
    }

    fn member(&mut self, number: u32, at_us: u64) -> &mut Member {
        let place = self.members.iter().position(|member| member.number >= number);
        let place = place.unwrap_or(self.members.len());
        if self.members.get(place).is_none_or(|member| member.number != number) {
            let member = Member {
                number,
                started_us: at_us,
                tenures: Vec::new(),
                handled: Vec::new(),
                commits: Vec::new(),
                ended: None,
            };
            self.members.insert(place, member);
        }
        let member = &mut self.members[place];
        // Its start is told on the server's clock, which may be behind.
        member.started_us = member.started_us.min(at_us);
        member
    }
}

impl Member {
    /// Whether it lives at this moment.
    pub fn is_alive(&self, at_us: u64) -> bool {
        self.started_us <= at_us && self.ended.as_ref().is_none_or(|end| end.at_us > at_us)
    }

    /// What it holds at this moment.
    pub fn tenure(&self, at_us: u64) -> Option<&Tenure> {
        let is_open = |tenure: &&Tenure| tenure.to_us.is_none_or(|to_us| to_us > at_us);
        self.last_tenure(at_us).filter(is_open)
    }

    /// What it held last, up to this moment.
    pub fn last_tenure(&self, at_us: u64) -> Option<&Tenure> {
        self.tenures.iter().rev().find(|tenure| tenure.from_us <= at_us)
    }

    /// The next offset that it reads of a partition, as far as it got up to this moment.
    pub fn position(&self, partition: u32, at_us: u64) -> Option<i64> {
        let held = |tenure: &&Tenure| {
            tenure.from_us <= at_us
                && tenure.partitions.iter().any(|held| held.partition == partition)
        };
        let tenure = self.tenures.iter().rev().find(held)?;
        let start = tenure.partitions.iter().find(|held| held.partition == partition)?.position;
        let reached = self
            .handled
            .iter()
            .filter(|handled| handled.partition == partition)
            .filter(|handled| (tenure.from_us..=at_us).contains(&handled.at_us))
            .map(|handled| handled.offset + 1);
        Some(reached.max().unwrap_or(start))
    }

    fn last_us(&self) -> u64 {
        let tenures =
            self.tenures.iter().map(|tenure| tenure.to_us.unwrap_or(tenure.from_us)).max();
        let handled = self.handled.iter().map(|handled| handled.at_us).max();
        let commits = self.commits.iter().map(|commit| commit.at_us).max();
        let ended = self.ended.as_ref().map(|end| end.at_us);
        [tenures, handled, commits, ended].into_iter().flatten().fold(self.started_us, u64::max)
    }

    fn release(&mut self, at_us: u64) {
        if let Some(open @ None) = self.tenures.last_mut().map(|tenure| &mut tenure.to_us) {
            *open = Some(at_us);
        }
    }
}
