//! What the prose of a lesson does once the page is alive: code is copied, definitions can be
//! dismissed, and what scrolls sideways can be reached with the keyboard. The prose is HTML of the
//! server, so this listens to the element around it.

use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::announcer::Announcer;
use crate::browser;

/// How long a button says that it copied.
const SAID: Duration = Duration::from_secs(2);

/// The element of `selector` in which something happened.
fn within(event: &web_sys::Event, selector: &str) -> Option<Element> {
    event.target()?.dyn_into::<Element>().ok()?.closest(selector).ok()?
}

/// Copies the code beside a button that was pressed, and says so.
pub fn copy(event: &web_sys::Event, announcer: Announcer, copied: &'static str) {
    let Some(button) = within(event, ".copy") else { return };
    let code = button.closest(".code-box").ok().flatten();
    let code = code.and_then(|place| place.query_selector("code").ok().flatten());
    let Some(text) = code.and_then(|code| code.text_content()) else { return };
    let label = button.text_content();
    leptos::task::spawn_local(async move {
        if browser::copy(&text).await.is_ok() {
            button.set_text_content(Some(copied));
            announcer.say(copied.to_owned());
            set_timeout(move || button.set_text_content(label.as_deref()), SAID);
        }
    });
}

/// Escape hides the definition that is shown, until the pointer or the focus comes again.
pub fn dismiss(event: &web_sys::KeyboardEvent) {
    if event.key() == "Escape" {
        browser::each(".term:is(:hover, :focus-within)", |term| {
            term.set_attribute("data-dismissed", "").expect("a legal name");
        });
    }
}

/// A definition that was dismissed can be shown again.
pub fn allow_again() {
    browser::each(".term[data-dismissed]:not(:hover, :focus-within)", |term| {
        term.remove_attribute("data-dismissed").expect("a legal name");
    });
}

/// Makes what scrolls sideways a stop for the keyboard with a name, and nothing else.
pub fn follow_overflow() {
    let watch = StoredValue::new_local(None);
    Effect::new(move |_| {
        watch.set_value(browser::watch_overflow("main [data-scrolls]", |element, overflows| {
            let attributes = [
                ("tabindex", "0".to_owned()),
                ("role", "group".to_owned()),
                ("aria-label", element.get_attribute("data-scrolls").unwrap_or_default()),
            ];
            for (name, value) in attributes {
                let changed = match overflows {
                    true => element.set_attribute(name, &value),
                    false => element.remove_attribute(name),
                };
                changed.expect("a legal name");
            }
        }));
    });
    on_cleanup(move || drop(watch.try_set_value(None)));
}
