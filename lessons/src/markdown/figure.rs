//! Figures: SVG files of the lesson, inlined into the page, so that they use the page's colours and
//! screen readers can read their text.

use std::fs;

use api::text::Lang;

use super::{Markdown, anchor::Anchors};
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

/// What fits the column of the text, in units of the drawing; the page shows them as CSS pixels.
const WIDEST: f64 = 608.0;
/// What fits a phone: below 480 px of its place the style sheet shows the narrow drawing.
const WIDEST_NARROW: f64 = 328.0;

/// `<figure>` around the SVG file, with its caption. Beside `log.es.svg` may lie
/// `log.es.narrow.svg`, the same for a narrow page.
pub(super) fn html(
    markdown: &Markdown<'_>,
    anchors: &mut Anchors,
    file: &str,
    caption: &str,
) -> Result<String, ContentFault> {
    let name = file.strip_prefix("figures/").and_then(|name| name.strip_suffix(".svg"));
    let legal = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.');
    let name = name.filter(|name| !name.is_empty() && name.bytes().all(legal));
    let name = name.ok_or(ContentFault::ImagePlace)?;
    let (wide, wide_width) = drawing(markdown, anchors, file)?;
    let narrow_file = format!("figures/{name}.narrow.svg");
    if !markdown.folder.join(&narrow_file).exists() {
        let label = match markdown.lang {
            Lang::Es => "Figura; se desplaza en horizontal",
            Lang::En => "Figure; scrolls sideways",
        };
        return Ok(format!(
            "<figure class=\"figure\"><div class=\"frame\" data-scrolls=\"{label}\">{wide}</div>\
             <figcaption>{caption}</figcaption></figure>\n"
        ));
    }
    let (narrow, narrow_width) = drawing(markdown, anchors, &narrow_file)?;
    for (file, width, widest) in
        [(file, wide_width, WIDEST), (narrow_file.as_str(), narrow_width, WIDEST_NARROW)]
    {
        if width > widest {
            let reason = format!("its viewBox is {width} wide, and {widest} fit");
            return Err(ContentFault::Figure { file: file.to_owned(), reason });
        }
    }
    Ok(format!(
        "<figure class=\"figure\"><div class=\"frame twin\"><div class=\"for-wide\">{wide}</div>\
         <div class=\"for-narrow\">{narrow}</div></div><figcaption>{caption}</figcaption></figure>\n"
    ))
}

/// The SVG of a file, and how wide its viewBox is.
fn drawing(
    markdown: &Markdown<'_>,
    anchors: &mut Anchors,
    file: &str,
) -> Result<(String, f64), ContentFault> {
    let fault = |reason: String| ContentFault::Figure { file: file.to_owned(), reason };
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
    let width = width(&svg).ok_or_else(|| {
        fault("its viewBox is not written as `viewBox=\"0 0 608 200\"`".to_owned())
    })?;
    anchors.of_figure(&svg)?;
    Ok((svg.trim_end().to_owned(), width))
}

/// The third number of the viewBox.
fn width(svg: &str) -> Option<f64> {
    let (_, rest) = svg.split_once("viewBox=\"")?;
    rest.split('"').next()?.split_whitespace().nth(2)?.parse().ok()
}

/// Whether there is an attribute such as `onclick=`.
fn has_event_handler(svg: &str) -> bool {
    svg.split(" on").skip(1).any(|rest| {
        rest.trim_start_matches(|letter: char| letter.is_ascii_alphabetic()).starts_with('=')
    })
}
