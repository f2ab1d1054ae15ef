//! The HTML around every page. The page is readable without WebAssembly: what the server knows is
//! in `#served`, and the frontend replaces it once it has its own data (`frontend/src/served.rs`).

use api::{paths, text::Lang};
use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::app::App;

/// What differs between pages.
pub struct Page<'a> {
    pub lang: Lang,
    pub title: &'a str,
    pub description: &'a str,
    /// Its own path.
    pub path: String,
    /// The same page in the other language.
    pub other: String,
    pub main: Markup,
}

/// What every first view is set in; the other fonts wait until a text asks for them.
const FIRST_FONTS: [&str; 4] = [
    "fonts/literata-latin-400-normal.woff2",
    "fonts/literata-latin-600-normal.woff2",
    "fonts/ibm-plex-sans-latin-wght-normal.woff2",
    "fonts/ibm-plex-mono-latin-400-normal.woff2",
];

/// A page that the frontend takes over.
pub fn render(app: &App, page: Page<'_>) -> Markup {
    let asset = |name: &str| asset(app, name);
    let frontend = html! {
        script src=(asset("first.js")) {}
        link rel="modulepreload" href=(asset("frontend.js"));
        link rel="modulepreload" href=(asset("parts.js"));
        link rel="preload" as="fetch" type="application/wasm" crossorigin href=(asset("frontend_bg.wasm"));
        script type="module" src=(asset("boot.js")) {}
        @if app.config.watch { script type="module" src=(asset("watch.js")) {} }
    };
    document(app, page, frontend)
}

/// A page without the frontend.
pub fn render_still(app: &App, page: Page<'_>) -> Markup {
    document(app, page, html! {})
}

fn asset(app: &App, name: &str) -> String {
    format!("{}/{name}", paths::ASSETS.replace("{build}", &app.assets.build))
}

fn document(app: &App, page: Page<'_>, scripts: Markup) -> Markup {
    let asset = |name: &str| asset(app, name);
    html! {
        (DOCTYPE)
        html lang=(page.lang.code()) data-build=(app.assets.build) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (page.title) " · Bitácora" }
                meta name="description" content=(page.description);
                meta name="color-scheme" content="light dark";
                link rel="icon" href="/favicon.svg" type="image/svg+xml";
                link rel="alternate" hreflang=(other(page.lang).code()) href=(page.other);
                @for font in FIRST_FONTS {
                    link rel="preload" as="font" type="font/woff2" crossorigin href=(asset(font));
                }
                link rel="stylesheet" href=(asset("style.css"));
                (scripts)
            }
            body {
                div id="served" {
                    (topbar(&page))
                    (page.main)
                }
                div id="app" {}
            }
        }
    }
}

fn topbar(page: &Page<'_>) -> Markup {
    let lang = page.lang;
    let other = other(lang);
    let (skip, nav, course, switch) = match lang {
        Lang::Es => ("Ir al contenido", "Principal", "Curso", "English"),
        Lang::En => ("Skip to content", "Main", "Course", "Español"),
    };
    let home = paths::home_page(lang);
    let here = (page.path == home).then_some("page");
    html! {
        a class="skip" href="#main" { (skip) }
        header class="topbar" {
            a class="wordmark" href=(home) {
                (PreEscaped(MARK))
                span { "Bitácora" }
            }
            nav aria-label=(nav) { a href=(home) aria-current=[here] { (course) } }
            div class="who" {
                a href=(page.other) lang=(other.code()) hreflang=(other.code()) { (switch) }
            }
        }
    }
}

pub fn other(lang: Lang) -> Lang {
    match lang {
        Lang::Es => Lang::En,
        Lang::En => Lang::Es,
    }
}

const MARK: &str = r#"<svg viewBox="0 0 26 26" aria-hidden="true"><path class="mark-ink" d="M2.5 1.5h17l4 4v19h-21z"/><path class="mark-margin" d="M6.4 1.5v23M8.4 1.5v23"/><path class="mark-lines" d="M10.8 8h9.4M10.8 13h6.2M10.8 18h3.2"/><path class="mark-next" d="M18.6 13h2.2M15.6 18h2.2"/></svg>"#;

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn what_is_fetched_in_advance_is_a_font_of_the_style() {
        let frontend = Path::new(env!("CARGO_MANIFEST_DIR")).join("../frontend");
        let style = std::fs::read_to_string(frontend.join("style/fonts.css")).unwrap();
        for font in FIRST_FONTS {
            assert!(style.contains(&format!("url(\"{font}\")")), "{font}");
            assert!(frontend.join("static").join(font).exists(), "{font}");
        }
    }
}
