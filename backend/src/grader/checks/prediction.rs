//! Whether the learner committed herself before the run. Its accuracy gives feedback, no points.

use api::{exercise::Values, text::Text};

use super::Finding;

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
