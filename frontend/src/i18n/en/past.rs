//! The list of past runs.

use crate::i18n::words::PastWords;

pub(super) const PAST: PastWords = PastWords {
    past_runs: |runs| format!("Your past runs ({runs})"),
    past_runs_table: "Past runs",
    attempt: "attempt",
    attempt_number: |attempt| format!("Attempt {attempt}"),
    result_column: "result",
    points_column: "points",
    broker_column: "broker",
    when: "when",
    stopped: "stopped",
    under_way: "under way",
};
