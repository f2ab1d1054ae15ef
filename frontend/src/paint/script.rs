//! The drawing of producers' scripts: the ground with faults and calls, the records of each lane,
//! and above them the rare ones.

use std::fmt::Write as _;

use api::text::Lang;

use super::{Canvas, change, glyph, key_class, rare};
use crate::{
    i18n::Words,
    lanes::{Drawing, Lane, Mark, Scale},
    run_view::{Act, Oddity, Record, Topic, is_killed},
};

/// Ticks that are closer than this are drawn thinner.
const THIN: f64 = 3.2;
/// Top of the labels of faults and calls.
const WORDS_TOP: f64 = 16.0;

/// Everything that does not depend on the moment that is shown.
pub fn ground(act: &Act, drawing: &Drawing, words: &Words, lang: Lang) -> String {
    let mut canvas = Canvas::default();
    let hatch = format!("hatch-{}", act.number);
    canvas.hatch(&hatch);
    for lane in &drawing.lanes {
        lane_ground(&mut canvas, act, drawing, lane, words);
    }
    for (y, title) in &drawing.titles {
        canvas.text("strong", 0.0, *y, title);
    }
    for mark in &drawing.changes {
        change::mark(&mut canvas, mark, words);
    }
    let floor = drawing.frame.floor;
    for (from, to) in &drawing.scripts.held {
        canvas.filled("held", &hatch, *from, 24.0, (to - from).max(2.0), floor - 24.0);
        canvas.text("", *from, WORDS_TOP, words.drawing.held);
    }
    for (x, call) in &drawing.scripts.calls {
        canvas.path("call", format_args!("M{x:.1} 24V{floor:.1}"));
        canvas.text("accent", x + 4.0, 34.0, (words.drawing.call)(*call));
    }
    for &(x, exit) in &drawing.scripts.ends {
        let (line, head, word) = match is_killed(exit) {
            true => ("fault", "fault-head", "fault-text end"),
            false => ("ink-line", "end-head", "end"),
        };
        canvas.path(line, format_args!("M{x:.1} 24V{floor:.1}"));
        canvas.path(head, format_args!("M{:.1} 22h10l-5 8z", x - 5.0));
        canvas.text(word, drawing.frame.width - 4.0, WORDS_TOP, &(words.drawing.end_mark)(exit));
    }
    for (x, at_us) in &drawing.ticks {
        canvas.path("line", format_args!("M{x:.1} {floor:.1}v5"));
        canvas.text("mid dim", *x, floor + 19.0, &(words.drawing.axis)(*at_us, lang));
    }
    canvas.into_text()
}

/// The ground of a lane and where it ends.
fn lane_ground(canvas: &mut Canvas, act: &Act, drawing: &Drawing, lane: &Lane, words: &Words) {
    let height = drawing.frame.heights.lane;
    let baseline = lane.top + height / 2.0 + 4.0;
    let topic = act.topic(lane.topic);
    let (class, end) = match lane.partition {
        Some(partition) => {
            let end = topic.and_then(|topic| topic.end_offset(partition));
            ("ground", end.map(words.drawing.end_offset))
        }
        None => {
            let lost = topic.filter(|_| act.ended_us().is_some()).map(Topic::missing);
            let lost = lost.filter(|count| *count > 0).map(words.drawing.died);
            ("buffer-ground", lost)
        }
    };
    let width = drawing.frame.right() + 0.5 - lane.begins;
    canvas.rect(class, lane.begins, lane.top, width, height);
    if let Some(end) = end {
        canvas.text("end dim", drawing.frame.width - 4.0, baseline, &end);
    }
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
    let mut canvas = Canvas::default();
    let Some(topic) = act.topic(lane.topic) else { return String::new() };
    match drawing.frame.scale {
        Scale::Cells => {
            for mark in &lane.records {
                let record = &topic.records[mark.index];
                let class = cell_class(topic, record, act.ended_us().is_some());
                let is_marked = Some(mark.index) == selected;
                cell(&mut canvas, record, class, drawing, lane.top, *mark, now, is_marked, words);
            }
        }
        Scale::Ticks => {
            let (top, height) = (lane.top + 3.0, drawing.frame.heights.lane - 6.0);
            let middle = drawing.frame.record_width() / 2.0;
            let ticks = lane.records.iter().map(|mark| {
                (mark.x + middle, mark.at_us > now, topic.records[mark.index].key_place)
            });
            ticks_by_key(&mut canvas, ticks, top, height, drawing.frame.step);
        }
        Scale::Bars => canvas.path("histogram", format_args!("{}", lane.bars)),
    }
    if drawing.frame.scale == Scale::Ticks
        && let Some(mark) = lane.records.iter().find(|mark| Some(mark.index) == selected)
    {
        canvas.rect("found", mark.x - 2.0, lane.top, 7.5, drawing.frame.heights.lane);
    }
    change::deleted(&mut canvas, &lane.deleted, lane.top, drawing.frame.heights.lane, now, words);
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
    class_of_cell: &str,
    drawing: &Drawing,
    top: f64,
    mark: Mark,
    now: u64,
    is_marked: bool,
    words: &Words,
) {
    let heights = drawing.frame.heights;
    let (width, middle) = (drawing.frame.record_width(), drawing.frame.record_width() / 2.0);
    let at_us = record.confirmed_us.or(record.sent_us).unwrap_or(mark.at_us);
    let class = match (at_us > now, is_marked) {
        (true, true) => "later marked",
        (true, false) => "later",
        (false, true) => "marked",
        (false, false) => "",
    };
    canvas.open(class, mark.x, top + (heights.lane - heights.cell) / 2.0);
    canvas.title(&(words.drawing.record)(record));
    canvas.rect(class_of_cell, 0.0, 0.0, width, heights.cell);
    let y = match (heights.has_offsets, record.place) {
        (true, Some(_)) => 14.0,
        (true, None) => 12.0,
        (false, _) => heights.cell / 2.0,
    };
    canvas.open(key_class(record.key_place), middle, y);
    glyph(canvas, record.key_place);
    canvas.close();
    if let Some((_, offset)) = record.place.filter(|_| heights.has_offsets) {
        canvas.text("mid tiny", middle, 31.0, &offset.to_string());
    }
    if class_of_cell == "cell lost" && heights.has_offsets {
        canvas.path("cross", format_args!("M{:.1} 23l7 7m0 -7l-7 7", middle - 3.5));
    }
    canvas.close();
}

/// `is_over` tells whether every script of the act has ended.
fn cell_class(topic: &Topic, record: &Record, is_over: bool) -> &'static str {
    match record.place {
        Some((partition, offset)) if topic.was_there(partition, offset) => "cell",
        Some(_) if record.oddity == Some(Oddity::Again) => "cell repeated",
        Some(_) if record.confirmed_us.is_some() => "cell",
        Some(_) => "cell unasked",
        None if is_over || record.error.is_some() => "cell lost",
        None => "cell waits",
    }
}

/// Rare records, drawn above the others: they keep their sign at every scale.
pub fn overlay(drawing: &Drawing, now: u64, words: &Words) -> String {
    let mut canvas = Canvas::default();
    let height = drawing.frame.heights.lane;
    for lane in &drawing.lanes {
        for stretch in &lane.rare {
            rare::stretch(&mut canvas, stretch, lane.top + height + 6.0, now);
        }
        for mark in &lane.faults {
            let name = (words.drawing.fault_mark)(mark.fault);
            rare::fault_mark(&mut canvas, mark, lane.top, height, drawing.frame.right(), now, name);
        }
    }
    canvas.into_text()
}
