//! The home page.

use crate::i18n::words::HomeWords;

pub(super) const HOME: HomeWords = HomeWords {
    booklet: "Cuaderno de la sesión",
    booklet_summary: "Todas las lecciones, una detrás de otra, para imprimirlas.",
    try_it: "pruébalo en diez segundos",
    question: "Tu programa envía 12 pedidos a Kafka y muere justo después. ¿Cuántos guardó Kafka?",
    save: "Guardar y ver qué pasa",
    before_saving: "Se guarda antes de mostrar nada.",
    answer: "Ninguno.",
    why: "<code>send()</code> los apuntó en el búfer de tu propio programa, y el búfer murió con él antes de que saliera nada.",
    seen: "Lo habías visto venir.",
    your_program: "tu programa",
    dies: "el programa muere",
    buffer: "búfer",
    log: "Kafka, topic pedidos",
    without_flush: "sin flush()",
    with_flush: "con flush() antes",
    variant: "Variante",
    flushed: "Con <code>flush()</code> el programa espera a que el broker lo tenga todo. Muere igual, y los 12 están en el log.",
    drawn: [
        "Doce pedidos en el búfer de tu programa, que muere. De las tres particiones de Kafka no se sabe nada.",
        "Los doce pedidos se pierden con el búfer: las tres particiones están vacías.",
        "Los doce pedidos están en las tres particiones, cuatro en cada una, antes de que el programa muera.",
    ],
    sketch: "Es un esquema. En el ejercicio 1 lo ejecutas tú, con un broker.",
    log_heading: "Tu sesión es un log",
    log_tally: |read, confirmed, end| {
        format!(
            "<b class=\"pos-word\">posición {read}</b>, lo que leíste · <b>confirmado {confirmed}</b>, lo que demostraste con una ejecución · <b>fin {end}</b>"
        )
    },
    all_done: "Has confirmado todos los temas.",
    confirmed: "confirmado",
    read: "leído",
    here: "estás aquí",
    exercises: "Ejercicios",
    objectives: "Objetivos",
    proofs: |done, all| format!("{done} de {all} pruebas"),
    met: "cumplido",
    resources: "Para leer más",
};
