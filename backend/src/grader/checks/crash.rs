//! Checks that read what a consumer's crash did.

use api::text::Text;
use lessons::scenario::selector::Selector;

use super::{Finding, delivery::not_run};
use crate::{
    evidence::Evidence,
    grader::{link, measures, select},
};

/// Every record of the act's log was processed, in this act or in an earlier one.
pub(super) fn nothing_skipped(evidence: &Evidence, selector: &Selector) -> Finding {
    let expected = Text::new(
        "entre los dos arranques, cada registro del log procesado",
        "over the two starts, every record in the log processed",
    );
    let Some(found) = select(evidence, selector) else { return not_run(expected) };
    let all = found.records().count();
    let skipped = measures::skipped(evidence, found);
    Finding {
        passed: all > 0 && skipped.is_empty(),
        expected,
        found: match (all, skipped.len()) {
            (0, _) => Text::new(
                "El log está vacío: no había nada que procesar.",
                "The log is empty: there was nothing to process.",
            ),
            (_, 0) => {
                Text::new(format!("Se procesaron los {all}."), format!("All {all} were processed."))
            }
            (_, skipped) => Text::new(
                format!("{skipped} de {all} no los procesó nadie en ninguno de los dos."),
                format!("{skipped} of {all} were processed in neither of them."),
            ),
        },
        evidence: skipped.into_iter().map(|place| link(found.act().act, place)).collect(),
    }
}
