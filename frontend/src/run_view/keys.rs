//! The keys of a run in the order of first appearance: the index chooses glyph and letter.

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

    /// The index of a key; a new key gets the next one.
    pub(super) fn meet(&mut self, key: &str) -> usize {
        if let Some(place) = self.places.get(key) {
            return *place;
        }
        self.names.push(key.to_owned());
        self.places.insert(key.to_owned(), self.names.len() - 1);
        self.names.len() - 1
    }
}
