//! Finds what TOML has only since 1.1: our parser accepts it, but most editors and Python's
//! `tomllib` refuse it.

use toml_parser::{Source, lexer::TokenKind};

use super::source::FaultAt;
use crate::error::ContentFault;

/// # Errors
/// The first place that a parser of TOML 1.0 would refuse. Times without seconds are not checked:
/// no field takes a time.
pub(super) fn check(toml: &str) -> Result<(), FaultAt> {
    // The open brackets, and whether the last token was a comma.
    let (mut open, mut after_comma) = (Vec::new(), false);
    for token in Source::new(toml).lex() {
        let (kind, start) = (token.kind(), token.span().start());
        let fault = |fault| Err(FaultAt { offset: start, fault });
        let is_in_table = open.last() == Some(&TokenKind::LeftCurlyBracket);
        match kind {
            TokenKind::LeftCurlyBracket | TokenKind::LeftSquareBracket => open.push(kind),
            TokenKind::RightCurlyBracket if after_comma => {
                return fault(ContentFault::InlineTableComma);
            }
            TokenKind::RightCurlyBracket | TokenKind::RightSquareBracket => drop(open.pop()),
            TokenKind::Newline if is_in_table => return fault(ContentFault::InlineTableLines),
            TokenKind::BasicString | TokenKind::MlBasicString => {
                if let Some(escape) = newer_escape(&toml[start..token.span().end()]) {
                    return Err(FaultAt {
                        offset: start + escape,
                        fault: ContentFault::NewerEscape,
                    });
                }
            }
            _ => {}
        }
        after_comma = kind == TokenKind::Comma || (after_comma && kind == TokenKind::Whitespace);
    }
    Ok(())
}

/// Where `\e` or `\x..` begins.
fn newer_escape(string: &str) -> Option<usize> {
    let mut characters = string.char_indices();
    while let Some((place, character)) = characters.next() {
        if character == '\\' && matches!(characters.next(), Some((_, 'e' | 'x'))) {
            return Some(place);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The byte and the fault.
    fn refused(toml: &str) -> Option<(usize, String)> {
        check(toml).err().map(|at| (at.offset, at.fault.to_string()))
    }

    #[test]
    fn only_what_is_newer_is_refused() {
        for toml in [
            "a = { b = 1, c = { d = 2 } }\n[e]\n[[f]]\n",
            "a = [\n  1, # one\n  2,\n]\n",
            "a = { b = [\n  { c = 1 },\n] }\n",
            "a = { b = \"\"\"\nlines, } \"\"\" }\n",
            "a = 'a \\e, a \\x41 and a {'\nb = \"\\\\e \\\\x41 \\u00e9 \\\"\"\n",
            "# {\na = \"{\"\n",
            "a = [1, 2, ]\n",
        ] {
            assert_eq!(refused(toml), None, "{toml}");
        }
    }

    #[test]
    fn what_is_newer_is_found_where_it_stands() {
        for (toml, place, word) in [
            ("a = {\n  b = 1\n}\n", 5, "line"),
            ("a = { b = 1,\n c = 2 }\n", 12, "line"),
            ("a = [\n { b = 1,\n c = 2 },\n]\n", 15, "line"),
            ("a = { b = 1, }\n", 13, "comma"),
            ("a = { b = 1,}\n", 12, "comma"),
            ("é = \"x\\e\"\n", 7, "\\e"),
            ("a = \"\"\"\n\\x41\"\"\"\n", 8, "\\x"),
            ("a = { b = \"\\x41\" }\n", 11, "\\x"),
        ] {
            let (found, sentence) = refused(toml).unwrap_or_else(|| panic!("{toml}"));
            assert_eq!(found, place, "{toml}");
            assert!(sentence.contains(word), "{toml}: {sentence}");
        }
    }
}
