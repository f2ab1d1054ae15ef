//! The result of a run where one looks, and the ways on from it.

use crate::i18n::words::ResultWords;

pub(super) const RESULT: ResultWords = ResultWords {
    configuration: "Your settings",
    open_form: "Open the form",
    fold_form: "Fold the form",
    another: "Another attempt",
    change: "Change and repeat",
    watch: |act| format!("Watch act {act} in slow motion"),
    open_run: "Show the drawing and the criteria",
    fold_run: "Fold the drawing and the criteria",
    opening: "Opening the result…",
    first_failed: "First criterion that fails",
    criteria: "Criteria",
    acts: "Acts",
    tab: |acts| match acts {
        [act] => format!("Act {act}"),
        acts => {
            format!("Acts {}", acts.iter().map(u32::to_string).collect::<Vec<_>>().join(" and "))
        }
    },
    fails_here: "fails here",
    back: |link| format!("Back to the criterion ({link})"),
};
