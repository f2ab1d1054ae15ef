//! Why a submitted value was refused, and the sentence that says what to do about it.

use std::{error::Error, fmt};

use api::{text::Text, value::Value};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The field or question as it was submitted; not escaped yet.
    pub field: String,
    pub reason: Reason,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// The exercise has no such field or question.
    Unknown,
    /// A prediction answers every question that is asked.
    Missing,
    NotText,
    NotAnInteger,
    NotAName {
        max_length: u32,
    },
    NotAChoice {
        choices: Vec<Value>,
    },
    /// Both bounds are allowed values.
    OutOfRange {
        min: i64,
        max: i64,
    },
}

impl FieldError {
    /// What happened and what to do, without the submitted value.
    pub fn text(&self) -> Text {
        let Self { field, reason } = self;
        let field: String = field.chars().take(LONGEST_QUOTED).collect();
        match reason {
            Reason::Unknown => Text::new(
                format!("Este ejercicio no tiene «{field}»: quítalo, o recarga la página."),
                format!("This exercise has no “{field}”: leave it out, or reload the page."),
            ),
            Reason::Missing => Text::new(
                format!("Falta tu predicción para «{field}»: contéstala, o ejecuta sin predecir."),
                format!("“{field}” has no prediction yet: answer it, or run without predicting."),
            ),
            Reason::NotText => Text::new(
                format!("«{field}» tiene que ser texto: escríbelo entre comillas."),
                format!("“{field}” has to be text: write it between quotes."),
            ),
            Reason::NotAnInteger => Text::new(
                format!("«{field}» tiene que ser un número entero: escríbelo con cifras."),
                format!("“{field}” has to be a whole number: write it in digits."),
            ),
            Reason::NotAName { max_length } => Text::new(
                format!(
                    "Ese nombre no vale en «{field}»: usa de 1 a {max_length} letras sin tilde, \
                     cifras, puntos, guiones o guiones bajos, y no solo «.» o «..». Kafka lo exige \
                     a los topics, y este laboratorio también a los grupos."
                ),
                format!(
                    "That name is not valid in “{field}”: use 1 to {max_length} ASCII letters, \
                     digits, dots, hyphens or underscores, and not just “.” or “..”. Kafka requires \
                     that of topics, and this lab of groups, too."
                ),
            ),
            Reason::NotAChoice { choices } => {
                let choices = choices.iter().map(literal).collect::<Vec<_>>().join(", ");
                Text::new(
                    format!("Ese valor no existe en «{field}»: elige uno de estos: {choices}."),
                    format!("“{field}” has no such value: choose one of {choices}."),
                )
            }
            Reason::OutOfRange { min, max } => Text::new(
                format!("«{field}» está fuera de rango: escribe un número de {min} a {max}."),
                format!("“{field}” is out of range: write a number from {min} to {max}."),
            ),
        }
    }
}

/// Characters of a submitted name that the sentence repeats at most.
const LONGEST_QUOTED: usize = 40;

/// The value as the content has it.
pub(crate) fn literal(value: &Value) -> String {
    match value {
        Value::Bool(value) => value.to_string(),
        Value::Integer(value) => value.to_string(),
        Value::Text(value) => format!("\"{value}\""),
        Value::Several(values) => format!("{values:?}"),
    }
}

impl fmt::Display for FieldError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text().en)
    }
}

impl Error for FieldError {}
