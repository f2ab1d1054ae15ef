//! Every text of the interface. One struct, one constant per language: a text that is missing in
//! one of them does not compile. Components take their words from here and hold none themselves.

mod en;
mod es;

use api::{
    event::{Exit, Fault as RequestFault, RestartReason, WaitingCall},
    exercise::Limits,
    text::Lang,
    verdict::{CheckVerdict, EvidenceLink, Verdict, VerdictResult},
};
use leptos::prelude::*;

use crate::{
    client::Failure,
    components::track::Progress,
    form::Fault,
    legend::Sign,
    measure::{Comparison, Measure},
    run_view::{Act, Part, Record, Step, What},
    theme::Theme,
    timeline::{Doing, MemberMoment, Standing},
};

/// The language of the page and its words; provided once, by the app.
#[derive(Clone, Copy)]
pub struct Language {
    pub lang: Lang,
    pub words: &'static Words,
}

impl Language {
    pub fn of(lang: Lang) -> Self {
        let words = match lang {
            Lang::Es => &es::WORDS,
            Lang::En => &en::WORDS,
        };
        Self { lang, words }
    }
}

pub fn language() -> Language {
    expect_context()
}

pub fn words() -> &'static Words {
    language().words
}

/// What to tell the person about a failure: the server's own sentence where there is one.
pub fn sentence(failure: &Failure) -> String {
    match failure {
        Failure::Unreachable => words().unreachable.to_owned(),
        Failure::Refused { problem, .. } => problem.detail.clone(),
    }
}

/// A row of the event table in words.
pub struct RowWords {
    pub event: String,
    pub place: String,
    pub detail: String,
}

fn row(event: impl Into<String>, place: impl Into<String>, detail: impl Into<String>) -> RowWords {
    RowWords { event: event.into(), place: place.into(), detail: detail.into() }
}

pub struct Words {
    // The frame of every page.
    pub product: &'static str,
    pub title: fn(&str) -> String,
    pub skip: &'static str,
    pub nav: &'static str,
    pub nav_course: &'static str,
    pub guest: fn(&str) -> String,
    pub other_language: &'static str,
    pub theme: fn(Theme) -> &'static str,
    pub theme_label: fn(&str) -> String,
    pub retry: &'static str,
    pub unreachable: &'static str,
    pub not_found: &'static str,
    pub not_found_next: &'static str,
    pub to_course: &'static str,

    // The course.
    pub slogan: &'static str,
    pub method: [(&'static str, &'static str); 3],
    pub course_tally: fn(usize, usize) -> String,
    pub continue_in: fn(&str, &str) -> String,
    pub begin_with: fn(&str, &str) -> String,
    pub lessons: &'static str,
    pub outline: &'static str,
    pub minutes: fn(u32) -> String,
    pub not_tried: &'static str,
    pub best: fn(u32, u32) -> String,
    pub judging: &'static str,
    /// Tone in the style sheet, name, meaning.
    pub verdicts: [(&'static str, &'static str, &'static str); 3],
    pub progress: fn(Progress) -> String,
    /// Our own HTML.
    pub progress_aside: &'static str,

    // The exercise before the run.
    pub loading_exercise: &'static str,
    pub criteria: &'static str,
    pub worth: fn(u32) -> String,
    pub needs_kafka: &'static str,
    pub steps: [&'static str; 4],
    pub fields: &'static str,
    pub snippet: &'static str,
    pub changes: fn(usize) -> String,
    pub copy: &'static str,
    pub copied: &'static str,
    pub not_copied: &'static str,
    pub orders: fn(usize, u32) -> String,
    pub orders_note: &'static str,
    pub orders_table: &'static str,
    pub number: &'static str,
    pub order: &'static str,
    pub limits: fn(Limits) -> String,
    pub predict: &'static str,
    pub prediction_missing: fn(usize) -> String,
    pub run: &'static str,
    pub sending: &'static str,
    pub waiting_server: fn(u32) -> String,
    pub attempt_changed: &'static str,
    pub fault: fn(Fault) -> String,
    pub none_of_them: &'static str,

    // The run.
    pub run_heading: &'static str,
    pub run_title: fn(u32, &str) -> String,
    pub configuration: &'static str,
    pub predicted_answers: fn(usize) -> String,
    pub not_predicted: &'static str,
    pub evidence_hash: &'static str,
    pub broker_local: &'static str,
    pub broker_simulated: &'static str,
    pub broker_external: &'static str,
    pub step: fn(Step) -> String,
    pub line_broken: &'static str,
    pub line_refused: &'static str,
    pub stop: &'static str,
    pub restarted: fn(RestartReason) -> String,
    pub in_act: fn(u32, &str) -> String,

    // The drawing.
    pub act_title: fn(u32, Part) -> String,
    pub act_conclusion: fn(&Act) -> String,
    pub topic: &'static str,
    pub plot: &'static str,
    pub producer: &'static str,
    pub process_not_yet: &'static str,
    pub sent: &'static str,
    pub confirmed: &'static str,
    pub in_log: &'static str,
    pub lost: &'static str,
    pub exit: fn(Exit) -> String,
    pub end_mark: fn(Exit) -> String,
    pub end_offset: fn(i64) -> String,
    pub died: fn(usize) -> String,
    pub buffer: &'static str,
    pub held: &'static str,
    pub call: fn(WaitingCall) -> &'static str,
    pub axis: fn(u64, Lang) -> String,
    pub record: fn(&Record) -> String,
    pub keys: &'static str,
    pub signs: &'static str,
    pub sign: fn(Sign) -> &'static str,
    pub fault_mark: fn(RequestFault) -> &'static str,
    pub measure: fn(Measure) -> &'static str,
    pub ratios: &'static str,
    pub compared: fn(&Comparison) -> String,

    // The group and its replay.
    pub group_conclusion: fn(&Act) -> String,
    pub lab: &'static str,
    pub written: fn(usize) -> String,
    pub partitions: &'static str,
    pub lane_end: &'static str,
    pub lane_position: &'static str,
    pub lane_committed: &'static str,
    pub members: &'static str,
    pub doing: fn(&Doing) -> String,
    pub doing_detail: fn(&MemberMoment) -> String,
    pub standing: fn(Standing) -> String,
    pub handled: fn(i64, u32) -> String,
    pub held_in_hand: fn(i64) -> String,
    pub elastic: &'static str,
    pub previous_event: &'static str,
    pub play: &'static str,
    pub pause: &'static str,
    pub next_event: &'static str,
    pub moment: &'static str,
    pub clock: fn(u64, u64, Lang) -> String,
    pub moment_spoken: fn(u64, Option<Standing>) -> String,
    pub orders_early: fn(usize, usize) -> String,
    pub arrival: &'static str,
    pub is_early: &'static str,
    pub is_late: &'static str,

    // The event table.
    pub events: &'static str,
    pub event_table: &'static str,
    /// How many rows there are, and how many of them are shown.
    pub rows: fn(usize, usize) -> String,
    pub at_ms: &'static str,
    pub act: &'static str,
    pub event: &'static str,
    pub place: &'static str,
    pub detail: &'static str,
    pub happened_row: fn(&What) -> RowWords,

    // The verdict.
    pub verdict: &'static str,
    pub result: fn(VerdictResult) -> &'static str,
    pub check_verdict: fn(CheckVerdict) -> &'static str,
    pub verdict_spoken: fn(&Verdict) -> String,
    pub points: fn(u32, u32) -> String,
    pub tally: fn(usize, usize, usize) -> String,
    pub free: &'static str,
    pub expected: &'static str,
    pub found: &'static str,
    pub evidence: fn(&EvidenceLink) -> String,
    pub more: fn(usize) -> String,
    pub hint: fn(usize, usize) -> String,
    pub open_hint: fn(usize, usize) -> String,
    pub comparison: &'static str,
    pub question: &'static str,
    pub predicted: &'static str,
    pub happened: &'static str,
    pub difference: &'static str,
    pub agrees: &'static str,
    pub differs: &'static str,
    pub not_observed: &'static str,
    pub nothing: &'static str,
    pub next: fn(VerdictResult) -> &'static str,
    pub evidence_file: &'static str,

    // Past runs.
    pub past_runs: fn(usize) -> String,
    pub past_runs_table: &'static str,
    pub attempt: &'static str,
    pub attempt_number: fn(u32) -> String,
    pub result_column: &'static str,
    pub points_column: &'static str,
    pub broker_column: &'static str,
    pub when: &'static str,
    pub stopped: &'static str,
    pub under_way: &'static str,
}
