//! What a learner typed into an exercise and which hints they opened: kept per exercise, so that
//! a reload, an error or a change of language loses nothing. Answers belong to the orders that they
//! are about: a prediction about yesterday's orders is none.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{form::Typed, storage};

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    pub fields: Typed,
    pub answers: Typed,
    /// The seed of the orders that the learner was about to run; `None` while she looks at a run.
    pub seed: Option<String>,
    /// Whether the form was unfolded beside a run.
    pub open: bool,
}

impl Draft {
    /// What is left of it for the attempt with these orders: what was answered about others is gone.
    pub fn of_attempt(self, seed: &str) -> Self {
        match &self.seed {
            Some(of) if of == seed => self,
            Some(_) | None => Self { answers: Typed::new(), seed: None, ..self },
        }
    }
}

pub fn load(exercise: &str) -> Draft {
    storage::load(&format!("draft.{exercise}")).unwrap_or_default()
}

pub fn save(exercise: &str, draft: &Draft) {
    storage::save(&format!("draft.{exercise}"), draft);
}

/// How many hints of this check are open. They stay open after a success.
pub fn open_hints(exercise: &str, check: &str) -> usize {
    hints(exercise).get(check).copied().unwrap_or(0)
}

pub fn save_open_hints(exercise: &str, check: &str, open: usize) {
    let mut hints = hints(exercise);
    hints.insert(check.to_owned(), open);
    storage::save(&format!("hints.{exercise}"), &hints);
}

fn hints(exercise: &str) -> BTreeMap<String, usize> {
    storage::load(&format!("hints.{exercise}")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(name: &str, text: &str) -> Typed {
        [(name.to_owned(), text.to_owned())].into()
    }

    #[test]
    fn answers_last_as_long_as_the_orders_that_they_are_about() {
        let draft = Draft {
            fields: typed("acks", "all"),
            answers: typed("records", "12"),
            seed: Some("of 12 orders".into()),
            open: true,
        };
        assert_eq!(draft.clone().of_attempt("of 12 orders"), draft);
        let next = draft.clone().of_attempt("of 31 orders");
        assert_eq!(next, Draft { answers: Typed::new(), seed: None, ..draft });
    }

    #[test]
    fn a_draft_of_before_keeps_its_fields_and_no_answer() {
        let stored = r#"{"fields":{"acks":"all"},"answers":{"records":"12"}}"#;
        let draft: Draft = serde_json::from_str(stored).unwrap();
        let draft = draft.of_attempt("any");
        assert_eq!((draft.fields, draft.answers), (typed("acks", "all"), Typed::new()));
    }
}
