//! The verdict and the comparison with the prediction.

use api::verdict::{CheckVerdict, EvidenceLink, Verdict, VerdictResult};

pub struct VerdictWords {
    pub verdict: &'static str,
    /// What stands in its place where nothing is judged.
    pub end: &'static str,
    /// By the points that there are: where there are none, nothing was judged.
    pub result: fn(VerdictResult, u32) -> &'static str,
    pub check_verdict: fn(CheckVerdict) -> &'static str,
    pub verdict_spoken: fn(&Verdict) -> String,
    pub points: fn(u32, u32) -> String,
    pub tally: fn(usize, usize, usize) -> String,
    pub free: &'static str,
    pub expected: &'static str,
    pub found: &'static str,
    /// With the topic's visible name, where the act has several.
    pub evidence: fn(&EvidenceLink, Option<&str>) -> String,
    pub more: fn(usize) -> String,
    pub hint: fn(usize, usize) -> String,
    pub open_hint: fn(usize, usize) -> String,
    pub comparison: &'static str,
    pub question: &'static str,
    pub predicted: &'static str,
    pub happened: &'static str,
    pub agrees: &'static str,
    pub differs: &'static str,
    pub not_observed: &'static str,
    pub nothing: &'static str,
    /// By the points that there are.
    pub next: fn(VerdictResult, u32) -> &'static str,
    pub evidence_file: &'static str,
}
