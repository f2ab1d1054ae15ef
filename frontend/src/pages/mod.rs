//! One page each: it loads its data by the URL, sets the title, and replaces the page that the
//! server rendered.

pub mod glossary;
pub mod home;
pub mod lesson;
pub mod moved;
pub mod not_found;
pub mod page_place;
pub mod run;

use leptos::prelude::*;

use crate::{browser, i18n, reading_place, served};

/// The page's first data is here: sets the title and replaces the served page, in the frame in
/// which it is painted. A page that was reached from another one takes the focus, since the link
/// that led to it is gone.
fn arrived(title: &str) {
    let title = (i18n::first_words().page.title)(title);
    Effect::new(move |_| {
        browser::set_title(&title);
        if !served::is_there() {
            browser::focus_page();
        }
        served::hand_over();
    });
    reading_place::keep();
}
