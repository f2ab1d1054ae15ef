//! What the drawings of acts that stand side by side share: one time axis and one scale, so that
//! equal places mean equal times.

use super::{CELL_GAP, Heights, LEFT, RIGHT, Scale, TOP, pack::overhang};
use crate::{
    axis::{Axis, greatest},
    run_view::Act,
};

/// At most this share of the plane is kept free for records that enter at the last moment.
const MOST_OVERHANG: f64 = 0.6;

#[derive(Debug, Clone, PartialEq)]
pub struct Frame {
    pub width: f64,
    pub axis: Axis,
    pub last_us: u64,
    pub scale: Scale,
    pub heights: Heights,
    /// From record to record.
    pub step: f64,
    /// Of lanes, the higher number of all acts.
    pub partitions: u32,
}

impl Frame {
    pub fn of(acts: &[&Act], width: f64) -> Self {
        let last_us = acts.iter().map(|act| act.last_us()).max().unwrap_or(0).max(1_000);
        let partitions = acts.iter().map(|act| act.partitions).max().unwrap_or(0);
        let lanes = acts.iter().flat_map(|act| {
            let lanes = (0..act.partitions).map(|partition| act.lane(partition).len());
            lanes.chain([act.missing()])
        });
        let busiest = lanes.max().unwrap_or(0);
        let (left, right) = (LEFT, width - RIGHT);
        // The most detailed one in which no record stands before its time; a crowd is counted, and
        // needs no room.
        let mut frame = Self {
            width,
            axis: Axis::straight(last_us, left, right),
            last_us,
            scale: Scale::Bars,
            heights: Heights::of(partitions),
            step: Scale::BAR_STEP,
            partitions,
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

    /// Where lanes end and the axis begins.
    pub fn floor(&self) -> f64 {
        TOP + f64::from(self.partitions + 1) * self.heights.step
    }

    pub fn record_width(&self) -> f64 {
        match self.scale {
            Scale::Cells => self.step - CELL_GAP,
            Scale::Ticks | Scale::Bars => self.step,
        }
    }

    /// Records of one moment stand side by side, so those of the last one need room behind it:
    /// the axis ends earlier by what they need. False when that is more than it can give.
    fn make_room(&mut self, acts: &[&Act]) -> bool {
        let (left, right) = (self.left(), self.right());
        let lanes: Vec<Vec<u64>> = acts
            .iter()
            .flat_map(|act| {
                (0..act.partitions).map(|partition| act.entered(partition, self.last_us))
            })
            .map(|lane| lane.into_iter().map(|(_, at_us)| at_us).collect())
            .collect();
        let width = self.record_width();
        let axis = |end| Axis::straight(self.last_us, left, end);
        let fits = |end| {
            let axis = axis(end);
            lanes.iter().all(|lane| {
                let places: Vec<f64> = lane.iter().map(|at_us| axis.x(*at_us)).collect();
                overhang(&places, left, self.step, width) <= right
            })
        };
        let least = right - MOST_OVERHANG * (right - left);
        let has_room = fits(least);
        if has_room {
            self.axis = axis(greatest(least, right, fits));
        }
        has_room
    }
}
