//! The ground of the drawing of groups: generations, what goes through all lanes, the lanes
//! themselves, and who owned what.

use api::text::Lang;

use super::{Canvas, change, landmark};
use crate::{
    group_lanes::{Claim, GENERATIONS, GroupDrawing, GroupLane, Owner, Stretch},
    i18n::Words,
    lanes::{LETTER, LandmarkKind},
    timeline::Standing,
};

/// Everything that does not depend on the moment that is shown.
pub fn ground(number: u32, drawing: &GroupDrawing, words: &Words, lang: Lang) -> String {
    let mut canvas = Canvas::new(drawing.direction);
    let hatch = format!("hatch-{number}");
    let (width, floor) = (drawing.width, drawing.floor);
    canvas.hatch(&hatch);
    for span in &drawing.spans {
        stretch(&mut canvas, drawing, span, &hatch);
    }
    if canvas.is_down() {
        landmark::ticks(&mut canvas, &drawing.ticks, (width, floor), words, lang);
    }
    for lane in &drawing.lanes {
        lane_ground(&mut canvas, lane, drawing);
    }
    let top = drawing.words_top;
    for (from, to) in &drawing.scripts.held {
        canvas.filled("held", &hatch, *from, top, (to - from).max(2.0), floor - top);
    }
    if canvas.is_down() {
        return canvas.into_text();
    }
    for (y, title) in &drawing.titles {
        canvas.text("strong", 0.0, *y, title);
    }
    for placed in &drawing.landmarks {
        let foot = match &placed.landmark.kind {
            LandmarkKind::Fault(partition) => {
                let lane = drawing.lanes.iter().find(|lane| lane.partition == *partition);
                lane.map_or(floor, |lane| lane.top + lane.heights.log_top)
            }
            _ => floor,
        };
        landmark::in_row(&mut canvas, placed, top, foot);
    }
    for mark in &drawing.changes {
        change::mark(&mut canvas, mark, words);
    }
    canvas.path("line", format_args!("M0 {floor:.1}H{width:.0}"));
    landmark::ticks(&mut canvas, &drawing.ticks, (width, floor), words, lang);
    for (x, wait_us) in &drawing.waits {
        canvas.path("axis-break", format_args!("M{:.1} {floor:.1}l4 -5l4 10l4 -5", x - 6.0));
        canvas.text("mid dim", *x, floor + 19.0, &(words.group.wait)(*wait_us, lang));
    }
    canvas.into_text()
}

/// A generation as a band, a rebalance as a hatch.
fn stretch(canvas: &mut Canvas, drawing: &GroupDrawing, span: &Stretch, hatch: &str) {
    let (x, width) = (span.from, span.to - span.from);
    if canvas.is_down() && !drawing.groups.is_empty() {
        // Several groups have no lines of their own there; bands name their generations.
        return;
    }
    // Each of several groups has a line of its own; one alone has all lanes.
    let top = span.group as f64 * GENERATIONS;
    let foot = if drawing.groups.is_empty() { drawing.floor } else { top + GENERATIONS };
    match span.standing {
        Standing::Settled(_) | Standing::InEpoch(_) => {
            canvas.rect("band", x, top, width, foot - top);
            canvas.path("line", format_args!("M{x:.1} {top}V{foot:.1}"));
        }
        Standing::Forming | Standing::Rebalancing => {
            canvas.filled("rebalance", hatch, x, top, width, foot - top);
        }
        Standing::NotYet | Standing::Ungrouped | Standing::Over => return,
    }
    // A name without room is left to the table.
    let name = &span.word;
    let room = LETTER * name.chars().count() as f64;
    if room <= width && !canvas.is_down() {
        canvas.rect("word-ground", x + 2.0, top + 4.0, room + 6.0, 16.0);
        canvas.text("dim", x + 5.0, top + 16.0, name);
    }
}

/// The log's ground and the ownership bars.
fn lane_ground(canvas: &mut Canvas, lane: &GroupLane, drawing: &GroupDrawing) {
    let heights = &lane.heights;
    let foot = lane.top + heights.step - 0.5;
    let begins = lane.begins;
    let width = drawing.width - begins;
    if !canvas.is_down() {
        canvas.path("line lane-foot", format_args!("M0 {foot:.1}H{:.0}", drawing.width));
    }
    canvas.rect("ground", begins, lane.top + heights.log_top, width, heights.log);
    for owner in &lane.owners {
        ownership(canvas, owner);
    }
}

pub fn ownership(canvas: &mut Canvas, owner: &Owner) {
    let class = match owner.claim {
        Claim::Owned => "bar",
        Claim::Dead => "bar gone",
        Claim::Expelled => "bar expelled",
        Claim::Idle => "bar idle",
    };
    let width = (owner.to - owner.from).max(2.0);
    canvas.rect(class, owner.from, owner.y, width, owner.height);
    let class = match owner.claim {
        Claim::Owned | Claim::Dead => "strong owner",
        Claim::Expelled => "fault-text owner",
        Claim::Idle => "dim owner",
    };
    if let Some((x, name)) = &owner.label {
        canvas.along(class, *x, owner.y + owner.height / 2.0, name);
    }
}
