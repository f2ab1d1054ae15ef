//! The HTML of a lesson, which can be read without WebAssembly: text, notes, questions with their
//! replies. It has the structure of `frontend/src/pages/lesson.rs`, so that nothing jumps when the
//! frontend takes over.

use api::{
    course::{Ask, Block, Course, ExerciseText, Figure, Lesson, Neighbour, Part, Section},
    paths,
    text::Lang,
};
use maud::{Markup, PreEscaped, html};

use super::waiting;

/// Words of the page that the frontend has in `i18n`, too.
struct Words {
    outline: &'static str,
    contents: &'static str,
    link_to: &'static str,
    gist: &'static str,
    pager: &'static str,
    before: &'static str,
    after: &'static str,
    predict: &'static str,
    why: &'static str,
    exercise: [&'static str; 2],
    miniature: [&'static str; 2],
    figure: [&'static str; 2],
}

const fn words(lang: Lang) -> Words {
    match lang {
        Lang::Es => Words {
            outline: "Índice del curso",
            contents: "En esta lección",
            link_to: "Enlace a:",
            gist: "En dos líneas",
            pager: "Anterior y siguiente",
            before: "Anterior",
            after: "Siguiente",
            predict: "Predice antes de seguir",
            why: "Elige una y lee por qué. No puntúa.",
            exercise: [
                "Preparando el ejercicio…",
                "El ejercicio necesita JavaScript y WebAssembly.",
            ],
            miniature: [
                "Preparando la miniatura…",
                "La miniatura necesita JavaScript y WebAssembly.",
            ],
            figure: [
                "Preparando la figura…",
                "Esta figura se toca, y para eso necesita JavaScript y WebAssembly.",
            ],
        },
        Lang::En => Words {
            outline: "Course index",
            contents: "In this lesson",
            link_to: "Link to:",
            gist: "In two lines",
            pager: "Previous and next",
            before: "Previous",
            after: "Next",
            predict: "Predict before you go on",
            why: "Choose one and read why. It does not count.",
            exercise: ["Preparing the exercise…", "The exercise needs JavaScript and WebAssembly."],
            miniature: [
                "Preparing the miniature…",
                "The miniature needs JavaScript and WebAssembly.",
            ],
            figure: [
                "Preparing the figure…",
                "This figure can be touched, for which it needs JavaScript and WebAssembly.",
            ],
        },
    }
}

pub fn main(lesson: &Lesson, course: &Course, lang: Lang) -> Markup {
    let words = words(lang);
    html! {
        div class="workbook" {
            nav class="outline" aria-label=(words.outline) {
                details {
                    summary { (course.title) }
                    ol class="chapters" {
                        @for section in &course.sections { (chapter(section, course, lesson, lang)) }
                    }
                }
            }
            main id="main" class="lesson" {
                (body(lesson, course, lang))
                (pager(lesson, lang, &words))
            }
        }
    }
}

/// All that is read of a lesson.
pub fn body(lesson: &Lesson, course: &Course, lang: Lang) -> Markup {
    let words = words(lang);
    let section = course.sections.iter().find(|section| is_in(&lesson.number, section));
    html! {
        header class="opening" {
            p class="crumb" {
                (lesson.number)
                @if let Some(section) = section { " · " (section.title) }
                " · " (lesson.minutes) " min"
            }
            h1 { (lesson.title) }
            // Rendered from the course's own Markdown, as is all that is not escaped below.
            @match &lesson.question {
                Some(question) => { p class="lead" { (PreEscaped(question)) } }
                None => { p class="lead" { (lesson.summary) } }
            }
            (contents(lesson, &words))
        }
        @for (offset, block) in lesson.blocks.iter().enumerate() {
            (entry(offset, block, lang, &words))
        }
        @if !lesson.gist.is_empty() {
            section class="entry" id="gist" {
                (folio(lesson.blocks.len(), "gist", words.gist, &words))
                div class="blk" {
                    div class="txt" {
                        div class="prose gist" {
                            h2 { (words.gist) }
                            @for line in &lesson.gist { p { (PreEscaped(line)) } }
                        }
                    }
                }
            }
        }
    }
}

/// Whether a lesson is in a section, by its number.
fn is_in(number: &str, section: &Section) -> bool {
    number.split('.').next() == Some(section.number.as_str())
}

/// A section of the index; that of the page shows its lessons.
fn chapter(section: &Section, course: &Course, lesson: &Lesson, lang: Lang) -> Markup {
    let of_it = || course.lessons.iter().filter(|it| is_in(&it.number, section));
    html! {
        @if let Some(first) = of_it().next() {
            li {
                p {
                    a href=(paths::lesson_page(lang, &first.slug)) {
                        span class="mono" { (section.number) } " " (section.title)
                    }
                }
                @if is_in(&lesson.number, section) {
                    ol class="subs" {
                        @for it in of_it() {
                            li {
                                a href=(paths::lesson_page(lang, &it.slug))
                                    aria-current=[(it.slug == lesson.slug).then_some("page")] {
                                    span class="mono" { (it.number) } " " (it.title)
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Where one can jump to: every second-level heading.
fn contents(lesson: &Lesson, words: &Words) -> Markup {
    let headings: Vec<_> = (0..)
        .zip(&lesson.blocks)
        .filter_map(|(offset, block): (usize, &Block)| Some((offset, block.heading.as_ref()?)))
        .collect();
    html! {
        @if headings.len() > 1 {
            details class="contents" open {
                summary { (words.contents) }
                ol class="bare" {
                    @for (offset, heading) in headings {
                        li {
                            a href={ "#" (heading.anchor) } {
                                span class="mono" { (number(offset)) } " " (heading.title)
                            }
                        }
                    }
                }
            }
        }
    }
}

fn entry(offset: usize, block: &Block, lang: Lang, words: &Words) -> Markup {
    let own = format!("o{offset}");
    let (anchor, title) = match &block.heading {
        Some(heading) => (heading.anchor.as_str(), heading.title.as_str()),
        None => (own.as_str(), ""),
    };
    let is_whole = matches!(block.parts[..], [Part::Exercise { .. }]);
    html! {
        section class="entry" id=(own) {
            (folio(offset, anchor, title, words))
            div class={ "blk" @if is_whole { " whole" } } {
                div class="txt" {
                    @for part in &block.parts { (self::part(part, lang, words)) }
                }
                @if !block.notes.is_empty() {
                    div class="notes" {
                        @for note in &block.notes {
                            div class="note-m" role="note" id={ "n" (note.number) } {
                                a href={ "#r" (note.number) } { (note.number) }
                                div { (PreEscaped(&note.html)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn folio(offset: usize, anchor: &str, title: &str, words: &Words) -> Markup {
    let label = match title {
        "" => number(offset),
        title => title.to_owned(),
    };
    html! {
        a class="folio" href={ "#" (anchor) } aria-label={ (words.link_to) " " (label) } {
            (number(offset))
        }
    }
}

fn part(part: &Part, lang: Lang, words: &Words) -> Markup {
    match part {
        Part::Prose { html } => html! { div class="prose" { (PreEscaped(html)) } },
        Part::Exercise { text, .. } => exercise("exercise", text, lang, words.exercise),
        Part::Miniature { text, .. } => exercise("miniature", text, lang, words.miniature),
        Part::Figure { figure: Figure::Keys | Figure::Group } => html! {
            div class="figure-place" { (waiting::place(lang, words.figure[0], words.figure[1])) }
        },
        Part::Ask { ask } => self::ask(ask, words),
    }
}

/// The text of an exercise, and below it what stands there for its form.
fn exercise(kind: &str, text: &ExerciseText, lang: Lang, words: [&str; 2]) -> Markup {
    html! {
        div class={ (kind) "-place" } {
            div class={ "exercise" @if kind == "miniature" { " miniature" } } {
                header {
                    p class="crumb" { (text.label) }
                    h2 { (text.title) }
                    div class="goal" { (PreEscaped(&text.goal)) }
                }
                div class="part" { (waiting::place(lang, words[0], words[1])) }
            }
        }
    }
}

/// Each option opens its reply.
fn ask(ask: &Ask, words: &Words) -> Markup {
    html! {
        div class="predict" id={ "ask-" (ask.id) } {
            p class="kind" { (words.predict) }
            p class="question" { (PreEscaped(&ask.text)) }
            div class="choices" {
                @for option in &ask.options {
                    details class="choice" name={ "ask-" (ask.id) } {
                        summary { span { (PreEscaped(&option.label)) } }
                        p { (PreEscaped(&option.reply)) }
                    }
                }
            }
            p class="foot" { (words.why) }
        }
    }
}

fn pager(lesson: &Lesson, lang: Lang, words: &Words) -> Markup {
    let link = |label: &str, to: &Neighbour| {
        html! {
            a href=(paths::lesson_page(lang, &to.slug)) {
                span { (label) }
                b { (to.number) " " (to.title) }
            }
        }
    };
    html! {
        nav class="pager" aria-label=(words.pager) {
            @if let Some(to) = &lesson.previous { (link(words.before, to)) }
            @if let Some(to) = &lesson.next { (link(words.after, to)) }
        }
    }
}

fn number(offset: usize) -> String {
    format!("{offset:02}")
}
