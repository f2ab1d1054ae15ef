//! What the drawings of acts side by side share: one time axis and one scale, so that equal places
//! mean equal times.

use super::{
    CELL_GAP, END_GAP, Heights, LEFT, RIGHT, Scale, TOP, deck_gap, deck_rows, pack::overhang,
};
use crate::{
    axis::{Axis, greatest},
    run_view::{Act, Topic},
};

/// Largest share of the plane that is kept free for records that enter at the last moment.
const MOST_OVERHANG: f64 = 0.6;

#[derive(Debug, Clone, PartialEq)]
pub struct Frame {
    pub width: f64,
    pub axis: Axis,
    pub last_us: u64,
    pub scale: Scale,
    pub heights: Heights,
    /// Distance between records.
    pub step: f64,
    /// Bottom of the lanes, where the axis begins: that of the act with most lanes.
    pub floor: f64,
}

impl Frame {
    pub fn of(acts: &[&Act], width: f64) -> Self {
        let last_us = acts.iter().map(|act| act.last_us()).max().unwrap_or(0).max(1_000);
        let partitions = acts.iter().map(|act| act.partitions().count()).max().unwrap_or(0);
        let heights = Heights::of(partitions as u32);
        let rows = |act: &&Act| {
            let topics = (0..).zip(&act.topics);
            let rows = topics.map(|(number, topic)| deck_rows(act, number, topic)).sum::<usize>();
            rows as f64 * heights.step
                + act.topics.iter().map(|topic| deck_gap(act, topic)).sum::<f64>()
        };
        let lanes = acts.iter().flat_map(|act| {
            let lanes = act.partitions().map(|partition| act.lane(partition).len());
            lanes.chain(act.topics.iter().map(Topic::missing))
        });
        let busiest = lanes.max().unwrap_or(0);
        let (left, right) = (LEFT, width - RIGHT);
        // The most detailed scale at which no record is drawn before its time; bars always have
        // room.
        let mut frame = Self {
            width,
            axis: Axis::straight(last_us, left, right),
            last_us,
            scale: Scale::Bars,
            heights,
            step: Scale::BAR_STEP,
            // The buffer has a lane before any topic is known.
            floor: TOP + acts.iter().map(rows).fold(heights.step, f64::max),
        };
        for (scale, step) in Scale::from_cells_down(busiest, right - left) {
            (frame.scale, frame.step) = (scale, step);
            if scale == Scale::Bars || frame.make_room(acts) {
                break;
            }
        }
        frame
    }

    pub const fn left(&self) -> f64 {
        LEFT
    }

    pub const fn right(&self) -> f64 {
        self.width - RIGHT
    }

    pub fn record_width(&self) -> f64 {
        match self.scale {
            Scale::Cells => self.step - CELL_GAP,
            Scale::Ticks | Scale::Bars => self.step,
        }
    }

    /// Records of one moment are drawn side by side, so those of the last moment need room behind
    /// it: the axis ends that much earlier, and the end of their script is drawn behind them. False
    /// when that would take too much of the plane.
    fn make_room(&mut self, acts: &[&Act]) -> bool {
        let (left, right) = (self.left(), self.right());
        let mut crowds: Vec<Crowd> = acts.iter().map(|act| self.crowd(act)).collect();
        crowds.sort_by_key(|crowd| crowd.ended_us.unwrap_or(u64::MAX));
        let fits = |end| self.axis(&crowds, end).1 <= right;
        let least = right - MOST_OVERHANG * (right - left);
        let has_room = fits(least);
        if has_room {
            self.axis = self.axis(&crowds, greatest(least, right, fits)).0;
        }
        has_room
    }

    /// When each record of a partition entered the log. For an unconfirmed one it is only known
    /// that it did before the end.
    pub fn entered(&self, act: &Act, topic: &Topic, partition: u32) -> Vec<(usize, u64)> {
        let before_us = act.ended_us().map_or(self.last_us, |ended_us| ended_us.saturating_sub(1));
        topic.entered(partition, before_us)
    }

    fn crowd(&self, act: &Act) -> Crowd {
        let mut lanes: Vec<Vec<u64>> = Vec::new();
        for topic in &act.topics {
            lanes.extend((0..topic.partitions).map(|partition| {
                let entered = self.entered(act, topic, partition).into_iter();
                entered.map(|(_, at_us)| at_us).collect()
            }));
            let buffered = topic.buffered().map(|(_, record)| record.sent_us.unwrap_or(0));
            lanes.push(buffered.collect());
        }
        let last_us = lanes.iter().filter_map(|lane| lane.last()).max().copied().unwrap_or(0);
        Crowd { lanes, last_us, ended_us: act.ended_us() }
    }

    /// A linear axis up to `end`, except that each script's end is moved behind what came before
    /// it; and the place where the last thing ends. Crowds come in the order of their ends.
    fn axis(&self, crowds: &[Crowd], end: f64) -> (Axis, f64) {
        let mut axis = Axis::straight(self.last_us, self.left(), end);
        let mut last = end;
        for Crowd { lanes, last_us, ended_us } in crowds {
            let ends = lanes.iter().map(|lane| {
                let places: Vec<f64> = lane.iter().map(|at_us| axis.x(*at_us)).collect();
                overhang(&places, self.left(), self.step, self.record_width())
            });
            let behind = ends.fold(self.left(), f64::max);
            if let Some(ended_us) = ended_us {
                axis.make_room(*last_us, *ended_us, behind + END_GAP);
            }
            last = last.max(behind).max(axis.end());
        }
        (axis, last)
    }
}

/// When the records of an act entered each lane, the buffers' included; the time of the last one;
/// and when its processes had ended.
struct Crowd {
    lanes: Vec<Vec<u64>>,
    last_us: u64,
    ended_us: Option<u64>,
}
