//! The HTML of the home page, which can be read without WebAssembly. It has the structure of
//! `frontend/src/pages/home.rs`; what depends on the learner comes with the frontend.

use api::{
    course::{Course, LessonOutline, Section},
    paths,
    text::Lang,
};
use maud::{Markup, PreEscaped, html};

use super::booklet;

/// Words of the page that the frontend has in `i18n`, too.
struct Words {
    try_it: &'static str,
    question: &'static str,
    answer: &'static str,
    /// Our own HTML.
    why: &'static str,
    open_one: &'static str,
    sketch: &'static str,
    log: &'static str,
    begin: &'static str,
    resources: &'static str,
    glossary: &'static str,
}

const fn words(lang: Lang) -> Words {
    match lang {
        Lang::Es => Words {
            try_it: "pruébalo en diez segundos",
            question: "Tu programa envía 12 pedidos a Kafka y muere justo después. ¿Cuántos guardó Kafka?",
            answer: "Ninguno.",
            why: "<code>send()</code> los apuntó en el búfer de tu propio programa, y el búfer murió con él antes de que saliera nada.",
            open_one: "Abre un número y lee la respuesta.",
            sketch: "Es un esquema. En el ejercicio 1 lo ejecutas tú, con un broker.",
            log: "Tu sesión es un log",
            begin: "Empezar con",
            resources: "Para leer más",
            glossary: "Glosario",
        },
        Lang::En => Words {
            try_it: "try it, ten seconds",
            question: "Your program sends 12 orders to Kafka and dies right after. How many did Kafka keep?",
            answer: "None.",
            why: "<code>send()</code> put them into the buffer of your own program, and the buffer died with it before anything went out.",
            open_one: "Open a number and read the answer.",
            sketch: "This is a sketch. In exercise 1 you run it yourself, on a broker.",
            log: "Your session is a log",
            begin: "Start with",
            resources: "Further reading",
            glossary: "Glossary",
        },
    }
}

/// Of somebody who has read nothing yet, as the frontend says it. Our own HTML.
fn log_tally(lessons: usize, lang: Lang) -> String {
    match lang {
        Lang::Es => format!(
            "<b class=\"pos-word\">posición 0</b>, lo que leíste · <b>confirmado 0</b>, lo que probaste con una ejecución · <b>fin {lessons}</b>"
        ),
        Lang::En => format!(
            "<b class=\"pos-word\">position 0</b>, what you read · <b>committed 0</b>, what you proved with a run · <b>end {lessons}</b>"
        ),
    }
}

pub fn main(course: &Course, lang: Lang) -> Markup {
    let words = words(lang);
    html! {
        main id="main" class="home" {
            section class="hero" {
                div class="hero-in" {
                    div class="hero-q predict" {
                        p class="crumb" { (course.title) " · " (words.try_it) }
                        h1 { (words.question) }
                        div class="choices tight" {
                            @for number in [12, 11, 6, 0] {
                                details class="choice" name="hero" {
                                    summary { (number) }
                                    p { b { (words.answer) } " " (PreEscaped(words.why)) }
                                }
                            }
                        }
                        p class="foot" { (words.open_one) }
                    }
                    div class="hero-d" {
                        div class="hero-space" {}
                        p class="tally" { (words.sketch) }
                    }
                }
            }
            section class="home-log" aria-labelledby="log-h" {
                div class="log-head" {
                    h2 id="log-h" { (words.log) }
                    p class="tally" { (PreEscaped(log_tally(course.lessons.len(), lang))) }
                    @if let Some(first) = course.lessons.first() {
                        a class="button main" href=(paths::lesson_page(lang, &first.slug)) {
                            (words.begin) " " (first.number) " " (first.title)
                        }
                    }
                }
                ol class="courselog bare" {
                    @for lesson in &course.lessons {
                        li {
                            a href=(paths::lesson_page(lang, &lesson.slug))
                                aria-label={ (lesson.number) " " (lesson.title) } { (lesson.number) }
                        }
                    }
                }
                div class="sections" {
                    @for section in &course.sections { (self::section(section, course, lang)) }
                }
            }
            section class="home-more" {
                div class="quad" {
                    section aria-labelledby="resources-h" {
                        h2 id="resources-h" { (words.resources) }
                        ul class="bare rows" {
                            @for resource in &course.resources {
                                li {
                                    a href=(resource.url) { b { (resource.title) } }
                                    small { (resource.what) }
                                }
                            }
                            li { a href=(paths::glossary_page(lang)) { b { (words.glossary) } } }
                            li {
                                a href=(paths::booklet_page(lang)) { b { (booklet::words(lang).0) } }
                                small { (booklet::words(lang).1) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn section(section: &Section, course: &Course, lang: Lang) -> Markup {
    let is_in =
        |lesson: &&LessonOutline| lesson.number.split('.').next() == Some(section.number.as_str());
    let lessons: Vec<_> = course.lessons.iter().filter(is_in).collect();
    html! {
        @if !lessons.is_empty() {
            section {
                h3 { span class="mono" { (section.number) } " " (section.title) }
                ol class="bare topics" {
                    @for lesson in lessons {
                        li class="entry" {
                            span class="folio" { (lesson.number) }
                            a href=(paths::lesson_page(lang, &lesson.slug)) { (lesson.title) }
                            p { (lesson.summary) }
                            p class="meta" { (lesson.minutes) " min" }
                        }
                    }
                }
            }
        }
    }
}
