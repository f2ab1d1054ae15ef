//! The course and its lessons.

use super::count;
use crate::i18n::words::CourseWords;

pub(super) const COURSE: CourseWords = CourseWords {
    continue_in: |number, title| format!("Continue with {number} {title}"),
    begin_with: |number, title| format!("Start with {number} {title}"),
    outline: "Course index",
    minutes: |minutes| format!("{minutes} min"),
    not_tried: "not tried yet",
    best: |points, max| format!("best result: {points} of {max}"),
    judging: "How it is judged",
    verdicts: [
        ("apto", "passed", "The broker shows that it holds."),
        (
            "no",
            "not yet",
            "The broker shows that it does not hold yet. Repeat as often as you like.",
        ),
        ("duda", "inconclusive", "There was no evidence in time. It does not count as an attempt."),
    ],
    confirmed: |done, all| format!("{done} of {all} committed"),
    kept: |days| {
        format!(
            "Your results are kept as long as you come back: they are removed after {} without a visit. The drawing and the evidence of each run are kept for the same time.",
            count(days as usize, "day", "days")
        )
    },
    progress_aside: "You advance like a consumer: your <b>position</b> is what you read; <b>committed</b> is what you have proved with an exercise.",
};
