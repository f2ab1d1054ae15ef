//! What stands in the place of a part that is not there yet.

use crate::i18n::words::PartWords;

pub(super) const PART: PartWords = PartWords {
    loading_figure: "Preparando la figura…",
    loading_exercise: "Preparando el ejercicio…",
    loading_miniature: "Preparando la miniatura…",
    loading_run: "Abriendo la ejecución…",
    loading_page: "Abriendo la página…",
    missing: "No se ha podido cargar esta parte de la página. Lo que escribiste está guardado.",
    other_build: "Hay una versión nueva de Bitácora. Recarga la página para usarla: lo que escribiste se conserva.",
    reload: "Recargar",
};
