//! The actions of the groups' members as flat lists: each fact with the lane of its partition and
//! the row of its bar.

use crate::{
    lanes::Scale,
    run_view::{Act, Actor, Expulsion, Group, Member, Partition, SetbackKind, Topic},
};

/// Limit of drawn stretches of repeats in lanes without cells; the table has all.
const MOST_STRETCHES: usize = 200;

pub struct Facts {
    pub tenures: Vec<OwnedPartition>,
    pub done: Vec<Done>,
    pub setbacks: Vec<SetBack>,
    pub in_hand: Vec<Held>,
    pub commits: Vec<Committed>,
    /// Of each group, letters of its name before that of a member, where there are several groups.
    pub letters: Vec<usize>,
    /// The groups that read each topic.
    pub readers: Vec<Vec<Reader>>,
}

/// A group that reads a topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reader {
    /// Its place among the act's groups.
    pub group: usize,
    /// Its ownership bars in each lane: one, or one per member without a group, and one more for
    /// those that were put out and go on.
    pub bars: usize,
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

/// A record that a member did not process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetBack {
    pub row: usize,
    pub lane: usize,
    pub offset: i64,
    pub at_us: u64,
    pub what: SetbackKind,
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
    /// The first row of its group.
    pub row: usize,
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
    /// Indexes of the topics that the group reads.
    reads: &'a [u32],
    /// The group's first row, by topic.
    first: &'a [usize],
    /// The member's row among those of its group, and the row of those that were put out.
    row: usize,
    expelled: usize,
}

impl Bars<'_> {
    /// Lane and row of a partition; `None` if the act has no such partition.
    fn place(&self, partition: Partition) -> Option<(usize, usize)> {
        let topic = partition.topic as usize;
        let is_there = partition.number < self.topics.get(topic)?.partitions
            && self.reads.contains(&partition.topic);
        let lane = self.lanes[topic] + partition.number as usize;
        is_there.then(|| (lane, self.first[topic] + self.row))
    }

    /// The same for what the member does at a moment.
    fn place_at(
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
}

impl Facts {
    pub fn of(act: &Act, scale: Scale) -> Self {
        let mut facts = Self {
            tenures: Vec::new(),
            done: Vec::new(),
            setbacks: Vec::new(),
            in_hand: Vec::new(),
            commits: Vec::new(),
            letters: Vec::new(),
            readers: vec![Vec::new(); act.topics.len()],
        };
        let mut all_lanes = 0;
        let mut lanes = Vec::new();
        for topic in &act.topics {
            lanes.push(all_lanes);
            all_lanes += topic.partitions as usize;
        }
        let is_alone = act.groups().count() < 2;
        // The next free row of each topic.
        let mut free = vec![0; act.topics.len()];
        let groups = act.cast.iter().filter_map(|actor| Some((actor, actor.group()?)));
        for (number, (actor, group)) in groups.enumerate() {
            let is_ungrouped = group.is_ungrouped();
            let letters = if is_alone { 0 } else { actor.name.chars().count() + 1 };
            facts.letters.push(letters);
            let first = free.clone();
            let expelled = if is_ungrouped { group.members.len().max(1) } else { 1 };
            let reads = reads(actor, group);
            for (topic, free) in (0..).zip(&mut free).filter(|(it, _)| reads.contains(it)) {
                let bars = expelled + usize::from(has_expelled(group, topic));
                facts.readers[topic as usize].push(Reader { group: number, bars });
                *free += bars;
            }
            for (place, member) in group.members.iter().enumerate() {
                let row = if is_ungrouped { place } else { 0 };
                let bars = Bars {
                    topics: &act.topics,
                    lanes: &lanes,
                    all_lanes,
                    group: number,
                    reads: &reads,
                    first: &first,
                    row,
                    expelled,
                };
                facts.member(group, member, &bars, scale);
            }
        }
        if scale != Scale::Cells {
            let mut stretches = 0;
            facts.done.retain(|done| {
                stretches += usize::from(done.time > 1);
                done.time == 1 || stretches <= MOST_STRETCHES
            });
            facts.setbacks.truncate(MOST_STRETCHES);
        }
        facts
    }

    fn member(&mut self, group: &Group, member: &Member, bars: &Bars, scale: Scale) {
        self.tenures(group, member, bars);
        self.done.extend(done(member, bars, scale));
        self.setbacks.extend(member.setbacks.iter().filter_map(|setback| {
            let (lane, row) = bars.place_at(member, setback.partition, setback.at_us)?;
            let (offset, at_us) = (setback.offset, setback.at_us);
            Some(SetBack { row, lane, offset, at_us, what: setback.what.clone() })
        }));
        self.in_hand.extend(member.in_hand.and_then(|in_hand| {
            let (lane, row) = bars.place_at(member, in_hand.partition, in_hand.at_us)?;
            Some(Held { row, lane, offset: in_hand.offset, at_us: in_hand.at_us })
        }));
        self.commits.extend(member.commits.iter().filter_map(|commit| {
            let (lane, _) = bars.place(commit.partition)?;
            let row = bars.first[commit.partition.topic as usize];
            Some(Committed { row, lane, offset: commit.offset, at_us: commit.at_us })
        }));
    }

    fn tenures(&mut self, group: &Group, member: &Member, bars: &Bars) {
        for tenure in &member.tenures {
            for held in &tenure.partitions {
                let partition = Partition::of(held);
                let Some((lane, row)) = bars.place(partition) else { continue };
                let bar = |from_us, to_us, claim| OwnedPartition {
                    group: bars.group,
                    member: member.number,
                    row,
                    lane,
                    from_us,
                    to_us,
                    claim,
                };
                self.tenures.push(bar(tenure.from_us, tenure.to_us, Claim::Owned));
                if let Some(end) = &member.ended
                    && !end.closed
                    && tenure.generation.is_some()
                    && tenure.to_us == Some(end.at_us)
                {
                    let to_us = next_owner(group, partition, end.at_us);
                    self.tenures.push(bar(end.at_us, to_us, Claim::Dead));
                }
            }
        }
        for expulsion in &member.expulsions {
            for partition in &expulsion.partitions {
                let Some((lane, row)) = bars.place_at(member, *partition, expulsion.at_us) else {
                    continue;
                };
                self.tenures.push(OwnedPartition {
                    group: bars.group,
                    member: member.number,
                    row,
                    lane,
                    from_us: expulsion.at_us,
                    to_us: believed_until(group, expulsion, *partition),
                    claim: Claim::Expelled,
                });
            }
        }
    }

    /// The most ownership bars of any lane.
    pub fn most_bars(&self) -> usize {
        let bars = |readers: &Vec<Reader>| readers.iter().map(|reader| reader.bars).sum();
        self.readers.iter().map(bars).fold(1, usize::max)
    }
}

/// The topics that a group reads: it may also write to some of those that the cast names for it.
/// Until its first assignment it is expected to read the first one.
fn reads(actor: &Actor, group: &Group) -> Vec<u32> {
    let tenures = group.members.iter().flat_map(|member| &member.tenures);
    let held: Vec<u32> = tenures.flat_map(|it| &it.partitions).map(|held| held.topic).collect();
    if held.is_empty() { actor.topics.iter().take(1).copied().collect() } else { held }
}

/// Whether a member of the group was put out while it owned partitions of this topic.
fn has_expelled(group: &Group, topic: u32) -> bool {
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

/// What a member processed: record by record. In lanes without cells neighbouring repeats become
/// one; in lanes of bars first times are only counted.
fn done(member: &Member, bars: &Bars, scale: Scale) -> Vec<Done> {
    let mut all: Vec<Done> = Vec::new();
    // Index of the last one of each lane.
    let mut last: Vec<Option<usize>> = vec![None; bars.all_lanes];
    for handled in &member.handled {
        let Some((lane, row)) = bars.place_at(member, handled.partition, handled.at_us) else {
            continue;
        };
        if scale == Scale::Bars && handled.time == 1 {
            last[lane] = None;
            continue;
        }
        let neighbour = last[lane].map(|place| &mut all[place]);
        match neighbour {
            Some(done)
                if scale != Scale::Cells
                    && handled.time > 1
                    && (done.time, done.row) == (handled.time, row) =>
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
