//! A run: what it is doing, and its acts.

use api::event::RestartReason;

use crate::run_view::Step;

pub struct RunWords {
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
    pub cleared: &'static str,
    pub restarted: fn(RestartReason) -> String,
    pub in_acts: fn(&[u32], &str) -> String,
}
