//! How large a drawing is.

use crate::direction::Direction;

/// The extent of a drawing.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Plane {
    pub direction: Direction,
    /// Along time, and across it.
    pub width: f64,
    pub height: f64,
    /// Bottom of the lanes, where the axis begins.
    pub floor: f64,
}
