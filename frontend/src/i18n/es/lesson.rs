//! A lesson's page.

use crate::i18n::words::LessonWords;

pub(super) const LESSON: LessonWords = LessonWords {
    contents: "En esta lección",
    link_to: |title| format!("Enlace a: {title}"),
    gist: "En dos líneas",
    pager: "Anterior y siguiente",
    before: "Anterior",
    after: "Siguiente",
    predict: "Predice antes de seguir",
    save_prediction: "Guardar predicción",
    before_saving: "No puntúa. Se guarda antes de mostrar nada.",
    right: "es así",
    yours: "Tu respuesta.",
    right_spoken: "Así es. Debajo tienes el porqué de cada opción.",
    wrong_spoken: "No es así. Debajo tienes el porqué de cada opción.",
    again: "Responder otra vez",
    copied: "Copiado",
    glossary: "Glosario",
    glossary_summary: "Los términos del curso, cada uno en una o dos frases.",
};
