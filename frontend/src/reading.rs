//! How far a lesson was read: the position in its log, kept between visits. The confirmed offset is
//! what exercises proved and comes from the server; this is only the reader's position.

use crate::storage;

/// Offset of the next block to read; 0 for a lesson never opened.
pub fn position(slug: &str) -> u32 {
    storage::load(&name(slug)).unwrap_or(0)
}

/// Notes that the reader reached this block. Scrolling back does not undo it.
pub fn reached(slug: &str, block: u32) {
    if block > position(slug) {
        storage::save(&name(slug), &block);
    }
}

fn name(slug: &str) -> String {
    format!("position.{slug}")
}
