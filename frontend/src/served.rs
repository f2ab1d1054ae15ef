//! The page that the server rendered. It stays in `#served` until ours has its first data; then
//! ours replaces it in one frame, so that nothing flashes or jumps.

use web_sys::Element;

/// How far the frontend is, on `<html>`; `boot/` writes it.
const BOOT: &str = "data-boot";

/// Before mounting: hides our page while the served one is read.
pub fn hide_app() {
    if element("served").is_some()
        && let Some(app) = element("app")
    {
        app.set_attribute("hidden", "").expect("hidden is a legal attribute name");
    }
}

/// Whether the served page is still the one that is read.
pub fn is_there() -> bool {
    element("served").is_some()
}

/// Our page is complete and replaces the served one. Does nothing when called again.
pub fn hand_over() {
    if let Some(served) = element("served") {
        served.remove();
    }
    if let Some(app) = element("app") {
        app.remove_attribute("hidden").expect("hidden is a legal attribute name");
    }
    if let Some(root) = root() {
        root.remove_attribute(BOOT).expect("data-boot is a legal attribute name");
    }
}

/// The build that this page is of; `None` on a page that the server did not render.
pub fn build() -> Option<String> {
    root()?.get_attribute("data-build")
}

fn root() -> Option<Element> {
    web_sys::window()?.document()?.document_element()
}

fn element(id: &str) -> Option<Element> {
    web_sys::window()?.document()?.get_element_by_id(id)
}
