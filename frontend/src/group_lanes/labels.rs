//! Words on a lane that are there only where they have room: names on ownership bars, and offsets
//! beside commits.

use super::{Claim, GroupLane, HandledPlace, Owner, SetbackPlace};
use crate::{
    direction::Direction,
    i18n::Words,
    lanes::{LETTER, Placed},
};

/// Room of a sign on a bar, at either side of its place.
const SIGN: f64 = 7.5;
/// From the beginning of a free stretch to its name, and behind it.
const BEFORE: f64 = 4.0;
const AFTER: f64 = 3.0;
/// A bar with a name is at least this high.
const NAME_HEIGHT: f64 = 9.0;
/// Along time: from the middle of a commit's sign to its offset, and to the next sign.
const COMMIT: f64 = 6.0;
/// Across time: from the top of a commit's sign to its offset.
const BESIDE_COMMIT: f64 = 10.0;
const TINY: f64 = 6.1;
/// Height of an offset.
const LINE: f64 = 10.0;

/// Gives each bar of a lane its name: in the first stretch that no sign, no band and no other name
/// needs. Two members may hold a partition for a moment, and one may be put out of it twice.
pub fn name_owners(
    lane: &mut GroupLane,
    landmarks: &[Placed],
    direction: Direction,
    words: &Words,
    name: impl Fn(usize, u32) -> String,
) {
    let bands = bands(landmarks, direction);
    let handled = lane.handled.iter().chain(&lane.in_hand).map(|place: &HandledPlace| {
        let count = if place.count > 1 { LETTER * 6.0 } else { 0.0 };
        (place.y, place.x - SIGN, place.to.max(place.x + count) + SIGN)
    });
    let setbacks = lane.setbacks.iter().map(|it: &SetbackPlace| (it.y, it.x - SIGN, it.x + SIGN));
    let mut taken: Vec<(f64, f64, f64)> = handled.chain(setbacks).collect();
    for owner in &mut lane.owners {
        let is_on = |y: f64| (owner.y..=owner.y + owner.height).contains(&y);
        let on_bar = taken.iter().filter(|(y, ..)| is_on(*y)).map(|(_, from, to)| (*from, *to));
        let busy: Vec<(f64, f64)> = on_bar.chain(bands.iter().copied()).collect();
        name_owner(owner, busy, words, &name);
        if let Some((x, text)) = &owner.label {
            let middle = owner.y + owner.height / 2.0;
            taken.push((middle, x - BEFORE, x + LETTER * text.chars().count() as f64 + AFTER));
        }
    }
}

/// Gives a bar its name in the first stretch that is not busy.
pub fn name_owner(
    owner: &mut Owner,
    busy: Vec<(f64, f64)>,
    words: &Words,
    name: impl Fn(usize, u32) -> String,
) {
    let member = name(owner.group, owner.member);
    let text = match owner.claim {
        Claim::Owned => member,
        Claim::Expelled => (words.group.expelled)(&member),
        Claim::Idle => (words.group.idle)(&member),
        Claim::Dead => return,
    };
    let room = BEFORE + LETTER * text.chars().count() as f64 + AFTER;
    if owner.height >= NAME_HEIGHT {
        owner.label = free(owner, busy, room).map(|from| (from + BEFORE, text));
    }
}

/// The bands that interrupt all bars, where time runs down.
pub fn bands(landmarks: &[Placed], direction: Direction) -> Vec<(f64, f64)> {
    let bands = landmarks.iter().filter(|_| direction.is_down());
    bands.map(|placed| (placed.x - Direction::BAND, placed.x)).collect()
}

/// The beginning of the first stretch of a bar with this room.
fn free(owner: &Owner, mut busy: Vec<(f64, f64)>, room: f64) -> Option<f64> {
    busy.retain(|(from, to)| *to > owner.from && *from < owner.to);
    busy.sort_by(|one, other| one.0.total_cmp(&other.0));
    let mut from = owner.from;
    for (begins, ends) in busy {
        if begins - from >= room {
            return Some(from);
        }
        from = from.max(ends);
    }
    (owner.to - from >= room).then_some(from)
}

/// Tells which commits of a lane have room for their offset.
pub fn show_offsets(lane: &mut GroupLane, direction: Direction) {
    let places: Vec<(f64, f64)> = lane.commits.iter().map(|commit| (commit.x, commit.y)).collect();
    let across = lane.heights.commits;
    for commit in &mut lane.commits {
        let width = TINY * commit.offset.to_string().len() as f64;
        let others = places.iter().filter(|(_, y)| (y - commit.y).abs() < 0.5).map(|(x, _)| *x);
        commit.has_offset = match direction {
            Direction::Right => {
                let next = others.filter(|x| *x > commit.x).fold(f64::MAX, f64::min);
                next - commit.x >= COMMIT + width + COMMIT
            }
            Direction::Down => {
                let before = others.filter(|x| *x < commit.x).fold(f64::MIN, f64::max);
                commit.x - before >= LINE && BESIDE_COMMIT + width <= across
            }
        };
    }
}
