//! What happened to a topic as a whole, as marks above its deck, and what a deletion leaves of a
//! lane.

use crate::{
    axis::Axis,
    direction::Direction,
    run_view::{Act, Change, ChangeKind, Topic},
};

/// Room above a deck for its title and for what happened to its topic.
const DECK_TITLE: f64 = 24.0;
/// Between two decks side by side.
const DECK_GAP: f64 = 10.0;
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

/// Room before the deck of a topic, given its index. Where time runs to the right it is for its
/// name, if there are several, and for what happened to it.
pub fn deck_gap(direction: Direction, act: &Act, topic: usize) -> f64 {
    match direction {
        Direction::Right if act.topics.len() > 1 || !act.topics[topic].changes.is_empty() => {
            DECK_TITLE
        }
        Direction::Down if topic > 0 => DECK_GAP,
        Direction::Right | Direction::Down => 0.0,
    }
}

/// The changes of a topic, from left to right.
pub fn change_marks(topic: &Topic, axis: &Axis, right: f64, y: f64, foot: f64) -> Vec<ChangeMark> {
    let mut changes: Vec<&Change> = topic.changes.iter().collect();
    changes.sort_by_key(|change| change.at_us);
    let mut free_from = LETTER * (topic.visible_name.chars().count() as f64 + 1.0);
    let mark = |change: &Change| {
        let x = axis.x(change.at_us);
        let word = if x >= free_from && x + WORD <= right {
            Word::Right
        } else if x - WORD >= free_from {
            Word::Left
        } else {
            Word::Nowhere
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

#[cfg(test)]
mod tests {
    use api::event::{ActorKind, EventKind, PartitionOffset, TopicFound};

    use super::*;
    use crate::{
        lanes::{Drawing, Frame, Scale, draw},
        scenes,
        stage::{self, actor, started},
    };

    /// A script writes so many records, one each millisecond, to a topic that gets a second
    /// partition; then the first half of the first one is deleted.
    fn drawn(count: i64) -> Drawing {
        let written: Vec<(u32, i64, u64)> =
            (0..count).map(|offset| (0, offset, 1_000 * (offset as u64 + 1))).collect();
        let (added_us, end_us) = (1_000 * count as u64 + 1_000, 1_000 * count as u64 + 5_000);
        let offsets = vec![PartitionOffset { partition: 0, offset: count / 2 }];
        let cast = vec![actor("script", ActorKind::Producer, &[0])];
        let view = scenes::folded(vec![
            (0, started(1, cast, vec![stage::topic("pedidos", 1)])),
            scenes::written(0, 0, &written),
            (added_us, EventKind::PartitionsAdded { act: 1, topic: 0, partitions: 2 }),
            (end_us, EventKind::RecordsDeleted { act: 1, topic: 0, offsets }),
        ]);
        let act = &view.acts[0];
        draw(act, &Frame::of(&[act], 900.0, stage::words()), stage::words())
    }

    #[test]
    fn a_topic_changes_at_its_moment_at_every_scale() {
        for (count, scale) in [(20, Scale::Cells), (100, Scale::Blocks), (900, Scale::Bars)] {
            let drawing = drawn(count);
            assert_eq!(drawing.frame.scale, scale);
            let [_, old, new] = &drawing.lanes[..] else { panic!("a buffer and two lanes") };
            let [added, removed] = &drawing.changes[..] else { panic!("two changes") };
            assert!(added.x < removed.x && removed.x <= drawing.frame.right());
            assert!((new.begins - added.x).abs() < 1e-9 && old.begins < 1.0);
            let [gone] = &old.deleted[..] else { panic!("one deletion") };
            let middle = drawing.frame.axis.x(1_000 * count as u64 / 2);
            assert!((gone.to - middle).abs() < 25.0, "{} beside {middle}", gone.to);
            assert!(gone.to < added.x, "what is gone was there before");
            assert!(new.deleted.is_empty());
            assert!(added.y < old.top && (added.foot - drawing.frame.floor).abs() < 1e-9);
        }
    }

    #[test]
    fn words_that_would_touch_are_left_to_the_table() {
        let drawing = drawn(100);
        let words: Vec<Word> = drawing.changes.iter().map(|mark| mark.word).collect();
        assert_eq!(words, [Word::Left, Word::Nowhere]);
        let name = "a long name that reaches far into the plane";
        let found = vec![TopicFound { topic: 0, partitions: None }];
        let view = scenes::folded(vec![
            (0, started(1, Vec::new(), vec![stage::topic(name, 1)])),
            (10, EventKind::TopicsRead { act: 1, topics: found }),
        ]);
        let topic = &view.acts[0].topics[0];
        let marks = change_marks(topic, &Axis::straight(1_000, 50.0, 700.0), 700.0, 0.0, 9.0);
        assert_eq!(marks[0].word, Word::Nowhere, "the name is there");
    }

    #[test]
    fn an_act_in_which_nobody_sends_has_no_buffer() {
        let view = scenes::nobody();
        let lanes = |act: usize| {
            let act = &view.acts[act];
            let drawing = draw(act, &Frame::of(&[act], 900.0, stage::words()), stage::words());
            drawing.lanes.iter().map(|lane| lane.partition).collect::<Vec<_>>()
        };
        assert_eq!(lanes(0), [None, Some(0)]);
        assert_eq!(lanes(1), [Some(0)], "only the lab is there");
    }

    #[test]
    fn a_topic_to_which_nothing_happens_needs_no_room() {
        let view = scenes::folded(vec![(0, stage::script(1, 2))]);
        let act = &view.acts[0];
        assert!(deck_gap(Direction::Right, act, 0).abs() < 1e-9);
        assert!(
            draw(act, &Frame::of(&[act], 900.0, stage::words()), stage::words()).titles.is_empty()
        );
    }
}
