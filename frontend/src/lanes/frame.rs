//! What the drawings of acts side by side share: one time axis and one scale, so that equal places
//! mean equal times.

use super::{
    EDGE, END_GAP, Heights, Item, Landmark, Room, Scale, TOP, WORD_ROW, Wall, deck_gap, deck_rows,
    in_rows, items, landmarks, rows,
};
use crate::{
    axis::{Axis, greatest},
    direction::Direction,
    i18n::Words,
    run_view::{Act, Oddity, Topic},
};

/// Largest share of the plane that is kept free for records that enter at the last moment.
const MOST_OVERHANG: f64 = 0.6;
/// Where time runs down: its length without bands, by the busiest lane.
const LEAST_LENGTH: f64 = 220.0;
const MOST_LENGTH: f64 = 760.0;
const LENGTH_OF_BARS: f64 = 480.0;
/// With more records than this in a lane they are counted in bars, unless all are in dense batches.
const MOST_IN_BLOCKS: usize = 400;
/// More items than this in a lane are no batches.
const MOST_ITEMS: usize = 24;
/// A batch is dense if its records happened within this distance.
const DENSE: f64 = 12.0;
/// Where time runs down, lanes are at most this much wider than planned.
const MOST_SHARE: f64 = 1.5;

#[derive(Debug, Clone, PartialEq)]
pub struct Frame {
    pub direction: Direction,
    /// The extent of the plane along time.
    pub width: f64,
    pub axis: Axis,
    pub last_us: u64,
    pub scale: Scale,
    pub heights: Heights,
    /// Distance between cells, and extent of a block.
    pub step: f64,
    pub block: f64,
    /// What the container offers across time, where it runs down.
    pub across: f64,
    /// Where the first deck begins, across time.
    pub top: f64,
    /// Bottom of the lanes, where the axis begins: that of the act with most lanes.
    pub floor: f64,
}

impl Frame {
    /// `width` is that of the container.
    pub fn of(acts: &[&Act], width: f64, words: &Words) -> Self {
        let direction = Direction::of(width);
        let room = direction.room(width);
        let last_us = acts.iter().map(|act| act.last_us()).max().unwrap_or(0).max(1_000);
        let partitions = acts.iter().map(|act| act.partitions().count()).max().unwrap_or(0);
        let odd = |act: &&Act| act.odd(Oddity::Again) + act.odd(Oddity::OutOfPlace) > 0;
        let heights = Heights::of(direction, partitions as u32, acts.iter().any(odd));
        let mut frame = Self {
            direction,
            width: room,
            axis: Axis::straight(last_us, EDGE, room - EDGE),
            last_us,
            scale: Scale::Bars,
            heights,
            step: Scale::BAR_STEP,
            block: 0.0,
            across: if direction.is_down() { room } else { 0.0 },
            top: 0.0,
            floor: 0.0,
        };
        if direction.is_down() {
            let most = |act: &&Act| (room - gaps(direction, act)) / frame.rows(act).max(1.0);
            let share = acts.iter().map(most).fold(MOST_SHARE * heights.step, f64::min);
            frame.heights = heights.scaled(share / heights.step);
        }
        let lanes = acts.iter().flat_map(|act| {
            let lanes = act.partitions().map(|partition| act.lane(partition).len());
            lanes.chain(act.topics.iter().map(Topic::missing))
        });
        let busiest = lanes.max().unwrap_or(0);
        let crowds: Vec<Crowd> = acts.iter().map(|act| frame.crowd(act, words)).collect();
        match direction {
            Direction::Right => {
                frame.fit(&crowds, busiest);
                let rows = crowds
                    .iter()
                    .map(|crowd| rows(&in_rows(&crowd.landmarks, &frame.axis, frame.width)));
                frame.top = (rows.max().unwrap_or(0) as f64 * WORD_ROW + 8.0).max(TOP);
            }
            Direction::Down => frame.grow(&crowds, busiest),
        }
        // The buffer has a lane before any topic is known.
        let step = frame.heights.step;
        let of_act = |act: &&Act| frame.rows(act) * step + gaps(direction, act);
        frame.floor = frame.top + acts.iter().map(of_act).fold(step, f64::max);
        frame
    }

    pub const fn left(&self) -> f64 {
        EDGE
    }

    pub const fn right(&self) -> f64 {
        self.width - EDGE
    }

    pub const fn record_width(&self) -> f64 {
        match self.scale {
            Scale::Cells | Scale::Blocks => self.step - super::CELL_GAP,
            Scale::Bars => self.step,
        }
    }

    /// When each record of a partition entered the log. For an unconfirmed one it is only known
    /// that it did before the end.
    pub fn entered(&self, act: &Act, topic: &Topic, partition: u32) -> Vec<(usize, u64)> {
        let before_us = act.ended_us().map_or(self.last_us, |ended_us| ended_us.saturating_sub(1));
        topic.entered(partition, before_us)
    }

    /// What no record may lie across.
    pub fn walls(&self, landmarks: &[Landmark]) -> Vec<Wall> {
        walls(self.direction, &self.axis, landmarks)
    }

    /// The room of a lane between these walls.
    pub const fn room<'a>(&self, walls: &'a [Wall]) -> Room<'a> {
        let (left, right) = (self.left(), self.right());
        Room { left, right, gap: self.step - self.record_width(), walls }
    }

    /// What a lane shows of records with these moments and places.
    pub fn items(&self, walls: &[Wall], records: &[(u64, f64)]) -> Vec<Item> {
        items(records, walls, self.record_width(), self.step, self.block)
    }

    /// The number of lanes of an act.
    fn rows(&self, act: &Act) -> f64 {
        let topics = (0..).zip(&act.topics);
        topics.map(|(number, topic)| deck_rows(act, number, topic)).sum::<usize>() as f64
    }

    /// Time runs to the right, over the given width: the most detailed scale at which no record is
    /// drawn before its time; bars always have room.
    fn fit(&mut self, crowds: &[Crowd], busiest: usize) {
        let straight = self.axis.clone();
        let room = self.right() - self.left();
        let has_histograms = self.heights.has_histograms;
        for (scale, step, block) in Scale::from_cells_down(busiest, room, has_histograms) {
            (self.scale, self.step, self.block) = (scale, step, block);
            if scale == Scale::Bars || (self.make_room(crowds) && self.has_batches(crowds)) {
                break;
            }
            self.axis = straight.clone();
        }
    }

    /// Whether the records of each lane are few, or few batches.
    fn has_batches(&self, crowds: &[Crowd]) -> bool {
        if self.scale != Scale::Blocks {
            return true;
        }
        let is_dense = |records: &[(u64, f64)], item: &Item| {
            records[item.to - 1].1 - records[item.from].1 <= DENSE
        };
        crowds.iter().all(|crowd| {
            let walls = walls(self.direction, &self.axis, &crowd.landmarks);
            crowd.lanes.iter().all(|lane| {
                let records = placed(&self.axis, lane);
                let items = self.items(&walls, &records);
                items.len() <= MOST_ITEMS
                    && (lane.len() <= MOST_IN_BLOCKS
                        || items.iter().all(|item| is_dense(&records, item)))
            })
        })
    }

    /// Time runs down, as far as it needs.
    fn grow(&mut self, crowds: &[Crowd], busiest: usize) {
        let has_histograms = self.heights.has_histograms;
        for (scale, step, block) in Scale::from_cells_down(busiest, MOST_LENGTH, has_histograms) {
            (self.scale, self.step, self.block) = (scale, step, block);
            let length = match scale {
                Scale::Cells => (busiest as f64 * step).clamp(LEAST_LENGTH, MOST_LENGTH),
                Scale::Blocks | Scale::Bars => LENGTH_OF_BARS,
            };
            let (axis, last) = self.axis(crowds, self.left() + length);
            (self.axis, self.width) = (axis, last + EDGE);
            if self.has_batches(crowds) {
                break;
            }
        }
    }

    /// Records of one moment are drawn side by side, so those before a wall need room: the axis
    /// ends that much earlier, and the wall is drawn behind them. False when that would take too
    /// much of the plane.
    fn make_room(&mut self, crowds: &[Crowd]) -> bool {
        let (left, right) = (self.left(), self.right());
        let fits = |end| self.axis(crowds, end).1 <= right;
        let least = right - MOST_OVERHANG * (right - left);
        let has_room = fits(least);
        if has_room {
            self.axis = self.axis(crowds, greatest(least, right, fits)).0;
        }
        has_room
    }

    fn crowd(&self, act: &Act, words: &Words) -> Crowd {
        let mut lanes: Vec<Vec<u64>> = Vec::new();
        for topic in &act.topics {
            lanes.extend((0..topic.partitions).map(|partition| {
                let entered = self.entered(act, topic, partition).into_iter();
                entered.map(|(_, at_us)| at_us).collect()
            }));
            let buffered = topic.buffered().map(|(_, record)| record.sent_us.unwrap_or(0));
            lanes.push(buffered.collect());
        }
        Crowd { lanes, landmarks: landmarks(act, &[], words) }
    }

    /// The lanes that need room: bars only count records.
    fn crowded<'a>(&self, crowd: &'a Crowd) -> &'a [Vec<u64>] {
        match self.scale {
            Scale::Bars => &[],
            Scale::Cells | Scale::Blocks => &crowd.lanes,
        }
    }

    /// A linear axis up to `end`, except that each wall is moved behind what came before it and,
    /// where time runs down, opens its band; and the place where the last thing ends.
    fn axis(&self, crowds: &[Crowd], end: f64) -> (Axis, f64) {
        let mut axis = Axis::straight(self.last_us, self.left(), end);
        let is_wall = |landmark: &&Landmark| landmark.kind.is_wall(self.direction);
        let mut order: Vec<(u64, &Crowd)> = Vec::new();
        for crowd in crowds {
            order.extend(crowd.landmarks.iter().filter(is_wall).map(|wall| (wall.at_us, crowd)));
        }
        order.sort_by_key(|(at_us, _)| *at_us);
        for (at_us, crowd) in order {
            let before = |lane: &Vec<u64>| lane.partition_point(|entered_us| *entered_us < at_us);
            let last_us =
                self.crowded(crowd).iter().filter_map(|lane| lane[..before(lane)].last()).max();
            if let Some(last_us) = last_us {
                let walls = walls(self.direction, &axis, &crowd.landmarks);
                let ends = self
                    .crowded(crowd)
                    .iter()
                    .map(|lane| self.end(&axis, &walls, &lane[..before(lane)]));
                let behind = ends.fold(self.left(), f64::max);
                axis.make_room(*last_us, at_us, behind + END_GAP);
            }
            if self.direction.is_down() {
                axis.open(at_us, Direction::BAND);
            }
        }
        let mut last = axis.end();
        for crowd in crowds {
            let walls = walls(self.direction, &axis, &crowd.landmarks);
            let ends = self.crowded(crowd).iter().map(|lane| self.end(&axis, &walls, lane));
            last = ends.fold(last, f64::max);
        }
        (axis, last)
    }

    /// Where the last of these records ends if none moves left.
    fn end(&self, axis: &Axis, walls: &[Wall], lane: &[u64]) -> f64 {
        self.room(walls).end(&self.items(walls, &placed(axis, lane)))
    }
}

fn gaps(direction: Direction, act: &Act) -> f64 {
    (0..act.topics.len()).map(|topic| deck_gap(direction, act, topic)).sum()
}

fn placed(axis: &Axis, lane: &[u64]) -> Vec<(u64, f64)> {
    lane.iter().map(|at_us| (*at_us, axis.x(*at_us))).collect()
}

fn walls(direction: Direction, axis: &Axis, landmarks: &[Landmark]) -> Vec<Wall> {
    let walls = landmarks.iter().filter(|landmark| landmark.kind.is_wall(direction));
    let wall = |Landmark { at_us, .. }: &Landmark| {
        let (from, to) = (axis.before(*at_us), axis.x(*at_us));
        Wall { at_us: *at_us, from, to }
    };
    walls.map(wall).collect()
}

/// When the records of an act entered each lane, the buffers' included, and what goes through all
/// of them.
struct Crowd {
    lanes: Vec<Vec<u64>>,
    landmarks: Vec<Landmark>,
}
