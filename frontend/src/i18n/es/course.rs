//! The course and its lessons.

use super::count;
use crate::i18n::words::CourseWords;

pub(super) const COURSE: CourseWords = CourseWords {
    continue_in: |number, title| format!("Continuar en {number} {title}"),
    begin_with: |number, title| format!("Empezar con {number} {title}"),
    outline: "Índice del curso",
    minutes: |minutes| format!("{minutes} min"),
    not_tried: "sin intentar",
    best: |points, max| format!("mejor resultado: {points} de {max}"),
    judging: "Cómo se evalúa",
    verdicts: [
        ("apto", "apto", "El broker muestra que se cumple."),
        (
            "no",
            "no apto",
            "El broker muestra que todavía no se cumple. Repite cuantas veces quieras.",
        ),
        ("duda", "no concluyente", "No hubo evidencia a tiempo. No cuenta como intento."),
    ],
    confirmed: |done, all| format!("{done} de {all} confirmadas"),
    kept: |days| {
        format!(
            "Tus resultados se guardan mientras vuelvas: se borran tras {} sin visitas. El dibujo y la evidencia de cada ejecución se guardan ese mismo tiempo.",
            count(days as usize, "día", "días")
        )
    },
    progress_aside: "Avanzas como un consumidor: tu <b>posición</b> es lo que lees; <b>confirmado</b> es lo que ya demostraste con un ejercicio.",
};
