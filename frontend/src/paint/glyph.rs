//! A record's key: one colour, one shape, one letter, by the order of first appearance. The first
//! six are filled, the next six hollow, so that twelve keys have no repeated pair; later ones reuse
//! them with a letter of their own.

use super::Canvas;

/// Number of colours and shapes.
const SHAPES: usize = 6;
const LETTERS: [&str; 26] = [
    "A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M", "N", "O", "P", "Q", "R", "S",
    "T", "U", "V", "W", "X", "Y", "Z",
];

/// From the edge of a cell to the end of its glyph, where time runs down.
const GLYPH: f64 = 19.0;
const TINY: f64 = 6.1;
/// From the offset to the edge of its cell.
const EDGE: f64 = 3.0;

/// The class that gives a key its colour.
pub const fn key_class(key: Option<usize>) -> &'static str {
    const CLASSES: [&str; SHAPES] = ["k-a", "k-b", "k-c", "k-d", "k-e", "k-f"];
    match key {
        Some(key) => CLASSES[key % SHAPES],
        None => "k-none",
    }
}

/// Whether it is a shape that is filled, or its outline.
pub const fn fill_class(key: Option<usize>) -> &'static str {
    match key {
        Some(key) if (key / SHAPES).is_multiple_of(2) => "glyph",
        _ => "glyph hollow",
    }
}

/// `None` without a key.
pub fn letter(key: Option<usize>) -> Option<&'static str> {
    key.map(|key| LETTERS[key % LETTERS.len()])
}

/// Drawn around the origin of an upright group; without a key, an empty ring.
pub fn glyph(canvas: &mut Canvas, key: Option<usize>) {
    let class = fill_class(key);
    let (Some(place), Some(letter)) = (key, letter(key)) else {
        return canvas.circle(class, 0.0, 0.0, 4.5);
    };
    let mut baseline = 3.4;
    match place % SHAPES {
        0 => canvas.circle(class, 0.0, 0.0, 6.4),
        1 => canvas.rect(class, -5.6, -5.6, 11.2, 11.2),
        2 => {
            baseline = 4.6;
            canvas.path(class, format_args!("M0 -7.6l8.4 13.4h-16.8z"));
        }
        3 => canvas.path(class, format_args!("M0 -8l8 8l-8 8l-8 -8z")),
        4 => canvas.path(class, format_args!("M-3.5 -6.4h7l3.9 6.4l-3.9 6.4h-7l-3.9 -6.4z")),
        _ => {
            let cross = "M-3.2 -7h6.4v3.8h3.8v6.4h-3.8v3.8h-6.4v-3.8h-3.8v-6.4h3.8z";
            canvas.path(class, format_args!("{cross}"));
        }
    }
    let class = if class == "glyph" { "glyph-letter" } else { "glyph-letter hollow" };
    canvas.letters(class, 0.0, baseline, letter);
}

/// The offset of a record in its cell, given the cell's middle along time and its extent across:
/// below the glyph, or beside it if there is room.
pub fn offset_in(canvas: &mut Canvas, middle: f64, cell: f64, offset: i64) {
    let offset = offset.to_string();
    if !canvas.is_down() {
        canvas.text("mid tiny", middle, 31.0, &offset);
    } else if GLYPH + TINY * offset.len() as f64 + EDGE <= cell {
        canvas.text("end tiny", middle + 3.4, cell - EDGE, &offset);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(key: usize) -> String {
        let mut canvas = Canvas::default();
        glyph(&mut canvas, Some(key));
        format!("{} {}", key_class(Some(key)), canvas.into_text())
    }

    #[test]
    fn twelve_keys_have_no_repeated_pair_of_shape_and_colour() {
        let without_letter = |key: usize| drawn(key).replace(LETTERS[key], "");
        let mut signs: Vec<String> = (0..12).map(without_letter).collect();
        signs.sort();
        signs.dedup();
        assert_eq!(signs.len(), 12);
        assert!(!drawn(5).contains("hollow") && drawn(6).contains("hollow"));
        assert!(drawn(11).contains(">L<") && !drawn(12).contains("hollow"));
    }
}
