//! Markdown in a line of TOML: emphasis, code, terms and links outside, without a paragraph.

use super::{Markdown, PieceKind};
use crate::error::ContentFault;

impl Markdown<'_> {
    /// # Errors
    /// Anything that is not one paragraph, or what no text of the course may have.
    pub(crate) fn inline(&self, text: &str) -> Result<String, ContentFault> {
        let page = self.passage(text.trim()).map_err(|at| at.fault)?;
        let is_plain = page.links.is_empty() && page.marks.is_empty() && page.sources.is_empty();
        let html = match page.parts.as_slice() {
            [piece] if is_plain => match &piece.kind {
                PieceKind::Prose(prose) if prose.notes.is_empty() => paragraph(&prose.html),
                _ => None,
            },
            _ => None,
        };
        html.map(str::to_owned).ok_or(ContentFault::InlineShape)
    }
}

/// What is in the paragraph, if that is all there is.
fn paragraph(html: &str) -> Option<&str> {
    let inside = html.trim_end().strip_prefix("<p>")?.strip_suffix("</p>")?;
    (!inside.contains("<p>")).then_some(inside)
}
