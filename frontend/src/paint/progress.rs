//! The progress of groups in a lane: the committed offset, the position, and the stretch between. A
//! group that reads alone has its position at the top of the log and its commit at the foot; of
//! several each has both on its own side.

use super::Canvas;
use crate::{
    group_lanes::{GroupDrawing, GroupLane, Side},
    timeline::PartitionMoment,
};

/// The marks of a group, given its place among the act's groups.
pub fn marks(
    drawing: &GroupDrawing,
    group: usize,
    lane: usize,
    shown: &PartitionMoment,
    now: u64,
) -> String {
    let mut canvas = Canvas::new(drawing.direction);
    let Some(at) = drawing.lanes.get(lane) else { return String::new() };
    let Some(side) = at.side(group).filter(|side| *side != Side::Further) else {
        return String::new();
    };
    let x = |offset: i64| drawing.edge(lane, offset, now);
    let mut positions: Vec<f64> = shown.positions.iter().map(|(_, at)| x(*at)).collect();
    positions.dedup_by(|one, other| (*one - *other).abs() < 0.5);
    let reached = positions.iter().copied().fold(f64::MIN, f64::max);
    let (log, foot) = (at.heights.log_top, at.heights.log_top + at.heights.log);
    if let Some(safe_to) = shown.safe_to.map(x).filter(|safe_to| reached > safe_to + 0.5) {
        let edge = if side == Side::Above { log } else { foot };
        canvas.rect("risk", safe_to, at.top + edge - 2.0, reached - safe_to, 4.0);
    }
    if side == Side::Alone {
        shown.committed.map(x).into_iter().for_each(|x| committed(&mut canvas, at, side, x));
        positions.iter().for_each(|x| position(&mut canvas, at, side, *x));
    } else {
        // On one side the smaller sign lies on the larger one.
        positions.iter().for_each(|x| position(&mut canvas, at, side, *x));
        shown.committed.map(x).into_iter().for_each(|x| committed(&mut canvas, at, side, x));
    }
    canvas.into_text()
}

fn committed(canvas: &mut Canvas, lane: &GroupLane, side: Side, x: f64) {
    let (log, foot) = (lane.heights.log_top, lane.heights.log_top + lane.heights.log);
    canvas.open("", x, lane.top);
    canvas.path("ink-line", format_args!("M0 {:.1}V{foot:.1}", log + 2.0));
    match side {
        Side::Above => canvas.path("commit", format_args!("M0 {:.1}l-3-5h6z", log + 3.0)),
        Side::Below => canvas.path("commit", format_args!("M0 {:.1}l3 5h-6z", foot - 3.0)),
        Side::Alone | Side::Further => {
            canvas.path("commit", format_args!("M0 {:.1}l5 8h-10z", foot - 5.0));
        }
    }
    canvas.close();
}

fn position(canvas: &mut Canvas, lane: &GroupLane, side: Side, x: f64) {
    let (log, foot) = (lane.heights.log_top, lane.heights.log_top + lane.heights.log);
    canvas.open("", x, lane.top);
    canvas.path("ink-line dashed", format_args!("M0 {:.1}V{foot:.1}", log + 2.0));
    match side {
        Side::Below => canvas.path("position", format_args!("M0 {:.1}l5 8h-10z", foot - 5.0)),
        Side::Alone | Side::Above | Side::Further => {
            canvas.path("position", format_args!("M0 {:.1}l-5-8h10z", log + 5.0));
        }
    }
    canvas.close();
}
