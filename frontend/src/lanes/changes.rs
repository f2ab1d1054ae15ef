//! What happened to a topic as a whole, as marks above its deck, and what a deletion leaves of a
//! lane.

use crate::{
    axis::Axis,
    run_view::{Act, Change, ChangeKind, Topic},
};

/// Room above a deck for its title and for what happened to its topic.
const DECK_TITLE: f64 = 24.0;
/// Width of a letter of the drawing's words, and of the longest word for a change with its gaps.
pub const LETTER: f64 = 6.7;
pub const WORD: f64 = 165.0;

/// A line through the deck at its moment.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangeMark {
    pub x: f64,
    /// The baseline of its word, and the bottom of the deck.
    pub y: f64,
    pub foot: f64,
    pub at_us: u64,
    pub what: ChangeKind,
    pub word: Word,
}

/// Where the word of a mark stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    Right,
    Left,
    /// There is no room; the table has it.
    Nowhere,
}

/// The beginning of a lane that was deleted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Deleted {
    pub at_us: u64,
    /// The first offset that stays.
    pub offset: i64,
    /// The right edge of what is gone.
    pub to: f64,
}

/// Room above a topic's deck: for its name where there are several, and for what happened to it.
pub fn deck_gap(act: &Act, topic: &Topic) -> f64 {
    if act.topics.len() > 1 || !topic.changes.is_empty() { DECK_TITLE } else { 0.0 }
}

/// The changes of a topic, from left to right.
pub fn change_marks(topic: &Topic, axis: &Axis, right: f64, y: f64, foot: f64) -> Vec<ChangeMark> {
    let mut changes: Vec<&Change> = topic.changes.iter().collect();
    changes.sort_by_key(|change| change.at_us);
    let mut free_from = LETTER * (topic.visible_name.chars().count() as f64 + 1.0);
    let mark = |change: &Change| {
        let x = axis.x(change.at_us);
        let word = match () {
            () if x >= free_from && x + WORD <= right => Word::Right,
            () if x - WORD >= free_from => Word::Left,
            () => Word::Nowhere,
        };
        free_from = if word == Word::Right { x + WORD } else { free_from.max(x) };
        ChangeMark { x, y, foot, at_us: change.at_us, what: change.what.clone(), word }
    };
    changes.into_iter().map(mark).collect()
}

/// What was deleted of a partition, given the right edge of its last record before an offset.
pub fn deleted(
    topic: &Topic,
    partition: u32,
    left: f64,
    edge_before: impl Fn(i64) -> Option<f64>,
) -> Vec<Deleted> {
    let deleted =
        |(at_us, offset)| Deleted { at_us, offset, to: edge_before(offset).unwrap_or(left) };
    topic.deletions(partition).map(deleted).collect()
}
