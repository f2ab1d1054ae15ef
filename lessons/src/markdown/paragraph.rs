//! A marker that is a paragraph of its own: `{{ejercicio ID}}` and its like.

use api::course::Figure;

use super::PieceKind;
use crate::error::ContentFault;

pub(super) enum Marker {
    /// It becomes a piece of the page.
    Piece(PieceKind),
    /// Ids of sources, which are named in the prose.
    Sources(Vec<String>),
}

impl Marker {
    pub(super) fn read(source: &str) -> Result<Self, ContentFault> {
        let unknown = || ContentFault::UnknownMarker(source.to_owned());
        let words = source.strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}"));
        let words = words.ok_or_else(unknown)?;
        let (kind, rest) = words.trim().split_once(' ').ok_or_else(unknown)?;
        let names: Vec<&str> = rest.split_whitespace().collect();
        let piece = match (kind, names.as_slice()) {
            ("fuente", ids) => {
                return Ok(Self::Sources(ids.iter().map(|id| (*id).to_owned()).collect()));
            }
            ("ejercicio", [id]) => PieceKind::Exercise((*id).to_owned()),
            ("miniatura", [id]) => PieceKind::Miniature((*id).to_owned()),
            ("pregunta", [id]) => PieceKind::Ask((*id).to_owned()),
            ("figura", ["claves"]) => PieceKind::Figure(Figure::Keys),
            ("figura", ["grupo"]) => PieceKind::Figure(Figure::Group),
            _ => return Err(unknown()),
        };
        Ok(Self::Piece(piece))
    }
}
