//! A run: what it is doing, and its acts.

use api::{event::RestartReason, run::RunState};

use super::{count, drawing::call_code};
use crate::{i18n::words::RunWords, run_view::Step};

pub(super) const RUN: RunWords = RunWords {
    run_heading: "Run",
    run_title: |attempt, exercise| format!("{exercise}: attempt {attempt}"),
    configuration: "The code of this run",
    predicted_answers: |answers| {
        format!("Prediction saved: {}", count(answers, "answer", "answers"))
    },
    not_predicted: "No prediction",
    evidence_hash: "Evidence, SHA-256:",
    broker_local: "local Kafka",
    broker_simulated: "simulated cluster",
    broker_external: "external Kafka",
    step: |step| match step {
        Step::Connecting => "Connecting to the run…".to_owned(),
        Step::Queued { ahead: 0 } => "In the queue: yours is the next run".to_owned(),
        Step::Queued { ahead } => {
            format!("In the queue: {} ahead", count(ahead as usize, "run", "runs"))
        }
        Step::CreatingTopic => "Creating the topic…".to_owned(),
        Step::StartingScript { act } => format!("Act {act}: starting the script…"),
        Step::Sending { act } => format!("Act {act}: the script sends your orders"),
        Step::Held { act } => {
            format!("Act {act}: requests are held back; nothing reaches the broker")
        }
        Step::Waiting { act, call } => {
            format!("Act {act}: the script waits in {}", call_code(call))
        }
        Step::Confirming { act } => format!("Act {act}: the broker confirms"),
        Step::ReadingLog { act } => format!("Act {act}: reading the log…"),
        Step::Writing { act } => format!("Act {act}: the laboratory prepares the topic"),
        Step::Joining { act } => format!("Act {act}: the members start"),
        Step::Consuming { act } => format!("Act {act}: the members read and process"),
        Step::Closing { act } => format!("Act {act}: the members close"),
        Step::Grading => "Checking what the log holds…".to_owned(),
        Step::Finished(RunState::Stopped) => "Stopped. No verdict.".to_owned(),
        Step::Finished(_) => "Finished".to_owned(),
    },
    line_broken: "The connection was lost. The run goes on; reconnecting…",
    line_refused: "The server does not answer. The run is kept: reload the page to see it.",
    stop: "Stop",
    cleared: "The drawing and the evidence of this run were kept for a time and are gone. Its verdict is still here.",
    restarted: |reason| {
        let who = match reason {
            RestartReason::Backend => "The server",
            RestartReason::Broker => "The broker",
        };
        format!(
            "{who} restarted in the middle of the run. It begins again from the start, with the same orders."
        )
    },
    in_acts: |acts, text| match acts {
        [] => text.to_owned(),
        [act] => format!("Act {act}: {text}"),
        [first @ .., last] => {
            let first = first.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
            format!("Acts {first} and {last}: {text}")
        }
    },
};
