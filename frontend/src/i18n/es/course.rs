//! The course and its lessons.

use super::count;
use crate::i18n::words::CourseWords;

pub(super) const COURSE: CourseWords = CourseWords {
    slogan: "Aprende Kafka prediciendo qué va a pasar.",
    method: [
        ("Predices", "Dices qué quedará en el log antes de ejecutar nada."),
        ("Ejecutas", "Un productor de verdad escribe en un broker, y lo ves registro a registro."),
        ("Comparas", "Cada criterio se decide con lo que guarda el broker, no con tu código."),
    ],
    course_tally: |lessons, exercises| {
        format!(
            "{}, {}.",
            count(lessons, "lección", "lecciones"),
            count(exercises, "ejercicio", "ejercicios")
        )
    },
    continue_in: |number, title| format!("Continuar en {number} {title}"),
    begin_with: |number, title| format!("Empezar con {number} {title}"),
    lessons: "Lecciones",
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
    progress: |progress| match (progress.position, progress.confirmed) {
        (0, 0) => "Sin empezar".to_owned(),
        (_, confirmed) if confirmed == progress.end => {
            format!("Terminada: {confirmed} de {confirmed}")
        }
        (position, confirmed) => {
            format!("Posición {position} · confirmado {confirmed} · fin {}", progress.end)
        }
    },
    kept: |days| {
        format!(
            "Tus resultados se guardan mientras vuelvas: se borran tras {} sin visitas. El dibujo y la evidencia de cada ejecución se guardan ese mismo tiempo.",
            count(days as usize, "día", "días")
        )
    },
    progress_aside: "Avanzas como un consumidor: tu <b>posición</b> es lo que lees; <b>confirmado</b> es lo que ya demostraste con un ejercicio.",
};
