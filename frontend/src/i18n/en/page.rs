//! The frame of every page.

use crate::{i18n::words::PageWords, theme::Theme};

pub(super) const PAGE: PageWords = PageWords {
    product: "Bitácora",
    title: |page| format!("{page} · Bitácora"),
    skip: "Skip to content",
    nav: "Main",
    nav_course: "Course",
    guest: |name| format!("Guest {name}"),
    other_language: "Español",
    theme: |theme| match theme {
        Theme::System => "System",
        Theme::Light => "Light",
        Theme::Dark => "Dark",
    },
    theme_label: |theme| format!("Theme: {theme}. Change"),
    retry: "Try again",
    unreachable: "The server cannot be reached. What you typed is saved; the page keeps trying every few seconds.",
    not_found: "There is nothing here",
    not_found_next: "The address leads to no page, or the run belongs to somebody else.",
    to_course: "Go to the course",
};
