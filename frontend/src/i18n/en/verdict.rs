//! The verdict and the comparison with the prediction.

use api::verdict::{CheckVerdict, EvidenceLink, VerdictResult};

use super::count;
use crate::i18n::words::VerdictWords;

pub(super) const VERDICT: VerdictWords = VerdictWords {
    verdict: "Verdict",
    end: "Result",
    result: |result, max_points| match result {
        VerdictResult::Passed if max_points == 0 => "done",
        VerdictResult::Passed => "passed",
        VerdictResult::NotYet => "not yet",
        VerdictResult::Inconclusive => "inconclusive",
    },
    check_verdict: |result| match result {
        CheckVerdict::Passed => "passed",
        CheckVerdict::NotYet => "not yet",
        CheckVerdict::Inconclusive => "inconclusive",
        CheckVerdict::NeedsKafka => "needs real Kafka",
        CheckVerdict::NotCompared => "not compared",
    },
    verdict_spoken: |verdict| {
        let result = (VERDICT.result)(verdict.result, verdict.max_points);
        let points = (VERDICT.points)(verdict.points, verdict.max_points);
        match (verdict.max_points, verdict.result) {
            (0, VerdictResult::Passed) => "Run finished.".to_owned(),
            (0, _) => format!("Run finished: {result}."),
            _ => format!("Run finished: {result}, {points}."),
        }
    },
    points: |points, max| format!("{points} of {}", count(max as usize, "point", "points")),
    tally: |passed, not_yet, open| {
        let mut parts = vec![format!("{passed} passed")];
        if not_yet > 0 {
            parts.push(format!("{not_yet} not yet"));
        }
        if open > 0 {
            parts.push(format!("{open} inconclusive"));
        }
        parts.join(" · ")
    },
    free: "It does not count as an attempt.",
    expected: "Expected",
    found: "Found",
    evidence: |link, topic| {
        let topic = topic.map(|topic| format!("{topic} ")).unwrap_or_default();
        match link {
            EvidenceLink::Record { act, partition, offset, .. } => {
                format!("act {act} {topic}P{partition}@{offset}")
            }
            EvidenceLink::Order { act, order, .. } => {
                format!("act {act} {topic}{}", super::numbered(*order))
            }
        }
    },
    more: |more| format!("and {more} more"),
    hint: |number, total| format!("Hint {number} of {total}"),
    open_hint: |number, total| format!("Show hint {number} of {total}"),
    comparison: "Your prediction and what happened",
    question: "Question",
    predicted: "You predicted",
    happened: "Happened",
    agrees: "agrees",
    differs: "differs",
    not_observed: "not observed",
    nothing: "—",
    next: |result, max_points| match result {
        VerdictResult::Passed if max_points == 0 => "You can repeat it with new orders.",
        VerdictResult::Passed => "You can repeat it with new orders; your best result counts.",
        VerdictResult::NotYet => {
            "Change what is missing and run again: the next attempt brings new orders."
        }
        VerdictResult::Inconclusive => "The lab failed. Run it again whenever you like.",
    },
    evidence_file: "Download the evidence (JSON)",
};
