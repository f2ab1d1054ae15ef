//! Writes SVG as text, from places along time and across it. Where time runs down, the drawing is
//! transposed as a whole, and what has to stay upright in it is transposed back.

use std::fmt::{Arguments, Write as _};

use crate::direction::Direction;

/// Exchanges along and across; its own inverse.
const TRANSPOSED: &str = "matrix(0 1 1 0 0 0)";
/// From the middle of a line of text to its baseline.
const BASELINE: f64 = 3.4;

/// Shapes, later ones in front. All text from outside is escaped here.
#[derive(Debug, Default)]
pub struct Canvas {
    svg: String,
    direction: Direction,
}

impl Canvas {
    pub fn new(direction: Direction) -> Self {
        Self { svg: String::new(), direction }
    }

    /// The transformation of the group that holds all layers of a drawing, beside or below names of
    /// this extent.
    pub fn transform(direction: Direction, names: f64) -> String {
        match direction {
            Direction::Right => format!("translate({names:.1} 0)"),
            Direction::Down => format!("matrix(0 1 1 0 {} {names:.1})", Direction::TIMES),
        }
    }

    pub const fn is_down(&self) -> bool {
        self.direction.is_down()
    }

    pub fn into_text(self) -> String {
        self.svg
    }

    pub fn path(&mut self, class: &str, line: Arguments) {
        self.write(format_args!("<path class=\"{class}\" d=\"{line}\"/>"));
    }

    pub fn rect(&mut self, class: &str, x: f64, y: f64, width: f64, height: f64) {
        self.filled(class, "", x, y, width, height);
    }

    /// A rectangle filled with a pattern of the same drawing; without a name, its class decides.
    pub fn filled(&mut self, class: &str, pattern: &str, x: f64, y: f64, width: f64, height: f64) {
        let width = width.max(0.0);
        self.write(format_args!(
            "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\""
        ));
        if !pattern.is_empty() {
            self.write(format_args!(" fill=\"url(#{pattern})\""));
        }
        self.svg.push_str("/>");
    }

    pub fn circle(&mut self, class: &str, x: f64, y: f64, radius: f64) {
        self.write(format_args!(
            "<circle class=\"{class}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius}\"/>"
        ));
    }

    /// Upright, its baseline at this place.
    pub fn text(&mut self, class: &str, x: f64, y: f64, text: &str) {
        match self.direction {
            Direction::Right => self.letters(class, x, y, text),
            Direction::Down => {
                self.write(format_args!(
                    "<text class=\"{class}\" transform=\"{TRANSPOSED}\" x=\"{y:.1}\" y=\"{x:.1}\">"
                ));
                self.escaped(text);
                self.svg.push_str("</text>");
            }
        }
    }

    /// Upright, with its middle at this place.
    pub fn centred(&mut self, class: &str, x: f64, y: f64, text: &str) {
        let (x, y) = self.lower(x, y, BASELINE);
        self.text(&format!("mid {class}"), x, y, text);
    }

    /// Upright, on the reader's right of this place.
    pub fn beside(&mut self, class: &str, x: f64, y: f64, gap: f64, text: &str) {
        let (x, y) = self.lower(x, y, BASELINE);
        let (x, y) = if self.is_down() { (x, y + gap) } else { (x + gap, y) };
        self.text(class, x, y, text);
    }

    /// Along time, from this place on, across it in the middle.
    pub fn along(&mut self, class: &str, x: f64, y: f64, text: &str) {
        match self.direction {
            Direction::Right => self.letters(class, x, y + BASELINE, text),
            Direction::Down => {
                let y = y - BASELINE;
                self.write(format_args!(
                    "<text class=\"{class}\" transform=\"translate({x:.1} {y:.1}) scale(1 -1)\">"
                ));
                self.escaped(text);
                self.svg.push_str("</text>");
            }
        }
    }

    /// In a group that is upright already.
    pub fn letters(&mut self, class: &str, x: f64, y: f64, text: &str) {
        self.write(format_args!("<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\">"));
        self.escaped(text);
        self.svg.push_str("</text>");
    }

    /// The tooltip of the group around it.
    pub fn title(&mut self, text: &str) {
        self.svg.push_str("<title>");
        self.escaped(text);
        self.svg.push_str("</title>");
    }

    /// Opens a group with its origin at this place.
    pub fn open(&mut self, class: &str, x: f64, y: f64) {
        self.write(format_args!("<g class=\"{class}\" transform=\"translate({x:.1} {y:.1})\">"));
    }

    /// Opens a group with its origin at this place, in which right is right in either direction.
    pub fn open_upright(&mut self, class: &str, x: f64, y: f64) {
        let transposed = if self.is_down() { TRANSPOSED } else { "" };
        self.write(format_args!(
            "<g class=\"{class}\" transform=\"translate({x:.1} {y:.1}){transposed}\">"
        ));
    }

    pub fn close(&mut self) {
        self.svg.push_str("</g>");
    }

    /// The pattern of stretches in which nothing happens.
    pub fn hatch(&mut self, name: &str) {
        self.write(format_args!(
            "<defs><pattern id=\"{name}\" width=\"7\" height=\"7\" patternUnits=\"userSpaceOnUse\" \
             patternTransform=\"rotate(45)\"><path class=\"hatch-line\" d=\"M0 0v7\"/></pattern></defs>"
        ));
    }

    /// A place lower on the screen by this distance.
    const fn lower(&self, x: f64, y: f64, by: f64) -> (f64, f64) {
        if self.is_down() { (x + by, y) } else { (x, y + by) }
    }

    fn write(&mut self, text: Arguments) {
        self.svg.write_fmt(text).expect("writing to a String cannot fail");
    }

    fn escaped(&mut self, text: &str) {
        for letter in text.chars() {
            match letter {
                '&' => self.svg.push_str("&amp;"),
                '<' => self.svg.push_str("&lt;"),
                '>' => self.svg.push_str("&gt;"),
                letter => self.svg.push(letter),
            }
        }
    }
}
