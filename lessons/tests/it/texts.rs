//! What stands around the prose: notes, terms, sources, questions, figures in two widths, the lines
//! that open and close a lesson, old addresses. Each fault has its file and its line.

use api::{course::Figure, text::Lang};
use lessons::{
    course::Course,
    lesson::{Formerly, Part},
};

use crate::breakage::Small;

const COURSE: &str = r#"title = { es = "c", en = "c" }
summary = { es = "s", en = "s" }
[[section]]
number = "1"
title = { es = "Uno", en = "One" }
[[resource]]
title = { es = "d", en = "d" }
url = "https://kafka.apache.org/documentation/"
what = { es = "q", en = "w" }
"#;
const GLOSSARY: &str = r#"[[term]]
id = "offset"
term = { es = "offset", en = "offset" }
definition = { es = "El *lugar* de un registro.", en = "The *place* of a record." }
"#;
const SOURCES: &str = r#"[[source]]
id = "kip-98"
title = "KIP-98: <exactly once>"
url = "https://cwiki.apache.org/x"
[[source]]
id = "probado"
title = { es = "Medido", en = "Measured" }
"#;
const ASK: &str = r#"[[ask]]
id = "borra"
text = { es = "¿Leer `borra`?", en = "Does reading `delete`?" }
right = "no"
[[ask.option]]
value = "si"
label = { es = "Sí", en = "Yes" }
reply = { es = "Como una cola.", en = "Like a queue." }
[[ask.option]]
value = "no"
label = { es = "No", en = "No" }
reply = { es = "El [offset](termino:offset) avanza.", en = "The [offset](termino:offset) moves." }
"#;
const ES: &str = r#"+++
slug = "a"
number = "1.1"
title = "A"
summary = "a"
minutes = 3
question = "¿Qué *es*?"
gist = ["Uno.", "Dos."]
formerly = ["viejo", "viejo#o3"]
+++

Hola[^uno], y otra[^dos].

[^dos]: La **segunda**.

## El [offset](termino:offset) y otro [offset](termino:offset)

[^uno]: La primera.

{{pregunta borra}}

### Más

![Pie](figures/f.svg)

{{figura claves}}

{{fuente kip-98 probado}}
"#;
/// Stands for both languages of the lesson.
const BOTH: &str = "11-a/lesson.*.md";
const WIDE: &str = r#"<svg viewBox="0 0 608 100" role="img" aria-labelledby="w"><title id="w">t</title><desc>d</desc></svg>"#;
const NARROW: &str = r#"<svg viewBox="0 0 320 200" role="img" aria-labelledby="x"><title id="x">t</title><desc>d</desc></svg>"#;

fn english() -> String {
    ES.replace("¿Qué *es*?", "What *is* it?")
        .replace("Hola", "Hello")
        .replace("### Más", "### More")
}

fn load(file: &str, from: &str, to: &str) -> Result<Course, String> {
    with_small(|small| small.load(file, from, to))
}

fn whole() -> Course {
    load("course.toml", "c", "c").unwrap_or_else(|error| panic!("{error}"))
}

fn each(file: &str, breakages: &[(&str, &str, usize, &str)]) {
    with_small(|small| small.each(file, breakages));
}

fn with_small<T>(run: impl FnOnce(&Small<'_>) -> T) -> T {
    let english = english();
    run(&Small(&[
        ("course.toml", COURSE),
        ("glossary.toml", GLOSSARY),
        ("sources.toml", SOURCES),
        ("11-a/lesson.es.md", ES),
        ("11-a/lesson.en.md", &english),
        ("11-a/exercises.toml", ASK),
        ("11-a/figures/f.svg", WIDE),
        ("11-a/figures/f.narrow.svg", NARROW),
    ]))
}

#[test]
fn a_block_has_all_that_stands_under_its_heading() {
    let course = whole();
    let lesson = &course.lessons[0];
    assert_eq!(lesson.blocks.len(), 2);
    assert!(lesson.blocks[0].heading.is_none());
    let heading = lesson.blocks[1].heading.as_ref().expect("a heading");
    assert_eq!(heading.title.es, "El offset y otro offset");
    assert_eq!(heading.anchor.es, "el-offset-y-otro-offset");
    let kinds: Vec<&str> = lesson.blocks[1]
        .parts
        .iter()
        .map(|part| match part {
            Part::Prose { .. } => "prose",
            Part::Ask(_) => "ask",
            Part::Figure(Figure::Keys) => "keys",
            _ => "other",
        })
        .collect();
    assert_eq!(kinds, ["prose", "ask", "prose", "keys", "prose"]);
    assert_eq!(lesson.question.as_ref().unwrap().es, "¿Qué <em>es</em>?");
    assert_eq!(lesson.gist.len(), 2);
    assert_eq!(lesson.sources, 2);
    let old = |anchor: Option<&str>| Formerly {
        slug: "viejo".to_owned(),
        anchor: anchor.map(str::to_owned),
    };
    assert_eq!(lesson.formerly, [old(None), old(Some("o3"))]);
    assert_eq!(lesson.formerly[1].to_string(), "viejo#o3");
    assert_eq!(course.successor("viejo").map(|lesson| lesson.slug.as_str()), Some("a"));
    assert!(course.successor("a").is_none());
    assert_eq!(course.sections[0].title.es, "Uno");
}

#[test]
fn a_note_has_the_number_of_its_reference_and_belongs_to_its_block() {
    let course = whole();
    let block = &course.lessons[0].blocks[0];
    let Part::Prose { html } = &block.parts[0] else { panic!("prose") };
    assert_eq!(
        html.es,
        "<p>Hola<sup class=\"note-ref\"><a id=\"r1\" href=\"#n1\" aria-label=\"Nota 1\">1</a></sup>, \
         y otra<sup class=\"note-ref\"><a id=\"r2\" href=\"#n2\" aria-label=\"Nota 2\">2</a></sup>.</p>\n"
    );
    let notes: Vec<_> =
        block.notes.iter().map(|note| (note.number, note.html.get(Lang::Es))).collect();
    assert_eq!(notes, [(1, "<p>La primera.</p>"), (2, "<p>La <strong>segunda</strong>.</p>")]);
    assert!(course.lessons[0].blocks[1].notes.is_empty());
    each(
        "11-a/lesson.en.md",
        &[
            ("[^dos]:", "[^tres]:", 12, "no note has this name"),
            ("[^uno]: La primera.\n", "", 12, "no note has this name"),
            ("y otra[^dos]", "y otra", 14, "no text refers to the note `dos`"),
            (
                "y otra[^dos]",
                "y otra[^dos][^uno]",
                12,
                "the reference to the note `uno` is there twice",
            ),
            (
                "Hello[^uno], y otra[^dos]",
                "Hello[^dos], y otra[^uno]",
                12,
                "part 0 has other notes",
            ),
        ],
    );
}

#[test]
fn a_term_shows_its_definition_and_has_one_id_in_the_page() {
    let course = whole();
    let Part::Prose { html } = &course.lessons[0].blocks[1].parts[0] else { panic!("prose") };
    assert!(html.en.starts_with(
        "<h2 id=\"el-offset-y-otro-offset\">El <span class=\"term\"><a href=\"/en/glosario#offset\" \
         aria-describedby=\"term-offset\">offset</a><span class=\"tip\" role=\"tooltip\" \
         id=\"term-offset\">The <em>place</em> of a record.</span></span>"
    ), "{}", html.en);
    assert_eq!(html.en.matches("id=\"term-offset\"").count(), 1);
    assert_eq!(html.en.matches("class=\"tip\"").count(), 2);
    each(
        "11-a/lesson.es.md",
        &[("(termino:offset)", "(termino:ofset)", 16, "no term `ofset` in glossary.toml")],
    );
    each(
        "glossary.toml",
        &[
            ("id = \"offset\"", "id = \"Off set\"", 2, "is not a name"),
            ("El *lugar*", "## El lugar", 4, "one line of Markdown"),
            ("es = \"El *lugar* de un registro.\"", "es = \"\"", 4, "empty in language `es`"),
            ("[[term]]", "[[termino]]", 1, "unknown field `termino`"),
        ],
    );
}

#[test]
fn sources_are_named_in_the_prose() {
    let course = whole();
    let Some(Part::Prose { html }) = course.lessons[0].blocks[1].parts.last() else {
        panic!("prose")
    };
    assert_eq!(
        html.en,
        "<div class=\"sources\"><p>Sources</p><ul><li><a href=\"https://cwiki.apache.org/x\">\
         KIP-98: &lt;exactly once&gt;</a></li><li>Measured</li></ul></div>\n"
    );
    each(
        "11-a/lesson.es.md",
        &[
            ("{{fuente kip-98", "{{fuente kip-99", 28, "no source `kip-99` in sources.toml"),
            ("{{fuente kip-98 probado}}", "x {{fuente kip-98}}", 28, "means nothing"),
        ],
    );
    each(
        "11-a/lesson.en.md",
        &[("{{fuente kip-98 probado}}", "{{fuente kip-98}}", 1, "`fuente` is not the same")],
    );
    each("sources.toml", &[("https://cwiki", "http://cwiki", 4, "does not begin with `https://`")]);
}

#[test]
fn a_question_has_a_reply_to_each_option() {
    let course = whole();
    let Part::Ask(ask) = &course.lessons[0].blocks[1].parts[1] else { panic!("a question") };
    let ask = ask.get(Lang::Es);
    assert_eq!(ask.text, "¿Leer <code lang=\"en\">borra</code>?");
    assert_eq!(ask.right, "no");
    assert_eq!(ask.options[0].reply, "Como una cola.");
    // The page's text may have the same term, with the id.
    assert!(ask.options[1].reply.contains("class=\"tip\" role=\"tooltip\">El <em>lugar"));
    each(
        "11-a/exercises.toml",
        &[
            ("right = \"no\"", "right = \"nada\"", 4, "no option of this question is `nada`"),
            ("value = \"si\"", "value = \"no\"", 10, "the option `no` is there twice"),
            ("es = \"Como una cola.\"", "es = \"Como\\n\\nuna cola.\"", 8, "one line of Markdown"),
            ("reply = { es = \"Como", "# { es = \"Como", 5, "missing field `reply`"),
        ],
    );
    each(
        BOTH,
        &[
            ("{{pregunta borra}}", "{{pregunta otra}}", 20, "no question `otra`"),
            (
                "{{pregunta borra}}",
                "{{pregunta borra}}\n\n{{pregunta borra}}",
                22,
                "is there twice",
            ),
        ],
    );
}

#[test]
fn a_figure_may_be_there_twice() {
    let course = whole();
    let Part::Prose { html } = &course.lessons[0].blocks[1].parts[2] else { panic!("prose") };
    assert!(
        html.es
            .contains("<div class=\"frame twin\"><div class=\"for-wide\"><svg viewBox=\"0 0 608")
    );
    assert!(html.es.contains("<div class=\"for-narrow\"><svg viewBox=\"0 0 320"));
    for (file, from, to, sentence) in [
        ("11-a/figures/f.svg", "608", "640", "its viewBox is 640 wide, and 608 fit"),
        ("11-a/figures/f.narrow.svg", "320", "340", "its viewBox is 340 wide, and 328 fit"),
        ("11-a/figures/f.narrow.svg", "id=\"x\"", "id=\"w\"", "`w` is there twice"),
        ("11-a/figures/f.narrow.svg", "<desc>d</desc>", "", "it lacks `<desc`"),
    ] {
        let error = load(file, from, to).expect_err(to);
        assert!(error.starts_with("11-a/lesson.es.md:24: "), "{error}");
        assert!(error.contains(sentence), "expected {sentence:?} in {error}");
    }
}

#[test]
fn what_stands_above_a_lesson() {
    each(
        BOTH,
        &[
            ("gist = [\"Uno.\", \"Dos.\"]", "gist = [\"Uno.\"]", 8, "closed by two lines"),
            ("\"viejo#o3\"", "\"viejo#\"", 9, "`viejo#` is no old address"),
            ("\"viejo#o3\"", "\"viejo\"", 9, "the old address `viejo` is there twice"),
        ],
    );
    each(
        "11-a/lesson.en.md",
        &[("gist = [\"Uno.\", \"Dos.\"]\n", "", 1, "`gist` is not the same")],
    );
    each(
        "course.toml",
        &[
            ("url = \"https://", "url = \"ftp://", 8, "does not begin with `https://`"),
            (
                "[[resource]]",
                "[[objective]]\ntext = { es = \"o\", en = \"o\" }\nexercises = [\"borra\"]\n[[resource]]",
                8,
                "no exercise `borra`",
            ),
        ],
    );
    let error = load("course.toml", "number = \"1\"", "number = \"2\"").expect_err("no section");
    assert!(error.starts_with("11-a/lesson.es.md:3: the number `1.1` is in no section"), "{error}");
}
