//! The course and its lessons.

use super::count;
use crate::i18n::words::CourseWords;

pub(super) const COURSE: CourseWords = CourseWords {
    slogan: "Learn Kafka by predicting what will happen.",
    method: [
        ("Predict", "Say what the log will hold before anything runs."),
        ("Run", "A real producer writes to a broker, and you see it record by record."),
        ("Compare", "Each criterion is decided by what the broker holds, not by your code."),
    ],
    course_tally: |lessons, exercises| {
        format!(
            "{}, {}.",
            count(lessons, "lesson", "lessons"),
            count(exercises, "exercise", "exercises")
        )
    },
    continue_in: |number, title| format!("Continue with {number} {title}"),
    begin_with: |number, title| format!("Start with {number} {title}"),
    lessons: "Lessons",
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
    progress: |progress| match (progress.position, progress.confirmed) {
        (0, 0) => "Not started".to_owned(),
        (_, confirmed) if confirmed == progress.end => {
            format!("Finished: {confirmed} of {confirmed}")
        }
        (position, confirmed) => {
            format!("Position {position} · committed {confirmed} · end {}", progress.end)
        }
    },
    kept: |days| {
        format!(
            "Your results are kept as long as you come back: they are removed after {} without a visit. The drawing and the evidence of each run are kept for the same time.",
            count(days as usize, "day", "days")
        )
    },
    progress_aside: "You advance like a consumer: your <b>position</b> is what you read; <b>committed</b> is what you have proved with an exercise.",
};
