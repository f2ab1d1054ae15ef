//! The Python beside the form: turns the values of the form and the lines of the exercise into
//! lines to paint and text to copy. Pure.

use api::{
    exercise::{CodeClass, Segment, SnippetLine},
    value::{Value, Values},
};

use crate::form::holds;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The field that is highlighted together with this line.
    pub field: Option<String>,
    pub pieces: Vec<Piece>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub text: String,
    pub class: Option<CodeClass>,
}

/// The lines whose conditions hold, with every field's value written in.
pub fn lines(snippet: &[SnippetLine], values: &Values) -> Vec<Line> {
    snippet
        .iter()
        .filter(|line| holds(&line.when, values))
        .map(|line| Line {
            field: line.field.clone(),
            pieces: line.segments.iter().map(|segment| piece(segment, values)).collect(),
        })
        .collect()
}

/// The same lines as one text, as it is copied.
pub fn text(lines: &[Line]) -> String {
    let line_text = |line: &Line| line.pieces.iter().map(|piece| piece.text.as_str()).collect();
    let mut text = lines.iter().map(line_text).collect::<Vec<String>>().join("\n");
    text.push('\n');
    text
}

fn piece(segment: &Segment, values: &Values) -> Piece {
    match segment {
        Segment::Code { text, class } => Piece { text: text.clone(), class: *class },
        Segment::Field { name } => match values.get(name) {
            Some(Value::Text(text)) if text.is_empty() => none(),
            Some(value) => literal(value),
            None => none(),
        },
    }
}

/// The Python for an optional field that was left empty.
fn none() -> Piece {
    Piece { text: "None".into(), class: Some(CodeClass::Keyword) }
}

/// A value as Python writes it; an optional one that was left empty is `None`.
pub fn python(value: &Value) -> String {
    match value {
        Value::Text(text) if text.is_empty() => none().text,
        value => literal(value).text,
    }
}

/// A value as a Python literal.
fn literal(value: &Value) -> Piece {
    match value {
        Value::Bool(true) => Piece { text: "True".into(), class: Some(CodeClass::Keyword) },
        Value::Bool(false) => Piece { text: "False".into(), class: Some(CodeClass::Keyword) },
        Value::Integer(number) => {
            Piece { text: number.to_string(), class: Some(CodeClass::Number) }
        }
        Value::Text(text) => Piece { text: quoted(text), class: Some(CodeClass::String) },
        Value::Several(names) => {
            let names: Vec<String> = names.iter().map(|name| quoted(name)).collect();
            Piece { text: format!("[{}]", names.join(", ")), class: Some(CodeClass::String) }
        }
    }
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::exercise::Condition;

    fn code(text: &str) -> Segment {
        Segment::Code { text: text.into(), class: None }
    }

    #[test]
    fn a_line_stands_only_while_its_conditions_hold() {
        let flush = Condition {
            field: "confirm".into(),
            is: vec![Value::Text("flush".into())],
            negated: false,
        };
        let snippet = [
            SnippetLine {
                field: Some("topic".into()),
                when: vec![],
                segments: vec![
                    code("producer.send("),
                    Segment::Field { name: "topic".into() },
                    code(", value=order)"),
                ],
            },
            SnippetLine {
                field: Some("confirm".into()),
                when: vec![flush],
                segments: vec![code("producer.flush()")],
            },
        ];
        let values = |confirm: &str| {
            Values::from([
                ("topic".into(), Value::Text("it's".into())),
                ("confirm".into(), Value::Text(confirm.into())),
            ])
        };
        assert_eq!(
            text(&lines(&snippet, &values("none"))),
            "producer.send('it\\'s', value=order)\n"
        );
        let with_flush = lines(&snippet, &values("flush"));
        assert_eq!(with_flush[1].field.as_deref(), Some("confirm"));
        assert_eq!(text(&with_flush).lines().last(), Some("producer.flush()"));
    }

    #[test]
    fn values_become_python_literals() {
        assert_eq!(literal(&Value::Bool(true)).text, "True");
        assert_eq!(literal(&Value::Integer(-3)).text, "-3");
        assert_eq!(literal(&Value::Text("a\\b".into())).text, "'a\\\\b'");
        let several = Value::Several(vec!["acks".into(), "retries".into()]);
        assert_eq!(literal(&several).text, "['acks', 'retries']");
    }
}
