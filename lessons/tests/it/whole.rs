//! What a lesson of the session has to have. The loader accepts less, so that a lesson can be written
//! piece by piece: one counts as written once it has the question that opens it.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use api::{exercise::ExerciseKind, text::Lang};
use lessons::lesson::{Lesson, Part};

use crate::course::COURSE;

const CONTENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/content");
/// Of prose, without code, tables, drawings and notes.
const WORDS: std::ops::RangeInclusive<usize> = 300..=700;
/// In units of a drawing: what fits the column, from where it needs a twin, and what fits a phone.
const WIDEST: f64 = 608.0;
const NEEDS_NARROW: f64 = 480.0;
const WIDEST_NARROW: f64 = 328.0;
const SMALLEST_TEXT: f64 = 10.5;

fn written() -> impl Iterator<Item = &'static Lesson> {
    COURSE.lessons.iter().filter(|lesson| lesson.question.is_some())
}

fn parts(lesson: &Lesson) -> impl Iterator<Item = &Part> {
    lesson.blocks.iter().flat_map(|block| &block.parts)
}

fn prose(lesson: &Lesson, lang: Lang) -> String {
    parts(lesson)
        .filter_map(|part| match part {
            Part::Prose { html } => Some(html.get(lang)),
            _ => None,
        })
        .collect()
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

/// Prints what `cargo test -p lessons readable -- --nocapture` is asked for.
#[test]
fn a_lesson_is_as_long_as_one_reads_and_readable() {
    for lesson in written() {
        for lang in Lang::ALL {
            let text = words_of(&prose(lesson, lang));
            let words = text.split_whitespace().count();
            let sentences = text.matches(['.', '?', '!', ':']).count().max(1);
            let letters = text.chars().filter(|letter| letter.is_alphabetic()).count();
            println!(
                "{} {} {}: {words} words, {:.1} in a sentence, {:.1} letters in a word",
                lesson.number,
                lesson.slug,
                lang.code(),
                words as f64 / sentences as f64,
                letters as f64 / words.max(1) as f64,
            );
            assert!(WORDS.contains(&words), "{} in {}: {words} words", lesson.slug, lang.code());
            assert!(words / sentences <= 25, "{} in {}: long sentences", lesson.slug, lang.code());
        }
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

/// The words of the prose: what is code in a block, a table, a drawing, a definition or a list of
/// sources is none of it.
fn words_of(html: &str) -> String {
    const UNREAD: [(&str, &str); 7] = [
        ("<pre", "</pre>"),
        ("<table", "</table>"),
        ("<figure", "</figure>"),
        ("<span class=\"tip\"", "</span>"),
        ("<div class=\"sources\"", "</div>"),
        ("<button", "</button>"),
        ("<p class=\"outcome-note\"", "</p>"),
    ];
    let mut text = String::new();
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        text += &rest[..open];
        rest = &rest[open..];
        let unread = UNREAD.iter().find(|(begin, _)| rest.starts_with(begin));
        let end = unread.map_or(">", |(_, end)| end);
        if rest.starts_with("</p") || rest.starts_with("</h") || rest.starts_with("</li") {
            text.push_str(". ");
        }
        rest = rest.find(end).map_or("", |at| &rest[at + end.len()..]);
    }
    text + rest
}
