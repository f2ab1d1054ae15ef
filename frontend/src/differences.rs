//! What a form has that is not the default, in one line: keyword arguments as Python writes them,
//! parameters of the lab in the words of their choices. Pure.

use api::exercise::{Field, Input, Segment, SnippetLine};

use crate::{
    form::{self, Typed},
    snippet,
};

/// One for each field that differs from its default, in the order of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// `retries=3`
    Python(String),
    /// The name of the field, and the choice.
    Words { name: String, choice: String },
}

pub fn differences(fields: &[Field], lines: &[SnippetLine], typed: &Typed) -> Vec<Difference> {
    let changed = fields.iter().filter(|field| form::changed(field, typed));
    changed.map(|field| difference(field, lines, &form::text_of(field, typed))).collect()
}

fn difference(field: &Field, lines: &[SnippetLine], text: &str) -> Difference {
    let mut segments = lines.iter().flat_map(|line| &line.segments);
    let is_written = segments.any(|segment| match segment {
        Segment::Field { name } => *name == field.name,
        Segment::Code { .. } => false,
    });
    let chosen = match &field.input {
        Input::Choice { choices } => {
            choices.iter().find(|choice| form::written(&choice.value) == text.trim())
        }
        Input::Name { .. } | Input::Integer { .. } | Input::Several { .. } => None,
    };
    match chosen {
        Some(choice) if !is_written => {
            Difference::Words { name: field.name.clone(), choice: choice.label.clone() }
        }
        _ => {
            // A wrong entry is shown as it was typed.
            let value = form::read(&field.input, text);
            let value = value.map_or_else(|_| text.to_owned(), |value| snippet::python(&value));
            Difference::Python(format!("{}={value}", field.name))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::{exercise::Choice, value::Value};

    fn field(name: &str, input: Input, default: Value) -> Field {
        Field { name: name.into(), note: String::new(), input, default }
    }

    fn choices(values: [(Value, &str); 2]) -> Input {
        let choice =
            |(value, label): (Value, &str)| Choice { value, label: label.into(), note: None };
        Input::Choice { choices: values.map(choice).into() }
    }

    fn line(name: &str) -> SnippetLine {
        let segments = vec![Segment::Field { name: name.into() }];
        SnippetLine { field: None, when: Vec::new(), segments }
    }

    #[test]
    fn only_what_differs_is_told_as_python_or_in_words() {
        let text = |text: &str| Value::Text(text.into());
        let retries = Input::Integer { min: 0, max: 9, optional: true, none: false };
        let fields = [
            field(
                "acks",
                choices([(Value::Integer(1), "1"), (text("all"), "all")]),
                Value::Integer(1),
            ),
            field("retries", retries.clone(), text("")),
            field("linger_ms", retries, Value::Integer(0)),
            field(
                "commit",
                choices([(text("none"), "nunca"), (text("batch"), "tras cada lote")]),
                text("none"),
            ),
        ];
        let lines = [line("acks"), line("retries"), line("linger_ms")];
        assert_eq!(differences(&fields, &lines, &Typed::new()), []);
        let typed = [("acks", "all"), ("retries", " 3 "), ("linger_ms", "0"), ("commit", "batch")];
        let typed = typed.map(|(name, text)| (name.to_owned(), text.to_owned())).into();
        assert_eq!(
            differences(&fields, &lines, &typed),
            [
                Difference::Python("acks='all'".into()),
                Difference::Python("retries=3".into()),
                Difference::Words { name: "commit".into(), choice: "tras cada lote".into() },
            ]
        );
    }

    #[test]
    fn a_wrong_entry_is_shown_and_an_empty_one_is_none() {
        let number = Input::Integer { min: 0, max: 9, optional: true, none: false };
        let fields = [field("retries", number, Value::Integer(5))];
        let told =
            |typed: &str| differences(&fields, &[], &[("retries".into(), typed.into())].into());
        assert_eq!(told("12x"), [Difference::Python("retries=12x".into())]);
        assert_eq!(told(""), [Difference::Python("retries=None".into())]);
    }
}
