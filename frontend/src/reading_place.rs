//! Where the reader is on a page, kept while the tab lives: after a reload, a step back or a change
//! of language the page is shown where it was left. Exercises arrive one by one and make the page
//! longer, so the place is held until the reader moves herself.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use leptos::{ev, prelude::*};
use serde::{Deserialize, Serialize};

use crate::{address, browser, storage};

/// What has an id and is worth finding again.
const MARKS: &str = "main :is(.entry, .result, .act, .criteria > li)[id]";
/// Marks that are kept: the innermost may be folded away when the page comes back.
const MOST_MARKS: usize = 8;
/// Between the last movement and the note of it.
const PAUSE: Duration = Duration::from_millis(150);

/// Whether the next page is the first since the document was loaded.
static IS_FIRST: AtomicBool = AtomicBool::new(true);
/// The path to which the reader went by the buttons of the browser.
static WENT_TO: Mutex<Option<String>> = Mutex::new(None);

/// An element, and how far its top was above the window's, in pixels.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    pub id: String,
    pub above: f64,
    /// Of the element at that time; the other language needs more or less.
    pub height: f64,
}

impl Mark {
    /// How far the top is above the window's at the same place of the element, at another height.
    pub fn above_at(&self, height: f64) -> f64 {
        if self.above > 0.0 { self.above * height / self.height } else { self.above }
    }
}

#[derive(Serialize, Deserialize)]
struct Place {
    /// Nearest to the top of the window first.
    marks: Vec<Mark>,
    /// Whether the reader changed the language there.
    switched: bool,
}

/// Takes over from the browser, which would scroll before the page is there. Called once, before
/// the router listens.
pub fn take_over() {
    browser::scroll_by_hand();
    // For the life of the page.
    let _listens = window_event_listener(ev::popstate, |_| {
        *WENT_TO.lock().expect("nobody panics with it") = Some(browser::path());
    });
}

/// Notes where the reader leaves for the same page in the other language.
pub fn switch() {
    note(true);
}

/// Shows the present page where it was left, if that is why it comes, and notes from then on where
/// it is read.
pub fn keep() {
    let path = browser::path();
    let is_first = IS_FIRST.swap(false, Ordering::Relaxed);
    let went_to = WENT_TO.lock().expect("nobody panics with it").take();
    let place = storage::load_of_tab::<Place>(&key(&path));
    let is_back = went_to.as_ref() == Some(&path) || (is_first && browser::was_reloaded());
    if let Some(place) = place.filter(|place| is_back || place.switched) {
        // Whoever comes again by a link begins at the top.
        let place = Place { switched: false, ..place };
        storage::save_of_tab(&key(&path), &place);
        hold(place.marks);
    }
    let is_due = StoredValue::new(false);
    let scrolled = window_event_listener(ev::scroll, move |_| {
        if is_due.try_get_value() == Some(false) {
            is_due.set_value(true);
            let path = path.clone();
            set_timeout(
                move || {
                    // Not of a page that is gone.
                    if is_due.try_set_value(false).is_none() && browser::path() == path {
                        note(false);
                    }
                },
                PAUSE,
            );
        }
    });
    on_cleanup(move || scrolled.remove());
}

fn note(switched: bool) {
    let mut marks = browser::marks(MARKS);
    marks.truncate(MOST_MARKS);
    storage::save_of_tab(&key(&browser::path()), &Place { marks, switched });
}

/// The same page has one place in all languages.
fn key(path: &str) -> String {
    format!("place.{}", address::in_language(path, Default::default()))
}

/// Scrolls to the first mark that is there, again whenever the page changes its height, until the
/// reader moves.
fn hold(marks: Vec<Mark>) {
    let watch = StoredValue::new_local(None);
    let go = move || {
        let _found = marks.iter().any(browser::scroll_to);
    };
    browser::next_frame(move || drop(watch.try_set_value(browser::watch_page(go))));
    let release = move || drop(watch.try_set_value(None));
    let listeners = [
        window_event_listener(ev::wheel, move |_| release()),
        window_event_listener(ev::touchstart, move |_| release()),
        window_event_listener(ev::keydown, move |_| release()),
        window_event_listener(ev::focusin, move |_| release()),
        window_event_listener(ev::pointerdown, move |_| release()),
    ];
    on_cleanup(move || {
        release();
        listeners.into_iter().for_each(|listener| listener.remove());
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_found_again_in_a_longer_text() {
        let mark = Mark { id: "o2".to_owned(), above: 300.0, height: 600.0 };
        assert_eq!([600.0, 900.0].map(|height| mark.above_at(height)), [300.0, 450.0]);
        let below_the_top = Mark { above: -80.0, ..mark };
        assert_eq!(below_the_top.above_at(900.0), -80.0);
    }

    #[test]
    fn both_languages_of_a_page_have_one_place() {
        assert_eq!(key("/en/lecciones/productores"), key("/es/lecciones/productores"));
        assert_ne!(key("/es/lecciones/productores"), key("/es/lecciones/consumidores"));
    }
}
