//! The verdict and the comparison with the prediction.

use api::verdict::{CheckVerdict, EvidenceLink, VerdictResult};

use super::count;
use crate::i18n::words::VerdictWords;

pub(super) const VERDICT: VerdictWords = VerdictWords {
    verdict: "Veredicto",
    end: "Resultado",
    result: |result, max_points| match result {
        VerdictResult::Passed if max_points == 0 => "terminada",
        VerdictResult::Passed => "apto",
        VerdictResult::NotYet => "no apto todavía",
        VerdictResult::Inconclusive => "no concluyente",
    },
    check_verdict: |result| match result {
        CheckVerdict::Passed => "apto",
        CheckVerdict::NotYet => "no apto",
        CheckVerdict::Inconclusive => "no concluyente",
        CheckVerdict::NeedsKafka => "necesita Kafka real",
        CheckVerdict::NotCompared => "sin comparar",
    },
    verdict_spoken: |verdict| {
        let result = (VERDICT.result)(verdict.result, verdict.max_points);
        let points = (VERDICT.points)(verdict.points, verdict.max_points);
        match (verdict.max_points, verdict.result) {
            (0, VerdictResult::Passed) => "Ejecución terminada.".to_owned(),
            (0, _) => format!("Ejecución terminada: {result}."),
            _ => format!("Ejecución terminada: {result}, {points}."),
        }
    },
    points: |points, max| format!("{points} de {}", count(max as usize, "punto", "puntos")),
    tally: |passed, not_yet, open| {
        let mut parts = vec![count(passed, "apto", "aptos")];
        if not_yet > 0 {
            parts.push(count(not_yet, "no apto", "no aptos"));
        }
        if open > 0 {
            parts.push(count(open, "no concluyente", "no concluyentes"));
        }
        parts.join(" · ")
    },
    free: "No cuenta como intento.",
    expected: "Se esperaba",
    found: "Se encontró",
    evidence: |link, topic| {
        let topic = topic.map(|topic| format!("{topic} ")).unwrap_or_default();
        match link {
            EvidenceLink::Record { act, partition, offset, .. } => {
                format!("acto {act} {topic}P{partition}@{offset}")
            }
            EvidenceLink::Order { act, order, .. } => {
                format!("acto {act} {topic}{}", super::numbered(*order))
            }
        }
    },
    more: |more| format!("y {more} más"),
    hint: |number, total| format!("Pista {number} de {total}"),
    open_hint: |number, total| format!("Ver la pista {number} de {total}"),
    comparison: "Tu predicción y lo que ocurrió",
    question: "Pregunta",
    predicted: "Predijiste",
    happened: "Ocurrió",
    agrees: "coincide",
    differs: "no coincide",
    not_observed: "sin observar",
    nothing: "—",
    next: |result, max_points| match result {
        VerdictResult::Passed if max_points == 0 => "Puedes repetir con pedidos nuevos.",
        VerdictResult::Passed => "Puedes repetir con pedidos nuevos; cuenta tu mejor resultado.",
        VerdictResult::NotYet => {
            "Cambia lo que haga falta y ejecuta otra vez: el próximo intento trae pedidos nuevos."
        }
        VerdictResult::Inconclusive => "Falló el laboratorio. Ejecuta otra vez cuando quieras.",
    },
    evidence_file: "Descargar la evidencia (JSON)",
};
