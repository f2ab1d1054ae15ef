//! The result of a run where one looks, and the ways on from it.

use crate::i18n::words::ResultWords;

pub(super) const RESULT: ResultWords = ResultWords {
    configuration: "Tu configuración",
    open_form: "Abrir el formulario",
    fold_form: "Plegar el formulario",
    another: "Otro intento",
    change: "Cambiar y repetir",
    watch: |act| format!("Ver el acto {act} a cámara lenta"),
    open_run: "Ver el dibujo y los criterios",
    fold_run: "Plegar el dibujo y los criterios",
    opening: "Abriendo el resultado…",
    first_failed: "Primer criterio que falla",
    criteria: "Criterios",
    acts: "Actos",
    tab: |acts| match acts {
        [act] => format!("Acto {act}"),
        acts => {
            format!("Actos {}", acts.iter().map(u32::to_string).collect::<Vec<_>>().join(" y "))
        }
    },
    fails_here: "falla aquí",
    back: |link| format!("Volver al criterio ({link})"),
};
