//! One consumer of an act: what it owned, processed and committed, and how it ended. All times are
//! microseconds on the act's clock.

use api::event::{Assigned, Exit};

use super::{EffectDone, Expulsion, Partition, Setback};

#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    pub number: u32,
    pub started_us: u64,
    pub tenures: Vec<Tenure>,
    /// In the order of their moments.
    pub handled: Vec<Handled>,
    /// In the order of their moments.
    pub commits: Vec<Commit>,
    /// The rows that it wrote.
    pub effects: Vec<EffectDone>,
    /// The records that it did not process.
    pub setbacks: Vec<Setback>,
    /// The record that it got and did not finish.
    pub in_hand: Option<InHand>,
    /// In the order of their moments.
    pub expulsions: Vec<Expulsion>,
    pub ended: Option<End>,
    last_us: u64,
}

/// Partitions of a member, from their assignment until they were revoked.
#[derive(Debug, Clone, PartialEq)]
pub struct Tenure {
    pub from_us: u64,
    pub to_us: Option<u64>,
    /// `None` for a consumer without a group.
    pub generation: Option<i32>,
    pub partitions: Vec<Assigned>,
}

/// A record that the member's loop has processed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Handled {
    pub partition: Partition,
    pub offset: i64,
    pub at_us: u64,
    /// Which time it was processed, by any member: 1 is the first.
    pub time: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InHand {
    pub partition: Partition,
    pub offset: i64,
    pub at_us: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Commit {
    pub partition: Partition,
    /// The next offset to read.
    pub offset: i64,
    pub at_us: u64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct End {
    pub at_us: u64,
    pub exit: Exit,
    /// Whether it left its group by `close()`.
    pub closed: bool,
    /// The class of the exception that ended it.
    pub error: Option<String>,
}

impl Tenure {
    pub fn holds(&self, partition: Partition) -> bool {
        self.holding(partition).is_some()
    }

    fn holding(&self, partition: Partition) -> Option<&Assigned> {
        self.partitions.iter().find(|held| Partition::of(held) == partition)
    }
}

impl Member {
    pub(super) fn new(number: u32, started_us: u64) -> Self {
        Self {
            number,
            started_us,
            tenures: Vec::new(),
            handled: Vec::new(),
            commits: Vec::new(),
            effects: Vec::new(),
            setbacks: Vec::new(),
            in_hand: None,
            expulsions: Vec::new(),
            ended: None,
            last_us: started_us,
        }
    }

    pub fn was_killed(&self) -> bool {
        self.ended.as_ref().is_some_and(|end| matches!(end.exit, Exit::Signal(_)))
    }

    /// Whether it is alive at this moment.
    pub fn is_alive(&self, at_us: u64) -> bool {
        self.started_us <= at_us && self.ended.as_ref().is_none_or(|end| end.at_us > at_us)
    }

    /// What it owns at this moment.
    pub fn tenure(&self, at_us: u64) -> Option<&Tenure> {
        let is_open = |tenure: &&Tenure| tenure.to_us.is_none_or(|to_us| to_us > at_us);
        self.last_tenure(at_us).filter(is_open)
    }

    /// What it owned last, up to this moment.
    pub fn last_tenure(&self, at_us: u64) -> Option<&Tenure> {
        self.tenures.iter().rev().find(|tenure| tenure.from_us <= at_us)
    }

    /// What it has processed up to this moment.
    pub fn handled_until(&self, at_us: u64) -> &[Handled] {
        &self.handled[..self.handled.partition_point(|handled| handled.at_us <= at_us)]
    }

    /// What it has committed up to this moment.
    pub fn commits_until(&self, at_us: u64) -> &[Commit] {
        &self.commits[..self.commits.partition_point(|commit| commit.at_us <= at_us)]
    }

    /// The next offset that it reads of a partition, at this moment.
    pub fn position(&self, partition: Partition, at_us: u64) -> Option<i64> {
        let held = |tenure: &&Tenure| tenure.from_us <= at_us && tenure.holds(partition);
        let tenure = self.tenures.iter().rev().find(held)?;
        let start = tenure.holding(partition)?.position;
        // Within a tenure offsets only grow, so the last one is the highest.
        let since = self.handled_until(at_us).iter().rev();
        let mut since = since.take_while(|handled| handled.at_us >= tenure.from_us);
        let reached = since.find(|handled| handled.partition == partition);
        let reached = reached.map(|handled| handled.offset);
        let reached = reached.max(self.put_aside(partition, tenure.from_us, at_us));
        Some(reached.map_or(start, |offset| offset + 1))
    }

    /// The last moment at which anything is known to have happened to it.
    pub const fn last_us(&self) -> u64 {
        self.last_us
    }

    pub(super) fn saw(&mut self, at_us: u64) {
        // A run that was stored without the moment of its start has the time of receipt instead.
        self.started_us = self.started_us.min(at_us);
        self.last_us = self.last_us.max(at_us);
    }

    pub(super) fn handle(&mut self, handled: Handled) {
        let is_before = |known: &Handled| known.at_us <= handled.at_us;
        let place = match self.handled.last() {
            Some(last) if !is_before(last) => self.handled.partition_point(is_before),
            _ => self.handled.len(),
        };
        self.handled.insert(place, handled);
    }

    pub(super) fn release(&mut self, at_us: u64) {
        self.notice(at_us);
        if let Some(open @ None) = self.tenures.last_mut().map(|tenure| &mut tenure.to_us) {
            *open = Some(at_us);
        }
    }
}
