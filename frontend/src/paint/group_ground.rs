//! The ground of the drawing of groups: generations, what goes through all lanes, the lanes
//! themselves, and who owned what.

use api::text::Lang;

use super::{Canvas, change};
use crate::{
    group_lanes::{Claim, GENERATIONS, GroupDrawing, GroupLane, Loss, Owner, Stretch},
    i18n::Words,
    lanes::LETTER,
    run_view::is_killed,
    timeline::Standing,
};

/// Least distance between two members that died, for the names of both.
const DEATH_ROOM: f64 = 24.0;

/// Everything that does not depend on the moment that is shown.
pub fn ground(number: u32, drawing: &GroupDrawing, words: &Words, lang: Lang) -> String {
    let mut canvas = Canvas::default();
    let hatch = format!("hatch-{number}");
    let (width, floor) = (drawing.width, drawing.floor);
    canvas.hatch(&hatch);
    for span in &drawing.spans {
        stretch(&mut canvas, drawing, span, &hatch, words);
    }
    for (y, title) in &drawing.titles {
        canvas.text("strong", 0.0, *y, title);
    }
    for lane in &drawing.lanes {
        lane_ground(&mut canvas, lane, drawing, words);
    }
    for mark in &drawing.changes {
        change::mark(&mut canvas, mark, words);
    }
    scripts(&mut canvas, drawing, &hatch, words);
    losses(&mut canvas, drawing, words);
    canvas.path("line", format_args!("M0 {floor:.1}H{width:.0}"));
    for (x, at_us) in drawing.axis.ticks() {
        let (class, at) = if x + 32.0 > width { ("end dim", width - 2.0) } else { ("mid dim", x) };
        canvas.path("line", format_args!("M{x:.1} {floor:.1}v5"));
        canvas.text(class, at, floor + 19.0, &(words.drawing.axis)(at_us, lang));
    }
    canvas.into_text()
}

/// A generation as a band, a rebalance as a hatch.
fn stretch(
    canvas: &mut Canvas,
    drawing: &GroupDrawing,
    span: &Stretch,
    hatch: &str,
    words: &Words,
) {
    let (x, width) = (span.from, span.to - span.from);
    // Each of several groups has a line of its own; one alone has all lanes.
    let top = span.group as f64 * GENERATIONS;
    let foot = if drawing.groups.is_empty() { drawing.floor } else { top + GENERATIONS };
    match span.standing {
        Standing::Settled(_) => {
            canvas.rect("band", x, top, width, foot - top);
            canvas.path("line", format_args!("M{x:.1} {top}V{foot:.1}"));
        }
        Standing::Forming | Standing::Rebalancing => {
            canvas.filled("rebalance", hatch, x, top, width, foot - top);
        }
        Standing::NotYet | Standing::Ungrouped | Standing::Over => return,
    }
    // A name without room is left to the table.
    let standing = (words.group.standing)(span.standing);
    let name = match drawing.groups.get(span.group) {
        Some(group) => format!("{group}: {standing}"),
        None => standing,
    };
    let room = LETTER * name.chars().count() as f64;
    if room <= width {
        canvas.rect("word-ground", x + 2.0, top + 4.0, room + 6.0, 16.0);
        canvas.text("dim", x + 5.0, top + 16.0, &name);
    }
}

/// Members that died, and members that were put out, below the names of the generations.
fn losses(canvas: &mut Canvas, drawing: &GroupDrawing, words: &Words) {
    let floor = drawing.floor;
    let top = 24.0 + drawing.groups.len().saturating_sub(1) as f64 * GENERATIONS;
    let mut named = f64::MIN;
    for Loss { group, member, x, is_alive } in &drawing.losses {
        let member = drawing.member_name(*group, *member);
        let (line, head, name) = match is_alive {
            false => ("fault", "fault-head", format!("✕ {member}")),
            true => ("fault dashed", "fault-head hollow", (words.group.expelled)(&member)),
        };
        canvas.path(line, format_args!("M{x:.1} {top}V{floor:.1}"));
        canvas.path(head, format_args!("M{:.1} {top}h10l-5 8z", x - 5.0));
        let room = match is_alive {
            false => DEATH_ROOM,
            true => LETTER * name.chars().count() as f64 + 14.0,
        };
        if x - named > room && (!is_alive || *x > room) {
            canvas.text("fault-text end", x - 7.0, top + 9.0, &name);
            named = *x;
        }
    }
}

/// What scripts waited for and how they ended, in a band of its own above the lanes.
fn scripts(canvas: &mut Canvas, drawing: &GroupDrawing, hatch: &str, words: &Words) {
    let (top, floor) = (drawing.scripts_top, drawing.floor);
    for (from, to) in &drawing.scripts.held {
        canvas.filled("held", hatch, *from, top, (to - from).max(2.0), floor - top);
        canvas.text("", *from, top + 12.0, words.drawing.held);
    }
    for (x, call) in &drawing.scripts.calls {
        canvas.path("call", format_args!("M{x:.1} {top:.1}V{floor:.1}"));
        canvas.text("accent", x + 4.0, top + 28.0, (words.drawing.call)(*call));
    }
    for &(x, exit) in &drawing.scripts.ends {
        let (line, head, class) = match is_killed(exit) {
            true => ("fault", "fault-head", "fault-text end"),
            false => ("ink-line", "end-head", "end"),
        };
        let word = (words.drawing.end_mark)(exit);
        canvas.path(line, format_args!("M{x:.1} {top:.1}V{floor:.1}"));
        canvas.path(head, format_args!("M{:.1} {top:.1}h10l-5 8z", x - 5.0));
        let room = LETTER * word.chars().count() as f64 + 10.0;
        let (class, x) = if x > room { (class, x - 8.0) } else { (class_at_left(class), x + 8.0) };
        canvas.text(class, x, top + 12.0, &word);
    }
}

fn class_at_left(class: &str) -> &str {
    class.trim_end_matches("end").trim_end()
}

/// The log's ground and the ownership bars.
fn lane_ground(canvas: &mut Canvas, lane: &GroupLane, drawing: &GroupDrawing, words: &Words) {
    let heights = &lane.heights;
    let foot = lane.top + heights.step - 0.5;
    let begins = lane.begins;
    let width = drawing.width - begins;
    canvas.path("line lane-foot", format_args!("M0 {foot:.1}H{:.0}", drawing.width));
    canvas.rect("ground", begins, lane.top + heights.log_top, width, heights.log);
    for owner in &lane.owners {
        ownership(canvas, owner, drawing, words);
    }
}

fn ownership(canvas: &mut Canvas, owner: &Owner, drawing: &GroupDrawing, words: &Words) {
    let class = match owner.claim {
        Claim::Owned => "bar",
        Claim::Dead => "bar gone",
        Claim::Expelled => "bar expelled",
    };
    let width = (owner.to - owner.from).max(2.0);
    canvas.rect(class, owner.from, owner.y, width, owner.height);
    if owner.height <= 8.0 || owner.claim == Claim::Dead {
        return;
    }
    let member = drawing.member_name(owner.group, owner.member);
    let (class, name) = match owner.claim {
        Claim::Owned | Claim::Dead => ("strong owner", member),
        Claim::Expelled => ("fault-text owner", (words.group.expelled)(&member)),
    };
    if owner.claim == Claim::Owned || LETTER * name.chars().count() as f64 + 8.0 <= width {
        canvas.text(class, owner.from + 4.0, owner.y + owner.height / 2.0 + 3.6, &name);
    }
}
