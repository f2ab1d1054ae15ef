//! A small lab inside the prose, and the numbers that the prose tells of it.

use super::count;
use crate::i18n::words::MiniatureWords;

pub(super) const MINIATURE: MiniatureWords = MiniatureWords {
    run: "Ejecutar",
    run_again: "Ejecutar otra vez",
    unanswered: |missing| {
        let answers = count(missing, "respuesta", "respuestas");
        let verb = if missing == 1 { "Falta" } else { "Faltan" };
        format!("{verb} {answers}: puedes ejecutar así, pero no habrá nada que comparar.")
    },
    own: "tuyo",
    told: |attempt| format!("Los números subrayados del texto son de tu intento {attempt}."),
    told_spoken: |attempt| format!("Los números del texto son de tu intento {attempt}."),
};
