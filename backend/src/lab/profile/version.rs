//! The releases of kafka-python that a learner can choose: same keywords, other defaults.

use std::time::Duration;

use lessons::scenario::client::ClientVersion as Release;
use serde::{Deserialize, Serialize};

/// A release line; each stands for its newest release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ClientVersion {
    /// 2.0.2, from 2020: what most courses were written for.
    V2_0_2,
    /// 2.3.3.
    V2_3,
    /// 3.0.12.
    V3_0,
}

/// What becomes of records still in the buffer when a script reaches its last line without
/// `flush()` or `close()`. Measured on each release; a kill loses them on every one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AtExit {
    /// The network thread is a daemon and dies first: they are lost.
    Lost,
    /// A race between the exit hook and the network thread: none, some or all arrive.
    Race,
    /// `atexit` closes the producer, which flushes for at most this long.
    Flush(Duration),
}

impl ClientVersion {
    pub const ALL: [Self; 3] = [Self::V2_0_2, Self::V2_3, Self::V3_0];

    /// As a form writes it: `2.0.2`, `2.3`, `3.0`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::V2_0_2 => "2.0.2",
            Self::V2_3 => "2.3",
            Self::V3_0 => "3.0",
        }
    }

    pub const fn label(self) -> &'static str {
        match self {
            Self::V2_0_2 => "kafka-python 2.0.2",
            Self::V2_3 => "kafka-python 2.3.3",
            Self::V3_0 => "kafka-python 3.0.12",
        }
    }

    pub const fn at_exit(self) -> AtExit {
        match self {
            Self::V2_0_2 => AtExit::Lost,
            Self::V2_3 => AtExit::Race,
            Self::V3_0 => AtExit::Flush(Duration::from_secs(1)),
        }
    }
}

impl From<Release> for ClientVersion {
    fn from(release: Release) -> Self {
        match release {
            Release::V2_0_2 => Self::V2_0_2,
            Release::V2_3 => Self::V2_3,
            Release::V3_0 => Self::V3_0,
        }
    }
}
