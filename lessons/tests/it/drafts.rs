//! Lessons that wait for their labs: they load beside the course as they are, and their scenarios
//! resolve.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::LazyLock,
};

use lessons::{
    course::Course,
    exercise::Exercise,
    scenario::{draw::Draws, wrong::Prediction},
};
use tempfile::TempDir;

use crate::schema;

const DRAFTS: [&str; 2] = ["expulsado", "se-crea-solo"];

fn here(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)
}

/// Copies a folder of the course, and what is in it.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").map(|entry| entry.expect("an entry")) {
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            fs::copy(&from, &to).expect("a file");
        }
    }
}

static COURSE: LazyLock<Course> = LazyLock::new(|| {
    let folder = TempDir::new().expect("a temporary folder");
    copy(&here("content"), folder.path());
    for entry in fs::read_dir(here("drafts")).expect("the drafts") {
        let entry = entry.expect("an entry");
        let to = folder.path().join(entry.file_name());
        copy(&entry.path(), &to);
    }
    Course::load(folder.path()).unwrap_or_else(|error| panic!("{error}"))
});

fn drafts() -> impl Iterator<Item = &'static Exercise> {
    DRAFTS.iter().map(|id| COURSE.exercise(id).unwrap_or_else(|| panic!("no exercise {id}")))
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
fn each_draft_is_a_lesson_beside_the_course() {
    let folders = fs::read_dir(here("drafts")).expect("the drafts").count();
    assert_eq!((folders, drafts().count()), (DRAFTS.len(), DRAFTS.len()));
    for id in DRAFTS {
        let lesson = COURSE.lesson(id).unwrap_or_else(|| panic!("no lesson {id}"));
        assert!((1..=15).contains(&lesson.minutes), "{id}");
    }
}

#[test]
fn an_editor_takes_them() {
    for entry in fs::read_dir(here("drafts")).expect("the drafts") {
        let file = entry.expect("an entry").path().join("exercises.toml");
        let text = fs::read_to_string(&file).expect("exercises");
        schema::checked(&text, Path::new(schema::SCHEMA))
            .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    }
}

#[test]
fn what_passes_and_what_fails_can_be_performed() {
    for exercise in drafts() {
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
    for exercise in drafts() {
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
