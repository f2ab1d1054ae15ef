//! The keys of a run in the order of their first appearance: the place chooses glyph and letter.

use std::collections::HashMap;

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Keys {
    names: Vec<String>,
    places: HashMap<String, usize>,
}

impl Keys {
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The place of a key, which is the next one if it was never seen.
    pub(super) fn meet(&mut self, key: &str) -> usize {
        if let Some(place) = self.places.get(key) {
            return *place;
        }
        self.names.push(key.to_owned());
        self.places.insert(key.to_owned(), self.names.len() - 1);
        self.names.len() - 1
    }
}
