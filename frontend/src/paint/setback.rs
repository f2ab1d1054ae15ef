//! Records that a handler did not process: the sign of each attempt and of what became of it, and
//! the thread to its copy in another topic.

use super::Canvas;
use crate::{group_lanes::GroupLane, lanes::Thread, run_view::SetbackKind};

/// Around the origin: an attempt is a box with its number where that has room, since a ring with one
/// is a repeat; a record that nothing is left of, an empty ring struck through; one that was sent
/// away, an arrow down in a ring.
pub fn sign(canvas: &mut Canvas, what: &SetbackKind, has_numbers: bool) {
    match what {
        SetbackKind::Failed { attempt, .. } => {
            canvas.rect("try-dot", -5.5, -5.5, 11.0, 11.0);
            if has_numbers {
                canvas.centred("ring", 0.0, 0.0, &attempt.to_string());
            }
        }
        SetbackKind::Skipped => {
            canvas.circle("aside-dot", 0.0, 0.0, 5.5);
            canvas.path("cross", format_args!("M-5 5l10 -10"));
        }
        SetbackKind::DeadLettered { .. } => {
            canvas.circle("aside-dot", 0.0, 0.0, 5.5);
            canvas.path("cross", format_args!("M0 -3v6M-2.5 .5l2.5 2.5l2.5 -2.5"));
        }
    }
}

/// On the cell of a record that was put aside, once it was: struck through, or a corner.
pub fn put_aside(canvas: &mut Canvas, what: &SetbackKind, width: f64, height: f64) {
    match what {
        SetbackKind::Failed { .. } => {}
        SetbackKind::Skipped => {
            canvas.rect("cell lost hollow", 0.0, 0.0, width, height);
            canvas.path("cross", format_args!("M2 {:.1}L{:.1} 2", height - 2.0, width - 2.0));
        }
        SetbackKind::DeadLettered { .. } => {
            canvas.path("fault-head", format_args!("M{:.1} 0h8v8z", width - 8.0));
        }
    }
}

/// From the last attempts of a lane to the copies in another topic, under all cells of the lanes
/// between them.
pub fn copies(canvas: &mut Canvas, lane: &GroupLane, now: u64) {
    for place in &lane.setbacks {
        let Some((x, y)) = place.copy else { continue };
        let class = if place.at_us > now { "thread letter later" } else { "thread letter" };
        curve(canvas, class, (place.x, place.y), (x, y));
    }
}

/// From a key's last record in one partition to its first in another one.
pub fn moved(canvas: &mut Canvas, thread: &Thread, now: u64) {
    let class = if thread.at_us > now { "thread moved later" } else { "thread moved" };
    curve(canvas, class, thread.from, thread.to);
}

/// Leaves one place and reaches the other one across time.
fn curve(canvas: &mut Canvas, class: &str, (from, start): (f64, f64), (to, end): (f64, f64)) {
    let middle = (end - start) / 2.0;
    let (near, far) = (start + middle, end - middle);
    canvas.path(
        class,
        format_args!("M{from:.1} {start:.1}C{from:.1} {near:.1} {to:.1} {far:.1} {to:.1} {end:.1}"),
    );
}
