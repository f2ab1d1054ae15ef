//! The whole session on one page, to be printed or read without a network: all lessons, one after the
//! other, without scripts.

use api::{course::Course as Outline, text::Lang};
use lessons::course::Course;
use maud::{Markup, PreEscaped, html};

use super::{lesson_page, lessons as pages_of};

/// What an id is named by in our HTML: alone, in a list, or in a link.
const NAMED_BY: [&str; 5] =
    [" id=\"", " for=\"", " aria-labelledby=\"", " aria-describedby=\"", " name=\""];

/// Title and summary of the page.
pub const fn words(lang: Lang) -> (&'static str, &'static str) {
    match lang {
        Lang::Es => {
            ("Cuaderno de la sesión", "Todas las lecciones, una detrás de otra, para imprimirlas.")
        }
        Lang::En => ("Booklet of the session", "All lessons, one after the other, to be printed."),
    }
}

pub fn main(course: &Course, outline: &Outline, lang: Lang) -> Markup {
    let (title, summary) = words(lang);
    html! {
        main id="main" class="booklet" {
            header class="opening" {
                p class="crumb" { (outline.title) }
                h1 { (title) }
                p class="lead" { (summary) }
            }
            @for lesson in &course.lessons {
                article class="lesson" id=(lesson.slug) {
                    (PreEscaped(own_ids(
                        &lesson_page::body(&pages_of::in_language(course, lesson, lang), outline, lang).0,
                        &lesson.slug,
                    )))
                }
            }
        }
    }
}

/// Puts the lesson's name before each id of its HTML, and wherever an id is named: blocks and notes
/// are numbered in each lesson from the beginning.
fn own_ids(html: &str, slug: &str) -> String {
    let mut html = html.replace("href=\"#", &format!("href=\"#{slug}-"));
    html = html.replace("url(#", &format!("url(#{slug}-"));
    for attribute in NAMED_BY {
        let mut parts = html.split(attribute);
        let mut named = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (ids, rest) = part.split_once('"').unwrap_or((part, ""));
            let ids: Vec<_> = ids.split(' ').map(|id| format!("{slug}-{id}")).collect();
            named += &format!("{attribute}{}\"{rest}", ids.join(" "));
        }
        html = named;
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_and_what_names_it_stay_together() {
        let html = "<svg aria-labelledby=\"t d\"><title id=\"t\">x</title><path fill=\"url(#g)\"/></svg>\
                    <a href=\"#o1\">1</a><a href=\"/es/#o1\">2</a>";
        assert_eq!(
            own_ids(html, "acks"),
            "<svg aria-labelledby=\"acks-t acks-d\"><title id=\"acks-t\">x</title>\
             <path fill=\"url(#acks-g)\"/></svg>\
             <a href=\"#acks-o1\">1</a><a href=\"/es/#o1\">2</a>",
        );
    }
}
