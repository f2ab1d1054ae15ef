//! The ground of the drawing of groups: its generations, the lanes, who owned what, and who died.

use api::text::Lang;

use super::Canvas;
use crate::{
    group_lanes::{Death, GENERATIONS, GroupDrawing, GroupLane, Stretch},
    i18n::Words,
    timeline::Standing,
};

/// Width of a letter of the drawing's words.
const LETTER: f64 = 6.7;

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
        lane_ground(&mut canvas, lane, drawing);
    }
    let mut named = f64::MIN;
    for Death { group, member, x } in &drawing.deaths {
        canvas.path("fault", format_args!("M{x:.1} 24V{floor:.1}"));
        canvas.path("fault-head", format_args!("M{:.1} 24h10l-5 8z", x - 5.0));
        if x - named > 24.0 {
            canvas.text(
                "fault-text end",
                x - 7.0,
                33.0,
                &format!("✕ {}", drawing.member_name(*group, *member)),
            );
            named = *x;
        }
    }
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
    let (x, width, floor) = (span.from, span.to - span.from, drawing.floor);
    match span.standing {
        Standing::Settled(_) => {
            canvas.rect("band", x, 0.0, width, floor);
            canvas.path("line", format_args!("M{x:.1} 0V{floor:.1}"));
        }
        Standing::Forming | Standing::Rebalancing => {
            canvas.filled("rebalance", hatch, x, 0.0, width, floor);
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
        // Each group has a line of its own.
        let y = span.group as f64 * GENERATIONS;
        canvas.rect("word-ground", x + 2.0, y + 4.0, room + 6.0, 16.0);
        canvas.text("dim", x + 5.0, y + 16.0, &name);
    }
}

/// The log's ground and the ownership bars.
fn lane_ground(canvas: &mut Canvas, lane: &GroupLane, drawing: &GroupDrawing) {
    let heights = drawing.heights;
    let foot = lane.top + heights.step - 0.5;
    canvas.path("line lane-foot", format_args!("M0 {foot:.1}H{:.0}", drawing.width));
    canvas.rect("ground", 0.0, lane.top + heights.log_top, drawing.width, heights.log);
    for owner in &lane.owners {
        let class = if owner.is_gone { "bar gone" } else { "bar" };
        canvas.rect(class, owner.from, owner.y, (owner.to - owner.from).max(2.0), owner.height);
        if owner.height > 8.0 && !owner.is_gone {
            let baseline = owner.y + owner.height / 2.0 + 3.6;
            let name = drawing.member_name(owner.group, owner.member);
            canvas.text("strong owner", owner.from + 4.0, baseline, &name);
        }
    }
}
