//! The terms of the course, as data and as a page that can be read without WebAssembly.

use std::sync::Arc;

use api::{course::Term, text::Lang};
use axum::{
    Json,
    extract::{Query, State},
};
use lessons::course::Course;
use maud::{Markup, PreEscaped, html};

use super::course::Reader;

pub async fn show_glossary(
    State(course): State<Arc<Course>>,
    Query(reader): Query<Reader>,
) -> Json<Vec<Term>> {
    Json(in_language(&course, reader.lang))
}

fn in_language(course: &Course, lang: Lang) -> Vec<Term> {
    let term = |term: &lessons::glossary::Term| Term {
        id: term.id.clone(),
        term: term.term.get(lang).to_owned(),
        definition: term.definition.get(lang).to_owned(),
    };
    course.glossary.terms.iter().map(term).collect()
}

/// Title and summary of the page.
pub const fn words(lang: Lang) -> (&'static str, &'static str) {
    match lang {
        Lang::Es => ("Glosario", "Los términos del curso, cada uno en una o dos frases."),
        Lang::En => ("Glossary", "The terms of the course, each in a sentence or two."),
    }
}

/// The same structure as `frontend/src/pages/glossary.rs`.
pub fn main(course: &Course, lang: Lang) -> Markup {
    let (title, summary) = words(lang);
    html! {
        main id="main" class="sheet glossary" {
            h1 { (title) }
            p class="lead" { (summary) }
            dl {
                @for term in in_language(course, lang) {
                    div id=(term.id) {
                        dt { (term.term) }
                        // Rendered from the course's own Markdown.
                        dd { (PreEscaped(&term.definition)) }
                    }
                }
            }
        }
    }
}
