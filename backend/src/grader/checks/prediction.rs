//! Checks that read the prediction: whether there is one, and, where the evidence can judge a
//! claim, whether it was right.

use api::{text::Text, value::Values, verdict::Comparison};
use lessons::question::Observation;

use super::{CheckInput, Finding};
use crate::{evidence::Evidence, grader::measures};

/// Whether the learner made a prediction before the run.
pub(super) fn was_made(prediction: Option<&Values>) -> Finding {
    let made = prediction.is_some();
    Finding {
        passed: made,
        expected: Text::new(
            "una predicción guardada antes de ejecutar",
            "a prediction stored before the run",
        ),
        found: if made {
            Text::new("Se guardó antes de ejecutar.", "It was stored before the run.")
        } else {
            Text::new("Esta ejecución no tiene predicción.", "This run has no prediction.")
        },
        evidence: Vec::new(),
    }
}

/// Why the prediction about this observation says neither that it came true nor that it did not.
/// Runs that ended before this rule are judged without it.
pub(super) fn not_compared(input: &CheckInput<'_>, observation: &Observation) -> Option<Text> {
    if input.evidence.rules < Evidence::RULES {
        return None;
    }
    match comparison(input, observation) {
        None => Some(Text::new(
            "Esta ejecución no tiene esa predicción, así que no se juzga.",
            "This run has no such prediction, so it is not judged.",
        )),
        Some(Comparison { happened: None, .. }) => Some(Text::new(
            "La ejecución no dejó nada con que compararla, así que no se juzga.",
            "The run left nothing to compare it with, so it is not judged.",
        )),
        Some(Comparison { happened: Some(_), .. }) => None,
    }
}

fn comparison<'a>(input: &CheckInput<'a>, observation: &Observation) -> Option<&'a Comparison> {
    let asks = |id: &str| {
        let mut questions = input.exercise.questions.iter();
        questions.any(|question| question.id == id && question.observes == *observation)
    };
    input.comparisons.iter().find(|comparison| asks(&comparison.question))
}

/// Whether the prediction about this observation came true.
pub(super) fn was_right(input: &CheckInput<'_>, observation: &Observation) -> Finding {
    let comparison = comparison(input, observation);
    let (expected, found) = match comparison {
        None => (
            Text::new("una predicción que comparar", "a prediction to compare with"),
            Text::new("Esta ejecución no la tiene.", "This run has none."),
        ),
        Some(comparison) => {
            let happened = comparison.happened.clone().unwrap_or_else(|| {
                Text::new("nada que se pueda observar", "nothing that can be observed")
            });
            let measured = measures::as_sentence(input.evidence, observation);
            let Text { es, en } = &comparison.predicted;
            // It stands behind "Found", or is a sentence of its own behind what was measured.
            let said = match measured.es.is_empty() {
                true => {
                    Text::new(format!("tu predicción: {es}."), format!("your prediction: {en}."))
                }
                false => Text::new(
                    format!("{}Tu predicción: {es}.", measured.es),
                    format!("{}Your prediction: {en}.", measured.en),
                ),
            };
            (happened, said)
        }
    };
    Finding {
        passed: comparison.is_some_and(|comparison| comparison.agrees),
        expected,
        found,
        evidence: Vec::new(),
    }
}
