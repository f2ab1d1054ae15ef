//! The frame of every page.

use crate::theme::Theme;

pub struct PageWords {
    pub product: &'static str,
    pub title: fn(&str) -> String,
    pub skip: &'static str,
    pub nav: &'static str,
    pub nav_course: &'static str,
    pub guest: fn(&str) -> String,
    pub other_language: &'static str,
    pub theme: fn(Theme) -> &'static str,
    pub theme_label: fn(&str) -> String,
    pub retry: &'static str,
    pub unreachable: &'static str,
    pub not_found: &'static str,
    pub not_found_next: &'static str,
    pub to_course: &'static str,
}
