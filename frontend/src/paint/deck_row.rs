//! The rows of a deck beside its lanes: a script's buffer, and what groups wrote in the lab's sink.

use super::{Canvas, glyph, group_ground::ownership, key_class, script::ticks_by_key};
use crate::{
    group_lanes::{DeckRow, GroupDrawing, ItemPlace, ItemSign, RowKind},
    i18n::Words,
    lanes::Scale,
    run_view::{Act, Record, Topic},
};

/// A row at one moment.
pub fn row(act: &Act, drawing: &GroupDrawing, row: &DeckRow, now: u64, words: &Words) -> String {
    let mut canvas = Canvas::new(drawing.direction);
    let Some(topic) = act.topic(row.topic) else { return String::new() };
    ground(&mut canvas, drawing, row);
    if let RowKind::Idle { .. } = row.kind {
        return canvas.into_text();
    }
    match row.scale {
        Scale::Cells => {
            for item in row.items.iter().filter(|item| !item.sign.is_rare()) {
                single(&mut canvas, act, topic, row, *item, now, words);
            }
        }
        Scale::Blocks => {
            let common = row.items.iter().filter(|item| !item.sign.is_rare());
            let ticks = common.map(|item| {
                let record = record(topic, *item);
                (item.x, item.at_us > now, record.and_then(|record| record.key_place))
            });
            ticks_by_key(&mut canvas, ticks, row.top + 3.0, row.height - 6.0, drawing.tick_step);
        }
        Scale::Bars => canvas.path("histogram", format_args!("{}", row.bars)),
    }
    for item in row.items.iter().filter(|item| item.sign.is_rare()) {
        single(&mut canvas, act, topic, row, *item, now, words);
    }
    canvas.into_text()
}

fn ground(canvas: &mut Canvas, drawing: &GroupDrawing, row: &DeckRow) {
    let width = drawing.width;
    match row.kind {
        RowKind::Buffer => canvas.rect("buffer-ground", 0.5, row.top, width - 1.0, row.height),
        RowKind::Effects { .. } => {}
        RowKind::Idle { .. } => row.idle.iter().for_each(|owner| ownership(canvas, owner)),
    }
}

fn record(topic: &Topic, item: ItemPlace) -> Option<&Record> {
    topic.records.get(item.record?)
}

fn single(
    canvas: &mut Canvas,
    act: &Act,
    topic: &Topic,
    row: &DeckRow,
    item: ItemPlace,
    now: u64,
    words: &Words,
) {
    let key = record(topic, item).and_then(|record| record.key_place);
    canvas.open(if item.at_us > now { "later" } else { "" }, item.x, row.top + row.height / 2.0);
    canvas.title(&(words.group.item)(record(topic, item), item.sign));
    if item.sign == ItemSign::Buffered {
        let is_lost = record(topic, item).is_some_and(|record| is_lost(act, record, now));
        let (class, half) =
            (if is_lost { "cell lost" } else { "cell waits" }, row.height.min(20.0) / 2.0);
        canvas.rect(class, -half, -half, 2.0 * half, 2.0 * half);
    }
    canvas.open_upright(key_class(key), 0.0, 0.0);
    glyph(canvas, key);
    canvas.close();
    sign(canvas, item.sign);
    if item.count > 1 {
        canvas.beside("tiny fault-text", 0.0, 4.0, 12.0, &item.count.to_string());
    }
    canvas.close();
}

/// Around the origin, over the glyph: a row that was replaced is framed, one row more has a ring
/// with the number of rows.
pub fn sign(canvas: &mut Canvas, sign: ItemSign) {
    match sign {
        ItemSign::Buffered | ItemSign::Wrote | ItemSign::Idle => {}
        ItemSign::Replaced => canvas.path("replaced", format_args!("M-8.5 -8.5h17v17h-17z")),
        ItemSign::OneMore(rows) => {
            // At the upper right of the glyph, whose letter may stand low.
            let (x, y) = if canvas.is_down() { (-4.5, 5.5) } else { (5.5, -4.5) };
            canvas.circle("again-dot", x, y, 5.0);
            canvas.centred("ring", x, y, &rows.to_string());
        }
    }
}

/// Given up, or left in a buffer whose process has ended.
fn is_lost(act: &Act, record: &Record, now: u64) -> bool {
    let sender = record.sender.and_then(|sender| act.actor(sender));
    let ended_us = sender.and_then(|sender| sender.script()?.ended_us);
    record.error.is_some() || ended_us.is_some_and(|ended_us| ended_us <= now)
}
