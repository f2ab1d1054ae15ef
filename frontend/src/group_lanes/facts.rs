//! The actions of a group's members as a flat list: each fact with its partition and the row of its
//! bar.

use crate::{
    lanes::Scale,
    run_view::{Commit, Group, InHand, Member},
};

/// Limit of drawn stretches of repeats in lanes without cells; the table has all.
const MOST_STRETCHES: usize = 200;

pub struct Facts {
    pub tenures: Vec<OwnedPartition>,
    pub done: Vec<Done>,
    pub in_hand: Vec<(usize, InHand)>,
    pub commits: Vec<Commit>,
    /// Ownership bars below each other: one for a group, one per member without a group.
    pub rows: usize,
}

/// One partition of a member's tenure.
pub struct OwnedPartition {
    pub member: u32,
    pub row: usize,
    pub partition: u32,
    pub from_us: u64,
    pub to_us: Option<u64>,
    /// The member is dead, and its group has not noticed.
    pub is_gone: bool,
}

/// Records of a partition that were processed one after the other, all for the same time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Done {
    pub row: usize,
    pub partition: u32,
    pub from_us: u64,
    pub to_us: u64,
    /// Offset of the last one.
    pub offset: i64,
    pub count: usize,
    pub time: u32,
}

impl Facts {
    pub fn of(group: &Group, scale: Scale) -> Self {
        let is_ungrouped = group.is_ungrouped();
        let rows = if is_ungrouped { group.members.len().max(1) } else { 1 };
        let mut facts = Self {
            tenures: Vec::new(),
            done: Vec::new(),
            in_hand: Vec::new(),
            commits: Vec::new(),
            rows,
        };
        for (place, member) in group.members.iter().enumerate() {
            let row = if is_ungrouped { place } else { 0 };
            facts.tenures(group, member, row);
            facts.done.extend(done(member, row, scale));
            facts.in_hand.extend(member.in_hand.map(|in_hand| (row, in_hand)));
            facts.commits.extend(member.commits.iter().copied());
        }
        if scale != Scale::Cells {
            let mut stretches = 0;
            facts.done.retain(|done| {
                stretches += usize::from(done.time > 1);
                done.time == 1 || stretches <= MOST_STRETCHES
            });
        }
        facts
    }

    fn tenures(&mut self, group: &Group, member: &Member, row: usize) {
        for tenure in &member.tenures {
            for held in &tenure.partitions {
                let (number, partition) = (member.number, held.partition);
                let bar = |from_us, to_us, is_gone| OwnedPartition {
                    member: number,
                    row,
                    partition,
                    from_us,
                    to_us,
                    is_gone,
                };
                self.tenures.push(bar(tenure.from_us, tenure.to_us, false));
                if let Some(end) = &member.ended
                    && !end.closed
                    && tenure.generation.is_some()
                    && tenure.to_us == Some(end.at_us)
                {
                    let to_us = next_owner(group, partition, end.at_us);
                    self.tenures.push(bar(end.at_us, to_us, true));
                }
            }
        }
    }
}

/// What a member processed: record by record. In lanes without cells neighbouring repeats become
/// one; in lanes of bars first times are only counted.
fn done(member: &Member, row: usize, scale: Scale) -> Vec<Done> {
    let mut all: Vec<Done> = Vec::new();
    // Index of the last one of each partition.
    let mut last: Vec<Option<usize>> = Vec::new();
    for handled in &member.handled {
        let partition = handled.partition as usize;
        if partition >= last.len() {
            last.resize(partition + 1, None);
        }
        if scale == Scale::Bars && handled.time == 1 {
            last[partition] = None;
            continue;
        }
        let neighbour = last[partition].map(|place| &mut all[place]);
        match neighbour {
            Some(done)
                if scale != Scale::Cells && handled.time > 1 && done.time == handled.time =>
            {
                (done.to_us, done.offset) = (handled.at_us, handled.offset);
                done.count += 1;
            }
            _ => {
                last[partition] = Some(all.len());
                all.push(Done {
                    row,
                    partition: handled.partition,
                    from_us: handled.at_us,
                    to_us: handled.at_us,
                    offset: handled.offset,
                    count: 1,
                    time: handled.time,
                });
            }
        }
    }
    all
}

/// When a partition is assigned again.
fn next_owner(group: &Group, partition: u32, after_us: u64) -> Option<u64> {
    let tenures = group.members.iter().flat_map(|member| &member.tenures);
    tenures
        .filter(|tenure| tenure.from_us > after_us)
        .filter(|tenure| tenure.partitions.iter().any(|held| held.partition == partition))
        .map(|tenure| tenure.from_us)
        .min()
}
