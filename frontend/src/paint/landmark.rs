//! What goes through all lanes: a line with its word, in a row above the lanes, or in a band of its
//! own where time runs down.

use api::text::Lang;

use super::Canvas;
use crate::{
    direction::Direction,
    i18n::Words,
    lanes::{LandmarkKind, Placed, WORD_ROW, Word},
};

/// Baseline of the first row of words.
const FIRST_ROW: f64 = 13.0;

/// Classes of the line, of the head above it, and of the word.
const fn classes(kind: &LandmarkKind) -> (&'static str, &'static str, &'static str) {
    match kind {
        LandmarkKind::Held | LandmarkKind::Generation => ("line", "", ""),
        LandmarkKind::Call | LandmarkKind::Change(_) => ("call", "", "accent"),
        LandmarkKind::Fault(_) => ("fault dashed", "", "fault-text"),
        LandmarkKind::End { is_killed: false } => ("ink-line", "end-head", ""),
        LandmarkKind::End { is_killed: true } | LandmarkKind::Loss { is_alive: false } => {
            ("fault", "fault-head", "fault-text")
        }
        LandmarkKind::Loss { is_alive: true } => {
            ("fault dashed", "fault-head hollow", "fault-text")
        }
    }
}

/// Where time runs to the right; the line ends at `foot`.
pub fn in_row(canvas: &mut Canvas, placed: &Placed, top: f64, foot: f64) {
    let Placed { landmark, x, row, side } = placed;
    let (line, head, word) = classes(&landmark.kind);
    let y = top + FIRST_ROW + WORD_ROW * *row as f64;
    if landmark.kind != LandmarkKind::Held {
        canvas.path(line, format_args!("M{x:.1} {:.1}V{foot:.1}", y + 3.0));
    }
    if !head.is_empty() {
        canvas.path(head, format_args!("M{:.1} {:.1}h10l-5 7z", x - 5.0, y + 2.0));
    }
    match side {
        Word::Right => canvas.text(word, x + 7.0, y, &landmark.word),
        Word::Left => canvas.text(&format!("{word} end"), x - 7.0, y, &landmark.word),
        Word::Nowhere => {}
    }
}

/// The bands of a drawing of this height, in front of all lanes; none where time runs to the right.
pub fn bands(
    direction: Direction,
    landmarks: &[Placed],
    height: f64,
    now: u64,
    words: &Words,
    lang: Lang,
) -> String {
    let mut canvas = Canvas::new(direction);
    if direction.is_down() {
        for placed in landmarks {
            canvas.open(if placed.landmark.at_us > now { "later" } else { "" }, 0.0, 0.0);
            in_band(&mut canvas, placed, height, words, lang);
            canvas.close();
        }
    }
    canvas.into_text()
}

/// With its moment at the left.
fn in_band(canvas: &mut Canvas, placed: &Placed, height: f64, words: &Words, lang: Lang) {
    let Placed { landmark, x, .. } = placed;
    let (line, _, word) = classes(&landmark.kind);
    let (from, baseline) = (x - Direction::BAND, x - 7.0);
    let (left, right) = (-Direction::TIMES, height + Direction::EDGE);
    canvas.rect("landmark", from, left, Direction::BAND, right - left);
    canvas.path(line, format_args!("M{from:.1} {left:.1}V{right:.1}"));
    canvas.text(word, baseline, 0.0, &landmark.word);
    canvas.text("end dim tiny", baseline, -5.0, &(words.drawing.axis_short)(landmark.at_us, lang));
}

/// Moments on the axis: below the lanes, or left of them.
pub fn ticks(
    canvas: &mut Canvas,
    ticks: &[(f64, u64)],
    (width, floor): (f64, f64),
    words: &Words,
    lang: Lang,
) {
    for (x, at_us) in ticks {
        if canvas.is_down() {
            canvas.path("line lane-foot", format_args!("M{x:.1} -3V{floor:.1}"));
            let moment = (words.drawing.axis_short)(*at_us, lang);
            canvas.text("end dim tiny", x + 3.4, -5.0, &moment);
            continue;
        }
        let (class, at) = if x + 32.0 > width { ("end dim", width - 2.0) } else { ("mid dim", *x) };
        canvas.path("line", format_args!("M{x:.1} {floor:.1}v5"));
        canvas.text(class, at, floor + 19.0, &(words.drawing.axis)(*at_us, lang));
    }
}
