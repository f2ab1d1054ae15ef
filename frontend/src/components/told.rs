//! Keeps the prose of the page true to the learner's latest run: what it tells of an exercise are
//! her numbers, once she has some. Nothing else of the prose is touched, so that focus, selection
//! and scrolling stay where they are.

use api::exercise::ToldRun;
use leptos::prelude::*;

use super::announcer::Announcer;
use crate::{browser, i18n, outcomes};

/// The elements of one number, and of the sentence that says whose they are.
const NUMBER: &str = ".outcome";
const NOTE: &str = ".outcome-note";

/// `told` changes when a run is over; `None` until the exercise is loaded.
pub fn follow(exercise: String, told: Memo<Option<Option<ToldRun>>>) {
    let i18n::Language { lang, words } = i18n::language();
    let announcer = expect_context::<Announcer>();
    Effect::new(move |was_loaded: Option<bool>| {
        let Some(loaded) = told.get() else { return false };
        let Some(ToldRun { attempt, outcomes }) = loaded else { return true };
        // An id has no character that would end the selector.
        let of_it = format!("[data-run=\"{exercise}\"]");
        browser::each(&format!("{NUMBER}{of_it}"), |element| {
            let name = element.get_attribute("data-outcome").unwrap_or_default();
            element.set_inner_html(&outcomes::html(&outcomes, &name, lang));
            element.set_attribute("data-is", "own").expect("a legal name");
        });
        browser::each(&format!("{NOTE}{of_it}"), |element| {
            element.set_text_content(Some(&(words.miniature.told)(attempt)));
        });
        // Not of a run that was over when the page was opened.
        if was_loaded == Some(true) {
            announcer.say_too((words.miniature.told_spoken)(attempt));
        }
        true
    });
}
