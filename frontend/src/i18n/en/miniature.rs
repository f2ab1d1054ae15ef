//! A small lab inside the prose, and the numbers that the prose tells of it.

use super::count;
use crate::i18n::words::MiniatureWords;

pub(super) const MINIATURE: MiniatureWords = MiniatureWords {
    run: "Run",
    run_again: "Run again",
    unanswered: |missing| {
        let answers = count(missing, "answer", "answers");
        let verb = if missing == 1 { "is" } else { "are" };
        format!(
            "{answers} {verb} missing: you can run it like this, but there will be nothing to compare."
        )
    },
    own: "yours",
    told: |attempt| format!("The underlined numbers in the text are from your attempt {attempt}."),
    told_spoken: |attempt| format!("The numbers in the text are from your attempt {attempt}."),
};
