//! The real course: complete in both languages, and consistent.

use std::{path::PathBuf, sync::LazyLock};

use api::{
    exercise::ExerciseKind,
    value::{Value, Values},
};
use lessons::{
    course::Course,
    exercise::Exercise,
    lesson::{Lesson, Part},
};

pub(crate) static COURSE: LazyLock<Course> = LazyLock::new(|| {
    let content = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("content");
    Course::load(&content).unwrap_or_else(|error| panic!("{error}"))
});

pub(crate) fn producer() -> &'static Exercise {
    COURSE.exercise("productor-basico").expect("the exercise of lesson 3.1")
}

pub(crate) fn consumer() -> &'static Exercise {
    COURSE.exercise("consumidor-basico").expect("the exercise of lesson 4.1")
}

pub(crate) fn lesson() -> &'static Lesson {
    COURSE.lesson("configuracion-basica").expect("lesson 3.1")
}

/// The producer's form with these fields changed.
pub(crate) fn values(fields: &[(&str, &str)]) -> Values {
    let value = |(name, value): &(&str, &str)| (name.to_string(), Value::Text(value.to_string()));
    producer().parse_fields(&fields.iter().map(value).collect()).expect("values of the form")
}

#[test]
fn every_lesson_has_prose_in_both_languages_and_places_its_exercises() {
    assert!(!COURSE.lessons.is_empty());
    for lesson in &COURSE.lessons {
        assert!((1..=20).contains(&lesson.minutes), "{}", lesson.slug);
        let placed: Vec<&str> = lesson
            .blocks
            .iter()
            .flat_map(|block| &block.parts)
            .filter_map(|part| match part {
                Part::Exercise { id } | Part::Miniature { id } => Some(id.as_str()),
                Part::Ask(_) | Part::Figure(_) => None,
                Part::Prose { html } => {
                    assert!(!html.es.is_empty() && !html.en.is_empty());
                    assert_ne!(html.es, html.en, "a block of {} is not translated", lesson.slug);
                    assert!(!html.es.contains("style="), "inline styles break the policy");
                    None
                }
            })
            .collect();
        let ids: Vec<&str> = lesson.exercises.iter().map(|exercise| exercise.id.as_str()).collect();
        assert_eq!(placed, ids);
    }
}

#[test]
fn the_model_answer_is_valid_and_is_not_the_form_as_it_starts() {
    for exercise in COURSE.exercises() {
        assert_eq!(exercise.parse_fields(&exercise.model).as_ref(), Ok(&exercise.model));
        // A miniature may have nothing to answer.
        if exercise.kind == ExerciseKind::Miniature {
            continue;
        }
        let untouched = exercise.parse_fields(&Values::new()).expect("defaults are valid");
        assert_ne!(untouched, exercise.model, "{} solves itself", exercise.id);
        assert!(exercise.checks_for(&exercise.model).count() > 0);
    }
}

#[test]
fn points_depend_on_whether_there_is_a_key() {
    let points =
        |fields: &Values| -> u32 { producer().checks_for(fields).map(|check| check.points).sum() };
    assert_eq!(points(&producer().model), 10);
    assert_eq!(points(&values(&[("key", "none")])), 9);
}

#[test]
fn the_consumers_points_do_not_depend_on_the_answer() {
    for fields in [&consumer().model, &consumer().parse_fields(&Values::new()).expect("defaults")] {
        let points: u32 = consumer().checks_for(fields).map(|check| check.points).sum();
        assert_eq!(points, 11);
    }
}
