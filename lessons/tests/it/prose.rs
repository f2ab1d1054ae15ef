//! Markdown and Python as the browser gets them.

use api::{
    exercise::{CodeClass, Segment},
    text::Lang,
};
use lessons::lesson::{Lesson, Part};

use crate::course::{COURSE, lesson, producer};

fn html(lesson: &Lesson) -> String {
    let parts = lesson.blocks.iter().flat_map(|block| &block.parts);
    let prose = parts.filter_map(|part| match part {
        Part::Prose { html } => Some(html.es.as_str()),
        Part::Exercise { .. } | Part::Miniature { .. } | Part::Ask(_) | Part::Figure(_) => None,
    });
    prose.collect()
}

#[test]
fn each_second_level_heading_begins_a_block() {
    for block in &lesson().blocks {
        for part in &block.parts {
            let Part::Prose { html } = part else { continue };
            for (html, lang) in [(&html.es, Lang::Es), (&html.en, Lang::En)] {
                let heading = block.heading.as_ref();
                let heading =
                    heading.map(|heading| format!("<h2 id=\"{}\">", heading.anchor.get(lang)));
                assert!(html.rfind("<h2").is_none_or(|at| at == 0), "{html}");
                if html.starts_with("<h2") {
                    assert!(
                        html.starts_with(&heading.expect("the heading of the block")),
                        "{html}"
                    );
                }
                assert!(!html.contains("<h1"), "the page's title is the lesson's");
            }
        }
    }
}

#[test]
fn code_is_highlighted_with_four_classes_and_can_be_copied() {
    let html = html(lesson());
    assert!(html.contains("<pre class=\"code\" data-scrolls="));
    assert!(
        html.contains("</pre><button class=\"button small copy\" type=\"button\">Copiar</button>")
    );
    for piece in [
        "<span class=\"k\">from</span> kafka <span class=\"k\">import</span> KafkaProducer",
        "value_serializer=<span class=\"k\">lambda</span> x: json",
        "<span class=\"s\">&#39;localhost:9092&#39;</span>",
        "<span class=\"c\"># Enviar mensaje\n</span>",
    ] {
        assert!(html.contains(piece), "no {piece}");
    }
}

#[test]
fn tables_scroll_and_name_their_rows_and_columns() {
    let html = html(lesson());
    assert!(html.contains("<div class=\"scroll\" data-scrolls="));
    assert!(html.contains("<table class=\"ledger\">"));
    assert!(html.contains("<th scope=\"col\">3.0.12</th>"));
    assert!(html.contains("<th scope=\"row\">Última línea, 16 veces</th>"));
    let right_aligned = COURSE.lesson("batching-y-compresion").expect("lesson 3.4");
    assert!(self::html(right_aligned).contains("<td class=\"num\">37</td>"));
}

#[test]
fn figures_and_asides_are_elements_of_their_own() {
    let html = html(lesson());
    // One for the column, and its twin for a phone.
    assert!(html.contains(
        "<figure class=\"figure\"><div class=\"frame twin\"><div class=\"for-wide\"><svg "
    ));
    assert!(html.contains("<div class=\"aside\" role=\"note\">"));
    assert!(!html.contains("<img"), "figures are in the page");
}

#[test]
fn a_field_has_its_place_in_the_snippet() {
    let lines = &producer().snippet.es;
    let send = lines.iter().find(|line| line.field.as_deref() == Some("topic"));
    let code = |text: &str| Segment::Code { text: text.to_owned(), class: None };
    let expected = vec![
        code("    producer.send("),
        Segment::Field { name: "topic".to_owned() },
        code(", pedido)"),
    ];
    assert_eq!(send.map(|line| &line.segments), Some(&expected));
    let number = Segment::Code { text: "10".to_owned(), class: Some(CodeClass::Number) };
    assert!(lines.iter().any(|line| line.segments.contains(&number)), "get(timeout=10)");
}
