//! The real course: whole in both languages, and true to itself.

use std::{path::PathBuf, sync::LazyLock};

use api::{
    exercise::{Segment, Value, Values},
    text::Lang,
};
use lessons::{
    condition,
    course::Course,
    exercise::Exercise,
    lesson::{Block, Lesson},
};

static COURSE: LazyLock<Course> = LazyLock::new(|| {
    let content = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("content");
    Course::load(&content).unwrap_or_else(|error| panic!("{error}"))
});

pub(crate) fn producer() -> &'static Exercise {
    COURSE.exercise("productor-basico").expect("the exercise of lesson 3.1")
}

pub(crate) fn lesson() -> &'static Lesson {
    COURSE.lesson("productores").expect("lesson 3.1")
}

fn values(fields: &[(&str, &str)]) -> Values {
    let value = |(name, value): &(&str, &str)| (name.to_string(), Value::Text(value.to_string()));
    producer().parse_fields(&fields.iter().map(value).collect()).expect("values of the form")
}

/// The Python that the form shows for these fields.
fn python(fields: &Values, lang: Lang) -> String {
    let lines = producer().snippet.get(lang);
    let shown = lines.iter().filter(|line| condition::hold(&line.when, fields));
    let line = |segments: &[Segment]| -> String {
        let text = |segment: &Segment| match segment {
            Segment::Code { text, .. } => text.clone(),
            Segment::Field { name } => match &fields[name] {
                Value::Text(text) => format!("'{text}'"),
                Value::Bool(_) | Value::Integer(_) => panic!("{name} is not text"),
            },
        };
        segments.iter().map(text).collect()
    };
    shown.map(|shown| line(&shown.segments)).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_lesson_has_prose_in_both_languages_and_places_its_exercises() {
    assert!(!COURSE.lessons.is_empty());
    for lesson in &COURSE.lessons {
        assert!((1..=15).contains(&lesson.minutes), "{}", lesson.slug);
        let placed: Vec<&str> = lesson
            .blocks
            .iter()
            .filter_map(|block| match block {
                Block::Exercise { id } => Some(id.as_str()),
                Block::Prose { html } => {
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
fn the_model_answer_shows_the_snippet_of_the_course() {
    let expected = "\
# pip install kafka-python==3.0.12
from kafka import KafkaProducer
import json

producer = KafkaProducer(
    bootstrap_servers=['localhost:9092'],
    value_serializer=lambda x: json.dumps(x).encode('utf-8')
)

# pedidos: the list of your orders
for pedido in pedidos:
    producer.send('pedidos', pedido, key=pedido['cliente'].encode('utf-8'))
producer.flush()
# in act 2, the process dies here";
    assert_eq!(python(&producer().model, Lang::En), expected);
}

#[test]
fn every_answer_gives_python_with_one_send_and_its_imports() {
    for version in ["3.0", "2.3", "2.0.2"] {
        for serializer in ["none", "str", "json"] {
            for key in ["none", "cliente", "cliente_json"] {
                for confirm in ["none", "flush", "get"] {
                    let fields = values(&[
                        ("client_version", version),
                        ("value_serializer", serializer),
                        ("key", key),
                        ("confirm", confirm),
                    ]);
                    let python = python(&fields, Lang::Es);
                    let count = |text| python.matches(text).count();
                    let json = serializer == "json" || key == "cliente_json";
                    assert_eq!(count("import json"), usize::from(json), "{python}");
                    assert_eq!(count("producer.send("), 1, "{python}");
                    assert_eq!(count("pip install"), 1, "{python}");
                    assert_eq!(count("value_serializer="), usize::from(serializer != "none"));
                    assert_eq!(count("key="), usize::from(key != "none"), "{python}");
                    assert_eq!(count("producer.flush()"), usize::from(confirm == "flush"));
                    assert_eq!(count("future"), 2 * usize::from(confirm == "get"), "{python}");
                }
            }
        }
    }
}
