//! Miniatures, and the numbers that the text tells of them: what the page gets, and every fault with
//! its file and line.

use std::{fs, path::Path};

use api::{exercise::ExerciseKind, text::Lang, value::Values};
use lessons::{course::Course, lesson::Part};
use tempfile::TempDir;

use crate::schema;

const FRONT: &str =
    "+++\nslug = \"a\"\nnumber = \"1\"\ntitle = \"A\"\nsummary = \"a\"\nminutes = 3\n+++\n";
const ES: &str = "
Hola.

{{miniatura mini}}

Hay {{resultado mini records_in_log act=1 example=5}} y **{{resultado mini records_delivered actor=uno act=1 example=4}}** más.

Fin.
";
const EN: &str = "
Hello.

{{miniatura mini}}

{{resultado mini records_delivered act=1 actor=uno example=4}} of {{resultado mini records_in_log act=1 example=5}}.

End.
";
const MINIATURE: &str = r#"#:schema exercises.json
[[miniature]]
id = "mini"
spec_version = 1
title = { es = "Una", en = "One" }
goal = { es = "Lee.", en = "Reads." }
limits = { records = 5, bytes = 1000, partitions = 2, members = 1, seconds = 9 }

[miniature.scenario]
data = { orders = { kind = "short", count = [5, 5], clients = [2, 2] } }

[miniature.scenario.topics.cola]
name = "cola"
partitions = 2

[miniature.scenario.cast.uno.group]
topics = ["cola"]
client_version = "3.0"
keywords = { group_id = "uno", auto_offset_reset = "earliest" }
loop = { max_poll_records = 1, commit = "none" }
handler = [{ process = {} }]

[[miniature.scenario.act]]
title = { es = "Uno", en = "One" }
steps = [
  { write = { topic = "cola" } },
  { start = { actor = "uno" } },
  { settle = { actors = ["uno"] } },
  { read_all = { actors = ["uno"] } },
  { close = { actors = ["uno"] } },
]
"#;

/// A course of one lesson without exercises.
fn load(es: &str, en: &str) -> Result<Course, String> {
    let folder = TempDir::new().expect("a temporary folder");
    fs::create_dir(folder.path().join("01-a")).expect("a folder");
    for (name, text) in [
        (
            "course.toml",
            "title = { es = \"c\", en = \"c\" }\nsummary = { es = \"s\", en = \"s\" }\n".to_owned(),
        ),
        ("01-a/lesson.es.md", format!("{FRONT}{es}")),
        ("01-a/lesson.en.md", format!("{FRONT}{en}")),
        ("01-a/exercises.toml", MINIATURE.to_owned()),
    ] {
        fs::write(folder.path().join(name), text).expect("a file");
    }
    Course::load(folder.path()).map_err(|error| {
        let root = format!("{}/01-a/", folder.path().display());
        error.to_string().strip_prefix(&root).expect("the path of the file first").to_owned()
    })
}

#[test]
fn a_miniature_is_an_exercise_that_needs_less() {
    schema::checked(MINIATURE, Path::new(schema::SCHEMA)).unwrap();
    let course = load(ES, EN).unwrap_or_else(|error| panic!("{error}"));
    let mini = course.exercise("mini").expect("it can be run as any exercise");
    assert_eq!(mini.kind, ExerciseKind::Miniature);
    assert_eq!((mini.label.get(Lang::Es), mini.label.get(Lang::En)), ("Miniatura", "Miniature"));
    assert_eq!(mini.model, Values::new());
    assert!(mini.fields.is_empty() && mini.questions.is_empty() && mini.checks.is_empty());
    assert!(mini.scenario.needs.groups);
    let names: Vec<_> = mini.outcomes.iter().map(|outcome| outcome.name.as_str()).collect();
    assert_eq!(names, ["records_in_log act=1", "records_delivered act=1 actor=uno"]);
    let placed = Part::Miniature { id: "mini".to_owned() };
    assert_eq!(course.lessons[0].blocks[0].parts[1], placed);
}

#[test]
fn the_text_shows_the_example_and_says_below_that_it_is_one() {
    let course = load(ES, EN).unwrap_or_else(|error| panic!("{error}"));
    let Part::Prose { html } = &course.lessons[0].blocks[0].parts[2] else { panic!("prose") };
    let span = |name: &str, number: u32, label: &str| {
        format!(
            "<span class=\"outcome\" data-is=\"example\" data-run=\"mini\" data-outcome=\"{name}\">\
             {number}<span class=\"unseen\"> ({label})</span></span>"
        )
    };
    let [in_log, delivered] = ["records_in_log act=1", "records_delivered act=1 actor=uno"];
    assert_eq!(
        html.es,
        format!(
            "<p>Hay {} y <strong>{}</strong> más.</p>\n<p class=\"outcome-note\" data-run=\"mini\">\
             Los números punteados son de una ejecución nuestra, como ejemplo. Ejecuta y serán los \
             tuyos.</p>\n<p>Fin.</p>\n",
            span(in_log, 5, "ejemplo"),
            span(delivered, 4, "ejemplo")
        )
    );
    let [delivered, in_log] = [span(delivered, 4, "example"), span(in_log, 5, "example")];
    assert!(
        html.en.starts_with(&format!("<p>{delivered} of {in_log}.</p>\n<p class=\"outcome-note\""))
    );
}

/// What is replaced in both languages, by what, where the error is, and a part of its sentence.
fn each(breakages: &[(&str, &str, &str, &str)]) {
    for (from, to, place, sentence) in breakages {
        for text in [ES, EN] {
            assert!(text.contains(from), "there is no {from:?} to break");
        }
        let error = load(&ES.replace(from, to), &EN.replace(from, to)).expect_err(to);
        assert!(error.starts_with(&format!("{place}: ")), "{to:?}: expected {place} in {error}");
        assert!(error.contains(sentence), "{to:?}: expected {sentence:?} in {error}");
        assert!(!error.contains('\n'), "one sentence: {error}");
    }
}

#[test]
fn a_miniature_stands_in_one_place() {
    let twice = "{{miniatura mini}}\n\n{{miniatura mini}}";
    each(&[
        ("{{miniatura mini}}", "{{miniatura otra}}", "lesson.es.md:11", "no miniature `otra`"),
        ("{{miniatura mini}}", "{{ejercicio mini}}", "lesson.es.md:11", "no exercise `mini`"),
        ("{{miniatura mini}}", twice, "lesson.es.md:13", "miniature `mini` is there twice"),
        ("{{miniatura mini}}\n\n", "", "exercises.toml:3", "miniature `mini` stands in no block"),
        ("{{miniatura mini}}", "x {{miniatura mini}}", "lesson.es.md:11", "means nothing"),
    ]);
    let error = load(ES, &EN.replace("{{miniatura mini}}", "Text.")).expect_err("another block");
    assert!(error.starts_with("lesson.en.md:"), "{error}");
    assert!(error.contains("the miniature `mini` in lesson.es.md"), "{error}");
}

#[test]
fn a_result_is_of_something_that_the_run_has() {
    let here = "lesson.es.md:13";
    let all = "records_in_log act=1 example=5";
    each(&[
        ("mini records_in_log", "otra records_in_log", here, "no miniature `otra`"),
        (all, "records_in act=1 example=5", here, "unknown variant `records_in`"),
        (all, "records_in_log acto=1 example=5", here, "unknown field `acto`"),
        (all, "records_in_log example=5", here, "missing field `act`"),
        (all, "records_in_log act=2 example=5", here, "no act 2"),
        (all, "records_in_log act=1 actor=dos example=5", here, "no such topic or actor"),
        (all, "records_in_log act=1 topic=otro example=5", here, "no such topic or actor"),
        (all, "bytes_per_record act=1 example=5", here, "`bytes_per_record` is none"),
        (all, "records_in_log act=1", here, "a result is written"),
        (all, "records_in_log act=1 example=cinco", here, "a result is written"),
        (all, "records_in_log act=1 example=50000", here, "a result is written"),
        (all, "records_in_log act=1 act=1 example=5", here, "a result is written"),
        ("{{resultado mini records_in", "{{resultad mini records_in", here, "means nothing"),
    ]);
}

#[test]
fn an_example_says_where_it_stands_and_what_a_run_of_which_answer_may_give() {
    let plain = "records_in_log act=1 example=5";
    let bounded = "records_in_log within=2 act=1 example=5";
    let course = load(&ES.replace(plain, bounded), &EN.replace(plain, bounded));
    let course = course.unwrap_or_else(|error| panic!("{error}"));
    let mini = course.exercise("mini").expect("it is placed");
    let told: Vec<_> = (mini.outcomes.iter())
        .map(|outcome| {
            let [example] = &outcome.examples[..] else { panic!("{outcome:?}") };
            (outcome.name.as_str(), example.line, example.number, example.within, example.wrong)
        })
        .collect();
    let delivered = "records_delivered act=1 actor=uno";
    assert_eq!(told, [("records_in_log act=1", 13, 5, 2, None), (delivered, 13, 4, 0, None)]);
    let file = &mini.outcomes[0].examples[0].file;
    assert!(file.ends_with("01-a/lesson.es.md"), "{file:?}");

    let here = "lesson.es.md:13";
    each(&[
        (plain, "records_in_log act=1 example=5 within=dos", here, "a result is written"),
        (plain, "records_in_log act=1 example=5 wrong=1", here, "no wrong answer 1"),
        (plain, "records_in_log act=1 example=5 wrong=0", here, "no wrong answer 0"),
    ]);
}

#[test]
fn both_languages_tell_the_same() {
    let told = "{{resultado mini records_in_log act=1 example=5}}";
    for other in [
        "all",
        "{{resultado mini records_in_log act=1 example=6}}",
        "{{resultado mini records_in_log act=1 example=5 within=1}}",
        "{{resultado mini records_in_log act=1 topic=cola example=5}}",
    ] {
        let error = load(ES, &EN.replace(told, other)).expect_err(other);
        assert!(error.starts_with("lesson.en.md:13: part 2 tells other results"), "{error}");
    }
}
