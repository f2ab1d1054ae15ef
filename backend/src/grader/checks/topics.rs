//! A check that reads which topics exist.

use api::text::Text;
use lessons::check::Size;

use super::{Finding, delivery::not_run};
use crate::{evidence::Evidence, grader::counts};

/// After the act the topic has so many partitions; with 0, it does not exist.
pub(super) fn has_partitions(evidence: &Evidence, size: &Size) -> Finding {
    let expected = said(size.partitions);
    let Some(act) = evidence.act(size.act) else { return not_run(expected) };
    let partitions = counts::partitions(act, size.topic.as_str());
    let found = match partitions {
        Some(partitions) => said(partitions),
        None => {
            Text::new("nadie miró si el topic existe", "nobody looked whether the topic exists")
        }
    };
    Finding { passed: partitions == Some(size.partitions), expected, found, evidence: Vec::new() }
}

fn said(partitions: u32) -> Text {
    match partitions {
        0 => Text::new("el topic no existe", "the topic does not exist"),
        _ => Text::new(
            format!("el topic existe; particiones: {partitions}"),
            format!("the topic exists; partitions: {partitions}"),
        ),
    }
}
