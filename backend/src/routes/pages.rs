//! Pages for people: the same paths as the frontend's router, with everything that can be read
//! before WebAssembly runs, or without it.

use std::collections::BTreeMap;

use api::{
    course::{Block, Course as Outline, Lesson},
    paths,
    text::Lang,
};
use axum::{
    extract::{OriginalUri, Path, State},
    http::{HeaderMap, StatusCode, uri::Authority},
    response::{IntoResponse, Redirect, Response},
};
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{
    course, lessons, problem,
    shell::{self, Page},
};
use crate::{
    app::App,
    error::{Error, Noun},
    public_url::PublicUrl,
};

pub async fn choose_language(headers: HeaderMap) -> Redirect {
    Redirect::temporary(&paths::home_page(problem::preferred_lang(&headers)))
}

pub async fn show_home(State(app): State<App>, Path(lang): Path<String>) -> Response {
    let Some(lang) = Lang::parse(&lang) else { return missing(&app, Lang::default(), "/") };
    let outline = course::outline(&app, lang, &BTreeMap::new());
    let page = Page {
        lang,
        title: &outline.title,
        description: &outline.summary,
        path: paths::home_page(lang),
        other: paths::home_page(shell::other(lang)),
        build: &app.assets.build,
        main: home(&outline, lang),
    };
    shell::render(page).into_response()
}

pub async fn show_lesson(
    State(app): State<App>,
    Path((lang, slug)): Path<(String, String)>,
) -> Response {
    let Some(lang) = Lang::parse(&lang) else { return missing(&app, Lang::default(), "/") };
    let Some(found) = app.lab.course.lesson(&slug) else {
        return missing(&app, lang, &paths::home_page(shell::other(lang)));
    };
    let lesson = lessons::in_language(found, lang);
    let page = Page {
        lang,
        title: &lesson.title,
        description: &lesson.summary,
        path: paths::lesson_page(lang, &slug),
        other: paths::lesson_page(shell::other(lang), &slug),
        build: &app.assets.build,
        main: prose(&lesson, lang),
    };
    shell::render(page).into_response()
}

/// Contains nothing of the run, since only the data route knows whether the visitor may see it.
pub async fn show_run(
    State(app): State<App>,
    Path((lang, id)): Path<(String, String)>,
) -> Response {
    let Some(lang) = Lang::parse(&lang) else { return missing(&app, Lang::default(), "/") };
    let (title, opening, needed) = match lang {
        Lang::Es => (
            "Ejecución",
            "Abriendo la ejecución…",
            "La página de una ejecución necesita JavaScript y WebAssembly.",
        ),
        Lang::En => {
            ("Run", "Opening the run…", "The page of a run needs JavaScript and WebAssembly.")
        }
    };
    let page = Page {
        lang,
        title,
        description: title,
        path: paths::run_page(lang, &id),
        other: paths::run_page(shell::other(lang), &id),
        build: &app.assets.build,
        main: html! { main id="main" class="run" { (waiting(lang, opening, needed)) } },
    };
    shell::render(page).into_response()
}

/// Whether the path is for programs and not for people.
pub fn is_data(path: &str) -> bool {
    path.starts_with("/api/") || path.starts_with("/assets/")
}

/// A page for people, a problem for programs.
pub async fn not_found(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
) -> Response {
    let path = uri.path();
    if is_data(path) {
        return Error::NotFound(Noun::Page).into_response();
    }
    let first = path.trim_start_matches('/').split('/').next().and_then(Lang::parse);
    let lang = first.unwrap_or_else(|| problem::preferred_lang(&headers));
    missing(&app, lang, &paths::home_page(shell::other(lang)))
}

fn missing(app: &App, lang: Lang, other: &str) -> Response {
    let (title, text, back) = match lang {
        Lang::Es => {
            ("Aquí no hay nada", "Esa página no existe, o cambió de sitio.", "Volver al curso")
        }
        Lang::En => (
            "There is nothing here",
            "That page does not exist, or it moved.",
            "Back to the course",
        ),
    };
    let page = Page {
        lang,
        title,
        description: text,
        path: String::new(),
        other: other.to_owned(),
        build: &app.assets.build,
        main: html! {
            main id="main" class="sheet" {
                h1 { (title) }
                p { (text) }
                p { a class="button main" href=(paths::home_page(lang)) { (back) } }
            }
        },
    };
    (StatusCode::NOT_FOUND, shell::render(page)).into_response()
}

/// The answer to a request under a name that is not ours, in both languages and self-contained:
/// under such a name neither our styles nor our scripts are served.
pub fn other_host(asked: &Authority, public: Option<&PublicUrl>) -> Markup {
    let says = |lang: Lang, title: &str, text: &str, setting: &str, open: &str| {
        html! {
            section lang=(lang.code()) {
                h1 { (title) }
                p { (text) }
                p { (setting) }
                pre { code { "bitacora serve --public-url http://" (asked) } }
                @if let Some(url) = public {
                    p { (open) " " a href={ (url.origin()) (paths::home_page(lang)) } { (url.origin()) } }
                }
            }
        }
    };
    html! {
        (DOCTYPE)
        html lang="es" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { "Bitácora" }
            }
            body {
                main {
                    (says(
                        Lang::Es,
                        "Bitácora no se conoce por este nombre",
                        "Por seguridad, solo contesta a los nombres de su propia máquina (localhost, 127.0.0.1) y al de su dirección pública.",
                        "Si el servidor es tuyo, dile su dirección pública al arrancarlo (o en BITACORA_PUBLIC_URL); con https si delante hay un proxy con TLS:",
                        "La dirección pública de este servidor es",
                    ))
                    (says(
                        Lang::En,
                        "Bitácora does not know itself by this name",
                        "For safety it answers only to the names of its own machine (localhost, 127.0.0.1) and to that of its public URL.",
                        "If the server is yours, tell it its public URL when you start it (or in BITACORA_PUBLIC_URL); with https if a proxy with TLS stands in front:",
                        "The public URL of this server is",
                    ))
                }
            }
        }
    }
}

fn home(outline: &Outline, lang: Lang) -> Markup {
    let (slogan, begin, lessons) = match lang {
        Lang::Es => ("Aprende Kafka prediciendo qué va a pasar.", "Empezar con", "Lecciones"),
        Lang::En => ("Learn Kafka by predicting what will happen.", "Start with", "Lessons"),
    };
    html! {
        main id="main" class="home" {
            section class="hero" {
                div {
                    h1 { (slogan) }
                    p class="lead" { (outline.summary) }
                    @if let Some(first) = outline.lessons.first() {
                        p class="facts" {
                            a class="button main" href=(paths::lesson_page(lang, &first.slug)) {
                                (begin) " " (first.number) " " (first.title)
                            }
                        }
                    }
                }
            }
            div class="home-body" {
                section aria-labelledby="lessons-h" {
                    h2 id="lessons-h" { (lessons) }
                    @for (offset, lesson) in outline.lessons.iter().enumerate() {
                        section class="entry" {
                            span class="folio" aria-hidden="true" { (folio(offset)) }
                            h3 { a href=(paths::lesson_page(lang, &lesson.slug)) { (lesson.title) } }
                            p { (lesson.summary) }
                        }
                    }
                }
            }
        }
    }
}

/// The same structure as `frontend/src/pages/lesson.rs`, so that nothing jumps when the frontend
/// takes over.
fn prose(lesson: &Lesson, lang: Lang) -> Markup {
    let index = match lang {
        Lang::Es => "Índice del curso",
        Lang::En => "Course index",
    };
    html! {
        div class="workbook" {
            nav class="outline" aria-label=(index) {}
            main id="main" class="lesson" {
                header class="entry opening" {
                    p class="crumb" { (lesson.number) " · " (lesson.minutes) " min" }
                    h1 { (lesson.title) }
                    p class="lead" { (lesson.summary) }
                }
                @for (offset, block) in lesson.blocks.iter().enumerate() {
                    section class="entry" id={ "o" (offset) } {
                        span class="folio" aria-hidden="true" { (folio(offset)) }
                        @match block {
                            // Rendered from the course's own Markdown, which admits no HTML.
                            Block::Prose { html } => { div class="prose" { (PreEscaped(html)) } }
                            Block::Exercise { .. } => { div class="exercise-place" { (loading(lang)) } }
                            Block::Miniature { .. } => {
                                div class="miniature-place" { (loading_miniature(lang)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn loading(lang: Lang) -> Markup {
    match lang {
        Lang::Es => waiting(
            lang,
            "Preparando el ejercicio…",
            "El ejercicio necesita JavaScript y WebAssembly.",
        ),
        Lang::En => waiting(
            lang,
            "Preparing the exercise…",
            "The exercise needs JavaScript and WebAssembly.",
        ),
    }
}

fn loading_miniature(lang: Lang) -> Markup {
    match lang {
        Lang::Es => waiting(
            lang,
            "Preparando la miniatura…",
            "La miniatura necesita JavaScript y WebAssembly.",
        ),
        Lang::En => waiting(
            lang,
            "Preparing the miniature…",
            "The miniature needs JavaScript and WebAssembly.",
        ),
    }
}

/// What stands where the frontend will draw. Which of the sentences is shown, `data-boot` of `<html>`
/// says (`frontend/boot/`); without scripts it is only the last.
fn waiting(lang: Lang, state: &str, without: &str) -> Markup {
    let (late, failed, reload) = match lang {
        Lang::Es => (
            "Tarda más de lo normal. El texto ya se puede leer; lo demás aparece en cuanto llegue.",
            "No se ha podido poner en marcha: el navegador bloquea WebAssembly o falta un archivo. Recarga la página o prueba con otro navegador; el texto se puede leer igual.",
            "Recargar",
        ),
        Lang::En => (
            "This is taking longer than usual. The text can be read already; the rest appears as soon as it arrives.",
            "It could not start: the browser blocks WebAssembly, or a file is missing. Reload the page or try another browser; the text can be read all the same.",
            "Reload",
        ),
    };
    html! {
        div class="waiting" {
            p class="state" data-is="loading" data-when="starting" { (state) }
            p class="state" data-is="loading" data-when="late" role="status" { (late) }
            div class="note" data-is="no" data-when="failed" role="alert" {
                div {
                    p { (failed) }
                    // An empty address is that of the page.
                    p class="facts" { a class="button small" href="" { (reload) } }
                }
            }
            noscript { p { (without) } }
        }
    }
}

fn folio(offset: usize) -> String {
    format!("{offset:02}")
}
