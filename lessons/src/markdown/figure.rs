//! Figures: SVG files of the lesson, inlined into the page, so that they use the page's colours and
//! screen readers can read their text.

use std::fs;

use api::text::Lang;

use super::Markdown;
use crate::error::ContentFault;

/// Substrings that a figure must not have, with the reason.
const FORBIDDEN: [(&str, &str); 7] = [
    ("<script", "a script"),
    ("<style", "a style sheet; use the classes of the page"),
    ("style=", "an inline style; use classes or presentation attributes"),
    ("<foreignObject", "foreign content"),
    ("href", "a link or an outside file"),
    ("=\"#", "a literal colour; use currentColor or var(--…)"),
    ("<!DOCTYPE", "a document type"),
];

/// `<figure>` around the SVG file, with its caption.
pub(super) fn html(
    markdown: &Markdown<'_>,
    file: &str,
    caption: &str,
) -> Result<String, ContentFault> {
    let fault = |reason: String| ContentFault::Figure { file: file.to_owned(), reason };
    let name = file.strip_prefix("figures/").and_then(|name| name.strip_suffix(".svg"));
    let legal = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.');
    if !name.is_some_and(|name| !name.is_empty() && name.bytes().all(legal)) {
        return Err(ContentFault::ImagePlace);
    }
    let svg =
        fs::read_to_string(markdown.folder.join(file)).map_err(|error| fault(error.to_string()))?;
    if !svg.starts_with("<svg ") {
        return Err(fault("it has to begin with `<svg `".to_owned()));
    }
    for needed in ["role=\"img\"", "aria-labelledby=", "<title", "<desc", "viewBox="] {
        if !svg.contains(needed) {
            return Err(fault(format!(
                "it lacks `{needed}`, without which it cannot be read aloud"
            )));
        }
    }
    if let Some((_, what)) = FORBIDDEN.iter().find(|(text, _)| svg.contains(text)) {
        return Err(fault(format!("it has {what}")));
    }
    if has_event_handler(&svg) {
        return Err(fault("it has an event handler".to_owned()));
    }
    let label = match markdown.lang {
        Lang::Es => "Figura; se desplaza en horizontal",
        Lang::En => "Figure; scrolls sideways",
    };
    Ok(format!(
        "<figure class=\"figure\"><div class=\"frame\" tabindex=\"0\" role=\"group\" \
         aria-label=\"{label}\">{}</div><figcaption>{caption}</figcaption></figure>\n",
        svg.trim_end()
    ))
}

/// Whether there is an attribute such as `onclick=`.
fn has_event_handler(svg: &str) -> bool {
    svg.split(" on").skip(1).any(|rest| {
        rest.trim_start_matches(|letter: char| letter.is_ascii_alphabetic()).starts_with('=')
    })
}
