//! A check that reads which topics exist.

use api::text::Text;
use lessons::check::Size;

use super::{Finding, delivery::not_run};
use crate::{
    evidence::Evidence,
    grader::{self, counts},
};

/// After the act the topic has so many partitions; with 0, it does not exist.
pub(super) fn has_partitions(evidence: &Evidence, size: &Size) -> Finding {
    let wanted = size.partitions;
    let expected = match wanted {
        0 => Text::new("que el topic no exista", "that the topic does not exist"),
        _ => Text::new(
            format!("un topic con particiones: {wanted}"),
            format!("a topic with partitions: {wanted}"),
        ),
    };
    let Some(act) = grader::act(evidence, size.act) else { return not_run(expected) };
    let partitions = counts::partitions(act, size.topic.as_str());
    let found = match partitions {
        None => {
            Text::new("Nadie miró si el topic existe.", "Nobody looked whether the topic exists.")
        }
        Some(0) => Text::new("El topic no existe.", "The topic does not exist."),
        Some(partitions) => Text::new(
            format!("El topic existe. Particiones: {partitions}."),
            format!("The topic exists. Partitions: {partitions}."),
        ),
    };
    Finding { passed: partitions == Some(wanted), expected, found, evidence: Vec::new() }
}
