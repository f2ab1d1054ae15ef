//! Syntax highlighting with four classes, the same for lessons and for the Python beside a form. It
//! is done once, when the course is loaded; the browser gets spans.

use std::{cell::RefCell, collections::HashMap};

use api::exercise::CodeClass;
use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};

use crate::error::ContentFault;

pub(crate) struct Highlighter {
    syntaxes: SyntaxSet,
    /// Most specific first; `None` excludes a scope from a wider one below it.
    classes: [(Scope, Option<CodeClass>); 8],
    /// What was highlighted already, by language and code. Half of the course's code stands in it
    /// more than once, in both languages or in the snippets of several exercises, and the grammar
    /// takes most of the time that the course takes to load.
    known: RefCell<HashMap<(String, String), Lines>>,
}

/// The length of a piece in bytes, and its class.
type Length = (usize, Option<CodeClass>);

/// The pieces of each line.
type Lines = Vec<Vec<Length>>;

/// A piece of one line of code.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Piece<'a> {
    pub(crate) text: &'a str,
    pub(crate) class: Option<CodeClass>,
}

impl Highlighter {
    pub(crate) fn new() -> Self {
        let scope = |name| Scope::new(name).expect("a scope of at most eight short words");
        Self {
            syntaxes: SyntaxSet::load_defaults_newlines(),
            classes: [
                (scope("comment"), Some(CodeClass::Comment)),
                (scope("string"), Some(CodeClass::String)),
                (scope("constant.numeric"), Some(CodeClass::Number)),
                (scope("constant.language"), Some(CodeClass::Keyword)),
                (scope("keyword.operator.assignment"), None),
                (scope("keyword.operator.arithmetic"), None),
                (scope("keyword"), Some(CodeClass::Keyword)),
                (scope("storage"), Some(CodeClass::Keyword)),
            ],
            known: RefCell::default(),
        }
    }

    /// The pieces of `code`, line by line, line ends included.
    ///
    /// # Errors
    /// A language that the course does not use.
    pub(crate) fn lines<'a>(
        &self,
        language: &str,
        code: &'a str,
    ) -> Result<Vec<Vec<Piece<'a>>>, ContentFault> {
        let name = (language.to_owned(), code.to_owned());
        if let Some(lines) = self.known.borrow().get(&name) {
            return Ok(split(code, lines));
        }
        let mut parser = ParseState::new(self.syntax(language)?);
        let mut scopes = ScopeStack::new();
        let lines: Vec<_> = code
            .split_inclusive('\n')
            .map(|line| self.line(&mut parser, &mut scopes, line))
            .collect();
        let length = |piece: &Piece<'_>| (piece.text.len(), piece.class);
        let lengths = lines.iter().map(|line| line.iter().map(length).collect());
        self.known.borrow_mut().insert(name, lengths.collect());
        Ok(lines)
    }

    fn line<'a>(
        &self,
        parser: &mut ParseState,
        scopes: &mut ScopeStack,
        line: &'a str,
    ) -> Vec<Piece<'a>> {
        // A line that the grammar fails on stays plain.
        let changes = parser.parse_line(line, &self.syntaxes).unwrap_or_default();
        let mut pieces: Vec<Piece<'a>> = Vec::new();
        let mut start = 0;
        let ends = changes.iter().map(|(at, change)| (*at, Some(change)));
        for (end, change) in ends.chain([(line.len(), None)]) {
            self.push(&mut pieces, line, start..end, scopes);
            start = end;
            if let Some(change) = change {
                scopes.apply(change).expect("the grammar pops only what it pushed");
            }
        }
        pieces
    }

    /// Adds a piece, or lengthens the last one when its class is the same.
    fn push<'a>(
        &self,
        pieces: &mut Vec<Piece<'a>>,
        line: &'a str,
        range: std::ops::Range<usize>,
        scopes: &ScopeStack,
    ) {
        let class = self.class(scopes);
        match pieces.last_mut() {
            _ if range.is_empty() => {}
            Some(last) if last.class == class => {
                last.text = &line[range.start - last.text.len()..range.end];
            }
            Some(_) | None => pieces.push(Piece { text: &line[range], class }),
        }
    }

    /// The innermost scope that has a class wins.
    fn class(&self, scopes: &ScopeStack) -> Option<CodeClass> {
        scopes.as_slice().iter().rev().find_map(|scope| {
            let known = self.classes.iter().find(|(prefix, _)| prefix.is_prefix_of(*scope));
            known.map(|(_, class)| *class)
        })?
    }

    fn syntax(&self, language: &str) -> Result<&SyntaxReference, ContentFault> {
        let name = match language {
            "python" => "Python",
            "bash" => "Bourne Again Shell (bash)",
            "json" => "JSON",
            "text" => return Ok(self.syntaxes.find_syntax_plain_text()),
            other => return Err(ContentFault::CodeLanguage(other.to_owned())),
        };
        Ok(self.syntaxes.find_syntax_by_name(name).expect("one of syntect's default syntaxes"))
    }
}

/// The pieces of code whose lengths are known.
fn split<'a>(code: &'a str, lines: &Lines) -> Vec<Vec<Piece<'a>>> {
    let mut rest = code;
    let mut piece = |&(length, class): &Length| {
        let (text, after) = rest.split_at(length);
        rest = after;
        Piece { text, class }
    };
    lines.iter().map(|line| line.iter().map(&mut piece).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_that_is_known_already_has_the_same_pieces() {
        let highlighter = Highlighter::new();
        let code = "x = 'á'  # «y»\n\nif x:\n    pass\n";
        let first = highlighter.lines("python", code).unwrap();
        assert_eq!(highlighter.lines("python", code).unwrap(), first);
        let text: String = first.iter().flatten().map(|piece| piece.text).collect();
        assert_eq!(text, code);
        let comment = first[0].last().unwrap();
        assert_eq!((comment.text, comment.class), ("# «y»\n", Some(CodeClass::Comment)));
    }

    #[test]
    fn the_same_code_in_another_language_is_highlighted_anew() {
        let highlighter = Highlighter::new();
        let class = |language| highlighter.lines(language, "import x").unwrap()[0][0].class;
        assert_eq!((class("python"), class("text")), (Some(CodeClass::Keyword), None));
    }
}
