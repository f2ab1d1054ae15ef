//! A run: what it is doing, and its acts.

use api::{event::RestartReason, run::RunState};

use super::{count, drawing::call_code};
use crate::{i18n::words::RunWords, run_view::Step};

pub(super) const RUN: RunWords = RunWords {
    run_heading: "Ejecución",
    run_title: |attempt, exercise| format!("{exercise}: intento {attempt}"),
    configuration: "El código de esta ejecución",
    predicted_answers: |answers| {
        format!("Predicción guardada: {}", count(answers, "respuesta", "respuestas"))
    },
    not_predicted: "Sin predicción",
    evidence_hash: "Evidencia, SHA-256:",
    broker_local: "Kafka local",
    broker_simulated: "clúster simulado",
    broker_external: "Kafka externo",
    step: |step| match step {
        Step::Connecting => "Conectando con la ejecución…".to_owned(),
        Step::Queued { ahead: 0 } => "En la cola: eres la siguiente ejecución".to_owned(),
        Step::Queued { ahead } => {
            format!("En la cola: {} delante", count(ahead as usize, "ejecución", "ejecuciones"))
        }
        Step::CreatingTopic => "Creando el topic…".to_owned(),
        Step::StartingScript { act } => format!("Acto {act}: arrancando el script…"),
        Step::Sending { act } => format!("Acto {act}: el script envía tus pedidos"),
        Step::Held { act } => {
            format!("Acto {act}: los envíos están retenidos; nada llega al broker")
        }
        Step::Waiting { act, call } => {
            format!("Acto {act}: el script espera en {}", call_code(call))
        }
        Step::Confirming { act } => format!("Acto {act}: el broker confirma"),
        Step::ReadingLog { act } => format!("Acto {act}: leyendo el log…"),
        Step::Writing { act } => format!("Acto {act}: el laboratorio prepara el topic"),
        Step::Joining { act } => format!("Acto {act}: los miembros arrancan"),
        Step::Consuming { act } => format!("Acto {act}: los miembros leen y procesan"),
        Step::Closing { act } => format!("Acto {act}: los miembros se cierran"),
        Step::Grading => "Comprobando lo que hay en el log…".to_owned(),
        Step::Finished(RunState::Stopped) => "Detenida. Sin veredicto.".to_owned(),
        Step::Finished(_) => "Terminada".to_owned(),
    },
    line_broken: "Se cortó la conexión. La ejecución sigue; volvemos a conectar…",
    line_refused: "El servidor no responde. La ejecución está guardada: recarga la página para verla.",
    stop: "Detener",
    cleared: "El dibujo y la evidencia de esta ejecución se guardaron un tiempo y ya se borraron. El veredicto sigue aquí.",
    restarted: |reason| {
        let who = match reason {
            RestartReason::Backend => "El servidor",
            RestartReason::Broker => "El broker",
        };
        format!(
            "{who} se reinició a mitad de la ejecución. Empieza otra vez desde el principio con los mismos pedidos."
        )
    },
    in_acts: |acts, text| match acts {
        [] => text.to_owned(),
        [act] => format!("Acto {act}: {text}"),
        [first @ .., last] => {
            let first = first.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
            format!("Actos {first} y {last}: {text}")
        }
    },
};
