//! Every fault of the content is reported with its file and its line. Each test takes a small valid
//! course, breaks one thing in it, and reads the message.

use std::fs;

use lessons::course::Course;
use tempfile::TempDir;

use crate::breakage::Small;

const COURSE: &str =
    "title = { es = \"Curso\", en = \"Course\" }\nsummary = { es = \"a\", en = \"b\" }\n";
const ES: &str = include_str!("small/lesson.es.md");
const EN: &str = include_str!("small/lesson.en.md");
const EXERCISES: &str = include_str!("small/exercises.toml");
const FIGURE: &str = include_str!("small/figure.svg");

const FILES: [(&str, &str); 5] = [
    ("course.toml", COURSE),
    ("01-a/lesson.es.md", ES),
    ("01-a/lesson.en.md", EN),
    ("01-a/exercises.toml", EXERCISES),
    ("01-a/figures/f.svg", FIGURE),
];

const SMALL: Small<'static> = Small(&FILES);

fn course(file: &str, from: &str, to: &str) -> TempDir {
    SMALL.with(file, from, to)
}

fn broken(file: &str, from: &str, to: &str) -> String {
    SMALL.load(file, from, to).expect_err("a broken course")
}

fn each(file: &str, breakages: &[(&str, &str, usize, &str)]) {
    SMALL.each(file, breakages);
}

/// Whoever predicts nothing would lose nothing by a claim about the prediction.
#[test]
fn a_claim_about_a_prediction_stands_beside_one_that_it_was_made() {
    let kind = "kind = { every_order_in_log = { act = 2 } }";
    let judged = "kind = { predicted_right = { records_in_log = { act = 1 } } }";
    let line = 1 + EXERCISES.lines().position(|line| line == kind).expect("a check");
    each("01-a/exercises.toml", &[(kind, judged, line, "put a check `prediction_made` beside it")]);

    let hint = "{ es = \"a\", en = \"b\" }";
    let made = format!(
        "[[exercise.check]]\nid = \"made\"\nkind = \"prediction_made\"\npoints = 1\n\
         claim = {hint}\nhints = [{}]\n\n[exercise.scenario]\n",
        [hint; 4].join(", ")
    );
    let wrong = format!("fails = [\"in_log\", \"made\"]\ntogether = {hint}");
    let beside = EXERCISES
        .replacen(kind, judged, 1)
        .replacen("[exercise.scenario]\n", &made, 1)
        .replacen("fails = [\"in_log\"]", &wrong, 1);
    let folder = course("01-a/exercises.toml", EXERCISES, &beside);
    Course::load(folder.path()).unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn the_small_course_is_whole() {
    let folder = course("course.toml", "Curso", "Curso");
    let course = Course::load(folder.path()).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(course.lessons[0].blocks.len(), 4);
    assert_eq!(course.lessons[0].blocks[1].parts.len(), 1);
}

#[test]
fn the_course_file() {
    each(
        "course.toml",
        &[
            ("title", "titel", 1, "unknown field `titel`"),
            (", en = \"b\"", "", 2, "missing field `en`"),
            ("\"b\"", "\" \"", 2, "empty in language `en`"),
            ("\"Curso\"", "Curso", 1, ""),
            ("es = \"a\",", "\nes = \"a\",", 2, "ends in the line where it begins"),
            ("\"b\" }", "\"b\", }", 2, "no comma behind the last value"),
            ("\"b\"", "\"\\x41\"", 2, "knows no `\\e` and no `\\x`"),
        ],
    );
}

#[test]
fn the_front_matter() {
    each(
        "01-a/lesson.en.md",
        &[
            ("+++\n", "---\n", 1, "front matter"),
            ("minutes = 3", "minutes = \"3\"", 6, "invalid type"),
            ("minutes = 3", "minutes = 4", 6, "`minutes` is not the same"),
            ("slug = \"a\"", "slug = \"b\"", 2, "`slug` is not the same"),
            ("slug = \"a\"", "slug = \"A b\"", 2, "`A b` is not a name"),
            ("title = \"A\"", "title = \"\"", 4, "empty in language `en`"),
            ("title = \"A\"", "titel = \"A\"", 4, "unknown field `titel`"),
            ("title = \"A\"", "title = {\n}", 4, "ends in the line where it begins"),
        ],
    );
}

#[test]
fn the_blocks() {
    each(
        "01-a/lesson.en.md",
        &[
            ("## Two\n", "", 18, "part 3 is prose without `##` here and a section in lesson.es.md"),
            ("## Two\n\nEnd.\n", "", 17, "part 3 is missing here and a section"),
            ("Hello.\n", "", 10, "part 0 is a section here and prose without `##`"),
            ("{{ejercicio uno}}\n", "", 16, "part 2 is a section here and the exercise `uno`"),
            ("{{ejercicio uno}}", "{{ejercicio dos}}", 15, "the exercise `dos` here"),
            ("{{ejercicio uno}}", "{{exercise uno}}", 15, "`{{exercise uno}}` means nothing"),
        ],
    );
    let error = broken("01-a/exercises.toml", "id = \"uno\"", "id = \"dos\"");
    assert!(error.starts_with("01-a/lesson.es.md:15: there is no exercise `uno`"), "{error}");
}

#[test]
fn what_a_lesson_may_not_have() {
    each(
        "01-a/lesson.es.md",
        &[
            ("Hola.", "<b>Hola</b>.", 9, "raw HTML"),
            ("Hola.", "<script>x</script>", 9, "raw HTML"),
            ("## Uno", "# Uno", 11, "headings start at `##`"),
            ("## Uno", "#### Uno", 11, "headings start at `##`"),
            ("Hola.", "[x](leccion:b)", 9, "`leccion:b` leads nowhere"),
            ("Hola.", "[x](lesson.en.md)", 9, "`lesson.en.md` leads nowhere"),
            ("Hola.", "[x](javascript:alert)", 9, "leads nowhere"),
            ("Hola.", "```cobol\nx\n```", 9, "`cobol`"),
            ("![F](figures/f.svg)", "![F](figures/g.svg)", 13, "figures/g.svg cannot be used"),
            ("![F](figures/f.svg)", "![F](../f.svg)", 13, "a file `figures/NAME.svg`"),
            ("![F](figures/f.svg)", "a ![F](figures/f.svg)", 13, "stands alone"),
            ("![F](figures/f.svg)", "![F](figures/f.svg) a", 13, "stands alone"),
        ],
    );
}

#[test]
fn what_a_figure_may_not_have() {
    for (from, to, sentence) in [
        ("<desc>d</desc>", "", "it lacks `<desc`"),
        ("<desc>", "<script>1</script><desc>", "it has a script"),
        ("stroke=\"currentColor\"", "stroke=\"#ff0000\"", "a literal colour"),
        ("stroke=\"currentColor\"", "onclick=\"x()\"", "an event handler"),
        ("stroke=\"currentColor\"", "style=\"stroke: red\"", "an inline style"),
    ] {
        let error = broken("01-a/figures/f.svg", from, to);
        assert!(error.starts_with("01-a/lesson.es.md:13: "), "{error}");
        assert!(error.contains(sentence), "expected {sentence:?} in {error}");
    }
}

#[test]
fn the_exercises() {
    each(
        "01-a/exercises.toml",
        &[
            ("spec_version", "version", 4, "unknown field `version`"),
            ("{ es = \"Meta\", en = \"Goal\" }", "{ es = \"Meta\" }", 7, "missing field `en`"),
            ("es = \"Meta\"", "es = \"## Meta\\n\\n## Otra\"", 7, "the goal of an exercise"),
            ("topic = \"t\" }", "topic = \"..\" }", 9, "the model answer is not valid"),
            ("topic = \"t\" }", "acks = \"all\" }", 9, "the model answer is not valid"),
            ("default = \"none\"", "default = \"all\"", 19, "does not accept this value"),
            ("name = \"mode\"", "name = \"topic\"", 18, "field `topic` is there twice"),
            ("value = \"flush\"", "value = \"none\"", 23, "is there twice"),
            ("{orders}", "{order}", 28, "placeholder `{order}`"),
            ("act = 1 } }\nwhen", "act = 3 } }\nwhen", 29, "no act 3"),
            ("{ mode = [\"flush\"] }", "{ acks = [\"flush\"] }", 30, "no field `acks`"),
            ("{ mode = [\"flush\"] }", "{ mode = [\"x\"] }", 30, "does not accept this value"),
            ("{ mode = [\"flush\"] }", "{ mode = [] }", 30, "an empty list never holds"),
            ("[\"flush\"] }", "{ not = [\"flush\"], is = [] } }", 30, "did not match any variant"),
            ("send({topic})", "send({topik})", 33, "placeholder `{topik}`"),
            ("field = \"topic\"", "field = \"topik\"", 34, "no field `topik`"),
            ("code = \"producer", "when = {} #", 32, "`code`, or `comment`"),
            ("every_order_in_log", "every_order", 38, "unknown variant `every_order`"),
            ("{ act = 2 }", "{ act = 0 }", 38, "no act 0"),
            ("\"M02\"", "\"M2\"", 40, "`M2` is not a misconception"),
            ("  { es = \"d\", en = \"d\" },\n", "", 42, "has 4 hints"),
            ("es = \"d\"", "es = \"\"", 46, "empty in language `es`"),
        ],
    );
}

#[test]
fn names_are_given_once_in_the_whole_course() {
    let again = format!("{EXERCISES}\n{EXERCISES}");
    let error = broken("01-a/exercises.toml", EXERCISES, &again);
    assert!(error.contains("the exercise `uno` is there twice"), "{error}");
    let twice = "{{ejercicio uno}}\n\n{{ejercicio uno}}";
    let folder = course("01-a/lesson.es.md", "{{ejercicio uno}}", twice);
    let en = EN.replace("{{ejercicio uno}}", twice);
    fs::write(folder.path().join("01-a/lesson.en.md"), en).expect("a file");
    let error = Course::load(folder.path()).expect_err("placed twice").to_string();
    assert!(error.contains("01-a/lesson.es.md:17: the exercise `uno` is there twice"), "{error}");

    let folder = course("course.toml", "Curso", "Curso");
    fs::create_dir(folder.path().join("02-b")).expect("a folder");
    for (lang, text) in [("es", ES), ("en", EN)] {
        let text = text.split("## ").next().expect("what comes before the first heading");
        fs::write(folder.path().join(format!("02-b/lesson.{lang}.md")), text).expect("a file");
    }
    let error = Course::load(folder.path()).expect_err("a slug given twice").to_string();
    assert!(error.contains("02-b/lesson.es.md:2: the lesson `a` is there twice"), "{error}");
}

#[test]
fn an_exercise_that_stands_nowhere() {
    let folder = course("01-a/lesson.es.md", "{{ejercicio uno}}", "Nada.");
    let en = EN.replace("{{ejercicio uno}}", "Nothing.");
    fs::write(folder.path().join("01-a/lesson.en.md"), en).expect("a file");
    let error = Course::load(folder.path()).expect_err("not placed").to_string();
    assert!(error.contains("01-a/exercises.toml:3: the exercise `uno` stands in no"), "{error}");
}

#[test]
fn a_missing_language() {
    let folder = course("course.toml", "Curso", "Curso");
    fs::remove_file(folder.path().join("01-a/lesson.en.md")).expect("the file was there");
    let error = Course::load(folder.path()).expect_err("half a lesson").to_string();
    assert!(error.contains("01-a/lesson.en.md:1: the file cannot be read"), "{error}");
}
