//! The time axis of a drawing: maps moments of an act to places from left to right. Pure.
//!
//! A run is bursts of microseconds between waits of seconds. On a linear axis every burst would be
//! one line, so a group's axis is elastic: events keep their order and get the room that their
//! signs need, and the waits share the rest of the width, the longer ones with more of it.

/// Margin on the left of the first moment and on the right of the last.
const MARGIN: f64 = 14.0;
/// Waits shorter than this hardly widen the axis.
const SHORT_US: f64 = 50.0;
/// The least share of the room that a sign asks for; below it the axis grows instead.
const LEAST_ROOM: f64 = 0.74;
/// Least distance between ticks of the axis.
const TICK_ROOM: f64 = 76.0;
/// Moments within a tenth of a millisecond have the same label.
const TICK_US: u64 = 100;

/// Something that needs room on the axis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sign {
    pub at_us: u64,
    /// Signs of one track must not overlap; one without a track goes through all of them.
    pub track: Option<usize>,
    /// Room to the left and to the right of its place.
    pub before: f64,
    pub after: f64,
}

/// An axis computed for its signs.
#[derive(Debug, Clone, PartialEq)]
pub struct Elastic {
    pub axis: Axis,
    /// Place of each sign.
    pub places: Vec<f64>,
    /// The share of its room that each sign got, at most 1.
    pub room: f64,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// Moments and their places; both increase.
    knots: Vec<(u64, f64)>,
}

impl Axis {
    /// A linear axis: every microsecond has the same width.
    pub fn straight(last_us: u64, left: f64, right: f64) -> Self {
        Self { knots: vec![(0, left), (last_us.max(1), right)] }
    }

    /// Places all signs, sorted by moment, between `left` and `right`. Where they need more room,
    /// each gets a little less; below the least share the axis grows to the right.
    pub fn elastic(signs: &[Sign], last_us: u64, left: f64, right: f64) -> Elastic {
        let (from, to) = (left + MARGIN, right - MARGIN);
        let fits = |room, stretch| spread(signs, last_us, from, room, stretch).1 <= to;
        let room = greatest(LEAST_ROOM, 1.0, |room| fits(room, 0.0));
        let stretch = greatest(0.0, to - from, |stretch| fits(room, stretch));
        let (places, end) = spread(signs, last_us, from, room, stretch);
        let mut knots = Vec::with_capacity(signs.len() + 2);
        knots.push((0, from));
        knots.extend(signs.iter().zip(&places).map(|(sign, place)| (sign.at_us, *place)));
        knots.push((last_us, end.max(to)));
        Elastic { axis: Self { knots }, places, room }
    }

    /// How far the signs reach if each gets all its room, and the waits none.
    pub fn needed(signs: &[Sign], last_us: u64, left: f64) -> f64 {
        spread(signs, last_us, left + MARGIN, 1.0, 0.0).1 + MARGIN
    }

    /// Moves `to_us` to `x` or farther right, and all later moments by the same distance. Moments
    /// up to `from_us` stay where they are.
    pub fn make_room(&mut self, from_us: u64, to_us: u64, x: f64) {
        let (from, to) = (self.x(from_us), self.before(to_us));
        if from_us >= to_us || x <= to {
            return;
        }
        let place = self.knots.partition_point(|(knot_us, _)| *knot_us <= from_us);
        self.knots.insert(place, (from_us, from));
        let place = self.knots.partition_point(|(knot_us, _)| *knot_us < to_us);
        self.knots.insert(place, (to_us, to));
        for (_, place) in self.knots.iter_mut().filter(|(knot_us, _)| *knot_us >= to_us) {
            *place += x - to;
        }
    }

    /// Opens a band before a moment, which moves with all later ones.
    pub fn open(&mut self, at_us: u64, width: f64) {
        let place = self.knots.partition_point(|(knot_us, _)| *knot_us < at_us);
        let before = self.before(at_us);
        for (_, x) in &mut self.knots[place..] {
            *x += width;
        }
        self.knots.splice(place..place, [(at_us, before), (at_us, before + width)]);
    }

    /// The place of a moment: behind all events up to it.
    pub fn x(&self, at_us: u64) -> f64 {
        let next = self.knots.partition_point(|(knot_us, _)| *knot_us <= at_us);
        let (from_us, from) = self.knots[next.saturating_sub(1)];
        let Some((to_us, to)) = self.knots.get(next) else { return from };
        from + (to - from) * at_us.saturating_sub(from_us) as f64 / (to_us - from_us) as f64
    }

    /// The place before everything that happens at a moment.
    pub fn before(&self, at_us: u64) -> f64 {
        let place = self.knots.partition_point(|(knot_us, _)| *knot_us < at_us);
        match self.knots.get(place) {
            Some((knot_us, x)) if *knot_us == at_us => *x,
            _ => self.x(at_us),
        }
    }

    /// The moment at a place.
    pub fn moment(&self, x: f64) -> u64 {
        let next = self.knots.partition_point(|(_, knot)| *knot <= x);
        let (from_us, from) = self.knots[next.saturating_sub(1)];
        let Some((to_us, to)) = self.knots.get(next) else { return from_us };
        from_us + ((to_us - from_us) as f64 * ((x - from) / (to - from)).clamp(0.0, 1.0)) as u64
    }

    /// Stretches without any event that last at least so long: where they are, and how long.
    pub fn waits(&self, least_us: u64) -> impl Iterator<Item = (f64, f64, u64)> {
        self.knots.windows(2).filter_map(move |pair| {
            let [(from_us, from), (to_us, to)] = [pair[0], pair[1]];
            let wait_us = to_us.saturating_sub(from_us);
            (wait_us >= least_us).then_some((from, to, wait_us))
        })
    }

    pub fn end(&self) -> f64 {
        self.knots.last().map_or(0.0, |(_, x)| *x)
    }

    /// Moments for ticks: those at which something happens, not too close together.
    pub fn ticks(&self) -> Vec<(f64, u64)> {
        let mut ticks: Vec<(f64, u64)> = Vec::new();
        for (at_us, x) in &self.knots {
            let is_worth =
                |(last, last_us): &(f64, u64)| x - last >= TICK_ROOM && at_us - last_us >= TICK_US;
            if ticks.last().is_none_or(is_worth) {
                ticks.push((*x, *at_us));
            }
        }
        ticks
    }
}

/// The greatest number between two bounds for which `holds` is true, given that it is true for all
/// below; the lower bound if there is none.
pub(crate) fn greatest(least: f64, most: f64, holds: impl Fn(f64) -> bool) -> f64 {
    if holds(most) {
        return most;
    }
    let (mut low, mut high) = (least, most);
    for _ in 0..20 {
        let middle = (low + high) / 2.0;
        if holds(middle) { low = middle } else { high = middle }
    }
    low
}

/// Places signs from left to right and returns where the last one ends. A wait adds width by its
/// logarithm, times `stretch`.
fn spread(signs: &[Sign], last_us: u64, from: f64, room: f64, stretch: f64) -> (Vec<f64>, f64) {
    let wait = |from_us: u64, to_us: u64| {
        stretch * (1.0 + to_us.saturating_sub(from_us) as f64 / SHORT_US).ln()
    };
    let tracks = signs.iter().filter_map(|sign| sign.track).map(|track| track + 1).max();
    let tracks = tracks.unwrap_or(1);
    let mut taken = vec![f64::MIN; tracks];
    let (mut x, mut at_us) = (from, 0);
    let mut places = Vec::with_capacity(signs.len());
    for sign in signs {
        let its_tracks = match sign.track {
            Some(track) => track..track + 1,
            None => 0..tracks,
        };
        let before = taken[its_tracks.clone()].iter().copied().fold(f64::MIN, f64::max);
        x = (x + wait(at_us, sign.at_us)).max(before + room * sign.before);
        at_us = sign.at_us;
        taken[its_tracks].fill(x + room * sign.after);
        places.push(x);
    }
    let end = taken.into_iter().fold(x + wait(at_us, last_us), f64::max);
    (places, end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sign(at_us: u64, track: usize) -> Sign {
        Sign { at_us, track: Some(track), before: 12.0, after: 12.0 }
    }

    #[test]
    fn signs_keep_their_order_and_their_room() {
        let signs = [sign(10, 0), sign(10, 0), sign(12, 1), sign(3_000_000, 0), sign(3_000_001, 1)];
        let Elastic { axis, places, .. } = Axis::elastic(&signs, 3_100_000, 0.0, 900.0);
        assert!(places.is_sorted(), "{places:?}");
        assert!(places[1] - places[0] >= 24.0, "two of one track at one moment");
        assert!(places[2] - places[1] < 12.0, "tracks do not push each other");
        assert!(places[3] - places[2] > 300.0, "the wait gets what is left: {places:?}");
        assert!((axis.end() - 886.0).abs() < 1.0, "the width is used: {}", axis.end());
    }

    #[test]
    fn a_moment_stands_behind_what_happened_up_to_it() {
        let signs = [sign(0, 0), sign(0, 0), sign(500, 0)];
        let Elastic { axis, places, .. } = Axis::elastic(&signs, 1_000, 0.0, 400.0);
        assert!((axis.x(0) - places[1]).abs() < 1e-9);
        assert!((axis.x(500) - places[2]).abs() < 1e-9);
        let between = axis.x(250);
        assert!(places[1] < between && between < places[2]);
        assert!(axis.moment(between).abs_diff(250) <= 1);
        assert_eq!(axis.moment(axis.end()), 1_000);
    }

    #[test]
    fn what_needs_more_room_than_there_is_widens_the_axis() {
        let signs: Vec<Sign> = (0..100).map(|at_us| sign(at_us, 0)).collect();
        let Elastic { axis, places, room } = Axis::elastic(&signs, 100, 0.0, 640.0);
        assert!((room - LEAST_ROOM).abs() < 0.001);
        assert!(axis.end() > 1_700.0);
        assert!(places.windows(2).all(|pair| pair[1] - pair[0] > 24.0 * LEAST_ROOM - 1e-6));
    }

    #[test]
    fn room_is_made_behind_a_moment_and_nothing_before_it_moves() {
        let mut axis = Axis::straight(1_000, 0.0, 100.0);
        axis.make_room(400, 500, 80.0);
        let places = [0, 400, 500, 1_000].map(|at_us| axis.x(at_us));
        assert_eq!(places, [0.0, 40.0, 80.0, 130.0]);
        axis.make_room(600, 700, 50.0);
        assert!((axis.end() - 130.0).abs() < 1e-9, "there is room already");
        assert_eq!(axis.moment(60.0), 450);
    }

    #[test]
    fn a_band_is_opened_before_its_moment_and_nothing_before_it_moves() {
        let mut axis = Axis::straight(1_000, 0.0, 100.0);
        axis.open(400, 20.0);
        axis.open(400, 20.0);
        let places = [0, 200, 400, 1_000].map(|at_us| axis.x(at_us));
        assert_eq!(places, [0.0, 20.0, 80.0, 140.0]);
        assert!((axis.x(399) - 39.9).abs() < 1e-9, "before the band");
        assert_eq!(axis.moment(60.0), 400, "in the band nothing else happens");
        axis.open(0, 20.0);
        assert!((axis.x(0) - 20.0).abs() < 1e-9);
    }

    #[test]
    fn what_goes_through_all_tracks_stands_behind_all_of_them() {
        let band = |at_us| Sign { at_us, track: None, before: 22.0, after: 2.0 };
        let signs = [sign(10, 0), sign(10, 1), sign(11, 1), band(12), sign(13, 0), sign(13, 1)];
        let Elastic { places, .. } = Axis::elastic(&signs, 1_000, 0.0, 900.0);
        assert!(places[3] >= places[2] + 12.0 + 22.0 - 1e-9, "{places:?}");
        assert!(places[4..].iter().all(|place| *place >= places[3] + 14.0 - 1e-9), "{places:?}");
    }

    #[test]
    fn a_long_wait_is_known_by_its_place() {
        let signs = [sign(10, 0), sign(20, 0), sign(3_000_000, 0)];
        let Elastic { axis, places, .. } = Axis::elastic(&signs, 3_000_100, 0.0, 900.0);
        let waits: Vec<(f64, f64, u64)> = axis.waits(1_000_000).collect();
        assert_eq!(waits, [(places[1], places[2], 2_999_980)]);
    }

    #[test]
    fn ticks_do_not_touch() {
        let signs: Vec<Sign> = (0..40).map(|at| sign(at * 1_000, at as usize % 3)).collect();
        let Elastic { axis, .. } = Axis::elastic(&signs, 40_000, 0.0, 900.0);
        let ticks = axis.ticks();
        assert!(ticks.len() > 4);
        assert!(ticks.windows(2).all(|pair| pair[1].0 - pair[0].0 >= TICK_ROOM));
    }
}
