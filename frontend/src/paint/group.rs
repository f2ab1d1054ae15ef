//! The lanes of a group's drawing at one moment: records, their processing, commits, and the
//! group's position.

use std::fmt::Write as _;

use super::{Canvas, glyph, key_class, rare, script::ticks_by_key};
use crate::{
    group_lanes::{CommitPlace, GroupDrawing, GroupLane, HandledPlace, Place},
    i18n::Words,
    lanes::Scale,
    run_view::{Act, Partition, Record},
    timeline::PartitionMoment,
};

/// Everything that happened to the records of a lane.
pub fn lane(
    act: &Act,
    drawing: &GroupDrawing,
    lane: &GroupLane,
    now: u64,
    selected: Option<(Partition, i64)>,
    words: &Words,
) -> String {
    let mut canvas = Canvas::default();
    let Some(topic) = act.topic(lane.partition.topic) else { return String::new() };
    handled(&mut canvas, drawing, lane, now, words);
    let heights = drawing.heights;
    let (top, height) = (lane.top + heights.log_top + 3.0, heights.log - 6.0);
    match drawing.scale {
        Scale::Cells => {
            for place in &lane.records {
                let is_marked = selected == Some((lane.partition, place.offset));
                let record = &topic.records[place.index];
                cell(&mut canvas, record, drawing, lane.top, *place, now, is_marked, words);
            }
        }
        Scale::Ticks => {
            let ticks = lane
                .records
                .iter()
                .map(|place| (place.x, place.at_us > now, topic.records[place.index].key_place));
            ticks_by_key(&mut canvas, ticks, top, height, drawing.tick_step);
        }
        Scale::Bars => canvas.path("histogram", format_args!("{}", lane.bars)),
    }
    if drawing.scale != Scale::Cells
        && let Some((_, offset)) = selected.filter(|(partition, _)| *partition == lane.partition)
        && let Ok(found) = lane.records.binary_search_by_key(&offset, |place| place.offset)
    {
        canvas.rect("found", lane.records[found].x - 4.0, top - 3.0, 8.0, height + 6.0);
    }
    let below = lane.top + heights.log_top + heights.log;
    for stretch in &lane.rare {
        rare::stretch(&mut canvas, stretch, below + 4.0, now);
    }
    for commit in lane.commits.iter().filter(|_| heights.has_commits) {
        committed(&mut canvas, drawing, lane, *commit, now);
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
            let half = (drawing.heights.owner / 2.0 - 2.0).max(1.0);
            write!(path, "M{:.1} {:.1}v{:.1}", place.x, place.y - half, 2.0 * half)
                .expect("writing to a String cannot fail");
            continue;
        }
        canvas.open(if place.at_us > now { "later" } else { "" }, 0.0, 0.0);
        canvas.title(&(words.group.handled)(place.offset, place.time));
        thread(canvas, drawing, lane, place, place.time > 1);
        if place.time > 1 {
            ring(canvas, place);
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
        thread(canvas, drawing, lane, place, true);
        rare::in_hand(canvas, place.x, place.y);
        canvas.close();
    }
}

/// A repeated record, or a stretch of them.
fn ring(canvas: &mut Canvas, place: &HandledPlace) {
    let HandledPlace { x, to, y, count, time, .. } = *place;
    if count > 1 {
        canvas.path("rare-line", format_args!("M{x:.1} {y:.1}H{to:.1}v-4v8"));
        canvas.text("tiny fault-text", x + 8.0, y - 2.0, &count.to_string());
    }
    canvas.circle("again-dot", x, y, 5.5);
    canvas.text("mid ring", x, y + 3.1, &time.to_string());
}

/// From the record to the moment of its processing.
fn thread(
    canvas: &mut Canvas,
    drawing: &GroupDrawing,
    lane: &GroupLane,
    place: &HandledPlace,
    is_again: bool,
) {
    let Some(from) = place.record else { return };
    let top = lane.top + drawing.heights.log_top + 36.0;
    let class = match (is_again, lane.is_flooded) {
        (true, true) => "thread again many",
        (true, false) => "thread again",
        (false, _) => "thread",
    };
    let HandledPlace { x, y, .. } = *place;
    let (low, high) = (top + 16.0, top + 12.0);
    let end = y - 4.0;
    canvas.path(
        class,
        format_args!("M{from:.1} {top:.1}C{from:.1} {low:.1} {x:.1} {high:.1} {x:.1} {end:.1}"),
    );
}

#[expect(clippy::too_many_arguments, reason = "all of these describe one cell")]
fn cell(
    canvas: &mut Canvas,
    record: &Record,
    drawing: &GroupDrawing,
    top: f64,
    place: Place,
    now: u64,
    is_marked: bool,
    words: &Words,
) {
    let heights = drawing.heights;
    let half = drawing.cell_width / 2.0;
    let class = match (place.at_us > now, is_marked) {
        (true, true) => "later marked",
        (true, false) => "later",
        (false, true) => "marked",
        (false, false) => "",
    };
    let inset = (heights.log - heights.cell) / 2.0;
    canvas.open(class, place.x - half, top + heights.log_top + inset);
    canvas.title(&(words.drawing.record)(record));
    let class = if place.is_skipped { "cell lost" } else { "cell" };
    canvas.rect(class, 0.0, 0.0, drawing.cell_width, heights.cell);
    let y = if heights.has_offsets { 12.0 } else { heights.cell / 2.0 };
    canvas.open(key_class(record.key_place), half, y);
    glyph(canvas, record.key_place);
    canvas.close();
    if heights.has_offsets {
        canvas.text("mid tiny", half, 31.0, &place.offset.to_string());
    }
    canvas.close();
}

fn committed(
    canvas: &mut Canvas,
    drawing: &GroupDrawing,
    lane: &GroupLane,
    commit: CommitPlace,
    now: u64,
) {
    let later = if commit.at_us > now { "later" } else { "" };
    canvas.open(later, commit.x, lane.top + drawing.heights.step - 14.0);
    canvas.path("commit", format_args!("M0 0l4.5 8h-9z"));
    if drawing.scale == Scale::Cells {
        canvas.text("tiny", 6.0, 9.0, &commit.offset.to_string());
    }
    canvas.close();
}

/// The group's progress in a lane: the committed offset, the position, and the stretch between.
pub fn marks(drawing: &GroupDrawing, lane: usize, shown: &PartitionMoment, now: u64) -> String {
    let mut canvas = Canvas::default();
    let heights = drawing.heights;
    let top = drawing.lanes.get(lane).map_or(0.0, |lane| lane.top);
    let foot = heights.log_top + heights.log;
    let x = |offset: i64| drawing.edge(lane, offset, now);
    let mut positions: Vec<f64> = shown.positions.iter().map(|(_, at)| x(*at)).collect();
    positions.dedup_by(|one, other| (*one - *other).abs() < 0.5);
    let reached = positions.iter().copied().fold(f64::MIN, f64::max);
    if let Some(safe_to) = shown.safe_to.map(x).filter(|safe_to| reached > safe_to + 0.5) {
        canvas.rect("risk", safe_to, top + foot - 2.0, reached - safe_to, 4.0);
    }
    if let Some(x) = shown.committed.map(x) {
        canvas.open("", x, top);
        canvas.path("ink-line", format_args!("M0 {:.1}V{foot:.1}", heights.log_top + 2.0));
        canvas.path("commit", format_args!("M0 {:.1}l5 8h-10z", foot - 5.0));
        canvas.close();
    }
    for x in positions {
        canvas.open("", x, top);
        canvas.path("ink-line dashed", format_args!("M0 {:.1}V{foot:.1}", heights.log_top + 2.0));
        canvas.path("position", format_args!("M0 {:.1}l-5-8h10z", heights.log_top + 5.0));
        canvas.close();
    }
    canvas.into_text()
}
