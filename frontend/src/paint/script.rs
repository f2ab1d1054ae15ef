//! The drawing of producers' scripts: the ground with faults and calls, the records of each lane,
//! and above them the rare ones.

use std::fmt::Write as _;

use api::text::Lang;

use super::{
    Canvas,
    block::{self, Across},
    change, glyph, key_class, landmark, offset_in, rare,
    setback::moved,
};
use crate::{
    i18n::Words,
    lanes::{Drawing, Frame, LandmarkKind, Lane, Mark, Scale},
    run_view::{Act, Oddity, Record, Topic},
};

/// Ticks that are closer than this are drawn thinner.
const THIN: f64 = 3.2;
/// Everything that does not depend on the moment that is shown.
pub fn ground(act: &Act, drawing: &Drawing, words: &Words, lang: Lang) -> String {
    let Frame { direction, width, top, floor, .. } = drawing.frame;
    let mut canvas = Canvas::new(direction);
    let hatch = format!("hatch-{}", act.number);
    canvas.hatch(&hatch);
    if direction.is_down() {
        landmark::ticks(&mut canvas, &drawing.ticks, (width, floor), words, lang);
    }
    for lane in &drawing.lanes {
        let class = if lane.partition.is_some() { "ground" } else { "buffer-ground" };
        let height = drawing.frame.heights.lane;
        canvas.rect(class, lane.begins, lane.top, width - 0.5 - lane.begins, height);
    }
    for (from, to) in &drawing.scripts.held {
        canvas.filled("held", &hatch, *from, top, (to - from).max(2.0), floor - top);
    }
    if direction.is_down() {
        return canvas.into_text();
    }
    for (y, title) in &drawing.titles {
        canvas.text("strong", 0.0, *y, title);
    }
    for placed in &drawing.landmarks {
        let foot = match &placed.landmark.kind {
            LandmarkKind::Fault(partition) => {
                let is_it = |lane: &&Lane| {
                    (lane.topic, lane.partition) == (partition.topic, Some(partition.number))
                };
                drawing.lanes.iter().find(is_it).map_or(floor, |lane| lane.top)
            }
            _ => floor,
        };
        landmark::in_row(&mut canvas, placed, 0.0, foot);
    }
    for mark in &drawing.changes {
        change::mark(&mut canvas, mark, words);
    }
    landmark::ticks(&mut canvas, &drawing.ticks, (width, floor), words, lang);
    canvas.into_text()
}

/// The records of a lane at one moment.
pub fn lane(
    act: &Act,
    drawing: &Drawing,
    lane: &Lane,
    now: u64,
    selected: Option<usize>,
    words: &Words,
) -> String {
    let mut canvas = Canvas::new(drawing.frame.direction);
    let Some(topic) = act.topic(lane.topic) else { return String::new() };
    for thread in &drawing.threads {
        let is_here = (lane.top..lane.top + drawing.frame.heights.step).contains(&thread.from.1);
        if is_here && lane.partition.is_some() {
            moved(&mut canvas, thread, now);
        }
    }
    match drawing.frame.scale {
        Scale::Cells | Scale::Blocks => {
            let heights = drawing.frame.heights;
            let is_over = act.ended_us().is_some_and(|ended_us| ended_us <= now);
            for (place, mark) in lane.records.iter().enumerate() {
                if lane.blocks.iter().any(|block| block.holds(place)) {
                    continue;
                }
                let record = &topic.records[mark.index];
                let class = cell_class(topic, record, is_over, now);
                let is_marked = Some(mark.index) == selected;
                let is_left = record.place.is_some_and(|(at, offset)| topic.was_there(at, offset));
                let class = (class, is_left);
                cell(&mut canvas, record, class, drawing, lane.top, *mark, now, is_marked, words);
            }
            for batch in &lane.blocks {
                let part = |place: usize| {
                    let mark = lane.records[place];
                    (mark.index, mark.x, mark.x + mark.width)
                };
                let class = |_, record: &Record| cell_class(topic, record, is_over, now);
                let parts = block::parts(topic, batch, part, class);
                let (top, height) = (lane.top + heights.inset, heights.cell);
                let across = Across { top, height, foot: heights.lane - heights.inset - 1.0 };
                let name = (words.drawing.block)(parts.len());
                block::block(&mut canvas, batch, across, &parts, now, &name);
            }
        }
        Scale::Bars => canvas.path("histogram", format_args!("{}", lane.bars)),
    }
    let found = lane.records.iter().position(|mark| Some(mark.index) == selected);
    if let Some(place) = found.filter(|place| lane.blocks.iter().any(|it| it.holds(*place))) {
        let Mark { x, width, .. } = lane.records[place];
        canvas.rect("found", x - 2.0, lane.top, width + 4.0, drawing.frame.heights.lane);
    }
    change::deleted(
        &mut canvas,
        &lane.deleted,
        &lane.rare,
        lane.top,
        drawing.frame.heights.lane,
        now,
        words,
    );
    canvas.into_text()
}

/// One path for each key and one for records still to come, however many ticks there are.
pub fn ticks_by_key(
    canvas: &mut Canvas,
    ticks: impl Iterator<Item = (f64, bool, Option<usize>)>,
    top: f64,
    height: f64,
    step: f64,
) {
    let thin = if step < THIN { " thin" } else { "" };
    let mut paths: Vec<(&'static str, bool, String)> = Vec::new();
    for (x, is_later, key) in ticks {
        let class = key_class(key);
        let known = paths.iter().position(|path| (path.0, path.1) == (class, is_later));
        let place = known.unwrap_or_else(|| {
            paths.push((class, is_later, String::new()));
            paths.len() - 1
        });
        write!(paths[place].2, "M{x:.1} {top:.1}v{height:.1}")
            .expect("writing to a String cannot fail");
    }
    for (class, is_later, path) in paths {
        let later = if is_later { " later" } else { "" };
        canvas.path(&format!("tick {class}{thin}{later}"), format_args!("{path}"));
    }
}

#[expect(clippy::too_many_arguments, reason = "all of these describe one cell")]
fn cell(
    canvas: &mut Canvas,
    record: &Record,
    (class_of_cell, is_left): (&str, bool),
    drawing: &Drawing,
    top: f64,
    mark: Mark,
    now: u64,
    is_marked: bool,
    words: &Words,
) {
    let heights = drawing.frame.heights;
    let (width, middle) = (mark.width, mark.width / 2.0);
    let at_us = mark.at_us;
    let class = match (at_us > now, is_marked) {
        (true, true) => "later marked",
        (true, false) => "later",
        (false, true) => "marked",
        (false, false) => "",
    };
    canvas.open(class, mark.x, top + heights.inset);
    canvas.title(&(words.drawing.record)(record));
    let at = mark.at - mark.x;
    // The foot stands at the record's moment, whatever room its body found.
    if (at - middle).abs() > 1.0 && !is_left {
        let (body, foot) = (heights.cell, heights.lane - heights.inset - 1.0);
        canvas.path("foot", format_args!("M{middle:.1} {body:.1}V{foot:.1}H{at:.1}v3"));
    }
    canvas.rect(class_of_cell, 0.0, 0.0, width, heights.cell);
    let is_down = canvas.is_down();
    let y = match (heights.has_offsets, is_down) {
        (true, true) => 11.0,
        (true, false) => 12.0,
        (false, _) => heights.cell / 2.0,
    };
    canvas.open_upright(key_class(record.key_place), middle, y);
    glyph(canvas, record.key_place);
    canvas.close();
    if let Some((_, offset)) = record.place.filter(|_| heights.has_offsets) {
        offset_in(canvas, middle, heights.cell, offset);
    }
    if class_of_cell == "cell lost" && heights.has_offsets {
        let y = if is_down { heights.cell - 12.0 } else { 23.0 };
        canvas.path("cross", format_args!("M{:.1} {y:.1}l7 7m0 -7l-7 7", middle - 3.5));
    }
    canvas.close();
}

/// What is known of a record at a moment. `is_over` tells whether every script has ended by then.
fn cell_class(topic: &Topic, record: &Record, is_over: bool, now: u64) -> &'static str {
    match record.place {
        Some((partition, offset)) if topic.was_there(partition, offset) => "cell",
        Some(_) if record.oddity == Some(Oddity::Again) => "cell repeated",
        Some(_) if record.confirmed_us.is_some_and(|confirmed_us| confirmed_us <= now) => "cell",
        Some(_) => "cell unasked",
        None if is_over || record.given_up_us.is_some_and(|at_us| at_us <= now) => "cell lost",
        None => "cell waits",
    }
}

/// Rare records, drawn above the others: they keep their sign at every scale.
pub fn overlay(drawing: &Drawing, now: u64, words: &Words) -> String {
    let mut canvas = Canvas::new(drawing.frame.direction);
    let height = drawing.frame.heights.lane;
    for lane in &drawing.lanes {
        for stretch in &lane.rare {
            rare::stretch(&mut canvas, stretch, lane.top + height + 5.0, now);
        }
        for (from, to, at_us) in &lane.unanswered {
            let class = if *at_us > now { "unanswered later" } else { "unanswered" };
            canvas.path(class, format_args!("M{from:.1} {:.1}H{to:.1}", lane.top - 2.0));
        }
        for mark in &lane.faults {
            let name = (words.drawing.fault_mark)(mark.fault);
            rare::fault_mark(&mut canvas, mark, lane.top, height, now, name);
        }
    }
    canvas.into_text()
}
