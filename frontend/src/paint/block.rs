//! A batch as one block: its count, its offsets, and how many records each key has.

use super::{Canvas, glyph, key_class};
use crate::{
    lanes::Block,
    run_view::{Record, Topic},
};

/// Width of a digit of the count and of an offset.
const DIGIT: f64 = 8.5;
const TINY: f64 = 6.1;
/// Between the edge of a block and its words.
const EDGE: f64 = 5.0;
/// Most room for a key, and the least for its letter.
const KEY: f64 = 12.0;
const LEAST_KEY: f64 = 6.0;
const LETTER: f64 = 7.0;
/// A lower block has room for its count alone.
const LOW: f64 = 30.0;
/// A block that is this high has room for its keys between its count and its offsets.
const STACKED: f64 = 46.0;
/// Height of the longest bar.
const BAR: f64 = 13.0;

/// A record of a block: its place along time, and the class that its cell would have.
pub struct Part<'a> {
    pub record: &'a Record,
    pub from: f64,
    pub to: f64,
    pub class: &'static str,
}

/// Where a block stands across time.
#[derive(Debug, Clone, Copy)]
pub struct Across {
    pub top: f64,
    pub height: f64,
    /// From the top of the block to the foot of its lane.
    pub foot: f64,
}

/// `name` is its tooltip.
pub fn block(
    canvas: &mut Canvas,
    block: &Block,
    Across { top, height, foot }: Across,
    parts: &[Part],
    now: u64,
    name: &str,
) {
    canvas.open(if block.at_us > now { "later" } else { "" }, block.x, top);
    canvas.title(name);
    let at = block.at - block.x;
    if at.abs() > 1.0 {
        canvas.path("foot", format_args!("M1 {height:.1}V{foot:.1}H{at:.1}v3"));
    }
    canvas.rect("cell block", 0.0, 0.0, block.width, height);
    // Neighbours in one state are one rectangle.
    for same in parts.chunk_by(|one, next| one.class == next.class) {
        let (Some(first), Some(last)) = (same.first(), same.last()) else { continue };
        if first.class != "cell" {
            let (from, to) = (first.from - block.x, last.to - block.x);
            canvas.rect(first.class, from.max(0.0), 0.0, to - from.max(0.0), height);
        }
    }
    canvas.open_upright("", 0.0, 0.0);
    let room = if canvas.is_down() { (height, block.width) } else { (block.width, height) };
    words(canvas, room, parts);
    canvas.close();
    canvas.close();
}

/// In a group that is upright, given the width and the height of the block on the screen.
fn words(canvas: &mut Canvas, (width, height): (f64, f64), parts: &[Part]) {
    let count = parts.len().to_string();
    let digits = count.len() as f64;
    if width < TINY * digits {
        // Its name and the table tell the count.
        return;
    }
    if width < DIGIT * digits {
        return canvas.letters("mid tiny", width / 2.0, height / 2.0 + 4.0, &count);
    }
    if height < LOW {
        return canvas.letters("mid big", width / 2.0, height / 2.0 + 5.0, &count);
    }
    let offset = |part: Option<&Part>| Some(part?.record.place?.1);
    let offsets = offset(parts.first()).zip(offset(parts.last()));
    let offsets = offsets.map(|(first, last)| format!("{first}–{last}")).unwrap_or_default();
    let length = TINY * offsets.chars().count() as f64;
    let keys = keys(parts);
    let least = LEAST_KEY * keys.len() as f64;
    let beside = EDGE + length.max(DIGIT * digits) + EDGE;
    if height < width && !keys.is_empty() && width - beside >= least + EDGE {
        canvas.letters("big", EDGE, 15.0, &count);
        canvas.letters("tiny", EDGE, height - 5.0, &offsets);
        return histogram(canvas, &keys, (beside, width - EDGE), height - 14.0, BAR);
    }
    canvas.letters("mid big", width / 2.0, 14.0, &count);
    if length <= width - 2.0 {
        canvas.letters("mid tiny", width / 2.0, height - 4.0, &offsets);
    }
    // Between the count and the offsets, if the block is high enough.
    if height >= STACKED && width - 4.0 >= least {
        histogram(canvas, &keys, (2.0, width - 2.0), height - 22.0, height - 38.0);
    }
}

/// How many records each key has, in the order of the keys; nothing if none has one.
fn keys(parts: &[Part]) -> Vec<(Option<usize>, usize)> {
    let mut keys: Vec<(Option<usize>, usize)> = Vec::new();
    for part in parts {
        let key = part.record.key_place;
        match keys.iter_mut().find(|(known, _)| *known == key) {
            Some((_, count)) => *count += 1,
            None => keys.push((key, 1)),
        }
    }
    keys.sort_by_key(|(key, _)| *key);
    if keys.iter().all(|(key, _)| key.is_none()) { Vec::new() } else { keys }
}

/// A bar for each key, with its letter below if there is room.
fn histogram(
    canvas: &mut Canvas,
    keys: &[(Option<usize>, usize)],
    (from, to): (f64, f64),
    foot: f64,
    bar: f64,
) {
    let room = ((to - from) / keys.len().max(1) as f64).min(KEY);
    let most = keys.iter().map(|(_, count)| *count).max().unwrap_or(1) as f64;
    let has_letters = room >= LETTER;
    for (nth, (key, count)) in keys.iter().enumerate() {
        let (x, height) = (from + room * nth as f64, (bar * *count as f64 / most).max(1.5));
        let class = format!("{} {}", key_class(*key), glyph::fill_class(*key));
        canvas.rect(&class, x, foot - height, room - 1.5, height);
        if has_letters && let Some(letter) = glyph::letter(*key) {
            canvas.letters("mid letter", x + (room - 1.5) / 2.0, foot + 9.0, letter);
        }
    }
}

/// The records of a block with their places, given those of all records of its lane and the class of
/// each.
pub fn parts<'a>(
    topic: &'a Topic,
    block: &Block,
    place: impl Fn(usize) -> (usize, f64, f64),
    class: impl Fn(usize, &Record) -> &'static str,
) -> Vec<Part<'a>> {
    let part = |nth: usize| {
        let (index, from, to) = place(nth);
        let record = &topic.records[index];
        Part { record, from, to, class: class(nth, record) }
    };
    (block.from..block.to).map(part).collect()
}
