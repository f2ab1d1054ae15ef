//! What stands in the place of a part that is not there yet.

use crate::i18n::words::PartWords;

pub(super) const PART: PartWords = PartWords {
    loading_figure: "Preparing the figure…",
    loading_exercise: "Preparing the exercise…",
    loading_miniature: "Preparing the miniature…",
    loading_run: "Opening the run…",
    loading_page: "Opening the page…",
    missing: "This part of the page could not be loaded. What you typed is saved.",
    other_build: "There is a new version of Bitácora. Reload the page to use it: what you typed is kept.",
    reload: "Reload",
};
