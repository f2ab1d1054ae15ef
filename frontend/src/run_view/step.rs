//! What a run is doing now.

use api::{event::WaitingCall, run::RunState};

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
