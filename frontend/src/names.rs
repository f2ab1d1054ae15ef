//! The names of decks and lanes, which stand outside the plane: left of it, or above it where time
//! runs down. Nothing else is drawn there.

use crate::direction::Direction;

/// Width of a letter of a name and of a figure.
const LETTER: f64 = 6.7;
const TINY: f64 = 6.1;
/// Height of a line.
pub const LINE: f64 = 13.0;
/// Between the names and the plane.
const GAP: f64 = 6.0;
/// Between two lanes there is at least so much room for their names.
const BETWEEN: f64 = 4.0;
const CUT: char = '…';

/// What a lane or a deck is called.
#[derive(Debug, Clone, PartialEq)]
pub struct Name {
    pub text: String,
    /// A figure below it.
    pub fact: Option<String>,
    /// The middle of its place and its extent, across time.
    pub middle: f64,
    pub room: f64,
}

/// A name in lines that fit its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Label {
    pub lines: Vec<String>,
    pub fact: Option<String>,
    pub middle: f64,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Names {
    pub direction: Direction,
    /// Only where time runs down: else they stand in the drawing, above their decks.
    pub titles: Vec<Label>,
    pub lanes: Vec<Label>,
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
            return Self {
                lanes: lanes.into_iter().map(Name::beside).collect(),
                ..Self::default()
            };
        }
        let titles = Self::titles(titles, floor);
        let lanes: Vec<Label> = lanes.into_iter().map(Name::above).collect();
        let most = |names: &[Label]| names.iter().map(Label::height).fold(0.0, f64::max);
        let titles_height = most(&titles);
        let height = titles_height + most(&lanes) + GAP;
        Self { direction, titles, lanes, titles_height, height }
    }

    /// The extent that the names take from the drawing: along time where it runs to the right.
    pub fn extent(&self) -> f64 {
        if self.direction.is_down() { self.height } else { Direction::NAMES }
    }

    /// Each title begins with its deck, or earlier if it would leave the drawing or lie on the next
    /// one.
    fn titles(titles: &[(f64, String)], floor: f64) -> Vec<Label> {
        let mut end = floor;
        let title = |(from, text): &(f64, String)| {
            let width = LETTER * text.chars().count() as f64;
            let start = (end - width).min(*from).max(0.0);
            let (middle, room) = ((start + end) / 2.0, (end - start).max(LETTER));
            end = (start - GAP).max(0.0);
            Name { text: text.clone(), fact: None, middle, room }.above()
        };
        let mut placed: Vec<Label> = titles.iter().rev().map(title).collect();
        placed.reverse();
        placed
    }
}

impl Name {
    /// Left of its lane: as many lines as the lane is high.
    fn beside(self) -> Label {
        let most = ((self.room / LINE) as usize).max(1);
        let fact = self.fact.filter(|_| most > 1);
        let letters = ((Direction::NAMES - GAP) / LETTER) as usize;
        let lines = wrapped(&self.text, letters, most - usize::from(fact.is_some()));
        Label { lines, fact, middle: self.middle }
    }

    /// Above its lane, which is so wide; a figure that is wider is left out.
    fn above(self) -> Label {
        let fits = |fact: &String| TINY * fact.chars().count() as f64 <= self.room;
        let letters = (((self.room + BETWEEN) / LETTER) as usize).max(1);
        let lines = wrapped(&self.text, letters, usize::MAX);
        Label { lines, fact: self.fact.filter(fits), middle: self.middle }
    }
}

impl Label {
    pub fn height(&self) -> f64 {
        LINE * (self.lines.len() + usize::from(self.fact.is_some())) as f64
    }
}

/// Words in lines of so many letters; a longer word goes on in the next line, and what needs more
/// lines than there are is cut.
fn wrapped(text: &str, letters: usize, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let word: Vec<char> = word.chars().collect();
        if let Some(last) = lines.last_mut()
            && last.chars().count() + 1 + word.len() <= letters
        {
            last.push(' ');
            last.extend(&word);
            continue;
        }
        lines.extend(word.chunks(letters.max(1)).map(|part| part.iter().collect::<String>()));
    }
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            while last.chars().count() >= letters.max(1) {
                last.pop();
            }
            last.push(CUT);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str, fact: Option<&str>, middle: f64) -> Name {
        Name { text: text.to_owned(), fact: fact.map(str::to_owned), middle, room: 40.0 }
    }

    #[test]
    fn beside_the_plane_a_name_has_as_many_lines_as_its_lane_is_high() {
        let lanes = vec![
            name("P0", Some("fin = 1000"), 20.0),
            name("filas de facturacion", None, 60.0),
            Name { room: 14.0, ..name("filas de facturacion", Some("3"), 80.0) },
        ];
        let names = Names::of(Direction::Right, &[(10.0, "t".into())], lanes, 100.0);
        let lines: Vec<Vec<&str>> = (names.lanes.iter())
            .map(|label| label.lines.iter().map(String::as_str).collect())
            .collect();
        assert_eq!(lines, [vec!["P0"], vec!["filas de", "facturacion"], vec!["filas de…"]]);
        assert_eq!(names.lanes[0].fact.as_deref(), Some("fin = 1000"));
        assert_eq!(names.lanes[2].fact, None, "there is one line");
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
        assert_eq!(names.lanes[1].lines, ["efecto", "s"]);
        let [first, second] = &names.titles[..] else { panic!("two titles") };
        assert_eq!(second.lines, ["pedidos.errores"], "it has its room");
        assert!(first.middle < second.middle);
        assert!((names.titles_height - LINE).abs() < 1e-9, "{}", names.titles_height);
        assert!((names.height - names.titles_height - 2.0 * LINE - GAP).abs() < 1e-9);
    }
}
