//! A lesson's page.

use crate::i18n::words::LessonWords;

pub(super) const LESSON: LessonWords = LessonWords {
    contents: "In this lesson",
    link_to: |title| format!("Link to: {title}"),
    gist: "In two lines",
    pager: "Previous and next",
    before: "Previous",
    after: "Next",
    predict: "Predict before you go on",
    save_prediction: "Save prediction",
    before_saving: "No points. It is saved before anything is shown.",
    right: "this is it",
    yours: "Your answer.",
    right_spoken: "That is it. Below is the why of each option.",
    wrong_spoken: "That is not it. Below is the why of each option.",
    again: "Answer again",
    copied: "Copied",
    glossary: "Glossary",
    glossary_summary: "The terms of the course, each in a sentence or two.",
};
