//! English: plain and short; the same names for the same things.

mod course;
mod drawing;
mod figure;
mod form;
mod group;
mod handling;
mod home;
mod lesson;
mod measures;
mod miniature;
mod page;
mod part;
mod past;
mod result;
mod run;
mod search;
mod table;
mod verdict;

use api::{event::FIRST_ORDER, text::Lang};

use crate::{
    format::whole,
    i18n::{FirstWords, Words},
};

pub(super) const FIRST: FirstWords = FirstWords {
    page: page::PAGE,
    course: course::COURSE,
    home: home::HOME,
    lesson: lesson::LESSON,
    search: search::SEARCH,
    part: part::PART,
};

pub(super) const WORDS: Words = Words {
    figure: figure::FIGURE,
    form: form::FORM,
    miniature: miniature::MINIATURE,
    run: run::RUN,
    drawing: drawing::DRAWING,
    group: group::GROUP,
    measures: measures::MEASURES,
    table: table::TABLE,
    verdict: verdict::VERDICT,
    past: past::PAST,
    result: result::RESULT,
};

fn count(number: usize, one: &str, many: &str) -> String {
    let word = if number == 1 { one } else { many };
    format!("{} {word}", whole(number as u64, Lang::En))
}

fn joined(parts: impl IntoIterator<Item = String>) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// An order by the number that its JSON has.
fn numbered(order: u32) -> String {
    format!("order {}", u64::from(FIRST_ORDER) + u64::from(order))
}

fn of_order(order: Option<u32>) -> String {
    order.map(numbered).unwrap_or_default()
}
