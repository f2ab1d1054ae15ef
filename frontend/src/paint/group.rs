//! The lanes of a group's drawing at one moment: records, their processing, and commits.

use std::fmt::Write as _;

use super::{
    Canvas,
    block::{self, Across},
    change, glyph, key_class, offset_in, rare, setback,
};
use crate::{
    direction::Direction,
    group_lanes::{CommitPlace, GroupDrawing, GroupLane, HandledPlace, Place, SetbackPlace},
    i18n::Words,
    lanes::{LETTER, Scale},
    run_view::{Act, Oddity, Partition, Record},
};

/// Where time runs down: from the top of a commit's sign to its offset.
const BESIDE_COMMIT: f64 = 10.0;

/// Everything that happened to the records of a lane.
pub fn lane(
    act: &Act,
    drawing: &GroupDrawing,
    lane: &GroupLane,
    now: u64,
    selected: Option<(Partition, i64)>,
    words: &Words,
) -> String {
    let mut canvas = Canvas::new(drawing.direction);
    let Some(topic) = act.topic(lane.partition.topic) else { return String::new() };
    setback::copies(&mut canvas, lane, now);
    let span = lane.top..lane.top + lane.heights.step;
    for thread in drawing.threads.iter().filter(|thread| span.contains(&thread.from.1)) {
        setback::moved(&mut canvas, thread, now);
    }
    handled(&mut canvas, drawing, lane, now, words);
    let heights = &lane.heights;
    let inset = (heights.log - heights.cell) / 2.0;
    let top = lane.top + heights.log_top;
    let state = |place: Place, record: &Record| cell_class(act, lane, record, place, now);
    match drawing.scale {
        Scale::Cells | Scale::Blocks => {
            for (nth, place) in lane.records.iter().enumerate() {
                if lane.blocks.iter().any(|block| block.holds(nth)) {
                    continue;
                }
                let is_marked = selected == Some((lane.partition, place.offset));
                let record = &topic.records[place.index];
                let class = state(*place, record);
                cell(&mut canvas, record, class, lane, *place, now, is_marked, words);
            }
            for batch in &lane.blocks {
                let part = |nth: usize| {
                    let Place { x, width, index, .. } = lane.records[nth];
                    (index, x - width / 2.0, x + width / 2.0)
                };
                let class = |nth: usize, record: &Record| state(lane.records[nth], record);
                let parts = block::parts(topic, batch, part, class);
                let (top, height, foot) = (top + inset, heights.cell, heights.cell + inset);
                let name = (words.drawing.block)(parts.len());
                let across = Across { top, height, foot };
                block::block(&mut canvas, batch, across, &parts, now, &name);
            }
        }
        Scale::Bars => canvas.path("histogram", format_args!("{}", lane.bars)),
    }
    if drawing.scale != Scale::Cells
        && let Some((_, offset)) = selected.filter(|(partition, _)| *partition == lane.partition)
        && let Ok(found) = lane.records.binary_search_by_key(&offset, |place| place.offset)
    {
        let Place { x, width, .. } = lane.records[found];
        let half = width / 2.0 + 3.0;
        canvas.rect("found", x - half, top, 2.0 * half, heights.log);
    }
    let below = lane.top + heights.log_top + heights.log;
    for stretch in &lane.rare {
        rare::stretch(&mut canvas, stretch, below + 4.0, now);
    }
    for fault in &lane.faults {
        let name = (words.drawing.fault_mark)(fault.fault);
        let top = lane.top + heights.log_top;
        rare::fault_mark(&mut canvas, fault, top, heights.log, now, name);
    }
    let log = lane.top + heights.log_top;
    change::deleted(&mut canvas, &lane.deleted, &lane.rare, log, heights.log, now, words);
    for commit in &lane.commits {
        committed(&mut canvas, drawing, *commit, now);
    }
    canvas.into_text()
}

/// What was processed, on the bar of the member that did. Where there are no cells, first times are
/// one path.
fn handled(canvas: &mut Canvas, drawing: &GroupDrawing, lane: &GroupLane, now: u64, words: &Words) {
    let mut first = [String::new(), String::new()];
    for place in &lane.handled {
        if place.time == 1 && drawing.scale != Scale::Cells {
            let path = &mut first[usize::from(place.at_us > now)];
            let half = (lane.heights.bars[0].height / 2.0 - 2.0).max(1.0);
            write!(path, "M{:.1} {:.1}v{:.1}", place.x, place.y - half, 2.0 * half)
                .expect("writing to a String cannot fail");
            continue;
        }
        canvas.open(if place.at_us > now { "later" } else { "" }, 0.0, 0.0);
        canvas.title(&(words.group.handled)(place.offset, place.time));
        thread(canvas, lane, place, place.time > 1);
        if place.time > 1 {
            ring(canvas, place, lane.heights.has_numbers);
        } else {
            canvas.circle("done-dot", place.x, place.y, 3.2);
        }
        canvas.close();
    }
    for (path, class) in first.iter().zip(["done-tick", "done-tick later"]) {
        if !path.is_empty() {
            canvas.path(class, format_args!("{path}"));
        }
    }
    for place in &lane.in_hand {
        canvas.open(if place.at_us > now { "later" } else { "" }, 0.0, 0.0);
        canvas.title(&(words.group.held_in_hand)(place.offset));
        thread(canvas, lane, place, true);
        rare::in_hand(canvas, place.x, place.y);
        canvas.close();
    }
    for place in &lane.setbacks {
        canvas.open(if place.at_us > now { "later" } else { "" }, 0.0, 0.0);
        canvas.title(&(words.group.setback)(place.offset, &place.what));
        line(canvas, "thread", lane, place.record, place.x, place.y);
        canvas.open("", place.x, place.y);
        setback::sign(canvas, &place.what, lane.heights.has_numbers);
        canvas.close();
        canvas.close();
    }
}

/// A repeated record, or a stretch of them.
fn ring(canvas: &mut Canvas, place: &HandledPlace, has_numbers: bool) {
    let HandledPlace { x, to, y, count, time, .. } = *place;
    if !has_numbers {
        return canvas.circle("again-dot", x, y, 5.5);
    }
    if count > 1 {
        let text = count.to_string();
        let half = LETTER * text.len() as f64 / 2.0;
        let middle = x + 8.0 + half;
        let from = (middle + half + 2.0).min(to);
        canvas.path("rare-line", format_args!("M{from:.1} {y:.1}H{to:.1}v-4v8"));
        canvas.centred("tiny fault-text", middle, y, &text);
    }
    canvas.circle("again-dot", x, y, 5.5);
    canvas.centred("ring", x, y, &time.to_string());
}

/// From the record to the moment of its processing.
fn thread(canvas: &mut Canvas, lane: &GroupLane, place: &HandledPlace, is_again: bool) {
    let class = match (is_again, lane.is_flooded) {
        (true, true) => "thread again many",
        (true, false) => "thread again",
        (false, _) => "thread",
    };
    line(canvas, class, lane, place.record, place.x, place.y);
}

/// From a record's cell to a place on a bar below the log, or above it.
fn line(canvas: &mut Canvas, class: &str, lane: &GroupLane, record: Option<f64>, x: f64, y: f64) {
    let Some(from) = record else { return };
    let log = lane.top + lane.heights.log_top;
    let (edge, down) =
        if y > log { (log + lane.heights.log - 2.0, 1.0) } else { (log + 2.0, -1.0) };
    let end = y - 4.0 * down;
    let middle = (edge + end) / 2.0;
    let (near, far) = (middle + 2.0 * down, middle - 2.0 * down);
    canvas.path(
        class,
        format_args!("M{from:.1} {edge:.1}C{from:.1} {near:.1} {x:.1} {far:.1} {x:.1} {end:.1}"),
    );
}

/// What is known of a record at a moment. Of what the lab itself wrote nothing is odd.
fn cell_class(
    act: &Act,
    lane: &GroupLane,
    record: &Record,
    place: Place,
    now: u64,
) -> &'static str {
    let is_confirmed = record.confirmed_us.is_some_and(|confirmed_us| confirmed_us <= now);
    match record.oddity {
        _ if place.skipped_us.is_some_and(|skipped_us| skipped_us <= now) => "cell skipped",
        Some(Oddity::Again) if act.is_produced(lane.partition.topic) => "cell repeated",
        _ if !is_confirmed && act.is_of_script(record) => "cell unasked",
        _ => "cell",
    }
}

#[expect(clippy::too_many_arguments, reason = "all of these describe one cell")]
fn cell(
    canvas: &mut Canvas,
    record: &Record,
    class_of_cell: &str,
    lane: &GroupLane,
    place: Place,
    now: u64,
    is_marked: bool,
    words: &Words,
) {
    let heights = &lane.heights;
    let half = place.width / 2.0;
    let class = match (place.at_us > now, is_marked) {
        (true, true) => "later marked",
        (true, false) => "later",
        (false, true) => "marked",
        (false, false) => "",
    };
    let inset = (heights.log - heights.cell) / 2.0;
    canvas.open(class, place.x - half, lane.top + heights.log_top + inset);
    canvas.title(&(words.drawing.record)(record));
    canvas.rect(class_of_cell, 0.0, 0.0, place.width, heights.cell);
    if class_of_cell == "cell skipped" {
        let (x, y) = (place.width - 2.0, heights.cell - 2.0);
        canvas.path("stroke", format_args!("M2 {y:.1}L{x:.1} 2"));
    }
    let is_down = canvas.is_down();
    let y = match (heights.has_offsets, is_down) {
        (true, true) => 11.0,
        (true, false) => 12.0,
        (false, _) => heights.cell / 2.0,
    };
    canvas.open_upright(key_class(record.key_place), half, y);
    glyph(canvas, record.key_place);
    canvas.close();
    if heights.has_offsets {
        offset_in(canvas, half, heights.cell, place.offset);
    }
    let is_aside = |setback: &&SetbackPlace| setback.is_aside(place.offset, now);
    if let Some(setback) = lane.setbacks.iter().find(is_aside) {
        setback::put_aside(canvas, &setback.what, place.width, heights.cell);
    }
    canvas.close();
}

fn committed(canvas: &mut Canvas, drawing: &GroupDrawing, commit: CommitPlace, now: u64) {
    let later = if commit.at_us > now { "later" } else { "" };
    canvas.open(later, commit.x, commit.y);
    canvas.path("commit", format_args!("M0 0l4.5 8h-9z"));
    if commit.has_offset {
        let offset = commit.offset.to_string();
        match drawing.direction {
            Direction::Right => canvas.text("tiny", 6.0, 9.0, &offset),
            Direction::Down => canvas.text("tiny", 3.4, BESIDE_COMMIT, &offset),
        }
    }
    canvas.close();
}
