//! The search.

use super::count;
use crate::i18n::words::SearchWords;

pub(super) const SEARCH: SearchWords = SearchWords {
    search: "Buscar",
    question: "Palabras del curso",
    close: "Cerrar",
    loading: "Cargando el texto…",
    found: |hits| match hits {
        0 => "No está en ningún tema.".to_owned(),
        hits => count(hits, "pasaje", "pasajes"),
    },
};
