//! Values that outlive the page, in the browser's local storage or in that of the tab. Where storage is forbidden or
//! full, the page works and merely forgets.

use serde::{Serialize, de::DeserializeOwned};

use crate::json;

const PREFIX: &str = "bitacora.";

/// The value stored under this name; `None` when there is no readable one.
pub fn load<T: DeserializeOwned>(name: &str) -> Option<T> {
    let text = storage()?.get_item(&format!("{PREFIX}{name}")).ok()??;
    json::read(&text)
}

/// Stores a value under this name.
pub fn save<T: Serialize>(name: &str, value: &T) {
    if let Some(storage) = storage() {
        // Storage that is full or forbidden is no reason to disturb the learner.
        storage.set_item(&format!("{PREFIX}{name}"), &json::write(value)).ok();
    }
}

/// A value of this tab, which lasts as long as it.
pub fn load_of_tab<T: DeserializeOwned>(name: &str) -> Option<T> {
    let text = tab()?.get_item(&format!("{PREFIX}{name}")).ok()??;
    json::read(&text)
}

/// Stores a value of this tab.
pub fn save_of_tab<T: Serialize>(name: &str, value: &T) {
    if let Some(tab) = tab() {
        // As above.
        tab.set_item(&format!("{PREFIX}{name}"), &json::write(value)).ok();
    }
}

/// A bare word, which `first.js` can read without a JSON parser.
pub fn load_word(name: &str) -> Option<String> {
    storage()?.get_item(&format!("{PREFIX}{name}")).ok()?
}

/// Stores a bare word, or removes it.
pub fn save_word(name: &str, word: Option<&str>) {
    let Some(storage) = storage() else { return };
    let key = format!("{PREFIX}{name}");
    match word {
        Some(word) => storage.set_item(&key, word).ok(),
        None => storage.remove_item(&key).ok(),
    };
}

fn tab() -> Option<web_sys::Storage> {
    web_sys::window()?.session_storage().ok()?
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok()?
}
