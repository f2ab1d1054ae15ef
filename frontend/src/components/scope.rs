//! Ids of elements. Several exercises may stand on one page, so each id has the exercise in it.

use std::fmt::Display;

use leptos::prelude::*;

/// The exercise whose elements these are. Provided around it.
#[derive(Clone, Copy)]
pub struct Scope(StoredValue<String>);

impl Scope {
    pub fn of(exercise: &str) -> Self {
        Self(StoredValue::new(exercise.to_owned()))
    }

    /// The id of an element by its name in the exercise. No id of an exercise has a `:`.
    pub fn id(self, name: impl Display) -> String {
        // An answer may come when the exercise is gone; no element has this id then.
        self.0.try_with_value(|exercise| format!("{name}:{exercise}")).unwrap_or_default()
    }
}
