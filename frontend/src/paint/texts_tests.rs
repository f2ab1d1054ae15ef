//! Where the texts of a painted drawing are on the screen, for tests: reads the SVG that was
//! written, its transformations included.

/// Width of a letter of the drawings' typeface, by its size.
const LETTER: f64 = 0.605;

/// A text on the screen.
#[derive(Debug, Clone, PartialEq)]
pub struct Text {
    pub text: String,
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Text {
    /// Whether two texts cover each other. A box is as high as the tallest letter and the deepest one, so
    /// boxes of capitals and digits may share a pixel.
    pub fn covers(&self, other: &Self) -> bool {
        let width = self.right.min(other.right) - self.left.max(other.left);
        let height = self.bottom.min(other.bottom) - self.top.max(other.top);
        width > 0.5 && height > 1.0
    }
}

/// `x' = a x + c y + e`, `y' = b x + d y + f`.
#[derive(Debug, Clone, Copy)]
struct Matrix([f64; 6]);

impl Matrix {
    const NONE: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    fn then(self, Self([a, b, c, d, e, f]): Self) -> Self {
        let Self([p, q, r, s, t, u]) = self;
        Self([
            p * a + r * b,
            q * a + s * b,
            p * c + r * d,
            q * c + s * d,
            p * e + r * f + t,
            q * e + s * f + u,
        ])
    }

    fn at(self, x: f64, y: f64) -> (f64, f64) {
        let Self([a, b, c, d, e, f]) = self;
        (a * x + c * y + e, b * x + d * y + f)
    }

    fn read(transform: &str) -> Self {
        let mut matrix = Self::NONE;
        for step in transform.split(')').filter(|step| !step.trim().is_empty()) {
            let (name, numbers) = step.trim().split_once('(').unwrap();
            let numbers: Vec<f64> =
                numbers.split_whitespace().map(|number| number.parse().unwrap()).collect();
            matrix = matrix.then(match (name, &numbers[..]) {
                ("translate", [x, y]) => Self([1.0, 0.0, 0.0, 1.0, *x, *y]),
                ("scale", [x, y]) => Self([*x, 0.0, 0.0, *y, 0.0, 0.0]),
                ("matrix", [a, b, c, d, e, f]) => Self([*a, *b, *c, *d, *e, *f]),
                other => panic!("no test knows {other:?}"),
            });
        }
        matrix
    }
}

/// All texts of a drawing, given the transformation around it.
pub fn texts(svg: &str, around: &str) -> Vec<Text> {
    let mut stack = vec![Matrix::read(around)];
    let mut found = Vec::new();
    for tag in svg.split('<').skip(1) {
        let (tag, inside) = tag.split_once('>').unwrap();
        let attribute = |name: &str| {
            let from = tag.find(&format!(" {name}=\""))? + name.len() + 3;
            tag[from..].split('"').next()
        };
        let inner = || {
            let own = attribute("transform").map_or(Matrix::NONE, Matrix::read);
            stack.last().unwrap().then(own)
        };
        match tag.split(' ').next().unwrap() {
            "g" => stack.push(inner()),
            "/g" => drop(stack.pop()),
            "text" => {
                let number = |name| attribute(name).map_or(0.0, |text| text.parse().unwrap());
                let class = attribute("class").unwrap_or_default();
                found.push(placed(inside, class, number("x"), number("y"), inner()));
            }
            _ => {}
        }
    }
    found
}

fn placed(text: &str, class: &str, x: f64, y: f64, matrix: Matrix) -> Text {
    let has = |name| class.split(' ').any(|of| of == name);
    // The sizes of the style sheet.
    let size = match () {
        () if has("big") => 14.0,
        () if has("letter") => 9.0,
        () if has("ring") => 8.5,
        () if has("glyph-letter") => 9.5,
        () if has("tiny") => 10.0,
        () => 11.0,
    };
    let width = LETTER * size * text.chars().count() as f64;
    let left = match () {
        () if has("mid") || has("glyph-letter") => x - width / 2.0,
        () if has("end") => x - width,
        () => x,
    };
    let corners = [(left, y - 0.72 * size), (left + width, y)].map(|(x, y)| matrix.at(x, y));
    let [(ax, ay), (bx, by)] = corners;
    Text {
        text: text.to_owned(),
        left: ax.min(bx),
        top: ay.min(by),
        right: ax.max(bx),
        bottom: ay.max(by),
    }
}

mod tests {
    use super::*;
    use crate::direction::Direction;
    use crate::paint::Canvas;

    #[test]
    fn texts_are_where_they_are_seen_in_either_direction() {
        for direction in [Direction::Right, Direction::Down] {
            let mut canvas = Canvas::new(direction);
            canvas.open("", 100.0, 40.0);
            canvas.centred("", 0.0, 0.0, "ab");
            canvas.beside("", 0.0, 0.0, 3.0, "c");
            canvas.along("", 50.0, 0.0, "long");
            canvas.close();
            let found = texts(&canvas.into_text(), &Canvas::transform(direction, 0.0));
            let [ab, c, long] = &found[..] else { panic!("three texts") };
            let (x, y) = match direction {
                Direction::Right => (100.0, 40.0),
                Direction::Down => (40.0 + Direction::TIMES, 100.0),
            };
            assert!(((ab.left + ab.right) / 2.0 - x).abs() < 0.1, "{ab:?}");
            assert!(((ab.top + ab.bottom) / 2.0 - y).abs() < 1.0, "{ab:?}");
            assert!(ab.covers(c) && c.left > x, "on the right of it: {c:?}");
            let is_wide = long.right - long.left > long.bottom - long.top;
            assert_eq!(is_wide, direction == Direction::Right, "{long:?}");
            assert!(!long.covers(ab));
        }
    }
}
