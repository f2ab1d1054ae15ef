//! The actions of the groups' members as flat lists: each fact with the lane of its partition and
//! the row of its bar.

use crate::{
    lanes::Scale,
    run_view::{Act, Group, Member, Partition, Topic},
};

/// Limit of drawn stretches of repeats in lanes without cells; the table has all.
const MOST_STRETCHES: usize = 200;

pub struct Facts {
    pub tenures: Vec<OwnedPartition>,
    pub done: Vec<Done>,
    pub in_hand: Vec<Held>,
    pub commits: Vec<Committed>,
    /// Ownership bars below each other in a lane, the most of any: one for each group that reads
    /// its topic, and one per member without a group.
    pub rows: usize,
}

/// One partition of a member's tenure.
pub struct OwnedPartition {
    /// Which of the act's groups, from 0.
    pub group: usize,
    pub member: u32,
    pub row: usize,
    pub lane: usize,
    pub from_us: u64,
    pub to_us: Option<u64>,
    /// The member is dead, and its group has not noticed.
    pub is_gone: bool,
}

/// Records of a partition that were processed one after the other, all for the same time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Done {
    pub row: usize,
    pub lane: usize,
    pub from_us: u64,
    pub to_us: u64,
    /// Offset of the last one.
    pub offset: i64,
    pub count: usize,
    pub time: u32,
}

/// A record that a member got and did not finish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    pub row: usize,
    pub lane: usize,
    pub offset: i64,
    pub at_us: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Committed {
    pub lane: usize,
    pub offset: i64,
    pub at_us: u64,
}

/// The lanes of an act, and the rows of a member's bars in them.
struct Bars<'a> {
    topics: &'a [Topic],
    /// The first lane of each topic, and how many there are in all.
    lanes: &'a [usize],
    all_lanes: usize,
    group: usize,
    /// The group's first row, by topic.
    first: &'a [usize],
    /// The member's row among those of its group.
    row: usize,
}

impl Bars<'_> {
    /// Lane and row of a partition; `None` if the act has no such partition.
    fn place(&self, partition: Partition) -> Option<(usize, usize)> {
        let topic = partition.topic as usize;
        let is_there = partition.number < self.topics.get(topic)?.partitions;
        let lane = self.lanes[topic] + partition.number as usize;
        is_there.then(|| (lane, self.first[topic] + self.row))
    }
}

impl Facts {
    pub fn of(act: &Act, scale: Scale) -> Self {
        let mut facts = Self {
            tenures: Vec::new(),
            done: Vec::new(),
            in_hand: Vec::new(),
            commits: Vec::new(),
            rows: 1,
        };
        let mut all_lanes = 0;
        let mut lanes = Vec::new();
        for topic in &act.topics {
            lanes.push(all_lanes);
            all_lanes += topic.partitions as usize;
        }
        // The next free row of each topic.
        let mut free = vec![0; act.topics.len()];
        let groups = act.cast.iter().filter_map(|actor| Some((actor, actor.group()?)));
        for (number, (actor, group)) in groups.enumerate() {
            let is_ungrouped = group.is_ungrouped();
            let first = free.clone();
            for topic in &actor.topics {
                if let Some(free) = free.get_mut(*topic as usize) {
                    *free += if is_ungrouped { group.members.len().max(1) } else { 1 };
                }
            }
            for (place, member) in group.members.iter().enumerate() {
                let row = if is_ungrouped { place } else { 0 };
                let bars = Bars {
                    topics: &act.topics,
                    lanes: &lanes,
                    all_lanes,
                    group: number,
                    first: &first,
                    row,
                };
                facts.member(group, member, &bars, scale);
            }
        }
        facts.rows = free.into_iter().fold(1, usize::max);
        if scale != Scale::Cells {
            let mut stretches = 0;
            facts.done.retain(|done| {
                stretches += usize::from(done.time > 1);
                done.time == 1 || stretches <= MOST_STRETCHES
            });
        }
        facts
    }

    fn member(&mut self, group: &Group, member: &Member, bars: &Bars, scale: Scale) {
        self.tenures(group, member, bars);
        self.done.extend(done(member, bars, scale));
        self.in_hand.extend(member.in_hand.and_then(|in_hand| {
            let (lane, row) = bars.place(in_hand.partition)?;
            Some(Held { row, lane, offset: in_hand.offset, at_us: in_hand.at_us })
        }));
        self.commits.extend(member.commits.iter().filter_map(|commit| {
            let (lane, _) = bars.place(commit.partition)?;
            Some(Committed { lane, offset: commit.offset, at_us: commit.at_us })
        }));
    }

    fn tenures(&mut self, group: &Group, member: &Member, bars: &Bars) {
        for tenure in &member.tenures {
            for held in &tenure.partitions {
                let partition = Partition::of(held);
                let Some((lane, row)) = bars.place(partition) else { continue };
                let bar = |from_us, to_us, is_gone| OwnedPartition {
                    group: bars.group,
                    member: member.number,
                    row,
                    lane,
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
fn done(member: &Member, bars: &Bars, scale: Scale) -> Vec<Done> {
    let mut all: Vec<Done> = Vec::new();
    // Index of the last one of each lane.
    let mut last: Vec<Option<usize>> = vec![None; bars.all_lanes];
    for handled in &member.handled {
        let Some((lane, row)) = bars.place(handled.partition) else { continue };
        if scale == Scale::Bars && handled.time == 1 {
            last[lane] = None;
            continue;
        }
        let neighbour = last[lane].map(|place| &mut all[place]);
        match neighbour {
            Some(done)
                if scale != Scale::Cells && handled.time > 1 && done.time == handled.time =>
            {
                (done.to_us, done.offset) = (handled.at_us, handled.offset);
                done.count += 1;
            }
            _ => {
                last[lane] = Some(all.len());
                all.push(Done {
                    row,
                    lane,
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
fn next_owner(group: &Group, partition: Partition, after_us: u64) -> Option<u64> {
    let tenures = group.members.iter().flat_map(|member| &member.tenures);
    tenures
        .filter(|tenure| tenure.from_us > after_us)
        .filter(|tenure| tenure.holds(partition))
        .map(|tenure| tenure.from_us)
        .min()
}
