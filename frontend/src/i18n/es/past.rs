//! The list of past runs.

use crate::i18n::words::PastWords;

pub(super) const PAST: PastWords = PastWords {
    past_runs: |runs| format!("Tus ejecuciones anteriores ({runs})"),
    past_runs_table: "Ejecuciones anteriores",
    attempt: "intento",
    attempt_number: |attempt| format!("Intento {attempt}"),
    result_column: "resultado",
    points_column: "puntos",
    broker_column: "broker",
    when: "cuándo",
    stopped: "detenida",
    under_way: "en curso",
};
