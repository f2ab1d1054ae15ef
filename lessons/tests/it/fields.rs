//! What a form may submit: a table of values and why they are refused.

use api::{
    text::Text,
    value::{Value, Values},
};
use lessons::{
    field::{Choice, FieldError, Input, Reason},
    question::Observation,
    scenario::selector::OnePartition,
};

use crate::course::{consumer, producer};

fn one(name: &str, value: Value) -> Values {
    Values::from([(name.to_owned(), value)])
}

fn text(value: &str) -> Value {
    Value::Text(value.to_owned())
}

fn refused(submitted: &Values) -> Reason {
    producer().parse_fields(submitted).expect_err("not a legal answer").reason
}

#[test]
fn missing_fields_take_the_clients_own_defaults() {
    let fields = producer().parse_fields(&one("confirm", text("get"))).expect("a legal answer");
    let expected = [
        ("client_version", "3.0"),
        ("confirm", "get"),
        ("key", "none"),
        ("topic", "pedidos"),
        ("value_serializer", "none"),
    ];
    let expected = expected.map(|(name, value)| (name.to_owned(), text(value)));
    assert_eq!(fields, Values::from(expected));
}

#[test]
fn only_names_that_kafka_accepts_are_topics() {
    let longest = "a".repeat(100);
    for name in ["pedidos", "a", "..a", "A.b_c-9", longest.as_str()] {
        assert!(producer().parse_fields(&one("topic", text(name))).is_ok(), "{name}");
    }
    let too_long = "a".repeat(250);
    for name in ["", ".", "..", "../x", "mis pedidos", "<script>", "año", too_long.as_str()] {
        let reason = refused(&one("topic", text(name)));
        assert_eq!(reason, Reason::NotAName { max_length: 100 }, "{name}");
    }
}

#[test]
fn unknown_fields_wrong_types_and_other_values_are_refused() {
    assert_eq!(refused(&one("acks", text("all"))), Reason::Unknown);
    assert_eq!(refused(&one("topic", Value::Integer(3))), Reason::NotText);
    assert_eq!(refused(&one("topic", Value::Bool(true))), Reason::NotText);
    assert!(matches!(refused(&one("confirm", Value::Bool(true))), Reason::NotAChoice { .. }));
    let choices = ["none", "flush", "get"].map(text).to_vec();
    assert_eq!(refused(&one("confirm", text("wait"))), Reason::NotAChoice { choices });
}

#[test]
fn the_consumers_form_starts_as_kafka_python_does_but_for_its_group() {
    let fields = consumer().parse_fields(&Values::new()).expect("defaults are valid");
    let expected = [
        ("auto_offset_reset", text("latest")),
        ("client_version", text("3.0")),
        ("enable_auto_commit", Value::Bool(true)),
        ("group_id", text("my-group")),
        ("members", Value::Integer(1)),
        ("topic", text("pedidos")),
        ("value_deserializer", text("none")),
    ];
    let expected = expected.map(|(name, value)| (name.to_owned(), value));
    assert_eq!(fields, Values::from(expected));
}

#[test]
fn a_group_may_be_left_out_and_a_topic_may_not() {
    let refused = |name: &str, value: Value| {
        consumer().parse_fields(&one(name, value)).expect_err("not a legal answer").reason
    };
    let parsed = consumer().parse_fields(&one("group_id", text(""))).expect("no group");
    assert_eq!(parsed["group_id"], text(""));
    assert_eq!(refused("group_id", text("mi grupo")), Reason::NotAName { max_length: 100 });
    assert_eq!(refused("topic", text("")), Reason::NotAName { max_length: 100 });
    let choices = vec![Value::Bool(true), Value::Bool(false)];
    assert_eq!(refused("enable_auto_commit", text("true")), Reason::NotAChoice { choices });
    assert_eq!(refused("members", text("3")), Reason::NotAnInteger);
    for members in [0, 6] {
        let reason = refused("members", Value::Integer(members));
        assert_eq!(reason, Reason::OutOfRange { min: 1, max: 5 });
    }
}

#[test]
fn integers_have_bounds_that_are_allowed() {
    let input = Input::Integer { min: -1, max: 5, optional: false };
    assert_eq!(input.accept(&Value::Integer(-1)), Ok(()));
    assert_eq!(input.accept(&Value::Integer(5)), Ok(()));
    for outside in [-2, 6, i64::MAX, i64::MIN] {
        let reason = input.accept(&Value::Integer(outside));
        assert_eq!(reason, Err(Reason::OutOfRange { min: -1, max: 5 }));
    }
    for text in [text("3"), text("")] {
        assert_eq!(input.accept(&text), Err(Reason::NotAnInteger));
    }
    let optional = Input::Integer { min: -1, max: 5, optional: true };
    assert_eq!(optional.accept(&text("")), Ok(()), "left out");
    assert_eq!(optional.accept(&text("3")), Err(Reason::NotAnInteger));
}

#[test]
fn several_choices_come_in_their_order_and_once() {
    let choice = |name: &str| Choice { value: text(name), label: Text::default(), note: None };
    let choices = vec![choice("acks"), choice("retries"), choice("linger_ms")];
    let values = choices.iter().map(|choice| choice.value.clone()).collect();
    let input = Input::Several { choices };
    let several =
        |names: &[&str]| Value::Several(names.iter().map(|name| name.to_string()).collect());
    for good in [&[][..], &["retries"], &["acks", "linger_ms"], &["acks", "retries", "linger_ms"]] {
        assert_eq!(input.accept(&several(good)), Ok(()));
    }
    let refused = Err(Reason::NotAChoice { choices: values });
    for bad in [&["retries", "acks"][..], &["acks", "acks"], &["acks", "other"]] {
        assert_eq!(input.accept(&several(bad)), refused);
    }
    assert_eq!(input.accept(&text("acks")), refused);
}

#[test]
fn a_prediction_answers_what_the_form_asks() {
    let range = |observation: &Observation| match observation {
        Observation::RecordsInLog(_) => 0..=20,
        Observation::PartitionOfWatchedKey(_) => 0..=2,
        other => panic!("the producer's exercise does not ask for {other:?}"),
    };
    let answers = |answers: &[(&str, i64)]| -> Values {
        answers.iter().map(|(id, value)| (id.to_string(), Value::Integer(*value))).collect()
    };
    let parse = |key: &str, submitted: &Values| {
        let fields = producer().parse_fields(&one("key", text(key))).expect("a legal answer");
        producer().parse_prediction(&fields, submitted, range)
    };
    let whole = answers(&[("records_act_1", 20), ("records_act_2", 0), ("watched_partition", 2)]);
    let keyless = answers(&[("records_act_1", 20), ("records_act_2", 0)]);
    assert_eq!(parse("cliente", &whole).as_ref(), Ok(&whole));
    assert_eq!(parse("none", &whole).as_ref(), Ok(&keyless), "nobody asked for the partition");

    let error = |field: &str, reason| Err(FieldError { field: field.to_owned(), reason });
    assert_eq!(parse("cliente", &keyless), error("watched_partition", Reason::Missing));
    let outside = answers(&[("records_act_1", 21), ("records_act_2", 0)]);
    let reason = Reason::OutOfRange { min: 0, max: 20 };
    assert_eq!(parse("none", &outside), error("records_act_1", reason));
    assert_eq!(parse("none", &answers(&[("other", 1)])), error("other", Reason::Unknown));
}

#[test]
fn whoever_chooses_to_have_no_start_is_not_asked_about_partitions() {
    let range = |observation: &Observation| match observation {
        Observation::FirstOffset(OnePartition { partition: 0, .. }) => 0..=20,
        Observation::IdleMembers(_) => 0..=5,
        Observation::RecordsDelivered(_) => 0..=100,
        other => panic!("the consumer's exercise does not ask for {other:?}"),
    };
    let ids = ["delivered", "first_offset", "idle_members", "delivered_again"];
    let submitted: Values = ids.map(|id| (id.to_owned(), Value::Integer(0))).into();
    let asked = |reset: &str| -> Vec<String> {
        let reset = one("auto_offset_reset", text(reset));
        let fields = consumer().parse_fields(&reset).expect("a legal answer");
        let prediction = consumer().parse_prediction(&fields, &submitted, range);
        prediction.expect("an answer to every question").into_keys().collect()
    };
    assert_eq!(asked("latest").len(), 4);
    assert_eq!(asked("earliest").len(), 4);
    assert_eq!(asked("none"), ["delivered", "delivered_again"]);
}

#[test]
fn a_refusal_says_what_to_do_and_does_not_repeat_a_hostile_name_whole() {
    let error = producer().parse_fields(&one("topic", text("..")));
    let sentence = error.expect_err("not a topic").text();
    assert!(sentence.es.contains("usa de 1 a 100 letras"), "{}", sentence.es);
    assert!(sentence.en.contains("use 1 to 100 ASCII letters"), "{}", sentence.en);
    let error = producer().parse_fields(&one(&"x".repeat(9000), text("")));
    assert!(error.expect_err("an unknown field").text().es.len() < 200);
}
