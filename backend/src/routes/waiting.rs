//! What a page says where the frontend is still to draw.

use api::text::Lang;
use maud::{Markup, html};

/// What stands where the frontend will draw. Which of the sentences is shown, `data-boot` of `<html>`
/// says (`frontend/boot/`); without scripts it is only the last.
pub fn place(lang: Lang, state: &str, without: &str) -> Markup {
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
