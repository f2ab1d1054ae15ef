//! What goes through all lanes, with its word: calls and ends of processes, faults, members that
//! were lost, generations, changes of topics. Where time runs to the right each word stands in the
//! first row that is free; where it runs down, each opens a band of the axis.

use crate::{
    axis::Axis,
    direction::Direction,
    i18n::Words,
    lanes::{LETTER, Word},
    run_view::{Act, Actor, ChangeKind, Partition, is_killed},
    timeline::{Span, Standing, causes},
};

/// Height of a row of words.
pub const WORD_ROW: f64 = 17.0;
/// Room beside a word, for its sign and a gap.
const SIGN: f64 = 14.0;
/// More of them would hide the lanes; the table has all.
const MOST: usize = 60;

#[derive(Debug, Clone, PartialEq)]
pub struct Landmark {
    pub at_us: u64,
    pub kind: LandmarkKind,
    pub word: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LandmarkKind {
    /// The lab began to hold the network back.
    Held,
    Call,
    /// What the lab did to a request with records of this partition.
    Fault(Partition),
    End {
        is_killed: bool,
    },
    /// A member died without leaving, or was put out while it lived.
    Loss {
        is_alive: bool,
    },
    Generation,
    Change(ChangeKind),
}

/// A landmark with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed {
    pub landmark: Landmark,
    /// Where time runs down, the end of its band.
    pub x: f64,
    /// Of its word, from above; 0 where time runs down.
    pub row: usize,
    pub side: Word,
}

impl LandmarkKind {
    /// Whether no cell may lie across it.
    pub const fn is_wall(&self, direction: Direction) -> bool {
        direction.is_down() || matches!(self, Self::Fault(_) | Self::End { .. })
    }

    /// Whether its word has a row where time runs to the right: generations and topics have room of
    /// their own there.
    pub const fn has_row(&self) -> bool {
        !matches!(self, Self::Generation | Self::Change(_))
    }
}

/// All of an act, in the order of their moments, given the stretches of its groups' lives.
pub fn landmarks(act: &Act, spans: &[Vec<Span>], words: &Words) -> Vec<Landmark> {
    let mut found: Vec<Landmark> = Vec::new();
    let mut add = |at_us: u64, kind, word: String| found.push(Landmark { at_us, kind, word });
    for script in act.scripts() {
        let drawing = &words.drawing;
        script.held.iter().for_each(|(at_us, _)| {
            add(*at_us, LandmarkKind::Held, drawing.held.to_owned());
        });
        script.calls.iter().for_each(|(at_us, call)| {
            add(*at_us, LandmarkKind::Call, (drawing.call)(*call).to_owned());
        });
        script.faults.iter().for_each(|fault| {
            let word = (drawing.fault_mark)(fault.fault).to_owned();
            add(fault.at_us, LandmarkKind::Fault(fault.partition), word);
        });
        if let (Some(at_us), Some(exit)) = (script.ended_us, script.exit) {
            let is_killed = is_killed(exit);
            add(at_us, LandmarkKind::End { is_killed }, (drawing.end_mark)(exit));
        }
    }
    let groups: Vec<&Actor> = act.cast.iter().filter(|actor| actor.group().is_some()).collect();
    let of_group = |nth: usize| groups.get(nth).filter(|_| groups.len() > 1);
    for (nth, group) in act.groups().enumerate() {
        let name = |member: u32| match of_group(nth) {
            Some(group) => format!("{} m{member}", group.name),
            None => format!("m{member}"),
        };
        for member in &group.members {
            if let Some(end) = member.ended.as_ref().filter(|end| !end.closed) {
                let word = (words.group.died)(&name(member.number));
                add(end.at_us, LandmarkKind::Loss { is_alive: false }, word);
            }
            for out in &member.expulsions {
                let word = (words.group.expelled)(&name(member.number));
                add(out.at_us, LandmarkKind::Loss { is_alive: true }, word);
            }
        }
    }
    for (nth, spans) in spans.iter().enumerate() {
        for span in spans {
            let (Standing::Settled(_) | Standing::InEpoch(_) | Standing::Forming) = span.standing
            else {
                continue;
            };
            let group = act.groups().nth(nth);
            let standing = match (span.standing, group) {
                (Standing::Settled(generation), Some(group)) => {
                    (words.group.generation)(generation, &causes(group, generation))
                }
                (Standing::InEpoch(epoch), Some(group)) => {
                    (words.group.epoch)(epoch, &causes(group, epoch))
                }
                (standing, _) => (words.group.standing)(standing),
            };
            let word = match of_group(nth) {
                Some(group) => format!("{}: {standing}", group.name),
                None => standing,
            };
            add(span.from_us, LandmarkKind::Generation, word);
        }
    }
    for topic in &act.topics {
        for change in &topic.changes {
            let word = (words.drawing.change)(&change.what);
            let word = match act.topics.len() {
                0 | 1 => word,
                _ => format!("{}: {word}", topic.visible_name),
            };
            add(change.at_us, LandmarkKind::Change(change.what.clone()), word);
        }
    }
    found.sort_by_key(|landmark| landmark.at_us);
    found.truncate(MOST);
    found
}

/// Where time runs to the right: each word in the first row that is free at its place, left of its
/// line where it would leave the drawing.
pub fn in_rows(landmarks: &[Landmark], axis: &Axis, right: f64) -> Vec<Placed> {
    let mut ends: Vec<f64> = Vec::new();
    let with_row = landmarks.iter().filter(|landmark| landmark.kind.has_row());
    let place = |landmark: &Landmark| {
        let x = axis.x(landmark.at_us);
        let room = LETTER * landmark.word.chars().count() as f64 + SIGN;
        let (side, from, to) = if x + room <= right {
            (Word::Right, x - SIGN / 2.0, x + room)
        } else if x - room >= 0.0 {
            (Word::Left, x - room, x + SIGN / 2.0)
        } else {
            (Word::Nowhere, x - SIGN / 2.0, x + SIGN / 2.0)
        };
        let free = ends.iter().position(|end| *end <= from);
        let row = free.unwrap_or(ends.len());
        match free {
            Some(row) => ends[row] = to,
            None => ends.push(to),
        }
        Placed { landmark: landmark.clone(), x, row, side }
    };
    with_row.map(place).collect()
}

/// Where time runs down: each at the end of its band, given these ends in the same order. A word
/// that is longer than the drawing is wide is cut; the table has it.
pub fn in_bands(landmarks: &[Landmark], ends: &[f64], room: f64) -> Vec<Placed> {
    let most = (room / LETTER) as usize;
    let place = |(landmark, x): (&Landmark, &f64)| {
        let mut landmark = landmark.clone();
        if landmark.word.chars().count() > most {
            landmark.word = landmark.word.chars().take(most.saturating_sub(1)).collect();
            landmark.word.push('…');
        }
        Placed { landmark, x: *x, row: 0, side: Word::Right }
    };
    landmarks.iter().zip(ends).map(place).collect()
}

/// The ends of their bands on an axis on which each has opened one: those of one moment follow each
/// other.
pub fn band_ends(landmarks: &[Landmark], axis: &Axis) -> Vec<f64> {
    let later = |nth: usize| {
        let at_us = landmarks[nth].at_us;
        landmarks[nth + 1..].iter().take_while(|other| other.at_us == at_us).count()
    };
    let end = |nth: usize| axis.x(landmarks[nth].at_us) - Direction::BAND * later(nth) as f64;
    (0..landmarks.len()).map(end).collect()
}

/// How many rows their words need.
pub fn rows(placed: &[Placed]) -> usize {
    placed.iter().map(|placed| placed.row + 1).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn landmark(at_us: u64, word: &str) -> Landmark {
        Landmark { at_us, kind: LandmarkKind::Call, word: word.to_owned() }
    }

    #[test]
    fn each_word_has_the_first_row_that_is_free_and_stays_inside() {
        let axis = Axis::straight(1_000, 0.0, 500.0);
        let landmarks = [(100, "flush()"), (110, "close()"), (600, "flush()"), (1_000, "SIGKILL")];
        let landmarks = landmarks.map(|(at_us, word)| landmark(at_us, word));
        let placed = in_rows(&landmarks, &axis, 510.0);
        assert_eq!(placed.iter().map(|placed| placed.row).collect::<Vec<_>>(), [0, 1, 0, 0]);
        assert_eq!(rows(&placed), 2);
        let sides: Vec<Word> = placed.iter().map(|placed| placed.side).collect();
        assert_eq!(sides, [Word::Right, Word::Right, Word::Right, Word::Left]);
    }

    #[test]
    fn bands_of_one_moment_follow_each_other() {
        let landmarks = [(400, "flush()"), (400, "close()"), (800, "SIGKILL")];
        let landmarks = landmarks.map(|(at_us, word)| landmark(at_us, word));
        let mut axis = Axis::straight(1_000, 0.0, 100.0);
        landmarks.iter().for_each(|landmark| axis.open(landmark.at_us, Direction::BAND));
        let ends = band_ends(&landmarks, &axis);
        assert_eq!(ends, [62.0, 84.0, 146.0]);
        let placed = in_bands(&landmarks, &ends, 30.0);
        assert_eq!(placed[0].landmark.word, "flu…", "as long as the drawing is wide");
    }
}
