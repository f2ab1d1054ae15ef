//! Light, dark, or the system's choice: kept in local storage, applied as `data-theme` on
//! `<html>`. `boot/first.js` applies the same word before the first paint.

use crate::storage;

const NAME: &str = "theme";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    System,
    Light,
    Dark,
}

impl Theme {
    pub fn load() -> Self {
        match storage::load_word(NAME).as_deref() {
            Some("light") => Self::Light,
            Some("dark") => Self::Dark,
            _ => Self::System,
        }
    }

    /// The theme that the next click chooses.
    pub const fn next(self) -> Self {
        match self {
            Self::System => Self::Light,
            Self::Light => Self::Dark,
            Self::Dark => Self::System,
        }
    }

    /// Applies this theme to the page and remembers it.
    pub fn apply(self) {
        let word = match self {
            Self::System => None,
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
        };
        storage::save_word(NAME, word);
        let root = web_sys::window().and_then(|window| window.document()?.document_element());
        if let Some(root) = root {
            match word {
                Some(word) => root.set_attribute("data-theme", word),
                None => root.remove_attribute("data-theme"),
            }
            .expect("data-theme is a legal attribute name");
        }
    }
}
