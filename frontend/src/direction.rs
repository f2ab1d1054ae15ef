//! In which direction time runs in a drawing. All geometry is in places along time and across it;
//! only the canvas knows which of them is horizontal.

/// Below this width of its container a drawing has no room for time beside the names of its lanes.
const LEAST_RIGHT: f64 = 640.0;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Direction {
    /// Lanes lie one below the other.
    #[default]
    Right,
    /// Lanes stand side by side, and whatever goes through all of them opens a band of its own.
    Down,
}

impl Direction {
    /// Left of the lanes, for their names, where time runs to the right.
    pub const NAMES: f64 = 82.0;
    /// Left of the lanes, for moments, where time runs down.
    pub const TIMES: f64 = 46.0;
    /// Right of the lanes, where time runs down.
    pub const EDGE: f64 = 6.0;
    /// Height of the band that something opens that goes through all lanes.
    pub const BAND: f64 = 22.0;

    /// The direction in a container of this width.
    pub fn of(width: f64) -> Self {
        if width < LEAST_RIGHT { Self::Down } else { Self::Right }
    }

    /// What a container of this width offers to the lanes: along time, if it runs to the right, else
    /// across it.
    pub fn room(self, width: f64) -> f64 {
        match self {
            Self::Right => width - Self::NAMES,
            Self::Down => width - Self::TIMES - Self::EDGE,
        }
    }

    pub const fn is_down(self) -> bool {
        matches!(self, Self::Down)
    }
}
