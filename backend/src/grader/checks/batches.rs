//! Checks that read batches as the broker stores them.

use api::{text::Text, verdict::EvidenceLink};
use lessons::scenario::selector::Selector;

use super::{Finding, delivery::not_run};
use crate::{
    evidence::{Evidence, topic::Batch},
    grader::{link, select},
};

/// A codec was chosen, and every batch that it can shrink is compressed with it. Like kafka-python,
/// the lab's client sends a batch uncompressed when the codec would make it larger; with one short
/// record lz4 does (tried on Apache Kafka 4.3.1).
pub(super) fn compressed(evidence: &Evidence, selector: &Selector) -> Finding {
    let expected = Text::new(
        "lotes comprimidos, salvo los de un registro que no se dejan encoger",
        "compressed batches, except those of one record that cannot be shrunk",
    );
    let Some(found) = select(evidence, selector) else { return not_run(expected) };
    let all = found.batches().count();
    let compressed = found.batches().filter(|(_, batch)| !is_plain(batch)).count();
    let wrong: Vec<EvidenceLink> = found
        .batches()
        .filter(|(_, batch)| is_plain(batch) && batch.records.len() > 1)
        .map(|(place, _)| link(found.act().act, place))
        .collect();
    let codec = found.producer().and_then(|producer| producer.settings.get("compression_type"));
    let chosen = codec.is_some_and(|codec| codec != "None");
    Finding {
        passed: compressed > 0 && wrong.is_empty(),
        expected,
        found: match (all, compressed, chosen) {
            (0, ..) => Text::new("El log está vacío.", "The log is empty."),
            (_, 0, true) => Text::new(
                format!("Ninguno de los {all} lotes se dejó encoger: llevan un registro cada uno."),
                format!("None of the {all} batches could be shrunk: each has one record."),
            ),
            (_, 0, false) => Text::new(
                format!("{all} lotes, todos sin comprimir."),
                format!("{all} batches, all uncompressed."),
            ),
            _ => Text::new(
                format!("{compressed} de {all} lotes comprimidos."),
                format!("{compressed} of {all} batches compressed."),
            ),
        },
        evidence: wrong,
    }
}

fn is_plain(batch: &Batch) -> bool {
    batch.codec == "none"
}
