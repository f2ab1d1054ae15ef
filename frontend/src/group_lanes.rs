//! Geometry of a group's drawing: an act with consumers becomes places on a plane. Pure; the
//! component only paints. One elastic time axis for all lanes; everything that happens to a
//! record, to a partition's owner or to a commit is a sign with room of its own on it.

use std::collections::HashMap;

use crate::{
    axis::{Axis, Elastic, Sign},
    lanes::Scale,
    run_view::{Act, Commit, Group, Handled},
    timeline::{self, Span, Standing},
};

const CELL_WIDTH: f64 = 22.0;
pub const CELL_HEIGHT: f64 = 34.0;
/// Left of the first moment: the name of the lane.
const LEFT: f64 = 26.0;
/// Above the first lane: the names of the generations.
pub const TOP: f64 = 38.0;
/// Inside a lane, from its top: the log, the ownership bars, the commits.
pub const LOG_TOP: f64 = 6.0;
pub const LOG_HEIGHT: f64 = 38.0;
const THREADS: f64 = 26.0;
const OWNER_HEIGHT: f64 = 15.0;
const COMMITS: f64 = 15.0;
const AXIS_HEIGHT: f64 = 30.0;
/// Up to so many partitions a lane shows everything; then threads go, then what is below them.
const FULL: u32 = 4;
const MEDIUM: u32 = 6;
const OWNER_NAME: f64 = 27.0;
const GENERATION_NAME: f64 = 98.0;
const FORMING_NAME: f64 = 132.0;
const REBALANCE_NAME: f64 = 22.0;
const DOT: f64 = 4.0;
const RING: f64 = 7.0;
const CELL: f64 = 12.0;
/// Cells up to so many records in a lane, then lines up to so many, then bars.
const MOST_CELLS: usize = 40;
const MOST_TICKS: usize = 250;
const BAR_WIDTH: f64 = 6.0;
const MANY_REPEATS: usize = 6;
/// Repeats that are drawn beyond cells; the table has all.
const MOST_REPEATS: usize = 200;

#[derive(Debug, Clone, PartialEq)]
pub struct GroupDrawing {
    pub axis: Axis,
    pub width: f64,
    pub height: f64,
    /// Where lanes end and the axis begins.
    pub floor: f64,
    /// From lane to lane.
    pub lane_height: f64,
    pub scale: Scale,
    pub cell_width: f64,
    pub lanes: Vec<GroupLane>,
    pub spans: Vec<Stretch>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct GroupLane {
    pub top: f64,
    pub records: Vec<Place>,
    /// The whole lane as one path, when it is drawn as bars.
    pub bars: String,
    pub owners: Vec<Owner>,
    pub handled: Vec<HandledPlace>,
    pub commits: Vec<CommitPlace>,
    /// So many records came again that their threads would hide everything.
    pub is_flooded: bool,
}

/// Middle of a record in its lane.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    pub x: f64,
    pub at_us: u64,
    pub offset: i64,
    /// In the act's records.
    pub index: usize,
}

/// A member's tenure of one partition.
#[derive(Debug, Clone, PartialEq)]
pub struct Owner {
    pub member: u32,
    pub from: f64,
    pub to: f64,
    pub y: f64,
    pub height: f64,
    pub from_us: u64,
    /// The owner is dead, and its group does not know.
    pub is_gone: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HandledPlace {
    pub x: f64,
    pub y: f64,
    pub at_us: u64,
    pub offset: i64,
    /// The how manieth time.
    pub time: u32,
    /// Middle of its record in the lane, where a thread leads there.
    pub record: Option<f64>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CommitPlace {
    pub x: f64,
    pub at_us: u64,
    pub offset: i64,
}

/// A stretch of the group's life.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stretch {
    pub from: f64,
    pub to: f64,
    pub from_us: u64,
    pub standing: Standing,
    /// Still open at the end of what is known.
    pub is_open: bool,
}

impl GroupDrawing {
    /// Where a mark for an offset stands at a moment: before the record that has it, or behind the
    /// last one that was there.
    pub fn edge(&self, partition: usize, offset: i64, at_us: u64) -> f64 {
        let half = if self.scale == Scale::Cells { self.cell_width / 2.0 + 1.0 } else { 2.0 };
        let Some(lane) = self.lanes.get(partition) else { return LEFT };
        let there = lane.records.iter().take_while(|place| place.at_us <= at_us);
        let mut behind = LEFT + 4.0;
        for place in there {
            if place.offset >= offset {
                return place.x - half;
            }
            behind = place.x + half;
        }
        behind
    }

    /// Middle of a lane's ownership bar.
    pub fn owner_y(&self, partition: u32) -> f64 {
        let top = TOP + f64::from(partition) * self.lane_height;
        let owner = self.lanes.get(partition as usize).and_then(|lane| lane.owners.first());
        owner.map_or(top + self.lane_height / 2.0, |owner| owner.y + owner.height / 2.0)
    }
}

/// What a sign on the axis stands for; the order of equal moments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    Record { place: usize, partition: u32, index: usize },
    Span { place: usize },
    OwnerFrom { partition: u32, row: usize, owner: usize },
    Handled { partition: u32, row: usize, handled: usize },
    Commit { partition: u32, commit: usize },
    OwnerTo { partition: u32, row: usize, owner: usize },
}

/// Places an act on a plane of this width, or a wider one where it needs more room.
pub fn draw(act: &Act, width: f64) -> GroupDrawing {
    let no_group = Group::default();
    let group = act.group.as_ref().unwrap_or(&no_group);
    let last_us = act.last_us().max(1_000);
    let records: Vec<Vec<(usize, u64)>> =
        (0..act.partitions).map(|partition| timeline::appended(act, partition)).collect();
    let scale = match records.iter().map(Vec::len).max().unwrap_or(0) {
        0..=MOST_CELLS => Scale::Cells,
        count if count <= MOST_TICKS => Scale::Ticks,
        _ => Scale::Bars,
    };
    let facts = Facts::of(group, last_us, scale);
    let rows = facts.rows;
    let (has_threads, has_commits, owner_height) = match act.partitions {
        0..=FULL => (scale == Scale::Cells, true, OWNER_HEIGHT),
        count if count <= MEDIUM => (false, true, OWNER_HEIGHT),
        _ => (false, false, 3.0),
    };
    let owner_height = if rows > 1 { owner_height.min(11.0) } else { owner_height };
    let owners_top = LOG_TOP + LOG_HEIGHT + if has_threads { THREADS } else { 4.0 };
    let lane_height =
        owners_top + rows as f64 * owner_height + if has_commits { COMMITS } else { 4.0 };

    let mut signs = facts.signs(&records, scale, rows);
    signs.sort_by_key(|(what, sign)| (sign.at_us, *what));
    let order: Vec<Sign> = signs.iter().map(|(_, sign)| *sign).collect();
    let Elastic { axis, places, room } = match scale {
        Scale::Cells | Scale::Ticks => Axis::elastic(&order, last_us, LEFT, width),
        Scale::Bars => {
            let axis = Axis::straight(last_us, LEFT, width - 14.0);
            let places = order.iter().map(|sign| axis.x(sign.at_us)).collect();
            Elastic { axis, places, room: 1.0 }
        }
    };

    let top = |partition: u32| TOP + f64::from(partition) * lane_height;
    let mut lanes: Vec<GroupLane> = (0..act.partitions)
        .map(|partition| GroupLane {
            top: top(partition),
            records: Vec::new(),
            bars: String::new(),
            owners: facts.owners(partition, top(partition) + owners_top, owner_height),
            handled: Vec::new(),
            commits: Vec::new(),
            is_flooded: false,
        })
        .collect();
    let mut spans = facts.stretches(axis.end());
    for ((what, sign), x) in signs.iter().zip(places) {
        let at_us = sign.at_us;
        match *what {
            What::Record { partition, index, .. } => {
                let offset = act.records[index].place.map_or(0, |(_, offset)| offset);
                lanes[partition as usize].records.push(Place { x, at_us, offset, index });
            }
            What::Span { place } => {
                spans[place].from = x;
                if place > 0 {
                    spans[place - 1].to = x;
                }
            }
            What::OwnerFrom { partition, owner, .. } => {
                let owner = &mut lanes[partition as usize].owners[owner];
                (owner.from, owner.to) = (x, axis.end());
            }
            What::OwnerTo { partition, owner, .. } => {
                lanes[partition as usize].owners[owner].to = x;
            }
            What::Handled { partition, row, handled } => {
                let Handled { offset, time, .. } = facts.handled[handled].1;
                let lane = &mut lanes[partition as usize];
                let record = lane.records.iter().find(|place| place.offset == offset);
                let y = lane.top + owners_top + (row as f64 + 0.5) * owner_height;
                // Below the first of several bars a thread would cross the others.
                let record = record.filter(|_| has_threads && row == 0).map(|place| place.x);
                lane.handled.push(HandledPlace { x, y, at_us, offset, time, record });
            }
            What::Commit { partition, commit } => {
                let offset = facts.commits[commit].offset;
                lanes[partition as usize].commits.push(CommitPlace { x, at_us, offset });
            }
        }
    }
    for lane in &mut lanes {
        let repeats = lane.handled.iter().filter(|handled| handled.time > 1);
        lane.is_flooded = repeats.count() > MANY_REPEATS;
    }
    if scale == Scale::Bars {
        bars(&mut lanes);
    }
    let floor = TOP + f64::from(act.partitions) * lane_height;
    GroupDrawing {
        width: width.max(axis.end() + 14.0),
        height: floor + AXIS_HEIGHT,
        floor,
        lane_height,
        scale,
        cell_width: CELL_WIDTH * room,
        lanes,
        spans,
        axis,
    }
}

/// What the members did, flattened, with the row of the bar that each thing belongs to.
struct Facts {
    spans: Vec<Span>,
    tenures: Vec<Held>,
    handled: Vec<(usize, Handled)>,
    commits: Vec<Commit>,
    /// Ownership bars one below the other: one for a group, one per member without a group.
    rows: usize,
    last_us: u64,
}

/// One partition of a member's tenure.
struct Held {
    member: u32,
    row: usize,
    partition: u32,
    from_us: u64,
    to_us: Option<u64>,
    is_gone: bool,
}

impl Facts {
    fn of(group: &Group, last_us: u64, scale: Scale) -> Self {
        let is_ungrouped = group.is_ungrouped();
        let rows = if is_ungrouped { group.members.len().max(1) } else { 1 };
        let row = |place: usize| if is_ungrouped { place } else { 0 };
        let mut tenures = Vec::new();
        let mut handled = Vec::new();
        let mut commits = Vec::new();
        for (place, member) in group.members.iter().enumerate() {
            for tenure in &member.tenures {
                for held in &tenure.partitions {
                    tenures.push(Held {
                        member: member.number,
                        row: row(place),
                        partition: held.partition,
                        from_us: tenure.from_us,
                        to_us: tenure.to_us,
                        is_gone: false,
                    });
                    if let Some(end) = member.ended.as_ref()
                        && !end.closed
                        && tenure.generation.is_some()
                        && tenure.to_us == Some(end.at_us)
                    {
                        tenures.push(Held {
                            member: member.number,
                            row: row(place),
                            partition: held.partition,
                            from_us: end.at_us,
                            to_us: next_owner(group, held.partition, end.at_us),
                            is_gone: true,
                        });
                    }
                }
            }
            handled.extend(member.handled.iter().map(|handled| (row(place), *handled)));
            commits.extend(member.commits.iter().copied());
        }
        if scale != Scale::Cells {
            // Beyond cells only what is rare keeps its sign.
            handled.retain(|(_, handled)| handled.time > 1);
            handled.truncate(MOST_REPEATS);
        }
        Self { spans: timeline::spans(group), tenures, handled, commits, rows, last_us }
    }

    fn owners(&self, partition: u32, top: f64, height: f64) -> Vec<Owner> {
        self.tenures
            .iter()
            .filter(|held| held.partition == partition)
            .map(|held| Owner {
                member: held.member,
                from: 0.0,
                to: 0.0,
                y: top + held.row as f64 * height,
                height,
                from_us: held.from_us,
                is_gone: held.is_gone,
            })
            .collect()
    }

    fn stretches(&self, end: f64) -> Vec<Stretch> {
        self.spans
            .iter()
            .map(|span| Stretch {
                from: 0.0,
                to: end,
                from_us: span.from_us,
                standing: span.standing,
                is_open: span.to_us.is_none(),
            })
            .collect()
    }

    fn signs(&self, records: &[Vec<(usize, u64)>], scale: Scale, rows: usize) -> Vec<(What, Sign)> {
        // Tracks: one for the stretches, then per partition the log, the commits, the bars.
        let track = |partition: u32, layer: usize| 1 + partition as usize * (2 + rows) + layer;
        let sign = |at_us, track, before, after| Sign { at_us, track, before, after };
        let half = if scale == Scale::Cells { CELL } else { 1.75 };
        let mut signs = Vec::new();
        for (partition, lane) in (0..).zip(records) {
            for (place, (index, at_us)) in lane.iter().enumerate() {
                let what = What::Record { partition, place, index: *index };
                signs.push((what, sign(*at_us, track(partition, 0), half, half)));
            }
        }
        for (place, span) in self.spans.iter().enumerate() {
            let name = match span.standing {
                Standing::Settled(_) => GENERATION_NAME,
                Standing::Forming => FORMING_NAME,
                Standing::Rebalancing => REBALANCE_NAME,
                Standing::NotYet | Standing::Ungrouped | Standing::Over => 4.0,
            };
            signs.push((What::Span { place }, sign(span.from_us, 0, 0.0, name)));
        }
        let mut owners = HashMap::new();
        for held in &self.tenures {
            let (partition, row) = (held.partition, held.row);
            let owner: &mut usize = owners.entry(partition).or_default();
            let bar = track(partition, 2 + row);
            let what = What::OwnerFrom { partition, row, owner: *owner };
            signs.push((what, sign(held.from_us, bar, 2.0, OWNER_NAME)));
            if let Some(to_us) = held.to_us {
                let what = What::OwnerTo { partition, row, owner: *owner };
                signs.push((what, sign(to_us.min(self.last_us), bar, 3.0, 0.0)));
            }
            *owner += 1;
        }
        for (place, (row, handled)) in self.handled.iter().enumerate() {
            let partition = handled.partition;
            let room = if handled.time > 1 { RING } else { DOT };
            let what = What::Handled { partition, row: *row, handled: place };
            signs.push((what, sign(handled.at_us, track(partition, 2 + row), room, room)));
        }
        for (place, commit) in self.commits.iter().enumerate() {
            let what = What::Commit { partition: commit.partition, commit: place };
            signs.push((what, sign(commit.at_us, track(commit.partition, 1), 6.0, 20.0)));
        }
        signs
    }
}

/// When a partition is given out again.
fn next_owner(group: &Group, partition: u32, after_us: u64) -> Option<u64> {
    let tenures = group.members.iter().flat_map(|member| &member.tenures);
    tenures
        .filter(|tenure| tenure.from_us > after_us)
        .filter(|tenure| tenure.partitions.iter().any(|held| held.partition == partition))
        .map(|tenure| tenure.from_us)
        .min()
}

/// Records counted per bucket, each lane as one path; heights share their maximum.
fn bars(lanes: &mut [GroupLane]) {
    use std::fmt::Write as _;
    let counted = |lane: &GroupLane| {
        let mut counts: Vec<usize> = Vec::new();
        for place in &lane.records {
            let bucket = ((place.x - LEFT) / BAR_WIDTH) as usize;
            counts.resize(counts.len().max(bucket + 1), 0);
            counts[bucket] += 1;
        }
        counts
    };
    let all: Vec<Vec<usize>> = lanes.iter().map(counted).collect();
    let tallest = all.iter().flatten().copied().max().unwrap_or(1) as f64;
    for (lane, counts) in lanes.iter_mut().zip(all) {
        let foot = lane.top + LOG_TOP + LOG_HEIGHT;
        for (place, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            let height = *count as f64 * LOG_HEIGHT / tallest;
            let x = LEFT + place as f64 * BAR_WIDTH;
            write!(lane.bars, "M{x:.1} {:.1}h5v{height:.1}h-5z", foot - height)
                .expect("writing to a String cannot fail");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::event::{Assigned, Ending, Event, EventKind, PositionSource, Processed};

    use crate::run_view::{RunView, Scene};

    /// `members` consumers that each process `count` records of partition 0, which is theirs or,
    /// without a group, everybody's.
    fn act(partitions: u32, count: i64, members: u32, generation: Option<i32>) -> Act {
        let mut view = RunView::new(Scene::Group);
        let mut kinds = vec![
            EventKind::TopicCreated { act: 1, topic: "t".into(), partitions },
            EventKind::ActStarted { act: 1, ending: Ending::Normal },
            EventKind::Acknowledged {
                act: 1,
                records: (0..count)
                    .map(|offset| api::event::Acknowledged {
                        order: offset as u32,
                        partition: 0,
                        offset,
                        at_us: 5_000 + offset as u64,
                    })
                    .collect(),
            },
        ];
        for member in 1..=members {
            let source = PositionSource::Earliest;
            let held = vec![Assigned { partition: 0, position: 0, source }];
            kinds.push(EventKind::MemberStarted { act: 1, member });
            kinds.push(EventKind::Assigned {
                act: 1,
                member,
                generation,
                partitions: held,
                at_us: 3_000_000,
            });
            let record = |offset| Processed {
                partition: 0,
                offset,
                order: None,
                at_us: 3_000_500 + offset as u64 * 20,
            };
            let records = (0..count).map(record).collect();
            kinds.push(EventKind::Processed { act: 1, member, records });
        }
        let event = |(seq, kind)| Event { seq, at_ms: 0, kind };
        view.take((1..).zip(kinds).map(event).collect());
        view.acts.remove(0)
    }

    #[test]
    fn bursts_after_a_long_wait_stay_readable() {
        let drawing = draw(&act(3, 12, 1, Some(1)), 900.0);
        let lane = &drawing.lanes[0];
        assert!(lane.records.windows(2).all(|pair| pair[1].x - pair[0].x >= drawing.cell_width));
        assert!(lane.handled.windows(2).all(|pair| pair[1].x - pair[0].x >= 2.0 * DOT * 0.74));
        let last_record = lane.records.last().unwrap().x;
        assert!(lane.handled.iter().all(|handled| handled.x > last_record), "read after written");
        assert!(lane.handled.iter().all(|handled| handled.record.is_some()));
        let owner = &lane.owners[0];
        assert!(owner.from < lane.handled[0].x && lane.handled[11].x <= owner.to);
        assert!((drawing.width - 900.0).abs() < 1.0, "it fits: {}", drawing.width);
    }

    #[test]
    fn a_mark_stands_before_the_next_record_that_is_there() {
        let drawing = draw(&act(3, 12, 1, Some(1)), 900.0);
        let records = &drawing.lanes[0].records;
        let at_end = drawing.edge(0, 12, u64::MAX);
        assert!(at_end > records[11].x);
        let before_four = drawing.edge(0, 4, u64::MAX);
        assert!(records[3].x < before_four && before_four < records[4].x);
        // At this moment only the first three were there.
        assert!(drawing.edge(0, 4, 5_002) < records[3].x);
    }

    #[test]
    fn without_a_group_everybody_has_a_bar_of_their_own() {
        let drawing = draw(&act(3, 5, 3, None), 900.0);
        let mut rows: Vec<f64> = drawing.lanes[0].owners.iter().map(|owner| owner.y).collect();
        rows.dedup();
        assert_eq!(rows.len(), 3);
        assert!(drawing.spans.iter().all(|span| span.standing != Standing::Rebalancing));
        let times: Vec<u32> = drawing.lanes[0].handled.iter().map(|handled| handled.time).collect();
        assert_eq!(times.iter().filter(|time| **time == 3).count(), 5);
    }

    #[test]
    fn the_busiest_lane_and_the_partitions_choose_what_is_shown() {
        let of = |partitions, count| draw(&act(partitions, count, 1, Some(1)), 900.0);
        assert_eq!(of(3, 40).scale, Scale::Cells);
        assert_eq!(of(3, 200).scale, Scale::Ticks);
        let crowded = of(12, 20_000);
        assert_eq!(crowded.scale, Scale::Bars);
        assert!(crowded.lanes[0].bars.matches('M').count() <= 150);
        assert!(of(6, 5).lanes[0].handled.iter().all(|handled| handled.record.is_none()));
        assert!(of(12, 5).lane_height < of(6, 5).lane_height);
    }
}
