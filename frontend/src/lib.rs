//! What is seen: the pages in the browser. Content and runs arrive as JSON, news as numbered
//! events; everything drawn is folded from them in plain structs that are tested on the host.
//!
//! ```text
//! client ─► pages ─► components            form, snippet ─► components ─► client (POST)
//! run_stream ─► run_view (pure) ─► lanes, group_lanes (pure geometry) ─► paint (SVG) ─► components
//! ```

/// Which row of acts is shown where they are tabs (pure).
pub mod acts_shown;
/// The language in the address of a page (pure).
pub mod address;
/// The server's answers to what a page asks.
pub mod answer;
/// The router and the markup that the server sends before this code runs.
pub mod app;
/// Which member of a group gets which partition (pure).
pub mod assignment;
/// Places of moments on a drawing (pure).
pub mod axis;
/// Calls of the browser itself: title, focus, clipboard.
pub mod browser;
/// All HTTP.
pub mod client;
/// One noun of the page each.
pub mod components;
/// What a form has that is not the default (pure).
pub mod differences;
/// In which direction time runs in a drawing (pure).
pub mod direction;
/// What was typed, kept between visits.
pub mod draft;
/// Reads typed texts as values (pure).
pub mod form;
/// Numbers and times as they are written in each language (pure).
pub mod format;
/// Geometry of the drawing of groups (pure).
pub mod group_lanes;
/// The sketch beside the home page's prediction (pure).
pub mod hero_drawing;
/// Every text of the interface, in both languages.
pub mod i18n;
/// JSON by the browser's own parser.
pub mod json;
/// What the figure of keys shows (pure).
pub mod key_figure;
/// Geometry of the drawing of scripts (pure).
pub mod lanes;
/// The signs of a run's drawings (pure).
pub mod legend;
/// The numbers of an act, and two acts in comparison (pure).
pub mod measure;
/// The names beside a drawing (pure).
pub mod names;
/// Whether the server has another build than this page.
pub mod newer;
/// The numbers of a run as the prose tells them (pure).
pub mod outcomes;
/// One page each.
pub mod pages;
/// Drawings as SVG text (pure).
pub mod paint;
/// The parts of the page whose code is loaded when it is needed.
pub mod parts;
/// How far the learner is: what she has read and passed.
pub mod progress;
/// Where the reader is on a page.
pub mod reading_place;
/// The event stream of a run.
pub mod run_stream;
/// Folds the events of a run into what is drawn (pure).
pub mod run_view;
/// Search over the whole text of the course (pure).
pub mod search;
/// The page that the server rendered, until ours replaces it.
pub mod served;
/// Several choices of one control (pure).
pub mod several;
/// The Python beside the form (pure).
pub mod snippet;
/// Values that outlive the page.
pub mod storage;
/// Which rows the event table shows, and in which order (pure).
pub mod table;
/// What the tests of several modules start from.
#[cfg(test)]
mod tests;
/// Light, dark, or the system's choice.
pub mod theme;
/// An act at one moment (pure).
pub mod timeline;

#[cfg(test)]
use tests::{scenes, stage};
use wasm_bindgen::prelude::wasm_bindgen;

/// Called by `boot.js` once the module is compiled.
#[wasm_bindgen(start)]
pub fn start() {
    served::hide_app();
    reading_place::take_over();
    browser::let_fragments_take_the_focus();
    app::mount();
}
