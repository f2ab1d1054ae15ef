//! The names of decks and lanes, in the drawing itself: so they keep their places when it is scaled or
//! printed.

use crate::{
    direction::Direction,
    names::{LINE, Label, Names},
};

use super::Canvas;

/// Left of the plane.
const LEFT: f64 = 4.0;
/// From the top of a line to its baseline.
const BASELINE: f64 = 10.0;

/// In the drawing's own coordinates, before the plane is moved beside or below them.
pub fn names(names: &Names) -> String {
    let mut canvas = Canvas::default();
    for label in &names.titles {
        let x = Direction::TIMES + label.middle;
        written(&mut canvas, label, "strong mid", (x, 0.0));
    }
    for label in &names.lanes {
        if names.direction.is_down() {
            let place = (Direction::TIMES + label.middle, names.titles_height);
            written(&mut canvas, label, "strong mid", place);
        } else {
            let top = (label.middle - label.height() / 2.0).max(0.0);
            written(&mut canvas, label, "strong", (LEFT, top));
        }
    }
    canvas.into_text()
}

fn written(canvas: &mut Canvas, label: &Label, class: &str, (x, top): (f64, f64)) {
    for (nth, line) in (0_u32..).zip(&label.lines) {
        canvas.text(class, x, top + LINE * f64::from(nth) + BASELINE, line);
    }
    if let Some(fact) = &label.fact {
        let class = if class.ends_with("mid") { "dim tiny mid" } else { "dim tiny" };
        let y = top + LINE * label.lines.len() as f64 + BASELINE;
        canvas.text(class, x, y, fact);
    }
}
