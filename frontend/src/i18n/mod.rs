//! Every text of the interface. One struct per area, one constant per language: a text that
//! is missing in one of them does not compile. Components take their words from here and hold none themselves.

mod en;
mod es;
pub mod words;

use api::text::Lang;
use leptos::prelude::*;

pub use words::{FirstWords, Words};

use crate::client::Failure;

/// The language of the page, with the words of the parts that are loaded when they are needed
/// (`parts.rs`). The app provides the language once.
#[derive(Clone, Copy)]
pub struct Language {
    pub lang: Lang,
    pub words: &'static Words,
}

impl Language {
    pub fn of(lang: Lang) -> Self {
        let words = match lang {
            Lang::Es => &es::WORDS,
            Lang::En => &en::WORDS,
        };
        Self { lang, words }
    }
}

pub fn lang() -> Lang {
    expect_context()
}

pub fn language() -> Language {
    Language::of(lang())
}

pub fn words() -> &'static Words {
    language().words
}

/// The words of a page before any of its parts is loaded. What is drawn at first must take its words
/// from here: whoever takes `words` has all of them loaded at first.
pub fn first_words() -> &'static FirstWords {
    FirstWords::of(lang())
}

impl FirstWords {
    pub fn of(lang: Lang) -> &'static Self {
        match lang {
            Lang::Es => &es::FIRST,
            Lang::En => &en::FIRST,
        }
    }
}

/// What to tell the person about a failure: the server's own sentence where there is one.
pub fn sentence(failure: &Failure) -> String {
    match failure {
        Failure::Unreachable => first_words().page.unreachable.to_owned(),
        Failure::Refused { problem, .. } => problem.detail.clone(),
    }
}

/// A row of the event table in words.
pub struct RowWords {
    pub event: String,
    pub place: String,
    pub detail: String,
}

fn row(event: impl Into<String>, place: impl Into<String>, detail: impl Into<String>) -> RowWords {
    RowWords { event: event.into(), place: place.into(), detail: detail.into() }
}

#[cfg(test)]
mod tests {
    use api::verdict::{Verdict, VerdictResult};

    use super::*;

    #[test]
    fn where_nothing_is_judged_no_points_are_claimed() {
        let verdict = |result| Verdict {
            result,
            points: 0,
            max_points: 0,
            checks: Vec::new(),
            comparisons: Vec::new(),
            spec_version: 1,
            outcomes: Default::default(),
            sentence: None,
        };
        for (lang, done, unclear) in [
            (Lang::Es, "Ejecución terminada.", "Ejecución terminada: no concluyente."),
            (Lang::En, "Run finished.", "Run finished: inconclusive."),
        ] {
            let words = &Language::of(lang).words.verdict;
            let spoken = |result| (words.verdict_spoken)(&verdict(result));
            assert_eq!(spoken(VerdictResult::Passed), done);
            assert_eq!(spoken(VerdictResult::Inconclusive), unclear);
            let passed = |points| (words.result)(VerdictResult::Passed, points);
            assert_ne!(passed(0), passed(10));
            assert_ne!(
                (words.next)(VerdictResult::Passed, 0),
                (words.next)(VerdictResult::Passed, 10)
            );
        }
    }

    #[test]
    fn one_point_is_one_point() {
        let written = |lang, max| (Language::of(lang).words.verdict.points)(1, max);
        assert_eq!(written(Lang::Es, 1), "1 de 1 punto");
        assert_eq!(written(Lang::Es, 2), "1 de 2 puntos");
        assert_eq!(written(Lang::En, 1), "1 of 1 point");
        assert_eq!(written(Lang::En, 10), "1 of 10 points");
    }
}
