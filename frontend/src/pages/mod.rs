//! One page each: it reads its data by the URL, sets the title, and takes the place of the page
//! that the server rendered.

pub mod home;
pub mod lesson;
pub mod not_found;
pub mod run;

use leptos::prelude::*;

use crate::{browser, i18n, served};

/// The page's first data is here: its title, and the change of places with the served page, in
/// the frame in which it is painted.
fn arrived(title: &str) {
    let title = (i18n::words().page.title)(title);
    Effect::new(move |_| {
        browser::set_title(&title);
        served::hand_over();
    });
}
