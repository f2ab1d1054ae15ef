//! The Python beside the forms, for every answer.

use api::{
    exercise::Segment,
    text::Lang,
    value::{Value, Values},
};
use lessons::{condition, exercise::Exercise};

use crate::course::{consumer, producer, values};

const VERSIONS: [&str; 3] = ["3.0", "2.3", "2.0.2"];

/// The Python that the form shows for these fields.
fn python(exercise: &Exercise, fields: &Values, lang: Lang) -> String {
    let lines = exercise.snippet.get(lang);
    let shown = lines.iter().filter(|line| condition::hold(&line.when, fields));
    let line = |segments: &[Segment]| -> String {
        let text = |segment: &Segment| match segment {
            Segment::Code { text, .. } => text.clone(),
            Segment::Field { name } => literal(&fields[name]),
        };
        segments.iter().map(text).collect()
    };
    shown.map(|shown| line(&shown.segments)).collect::<Vec<_>>().join("\n")
}

/// A value as the page writes it in Python.
fn literal(value: &Value) -> String {
    match value {
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::Integer(number) => number.to_string(),
        Value::Text(text) if text.is_empty() => "None".to_owned(),
        Value::Text(text) => format!("'{text}'"),
        Value::Several(_) => panic!("no field has several values"),
    }
}

#[test]
fn the_producers_model_answer_shows_the_snippet_of_the_course() {
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
    assert_eq!(python(producer(), &producer().model, Lang::En), expected);
}

#[test]
fn every_answer_gives_python_with_one_send_and_its_imports() {
    for version in VERSIONS {
        for serializer in ["none", "str", "json"] {
            for key in ["none", "cliente", "cliente_json"] {
                for confirm in ["none", "flush", "get"] {
                    let fields = values(&[
                        ("client_version", version),
                        ("value_serializer", serializer),
                        ("key", key),
                        ("confirm", confirm),
                    ]);
                    let python = python(producer(), &fields, Lang::Es);
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

#[test]
fn the_consumers_model_answer_adds_to_the_course_what_it_lacks() {
    let expected = "\
# pip install kafka-python==3.0.12
# this script is started 3 times at once, each in a process of its own
from kafka import KafkaConsumer
import json

consumer = KafkaConsumer(
    'pedidos',
    bootstrap_servers=['localhost:9092'],
    value_deserializer=lambda x: json.loads(x.decode('utf-8')),
    auto_offset_reset='earliest',
    group_id='my-group'
)

try:
    for message in consumer:
        procesar(message.value)  # what you do with each order
except KeyboardInterrupt:  # Ctrl-C, when nothing is left to read
    pass
consumer.close()";
    assert_eq!(python(consumer(), &consumer().model, Lang::En), expected);
}

#[test]
fn every_answer_gives_python_with_one_consumer_that_is_closed() {
    for fields in consumers_answers() {
        let python = python(consumer(), &fields, Lang::Es);
        let once = |text: &str, shown: bool| {
            assert_eq!(python.matches(text).count(), usize::from(shown), "{text}: {python}");
        };
        let is = |name: &str, value: &str| fields[name] == Value::Text(value.to_owned());
        for text in ["pip install", "KafkaConsumer(", "for message in consumer:", ".close()"] {
            once(text, true);
        }
        once("import json", is("value_deserializer", "json"));
        once("json.loads(", is("value_deserializer", "json"));
        once("value_deserializer=", !is("value_deserializer", "none"));
        once("auto_offset_reset='earliest',", is("auto_offset_reset", "earliest"));
        once("auto_offset_reset='none',", is("auto_offset_reset", "none"));
        once("auto_offset_reset=", !is("auto_offset_reset", "latest"));
        once("enable_auto_commit=False,", fields["enable_auto_commit"] == Value::Bool(false));
        once("enable_auto_commit=", fields["enable_auto_commit"] == Value::Bool(false));
        once("group_id=None\n)", is("group_id", ""));
        once("group_id='my-group'\n)", is("group_id", "my-group"));
        once("veces a la vez", fields["members"] != Value::Integer(1));
    }
}

/// Every answer that the consumer's form can give, except for its names.
fn consumers_answers() -> Vec<Values> {
    let texts = |texts: &[&str]| texts.iter().map(|text| Value::Text((*text).to_owned())).collect();
    let inputs: [(&str, Vec<Value>); 6] = [
        ("client_version", texts(&VERSIONS)),
        ("group_id", texts(&["", "my-group"])),
        ("auto_offset_reset", texts(&["latest", "earliest", "none"])),
        ("enable_auto_commit", vec![Value::Bool(true), Value::Bool(false)]),
        ("value_deserializer", texts(&["none", "str", "json"])),
        ("members", (1..=5).map(Value::Integer).collect()),
    ];
    let mut answers = vec![Values::new()];
    for (name, choices) in inputs {
        let with = |answer: &Values, choice: &Value| {
            let mut answer = answer.clone();
            answer.insert(name.to_owned(), choice.clone());
            answer
        };
        answers = answers
            .iter()
            .flat_map(|answer| choices.iter().map(|choice| with(answer, choice)))
            .collect();
    }
    assert_eq!(answers.len(), 3 * 2 * 3 * 2 * 3 * 5);
    let whole = |answer: &Values| consumer().parse_fields(answer).expect("values of the form");
    answers.iter().map(whole).collect()
}
