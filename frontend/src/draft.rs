//! What a learner typed into an exercise and which hints they opened: kept per exercise, so that
//! a reload, an error or a change of language loses nothing.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{form::Typed, storage};

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    pub fields: Typed,
    pub answers: Typed,
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
