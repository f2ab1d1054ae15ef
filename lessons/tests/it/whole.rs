//! What a lesson of the session has to have. The loader accepts less, so that a lesson can be written
//! piece by piece: one counts as written once it has the question that opens it.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use api::{exercise::ExerciseKind, text::Lang};
use lessons::lesson::{Lesson, Part};

use crate::{course::COURSE, reading::prose};

const CONTENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/content");
/// In units of a drawing: what fits the column, from where it needs a twin, and what fits a phone.
const WIDEST: f64 = 608.0;
const NEEDS_NARROW: f64 = 480.0;
const WIDEST_NARROW: f64 = 328.0;
const SMALLEST_TEXT: f64 = 10.5;
/// The page sets the texts of drawings in IBM Plex Mono, 0.6 of its 11 px wide.
const LETTER: f64 = 6.6;

pub(crate) fn written() -> impl Iterator<Item = &'static Lesson> {
    COURSE.lessons.iter().filter(|lesson| lesson.question.is_some())
}

fn parts(lesson: &Lesson) -> impl Iterator<Item = &Part> {
    lesson.blocks.iter().flat_map(|block| &block.parts)
}

#[test]
fn a_lesson_asks_shows_runs_and_names_its_sources() {
    for lesson in written() {
        let slug = &lesson.slug;
        assert_eq!(lesson.gist.len(), 2, "{slug}: two lines close it");
        assert!(!lesson.exercises.is_empty(), "{slug}: something to run");
        let asks = parts(lesson).any(|part| matches!(part, Part::Ask(_)));
        let predicts = lesson.exercises.iter().any(|exercise| !exercise.questions.is_empty());
        assert!(asks || predicts, "{slug}: something to predict");
        let touches = parts(lesson).any(|part| matches!(part, Part::Figure(_)));
        assert!(touches || prose(lesson, Lang::Es).contains("<figure"), "{slug}: a figure");
        assert!(lesson.sources > 0, "{slug}: a source");
    }
}

#[test]
fn an_exercise_has_a_ladder_of_hints_a_model_and_wrong_answers() {
    for exercise in COURSE.exercises().filter(|it| it.kind == ExerciseKind::Exercise) {
        assert!(!exercise.checks.is_empty(), "{}", exercise.id);
        for check in &exercise.checks {
            assert_eq!(check.hints.len(), 4, "{}: {}", exercise.id, check.id);
        }
        assert!(!exercise.model.is_empty() && !exercise.wrong.is_empty(), "{}", exercise.id);
    }
}

#[test]
fn old_addresses_lead_somewhere() {
    for lesson in &COURSE.lessons {
        for old in &lesson.formerly {
            let is_there = COURSE.lesson(&old.slug).is_some();
            assert!(is_there != COURSE.successor(&old.slug).is_some(), "{old} of {}", lesson.slug);
        }
    }
}

#[test]
fn figures_fit_their_column_and_a_phone_and_can_be_read() {
    let mut ids: BTreeMap<String, PathBuf> = BTreeMap::new();
    for lesson in figure_folders() {
        for (file, svg) in figures(&lesson) {
            let name = file.display();
            let narrow = file.with_extension("narrow.svg");
            let width = width(&svg).unwrap_or_else(|| panic!("{name}: no viewBox"));
            if name.to_string().ends_with(".narrow.svg") {
                assert!(width <= WIDEST_NARROW, "{name} is {width} wide");
                let wide = name.to_string().replace(".narrow.svg", ".svg");
                assert!(Path::new(&wide).exists(), "{name} is the twin of nothing");
            } else {
                assert!(width <= WIDEST, "{name} is {width} wide");
                assert!(width <= NEEDS_NARROW || narrow.exists(), "{name} needs a narrow twin");
            }
            for size in attributes(&svg, "font-size") {
                let size: f64 = size.trim_end_matches("px").parse().expect("a number");
                assert!(size >= SMALLEST_TEXT, "{name}: a text of {size}");
            }
            for text in svg.split("<text").skip(1) {
                let (begin, end) = extent(text);
                assert!(begin >= 0.0 && end <= width, "{name}: cut at {begin} or {end}:{text}");
            }
            for id in attributes(&svg, " id") {
                let other = ids.insert(id.to_owned(), file.clone());
                assert!(other.is_none(), "{id} is in {name} and in {other:?}");
            }
        }
    }
}

/// The folders of the lessons that are written.
fn figure_folders() -> Vec<PathBuf> {
    let folders =
        fs::read_dir(CONTENT).expect("the content").map(|entry| entry.expect("an entry").path());
    let is_written = |folder: &PathBuf| {
        let text = fs::read_to_string(folder.join("lesson.es.md")).unwrap_or_default();
        written().any(|lesson| text.contains(&format!("slug = \"{}\"", lesson.slug)))
    };
    folders.filter(is_written).map(|folder| folder.join("figures")).collect()
}

fn figures(folder: &Path) -> Vec<(PathBuf, String)> {
    let Ok(files) = fs::read_dir(folder) else { return Vec::new() };
    let files = files.map(|entry| entry.expect("an entry").path());
    files.map(|file| (file.clone(), fs::read_to_string(&file).expect("a drawing"))).collect()
}

/// From where to where a text goes; `text` begins with its attributes.
fn extent(text: &str) -> (f64, f64) {
    let (start, rest) = text.split_once('>').expect("the end of the tag");
    let letters = rest.split_once('<').expect("the end of the text").0.chars().count();
    let long = letters as f64 * LETTER;
    let x: f64 = attributes(start, " x").next().expect("its place").parse().expect("a number");
    let classes = attributes(start, "class").next().unwrap_or_default();
    let is = |name| classes.split(' ').any(|class| class == name);
    let before = if is("mid") {
        long / 2.0
    } else if is("end") {
        long
    } else {
        0.0
    };
    (x - before, x - before + long)
}

fn width(svg: &str) -> Option<f64> {
    attributes(svg, "viewBox").next()?.split_whitespace().nth(2)?.parse().ok()
}

fn attributes<'a>(svg: &'a str, name: &str) -> impl Iterator<Item = &'a str> {
    let open = format!("{name}=\"");
    svg.split(&open)
        .skip(1)
        .map(|rest| rest.split('"').next().expect("the first piece"))
        .collect::<Vec<_>>()
        .into_iter()
}
