//! Signs of rare things, the same in every drawing: each has a shape of its own, so that none is
//! told by its colour alone.

use api::event::Fault;

use super::Canvas;
use crate::lanes::{FaultMark, LETTER, Rare, Stretch};

/// Room of a sign before a number.
const RING: f64 = 8.0;

impl Stretch {
    /// Where its line ends, or its number.
    pub(super) fn ends(&self) -> f64 {
        let digits = if self.count > 1 { self.count.to_string().len() } else { 0 };
        self.to.max(self.from + RING + LETTER * digits as f64)
    }
}

/// A stretch of neighbours below their lane: its sign, its length, its number of records.
pub fn stretch(canvas: &mut Canvas, stretch: &Stretch, y: f64, now: u64) {
    let Stretch { from, to, count, what, at_us } = *stretch;
    canvas.open(if at_us > now { "later" } else { "" }, from, y);
    let end = to - from;
    if count > 1 {
        canvas.path("rare-line", format_args!("M0 -4h{end:.1}v-3M0 -4v-3"));
    }
    sign(canvas, what);
    if count > 1 {
        let text = count.to_string();
        let middle = RING + LETTER * text.len() as f64 / 2.0;
        canvas.centred("tiny fault-text", middle, 3.0, &text);
    }
    canvas.close();
}

/// Drawn around a point 3 below the origin.
pub fn sign(canvas: &mut Canvas, what: Rare) {
    match what {
        Rare::Again => {
            canvas.circle("again-dot", 0.0, 3.0, 5.0);
            canvas.centred("ring", 0.0, 3.0, "2");
        }
        Rare::OutOfPlace => {
            canvas.path("rare-sign", format_args!("M5 7V0H-2"));
            canvas.path("rare-head", format_args!("M-6 0l5 -3.5v7z"));
        }
        Rare::Skipped => canvas.path("cross", format_args!("M-3.5 -.5l7 7m0 -7l-7 7")),
    }
}

/// What the lab did to a request, as a line through its lane with its sign.
pub fn fault_mark(
    canvas: &mut Canvas,
    mark: &FaultMark,
    top: f64,
    height: f64,
    now: u64,
    name: &str,
) {
    canvas.open(if mark.at_us > now { "later" } else { "" }, mark.x, top);
    canvas.title(name);
    canvas.path("fault", format_args!("M0 0v{height}"));
    // Where time runs down, its band ends there.
    canvas.open("", if canvas.is_down() { 7.0 } else { 0.0 }, -6.0);
    fault(canvas, mark.fault);
    canvas.close();
    canvas.close();
}

/// A fault, around the origin: a refused request is a cross, a cut connection a line with a gap.
pub fn fault(canvas: &mut Canvas, fault: Fault) {
    match fault {
        Fault::Refused => canvas.path("cross", format_args!("M-3.5 -3.5l7 7m0 -7l-7 7")),
        Fault::AcknowledgementLost => {
            canvas.path("cross", format_args!("M-6 0h3.5M2.5 0h3.5M-1.5 -4l-2 8M3.5 -4l-2 8"));
        }
    }
}

/// A record during which the consumer died: a half-filled dot.
pub fn in_hand(canvas: &mut Canvas, x: f64, y: f64) {
    canvas.circle("hand-dot", x, y, 5.5);
    canvas.path("hand-half", format_args!("M{x:.1} {:.1}a5.5 5.5 0 0 0 0 11z", y - 5.5));
}
