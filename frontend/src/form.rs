//! Reads typed texts as values. Pure: the components keep the text as it was typed, so that a wrong
//! entry survives; here it becomes what the API takes, or the fault to show beside it.

use std::collections::BTreeMap;

use api::{
    exercise::{Condition, Field, Input, Question},
    value::{Value, Values},
};

use crate::several;

/// The text of each control, by the name of its field or question.
pub type Typed = BTreeMap<String, String>;

/// Why a control's text is not a valid value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Invalid {
    Empty,
    /// Only ASCII letters, digits, `.`, `_` and `-`, and neither `.` nor `..` alone: so Kafka restricts
    /// names of topics (`org.apache.kafka.common.internals.Topic.validate`), and we names of groups.
    NotAName,
    TooLong {
        max: u32,
    },
    NotANumber,
    OutOfRange {
        min: i64,
        max: i64,
    },
}

/// The text that a control shows for a value.
pub fn written(value: &Value) -> String {
    match value {
        Value::Bool(value) => value.to_string(),
        Value::Integer(value) => value.to_string(),
        Value::Text(value) => value.clone(),
        Value::Several(names) => several::text(names),
    }
}

/// Reads one control. The server checks again; this check only answers sooner.
pub fn read(input: &Input, text: &str) -> Result<Value, Invalid> {
    let text = text.trim();
    match input {
        Input::Name { optional: true, .. } | Input::Integer { optional: true, .. }
            if text.is_empty() =>
        {
            Ok(Value::Text(String::new()))
        }
        // One of the choices may stand for leaving the argument out.
        Input::Choice { choices } => choices
            .iter()
            .map(|choice| &choice.value)
            .find(|value| written(value) == text)
            .cloned()
            .ok_or(Invalid::Empty),
        _ if text.is_empty() => Err(Invalid::Empty),
        Input::Name { max_length, .. } => {
            let legal = |letter: char| letter.is_ascii_alphanumeric() || "._-".contains(letter);
            if !text.chars().all(legal) || text == "." || text == ".." {
                Err(Invalid::NotAName)
            } else if text.len() > *max_length as usize {
                Err(Invalid::TooLong { max: *max_length })
            } else {
                Ok(Value::Text(text.to_owned()))
            }
        }
        Input::Several { .. } if text == several::NONE => Ok(Value::Several(Vec::new())),
        Input::Several { choices } => match several::value(choices, text) {
            // A draft may name a choice that no longer exists.
            Value::Several(names) if names.is_empty() => Err(Invalid::Empty),
            value => Ok(value),
        },
        Input::Integer { max, none: true, .. } if text == several::NONE => Ok(Value::Integer(*max)),
        Input::Integer { min, max, none, .. } => {
            // The number that stands for "none" is no number to type.
            let (min, max) = (*min, *max - i64::from(*none));
            match text.parse() {
                Err(_) => Err(Invalid::NotANumber),
                Ok(number) if (min..=max).contains(&number) => Ok(Value::Integer(number)),
                Ok(_) => Err(Invalid::OutOfRange { min, max }),
            }
        }
    }
}

/// The text of a field: what was typed, or its default.
pub fn text_of(field: &Field, typed: &Typed) -> String {
    typed.get(&field.name).cloned().unwrap_or_else(|| written(&field.default))
}

/// All fields as values for the snippet and the conditions; an invalid one stays as text.
pub fn shown_values(fields: &[Field], typed: &Typed) -> Values {
    let value = |field: &Field| {
        let text = text_of(field, typed);
        read(&field.input, &text).unwrap_or(Value::Text(text))
    };
    fields.iter().map(|field| (field.name.clone(), value(field))).collect()
}

/// All fields as values for a run, or the faults by field.
pub fn checked_values(
    fields: &[Field],
    typed: &Typed,
) -> Result<Values, BTreeMap<String, Invalid>> {
    let mut values = Values::new();
    let mut faults = BTreeMap::new();
    for field in fields {
        match read(&field.input, &text_of(field, typed)) {
            Ok(value) => drop(values.insert(field.name.clone(), value)),
            Err(fault) => drop(faults.insert(field.name.clone(), fault)),
        }
    }
    if faults.is_empty() { Ok(values) } else { Err(faults) }
}

/// Whether the field differs from its default.
pub fn changed(field: &Field, typed: &Typed) -> bool {
    text_of(field, typed).trim() != written(&field.default)
}

/// Whether all conditions hold for these values.
pub fn holds(conditions: &[Condition], values: &Values) -> bool {
    conditions.iter().all(|condition| {
        let value = values.get(&condition.field);
        value.is_some_and(|value| condition.is.contains(value) != condition.negated)
    })
}

/// The state of a prediction before the run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Prediction {
    Complete(Values),
    /// This many answers are missing; nothing is sent.
    Missing(usize),
    Faulty(BTreeMap<String, Invalid>),
}

/// Reads the answers to the questions that apply to these values.
pub fn prediction(questions: &[Question], values: &Values, answers: &Typed) -> Prediction {
    let mut predicted = Values::new();
    let mut faults = BTreeMap::new();
    let mut missing = 0;
    for question in questions.iter().filter(|question| holds(&question.when, values)) {
        let text = answers.get(&question.id).map_or("", String::as_str);
        match read(&question.input, text) {
            Ok(value) => drop(predicted.insert(question.id.clone(), value)),
            Err(Invalid::Empty) => missing += 1,
            Err(fault) => drop(faults.insert(question.id.clone(), fault)),
        }
    }
    match (faults.is_empty(), missing) {
        (false, _) => Prediction::Faulty(faults),
        (true, 0) => Prediction::Complete(predicted),
        (true, missing) => Prediction::Missing(missing),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::exercise::Choice;

    fn field(name: &str, input: Input, default: Value) -> Field {
        Field { name: name.into(), note: String::new(), input, default }
    }

    fn question(id: &str, when: Vec<Condition>) -> Question {
        let input = Input::Integer { min: 0, max: 24, optional: false, none: false };
        Question { id: id.into(), text: String::new(), input, when }
    }

    #[test]
    fn a_topic_name_follows_kafkas_rule() {
        let input = Input::Name { max_length: 8, optional: false };
        assert_eq!(read(&input, " pedidos "), Ok(Value::Text("pedidos".into())));
        for bad in ["..", ".", "a b", "../x", "<script>", "añil"] {
            assert_eq!(read(&input, bad), Err(Invalid::NotAName), "{bad}");
        }
        assert_eq!(read(&input, "pedidos12"), Err(Invalid::TooLong { max: 8 }));
        assert_eq!(read(&input, "  "), Err(Invalid::Empty));
    }

    #[test]
    fn a_choice_keeps_the_type_of_its_value() {
        let choice = |value| Choice { value, label: String::new(), note: None };
        let input = Input::Choice {
            choices: vec![choice(Value::Bool(true)), choice(Value::Text("3.0".into()))],
        };
        assert_eq!(read(&input, "true"), Ok(Value::Bool(true)));
        assert_eq!(read(&input, "3.0"), Ok(Value::Text("3.0".into())));
        assert_eq!(read(&input, "other"), Err(Invalid::Empty));
        assert_eq!(read(&input, ""), Err(Invalid::Empty));
        let left_out = Input::Choice { choices: vec![choice(Value::Text(String::new()))] };
        assert_eq!(read(&left_out, ""), Ok(Value::Text(String::new())));
    }

    #[test]
    fn an_optional_number_may_be_left_out() {
        let input = Input::Integer { min: 0, max: 100, optional: true, none: false };
        assert_eq!(read(&input, " "), Ok(Value::Text(String::new())));
        assert_eq!(read(&input, "0"), Ok(Value::Integer(0)));
        assert_eq!(read(&input, "x"), Err(Invalid::NotANumber));
    }

    #[test]
    fn none_is_said_in_words_and_stands_for_the_largest_number() {
        let input = Input::Integer { min: 0, max: 27, optional: false, none: true };
        assert_eq!(read(&input, several::NONE), Ok(Value::Integer(27)));
        assert_eq!(read(&input, "26"), Ok(Value::Integer(26)));
        assert_eq!(read(&input, "27"), Err(Invalid::OutOfRange { min: 0, max: 26 }));
        assert_eq!(read(&input, ""), Err(Invalid::Empty));
        let without = Input::Integer { min: 0, max: 27, optional: false, none: false };
        assert_eq!(read(&without, several::NONE), Err(Invalid::NotANumber));
    }

    #[test]
    fn a_condition_can_be_turned_round() {
        let given = |negated| Condition {
            field: "retries".into(),
            is: vec![Value::Text(String::new())],
            negated,
        };
        let left_out = Values::from([("retries".into(), Value::Text(String::new()))]);
        let written = Values::from([("retries".into(), Value::Integer(3))]);
        assert!(holds(&[given(false)], &left_out) && !holds(&[given(true)], &left_out));
        assert!(holds(&[given(true)], &written) && !holds(&[given(false)], &written));
    }

    #[test]
    fn faults_are_told_by_field_and_defaults_fill_the_rest() {
        let fields = [
            field(
                "topic",
                Input::Name { max_length: 9, optional: false },
                Value::Text("pedidos".into()),
            ),
            field(
                "linger_ms",
                Input::Integer { min: 0, max: 10, optional: false, none: false },
                Value::Integer(0),
            ),
        ];
        let typed = Typed::from([("linger_ms".into(), "11".into())]);
        let faults = checked_values(&fields, &typed).unwrap_err();
        assert_eq!(faults["linger_ms"], Invalid::OutOfRange { min: 0, max: 10 });
        let values = checked_values(&fields, &Typed::new()).unwrap();
        assert_eq!(values["topic"], Value::Text("pedidos".into()));
        assert!(changed(&fields[1], &typed));
        assert!(!changed(&fields[0], &typed));
    }

    #[test]
    fn only_the_questions_whose_conditions_hold_are_asked() {
        let with_key = Condition {
            field: "key".into(),
            is: vec![Value::Text("cliente".into())],
            negated: false,
        };
        let questions = [question("after_1", vec![]), question("partition", vec![with_key])];
        let values = |key: &str| Values::from([("key".into(), Value::Text(key.into()))]);
        let answers = Typed::from([("after_1".into(), "12".into())]);
        let complete = Values::from([("after_1".into(), Value::Integer(12))]);
        assert_eq!(
            prediction(&questions, &values("none"), &answers),
            Prediction::Complete(complete)
        );
        assert_eq!(prediction(&questions, &values("cliente"), &answers), Prediction::Missing(1));
        let wrong = Typed::from([("after_1".into(), "25".into())]);
        assert!(matches!(
            prediction(&questions, &values("none"), &wrong),
            Prediction::Faulty(faults) if faults.contains_key("after_1")
        ));
    }
}
