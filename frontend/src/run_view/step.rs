//! What a run is doing now, and whether it is a script's or a group's.

use api::{event::WaitingCall, exercise::Variant, run::RunState};

/// Who acts when a run begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scene {
    /// A producer's script. Acts that read its topic afterwards are a group's.
    #[default]
    Script,
    /// Consumers; the lab writes what they read.
    Group,
}

impl Scene {
    pub const fn of(variant: &Variant) -> Self {
        match variant.early {
            Some(_) => Self::Group,
            None => Self::Script,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Step {
    /// No event has come yet.
    #[default]
    Connecting,
    Queued {
        ahead: u32,
    },
    CreatingTopic,
    StartingScript {
        act: u32,
    },
    Sending {
        act: u32,
    },
    Held {
        act: u32,
    },
    Waiting {
        act: u32,
        call: WaitingCall,
    },
    Confirming {
        act: u32,
    },
    ReadingLog {
        act: u32,
    },
    /// The lab writes what the group will read.
    Writing {
        act: u32,
    },
    Joining {
        act: u32,
    },
    Consuming {
        act: u32,
    },
    Closing {
        act: u32,
    },
    Grading,
    Finished(RunState),
}
