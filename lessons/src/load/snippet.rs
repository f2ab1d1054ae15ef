//! Reads `[[exercise.snippet]]` into highlighted lines with placeholders for the fields' values.

use api::{
    exercise::{CodeClass, Segment, SnippetLine},
    text::{Lang, Text},
};
use serde::Deserialize;

use super::{
    TextEntry,
    condition::{When, conditions, known_field},
    filled,
    source::FaultAt,
    spanned::Spanned,
};
use crate::{
    error::ContentFault,
    field::Field,
    highlight::Highlighter,
    snippet::{Snippet, placeholders},
};

/// One line of Python: code, a comment, or both.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct LineEntry {
    /// `{topic}` is the field's value as a Python literal; other braces are Python. An empty one is an
    /// empty line.
    code: Option<Spanned<String>>,
    /// Stands behind the code, after `# `.
    comment: Option<Spanned<TextEntry>>,
    /// The row of the form that lights up with the line.
    field: Option<Spanned<String>>,
    /// Shown only while all of this holds.
    #[serde(default)]
    when: When,
}

pub(super) fn snippet(
    entries: Vec<Spanned<LineEntry>>,
    highlighter: &Highlighter,
    fields: &[Field],
) -> Result<Snippet, FaultAt> {
    let mut snippet = Snippet { es: Vec::new(), en: Vec::new() };
    for entry in entries {
        let offset = entry.start();
        let entry = entry.into_inner();
        if let Some(name) = &entry.field {
            known_field(name, fields)?;
        }
        let field = entry.field.map(Spanned::into_inner);
        let when = conditions(entry.when, fields)?;
        let offset = entry.code.as_ref().map_or(offset, |code| code.start());
        let line = python(entry.code, entry.comment)?
            .filter(|line| Lang::ALL.iter().all(|lang| !line.get(*lang).contains('\n')))
            .ok_or(FaultAt { offset, fault: ContentFault::SnippetLine })?;
        for lang in Lang::ALL {
            let segments = segments(line.get(lang), highlighter, fields)
                .map_err(|fault| FaultAt { offset, fault })?;
            snippet.push(lang, SnippetLine { field: field.clone(), when: when.clone(), segments });
        }
    }
    Ok(snippet)
}

/// The Python of the line in both languages.
fn python(
    code: Option<Spanned<String>>,
    comment: Option<Spanned<TextEntry>>,
) -> Result<Option<Text>, FaultAt> {
    let code = code.map(Spanned::into_inner);
    let Some(comment) = comment.map(filled).transpose()? else {
        return Ok(code.map(|code| Text::new(&code, &code)));
    };
    let before = code.filter(|code| !code.is_empty()).map_or(String::new(), |code| code + "  ");
    let line = |comment: &str| format!("{before}# {comment}");
    Ok(Some(Text::new(line(&comment.es), line(&comment.en))))
}

/// Splits the highlighted line at its placeholders.
fn segments(
    code: &str,
    highlighter: &Highlighter,
    fields: &[Field],
) -> Result<Vec<Segment>, ContentFault> {
    let mut segments = Vec::new();
    let mut holes = placeholders(code).peekable();
    let mut at = 0;
    for piece in highlighter.lines("python", code)?.into_iter().flatten() {
        let end = at + piece.text.len();
        while let Some(hole) = holes.next_if(|hole| hole.start - 1 < end) {
            let name = &code[hole.clone()];
            if !fields.iter().any(|field| field.name == name) {
                return Err(ContentFault::UnknownPlaceholder(name.to_owned()));
            }
            push_code(&mut segments, &code[at..hole.start - 1], piece.class);
            segments.push(Segment::Field { name: name.to_owned() });
            at = hole.end + 1;
        }
        if at < end {
            push_code(&mut segments, &code[at..end], piece.class);
            at = end;
        }
    }
    Ok(segments)
}

fn push_code(segments: &mut Vec<Segment>, text: &str, class: Option<CodeClass>) {
    if !text.is_empty() {
        segments.push(Segment::Code { text: text.to_owned(), class });
    }
}
