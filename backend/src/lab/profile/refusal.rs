//! Why keyword arguments make no client: kafka-python raises, or the workbook does not allow the
//! value.

use api::text::Text;

use super::{keyword::Keyword, python_error::PythonError, setting::Setting};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// What the constructor of kafka-python raises.
    Python(PythonError),
    /// kafka-python would accept it, but it cannot be run here.
    Workbook { keyword: &'static str, text: Text },
}

impl From<PythonError> for Refusal {
    fn from(error: PythonError) -> Self {
        Self::Python(error)
    }
}

impl Refusal {
    /// Addresses, credentials and file paths belong to the server that runs the client.
    pub(super) fn reserved(keyword: &Keyword) -> Self {
        let name = keyword.name;
        Self::Workbook {
            keyword: name,
            text: Text::new(
                format!(
                    "Aquí `{name}` lo pone el cuaderno, que conecta por ti. Quita ese argumento."
                ),
                format!("Here the workbook sets `{name}` and connects for you. Leave it out."),
            ),
        }
    }

    /// `api_version` of a broker whose protocol Kafka 4 no longer supports.
    pub(super) fn old_protocol(given: &Setting) -> Self {
        Self::Workbook {
            keyword: "api_version",
            text: Text::new(
                format!(
                    "Con `api_version={given}`, kafka-python habla un protocolo que Kafka 4 ya no \
                     entiende: el script arranca y ningún registro llega. Quita ese argumento, o \
                     pon `(1, 0)` o posterior."
                ),
                format!(
                    "With `api_version={given}`, kafka-python speaks a protocol that Kafka 4 no \
                     longer understands: the script starts and no record arrives. Leave it out, or \
                     use `(1, 0)` or later."
                ),
            ),
        }
    }

    /// `expected` lists, in Python, what can be given instead.
    pub(super) fn value(name: &'static str, given: &Setting, expected: &str) -> Self {
        Self::Workbook {
            keyword: name,
            text: Text::new(
                format!("`{name}={given}` no se puede ejecutar aquí. Prueba con {expected}."),
                format!("`{name}={given}` cannot be run here. Try {expected}."),
            ),
        }
    }
}
