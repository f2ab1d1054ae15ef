//! Markdown and Python as the browser gets them.

use api::exercise::{CodeClass, Segment};
use lessons::lesson::{Block, Lesson};

use crate::course::{lesson, producer};

fn html(lesson: &Lesson) -> String {
    let prose = lesson.blocks.iter().filter_map(|block| match block {
        Block::Prose { html } => Some(html.es.as_str()),
        Block::Exercise { .. } | Block::Miniature { .. } => None,
    });
    prose.collect()
}

#[test]
fn each_second_level_heading_begins_a_block() {
    for block in &lesson().blocks {
        if let Block::Prose { html } = block {
            for html in [&html.es, &html.en] {
                assert!(html.rfind("<h2>").is_none_or(|at| at == 0), "{html}");
                assert!(!html.contains("<h1"), "the page's title is the lesson's");
            }
        }
    }
}

#[test]
fn code_is_highlighted_with_four_classes_and_can_be_focused() {
    let html = html(lesson());
    assert!(html.contains("<pre class=\"code\" tabindex=\"0\"><code lang=\"en\">"));
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
    assert!(html.contains("<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label="));
    assert!(html.contains("<table class=\"ledger\">"));
    assert!(html.contains("<th scope=\"col\">3.0.12</th>"));
    assert!(html.contains("<th scope=\"row\">Última línea, 16 veces</th>"));
    assert!(html.contains("<td class=\"num\">2</td>"));
}

#[test]
fn figures_and_asides_are_elements_of_their_own() {
    let html = html(lesson());
    assert!(html.contains("<figure class=\"figure\"><div class=\"frame\" tabindex=\"0\""));
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
