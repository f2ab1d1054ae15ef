//! What is particular to `json.dumps`: it escapes everything that is not printable ASCII
//! (`ensure_ascii=True`, its default).

use std::fmt::Write;

use super::Notation;

pub(super) const NOTATION: Notation =
    Notation { null: "null", yes: "true", no: "false", text: write_text };

fn write_text(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            ' '..='~' => out.push(character),
            // Beyond U+FFFF that is a surrogate pair: JSON knows only UTF-16 escapes.
            _ => {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    write!(out, "\\u{unit:04x}").expect("writing to a String does not fail");
                }
            }
        }
    }
    out.push('"');
}
