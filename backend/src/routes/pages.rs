//! Pages for people: the same paths as the frontend's router, with everything that can be read
//! before WebAssembly runs, or without it.

use std::collections::BTreeMap;

use api::{paths, text::Lang};
use axum::{
    extract::{OriginalUri, Path, State},
    http::{HeaderMap, StatusCode, header, uri::Authority},
    response::{IntoResponse, Redirect, Response},
};
use maud::{DOCTYPE, Markup, html};

use super::{
    booklet, course, glossary, home_page, lesson_page, lessons, problem,
    shell::{self, Page},
    waiting,
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
    let outline = course::outline(&app, lang, &BTreeMap::new(), &BTreeMap::new());
    let page = Page {
        lang,
        title: &outline.title,
        description: &outline.summary,
        path: paths::home_page(lang),
        other: paths::home_page(shell::other(lang)),
        main: home_page::main(&outline, lang),
    };
    shell::render(&app, page).into_response()
}

pub async fn show_lesson(
    State(app): State<App>,
    Path((lang, slug)): Path<(String, String)>,
) -> Response {
    let Some(lang) = Lang::parse(&lang) else { return missing(&app, Lang::default(), "/") };
    let course = app.lab.course.now();
    let Some(found) = course.lesson(&slug) else {
        return match course.successor(&slug) {
            Some(lesson) => moved(lang, &lesson.slug, &slug),
            None => missing(&app, lang, &paths::home_page(shell::other(lang))),
        };
    };
    let lesson = lessons::in_language(&course, found, lang);
    let outline = course::outline(&app, lang, &BTreeMap::new(), &BTreeMap::new());
    let page = Page {
        lang,
        title: &lesson.title,
        description: &lesson.summary,
        path: paths::lesson_page(lang, &slug),
        other: paths::lesson_page(shell::other(lang), &slug),
        main: lesson_page::main(&lesson, &outline, lang),
    };
    shell::render(&app, page).into_response()
}

pub async fn show_glossary(State(app): State<App>, Path(lang): Path<String>) -> Response {
    let Some(lang) = Lang::parse(&lang) else { return missing(&app, Lang::default(), "/") };
    let (title, summary) = glossary::words(lang);
    let page = Page {
        lang,
        title,
        description: summary,
        path: paths::glossary_page(lang),
        other: paths::glossary_page(shell::other(lang)),
        main: glossary::main(&app.lab.course.now(), lang),
    };
    shell::render(&app, page).into_response()
}

/// The whole session, to be printed.
pub async fn show_booklet(State(app): State<App>, Path(lang): Path<String>) -> Response {
    let Some(lang) = Lang::parse(&lang) else { return missing(&app, Lang::default(), "/") };
    let course = app.lab.course.now();
    let outline = course::outline(&app, lang, &BTreeMap::new(), &BTreeMap::new());
    let (title, summary) = booklet::words(lang);
    let page = Page {
        lang,
        title,
        description: summary,
        path: paths::booklet_page(lang),
        other: paths::booklet_page(shell::other(lang)),
        main: booklet::main(&course, &outline, lang),
    };
    shell::render_still(&app, page).into_response()
}

/// An old lesson's address. Its blocks may be in other lessons than the one where it leads, and a
/// fragment is known to the browser alone; so the address says what was asked for, and the frontend
/// goes on from there (`frontend/src/pages/moved.rs`).
fn moved(lang: Lang, slug: &str, formerly: &str) -> Response {
    let to = format!("{}?{}={formerly}", paths::lesson_page(lang, slug), paths::FORMERLY);
    (StatusCode::MOVED_PERMANENTLY, [(header::LOCATION, to)]).into_response()
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
        main: html! { main id="main" class="run" { (waiting::place(lang, opening, needed)) } },
    };
    shell::render(&app, page).into_response()
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
        main: html! {
            main id="main" class="sheet" {
                h1 { (title) }
                p { (text) }
                p { a class="button main" href=(paths::home_page(lang)) { (back) } }
            }
        },
    };
    (StatusCode::NOT_FOUND, shell::render(app, page)).into_response()
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
