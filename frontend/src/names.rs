//! The names of decks and lanes, which stand outside the plane: left of it, or above it where time
//! runs down. Nothing else is drawn there.

use crate::direction::Direction;

/// Width of a letter of a name and of a figure.
const LETTER: f64 = 6.7;
const TINY: f64 = 6.1;
/// Height of a line above the plane.
const LINE: f64 = 14.0;
/// Between the names and the plane.
const GAP: f64 = 6.0;

#[derive(Debug, Clone, PartialEq)]
pub struct Name {
    pub text: String,
    /// A figure below it.
    pub fact: Option<String>,
    /// The middle of its place and its extent, across time.
    pub middle: f64,
    pub room: f64,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Names {
    pub direction: Direction,
    /// Only where time runs down: else they stand in the drawing, above their decks.
    pub titles: Vec<Name>,
    pub lanes: Vec<Name>,
    /// Where time runs down, the height of the titles and of all names.
    pub titles_height: f64,
    pub height: f64,
}

impl Names {
    /// `titles` are those of the decks, with the places where these begin; `floor` is where the last
    /// one ends.
    pub fn of(
        direction: Direction,
        titles: &[(f64, String)],
        lanes: Vec<Name>,
        floor: f64,
    ) -> Self {
        if !direction.is_down() {
            return Self { lanes, ..Self::default() };
        }
        let titles = Self::titles(titles, floor);
        let lanes: Vec<Name> = lanes.into_iter().map(Name::fitted).collect();
        let most = |names: &[Name]| names.iter().map(Name::lines).max().unwrap_or(0) as f64 * LINE;
        let titles_height = most(&titles);
        let height = titles_height + most(&lanes) + GAP;
        Self { direction, titles, lanes, titles_height, height }
    }

    /// Each title begins with its deck, or earlier if it would leave the drawing or lie on the next
    /// one.
    fn titles(titles: &[(f64, String)], floor: f64) -> Vec<Name> {
        let mut end = floor;
        let title = |(from, text): &(f64, String)| {
            let width = LETTER * text.chars().count() as f64;
            let start = (end - width).min(*from).max(0.0);
            let (middle, room) = ((start + end) / 2.0, (end - start).max(LETTER));
            end = (start - GAP).max(0.0);
            Name { text: text.clone(), fact: None, middle, room }
        };
        let mut placed: Vec<Name> = titles.iter().rev().map(title).collect();
        placed.reverse();
        placed
    }
}

impl Name {
    /// A figure that is wider than its lane is left out.
    fn fitted(self) -> Self {
        let fits = |fact: &String| TINY * fact.chars().count() as f64 <= self.room;
        Self { fact: self.fact.filter(fits), ..self }
    }

    /// A name that is wider than its lane goes on in the next line.
    fn lines(&self) -> usize {
        let width = LETTER * self.text.chars().count() as f64;
        (width / self.room.max(LETTER)).ceil() as usize + usize::from(self.fact.is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str, fact: Option<&str>, middle: f64) -> Name {
        Name { text: text.to_owned(), fact: fact.map(str::to_owned), middle, room: 40.0 }
    }

    #[test]
    fn beside_the_plane_every_name_has_its_figure() {
        let lanes = vec![name("P0", Some("fin = 1000"), 20.0)];
        let names = Names::of(Direction::Right, &[(10.0, "t".into())], lanes.clone(), 100.0);
        assert_eq!(names.lanes, lanes);
        assert!(names.titles.is_empty(), "they are in the drawing");
    }

    #[test]
    fn above_the_plane_what_is_too_wide_is_wrapped_or_left_out() {
        let lanes = vec![
            name("P0", Some("fin = 3"), 20.0),
            name("efectos", Some("fin = 3"), 66.0),
            name("P0", Some("3"), 112.0),
        ];
        let titles = [(0.0, "pedidos".to_owned()), (96.0, "pedidos.errores".to_owned())];
        let names = Names::of(Direction::Down, &titles, lanes, 150.0);
        let facts: Vec<bool> = names.lanes.iter().map(|lane| lane.fact.is_some()).collect();
        assert_eq!(facts, [false, false, true]);
        let [first, second] = &names.titles[..] else { panic!("two titles") };
        assert!((second.middle + second.room / 2.0 - 150.0).abs() < 1e-9, "it ends with its deck");
        assert!(second.room >= 15.0 * LETTER - 1e-9, "and has its room");
        assert!(first.middle + first.room / 2.0 < second.middle - second.room / 2.0);
        assert!((names.titles_height - 2.0 * LINE).abs() < 1e-9, "{}", names.titles_height);
        assert!((names.height - names.titles_height - 2.0 * LINE - GAP).abs() < 1e-9);
    }
}
