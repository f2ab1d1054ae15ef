//! The labs beside the three exercises: their scenarios resolve, and what passes and what fails is
//! said for each check.

use std::{path::Path, sync::LazyLock};

use api::exercise::ExerciseKind;
use lessons::{
    course::Course,
    exercise::Exercise,
    scenario::{draw::Draws, wrong::Prediction},
};

/// What the course calls them; the exercises of the session are numbered.
const LABEL: &str = "Lab";

static COURSE: LazyLock<Course> = LazyLock::new(|| {
    let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    Course::load(&content).unwrap_or_else(|error| panic!("{error}"))
});

fn labs() -> impl Iterator<Item = &'static Exercise> {
    let is_lab = |exercise: &&Exercise| {
        exercise.kind == ExerciseKind::Exercise && exercise.label.en == LABEL
    };
    COURSE.exercises().filter(is_lab)
}

/// With all draws at their least or at their greatest.
fn draws(exercise: &Exercise, greatest: bool) -> Draws {
    let scenario = &exercise.scenario;
    let [fewest, most] = scenario.data.orders.count;
    let orders = if greatest { most } else { fewest };
    let named = scenario.draws.iter().map(|(name, draw)| {
        let bounds = draw.bounds(orders);
        (name.clone(), if greatest { *bounds.end() } else { *bounds.start() })
    });
    Draws { orders, named: named.collect() }
}

#[test]
fn what_passes_and_what_fails_can_be_performed() {
    for exercise in labs() {
        let scenario = &exercise.scenario;
        let wrong = exercise.wrong.iter().map(|wrong| &wrong.fields);
        for fields in wrong.chain([&exercise.model]) {
            for draws in [false, true].map(|greatest| draws(exercise, greatest)) {
                let script = scenario.resolve(fields, &draws);
                let script = script.unwrap_or_else(|fault| panic!("{}: {fault}", exercise.id));
                let taken = script.taken(draws.orders);
                assert!(taken.records <= exercise.limits.records.into(), "{}", exercise.id);
            }
        }
    }
}

#[test]
fn without_a_prediction_its_check_fails_and_each_check_has_points() {
    for exercise in labs() {
        let id = &exercise.id;
        assert_eq!(exercise.checks.iter().map(|check| check.points).sum::<u32>(), 10, "{id}");
        assert!(exercise.checks.iter().all(|check| check.points > 0), "{id}");
        let none = exercise.wrong.iter().find(|wrong| wrong.prediction == Prediction::None);
        let none = none.unwrap_or_else(|| panic!("{id}: nobody predicts nothing"));
        assert!(none.fails.iter().any(|check| check == "prediction"), "{id}");
        // What the form begins with does not pass already.
        let defaults = exercise.parse_fields(&Default::default()).expect("the defaults");
        assert_ne!(defaults, exercise.model, "{id}");
    }
}
