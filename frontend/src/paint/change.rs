//! What happened to a topic as a whole, and what a deletion left of a lane.

use super::Canvas;
use crate::{
    i18n::Words,
    lanes::{ChangeMark, Deleted, LETTER, Stretch, Word},
    run_view::ChangeKind,
};

/// A lane that is higher than this has room for a word below it.
const WORD_ROOM: f64 = 30.0;
/// Half of the sign of a stretch.
const SIGN: f64 = 6.0;

/// A line through the deck, with its sign and its word above.
pub fn mark(canvas: &mut Canvas, mark: &ChangeMark, words: &Words) {
    let ChangeMark { x, y, foot, .. } = *mark;
    let word = (words.drawing.change)(&mark.what);
    canvas.open("", x, y);
    canvas.title(&word);
    canvas.path("call", format_args!("M0 -8V{:.1}", foot - y));
    sign(canvas, &mark.what);
    let width = LETTER * word.chars().count() as f64;
    match mark.word {
        Word::Right => canvas.rect("word-ground", 7.0, -11.0, width + 4.0, 15.0),
        Word::Left => canvas.rect("word-ground", -width - 11.0, -11.0, width + 4.0, 15.0),
        Word::Nowhere => {}
    }
    match mark.word {
        Word::Right => canvas.text("accent", 9.0, 0.0, &word),
        Word::Left => canvas.text("accent end", -9.0, 0.0, &word),
        Word::Nowhere => {}
    }
    canvas.close();
}

/// Around a point 4 above the origin: a plus, a broom's stroke to the left, lines that get fewer, an
/// eye's ring.
pub fn sign(canvas: &mut Canvas, what: &ChangeKind) {
    match what {
        ChangeKind::Grown(_) => canvas.path("change", format_args!("M-5 -4h10M0 -9v10")),
        ChangeKind::Deleted(_) => canvas.path("change", format_args!("M5 -4h-10M-1 -8l-4 4l4 4")),
        ChangeKind::Compacted(_) => {
            canvas.path("change", format_args!("M-5 -8h10M-3 -4h6M-1 0h2"));
        }
        ChangeKind::Found(Some(_)) => canvas.circle("change", 0.0, -4.0, 4.5),
        ChangeKind::Found(None) => {
            canvas.circle("change", 0.0, -4.0, 4.5);
            canvas.path("cross", format_args!("M-4 0l8 -8"));
        }
    }
}

/// From the moment of a deletion, what is gone lies under a veil, and the log begins behind it. The
/// signs of rare records are below a lane, too, and its word gives way to them.
pub fn deleted(
    canvas: &mut Canvas,
    deleted: &[Deleted],
    rare: &[Stretch],
    top: f64,
    height: f64,
    now: u64,
    words: &Words,
) {
    let so_far = deleted.iter().filter(|deleted| deleted.at_us <= now);
    let Some(Deleted { offset, to, .. }) = so_far.max_by_key(|deleted| deleted.offset) else {
        return;
    };
    canvas.open("", *to, top);
    let word = (words.drawing.begin_offset)(*offset);
    canvas.title(&word);
    canvas.rect("deleted", -to, 0.0, *to, height);
    begin(canvas, height);
    let word_to = to + LETTER * word.chars().count() as f64;
    let is_free = rare.iter().all(|it| it.from - SIGN > word_to || it.ends() < *to);
    // Below a low lane there is no room, and between two lanes side by side neither.
    if height > WORD_ROOM && !canvas.is_down() && is_free {
        canvas.text("tiny", 0.0, height + 10.0, &word);
    }
    canvas.close();
}

/// Where a log begins: a bracket at the origin, open to what stays.
pub fn begin(canvas: &mut Canvas, height: f64) {
    canvas.path("ink-line", format_args!("M5 0H0v{height}h5"));
}
