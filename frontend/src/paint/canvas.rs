//! Writes SVG as text.

use std::fmt::{Arguments, Write as _};

/// Shapes, later ones in front. All text from outside is escaped here.
#[derive(Debug, Default)]
pub struct Canvas(String);

impl Canvas {
    pub fn into_text(self) -> String {
        self.0
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
        self.0.push_str("/>");
    }

    pub fn circle(&mut self, class: &str, x: f64, y: f64, radius: f64) {
        self.write(format_args!(
            "<circle class=\"{class}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius}\"/>"
        ));
    }

    pub fn text(&mut self, class: &str, x: f64, y: f64, text: &str) {
        self.write(format_args!("<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\">"));
        self.escaped(text);
        self.0.push_str("</text>");
    }

    /// The tooltip of the group around it.
    pub fn title(&mut self, text: &str) {
        self.0.push_str("<title>");
        self.escaped(text);
        self.0.push_str("</title>");
    }

    /// Opens a group with its origin at this place.
    pub fn open(&mut self, class: &str, x: f64, y: f64) {
        self.write(format_args!("<g class=\"{class}\" transform=\"translate({x:.1} {y:.1})\">"));
    }

    pub fn close(&mut self) {
        self.0.push_str("</g>");
    }

    /// The pattern of stretches in which nothing happens.
    pub fn hatch(&mut self, name: &str) {
        self.write(format_args!(
            "<defs><pattern id=\"{name}\" width=\"7\" height=\"7\" patternUnits=\"userSpaceOnUse\" \
             patternTransform=\"rotate(45)\"><path class=\"hatch-line\" d=\"M0 0v7\"/></pattern></defs>"
        ));
    }

    fn write(&mut self, text: Arguments) {
        self.0.write_fmt(text).expect("writing to a String cannot fail");
    }

    fn escaped(&mut self, text: &str) {
        for letter in text.chars() {
            match letter {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                letter => self.0.push(letter),
            }
        }
    }
}
