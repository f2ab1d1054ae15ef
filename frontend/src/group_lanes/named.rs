//! What the lanes and rows of groups are called.

use super::{DeckRow, GroupDrawing, GroupLane, RowKind};
use crate::{
    i18n::Words,
    names::{Name, Names},
};

/// The names of an act's lanes, rows and decks.
pub fn names(drawing: &GroupDrawing, words: &Words) -> Names {
    // A deck has its topic's name above it.
    let lane = |GroupLane { top, heights, partition, .. }: &GroupLane| Name {
        text: format!("P{}", partition.number),
        fact: None,
        middle: top + heights.log_top + heights.log / 2.0,
        room: heights.log,
    };
    let row = |row: &DeckRow| {
        let text = match row.kind {
            RowKind::Buffer => words.drawing.buffer.to_owned(),
            RowKind::Effects { group } => {
                (words.group.effects)(drawing.groups.get(group).map(String::as_str))
            }
            RowKind::Idle { group, member } => drawing.member_name(group, member),
        };
        let (middle, room) = (row.top + row.height / 2.0, row.height);
        Name { text, fact: None, middle, room }
    };
    let lanes = drawing.lanes.iter().map(lane).chain(drawing.rows.iter().map(row));
    Names::of(drawing.direction, &drawing.titles, lanes.collect(), drawing.floor)
}
