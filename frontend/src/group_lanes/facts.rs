//! The actions of the groups' members as flat lists: each fact with the lane of its partition and
//! the row of its bar.

use super::bars::{Bars, OwnedPartition, has_expelled, reads};
use crate::{
    lanes::Scale,
    run_view::{Act, Group, Member, SetbackKind},
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
        self.tenures.extend(bars.owned(group, member));
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

    /// The most ownership bars of any lane.
    pub fn most_bars(&self) -> usize {
        let bars = |readers: &Vec<Reader>| readers.iter().map(|reader| reader.bars).sum();
        self.readers.iter().map(bars).fold(1, usize::max)
    }
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
