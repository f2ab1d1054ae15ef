//! Drawings as SVG text. A drawing has hundreds of shapes and changes as a whole: from one string
//! per lane the browser makes all nodes at once, and a test can count them. Pure; texts come from
//! `i18n`, colours from the style sheet by class.

#[cfg(test)]
mod any_act_tests;
mod block;
mod canvas;
mod change;
mod deck_row;
mod glyph;
mod group;
mod group_ground;
mod landmark;
mod legend;
mod names;
mod progress;
mod rare;
#[cfg(test)]
mod scene_tests;
mod script;
mod setback;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod texts_tests;
mod thumbnail;

pub use canvas::Canvas;
pub use deck_row::row as deck_row;
use glyph::offset_in;
pub use glyph::{glyph, key_class};
pub use group::lane as group_lane;
pub use group_ground::ground as group_ground;
pub use landmark::bands;
pub use legend::sign;
pub use names::names;
pub use progress::marks as group_marks;
pub use script::{ground as script_ground, lane as script_lane, overlay as script_overlay};
pub use thumbnail::{VIEW_BOX as THUMBNAIL, longest_log, thumbnail};
