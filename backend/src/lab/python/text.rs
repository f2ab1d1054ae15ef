//! What is particular to `repr`: quotes, and escapes for invisible characters.

use std::fmt::Write;

use unicode_properties::{GeneralCategory as Category, UnicodeGeneralCategory};

use super::Notation;

pub(super) const NOTATION: Notation =
    Notation { null: "None", yes: "True", no: "False", text: write_text };

fn write_text(out: &mut String, text: &str) {
    // Double quotes only where they save a backslash.
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    out.push(quote);
    for character in text.chars() {
        let written = match character {
            '\n' => write!(out, "\\n"),
            '\r' => write!(out, "\\r"),
            '\t' => write!(out, "\\t"),
            '\\' => write!(out, "\\\\"),
            _ if character == quote => write!(out, "\\{quote}"),
            _ if is_printable(character) => write!(out, "{character}"),
            ..='\u{ff}' => write!(out, "\\x{:02x}", u32::from(character)),
            ..='\u{ffff}' => write!(out, "\\u{:04x}", u32::from(character)),
            _ => write!(out, "\\U{:08x}", u32::from(character)),
        };
        written.expect("writing to a String does not fail");
    }
    out.push(quote);
}

/// `str.isprintable`: everything except the categories "Other" and "Separator", and the space as
/// well. The Unicode version here is newer than CPython 3.11's, which escapes what it does not know
/// yet.
fn is_printable(character: char) -> bool {
    match character.general_category() {
        Category::Control
        | Category::Format
        | Category::Surrogate
        | Category::PrivateUse
        | Category::Unassigned
        | Category::LineSeparator
        | Category::ParagraphSeparator => false,
        Category::SpaceSeparator => character == ' ',
        _ => true,
    }
}
