//! Grading: evidence in, verdict out, always the same. No IO, no clock, no randomness; and nothing
//! here looks at the form or at source text, only at what broker and clients prove.

/// One file per family of checks.
mod checks;
/// Compares the prediction with what happened.
mod comparison;
/// Numbers of sinks, keys, topics and groups.
mod counts;
/// Numbers computed from the evidence of a configuration.
mod measures;
/// What happened, in one sentence.
mod sentence;
#[cfg(test)]
mod tests;

use api::{
    broker::BrokerKind,
    text::Text,
    value::Values,
    verdict::{CheckResult, CheckVerdict, Comparison, EvidenceLink, Verdict, VerdictResult},
};
use lessons::{
    check::Check,
    exercise::Exercise,
    scenario::{
        name::{ActorName, TopicKey},
        selector::Selector,
    },
};

use crate::evidence::{Evidence, act::Act, part::Part, topic::Place};

pub use self::comparison::what_happened;

/// What a check saw.
struct Finding {
    passed: bool,
    expected: Text,
    found: Text,
    evidence: Vec<EvidenceLink>,
}

/// Limit of links in one finding; a script that lost everything would list every order.
const MOST_LINKS: usize = 12;

/// Grades a run. `fields` only decide which checks apply.
pub fn grade(
    exercise: &Exercise,
    fields: &Values,
    prediction: Option<&Values>,
    evidence: &Evidence,
) -> Verdict {
    let comparisons = comparison::compare(exercise, fields, prediction, evidence);
    let input = CheckInput { evidence, prediction, comparisons: &comparisons, exercise };
    let checks: Vec<CheckResult> =
        exercise.checks_for(fields).map(|check| judge(check, &input)).collect();
    let counted = || {
        let is_judged = |check: &&CheckResult| {
            !matches!(check.result, CheckVerdict::NeedsKafka | CheckVerdict::NotCompared)
        };
        checks.iter().filter(is_judged)
    };
    let result = if !evidence.failures.is_empty() {
        VerdictResult::Inconclusive
    } else if counted().all(|check| check.result == CheckVerdict::Passed) {
        VerdictResult::Passed
    } else {
        VerdictResult::NotYet
    };
    Verdict {
        result,
        points: counted().map(|check| check.points).sum(),
        max_points: counted().map(|check| check.max_points).sum(),
        spec_version: exercise.spec_version,
        outcomes: comparison::outcomes(exercise, evidence),
        sentence: deciding_act(exercise.checks_for(fields).zip(&checks), evidence)
            .and_then(|act| sentence::of(evidence, act)),
        checks,
        comparisons,
    }
}

/// The act of the first check that failed and reads one, else the last act.
fn deciding_act<'a>(
    checks: impl Iterator<Item = (&'a Check, &'a CheckResult)>,
    evidence: &'a Evidence,
) -> Option<&'a Act> {
    let mut failed = checks.filter(|(_, check)| check.result == CheckVerdict::NotYet);
    let decides = failed.find_map(|(check, result)| match result.evidence.first() {
        Some(link) => evidence.act(link.act()),
        None => act(evidence, check.kind.act()?),
    });
    decides.or(evidence.acts.last())
}

/// What a check may look at.
struct CheckInput<'a> {
    evidence: &'a Evidence,
    prediction: Option<&'a Values>,
    /// The prediction's answers compared with what happened.
    comparisons: &'a [Comparison],
    exercise: &'a Exercise,
}

fn judge(check: &Check, input: &CheckInput<'_>) -> CheckResult {
    let evidence = input.evidence;
    let (result, finding) = if let Some(awaited) = evidence.failures.first() {
        (CheckVerdict::Inconclusive, without_evidence(awaited.clone()))
    } else if check.needs_kafka && evidence.broker == BrokerKind::Simulated {
        (CheckVerdict::NeedsKafka, without_evidence(needs_kafka()))
    } else if let Some(why) = checks::not_compared(&check.kind, input) {
        (CheckVerdict::NotCompared, without_evidence(why))
    } else {
        let mut finding = checks::look(&check.kind, input);
        finding.evidence.truncate(MOST_LINKS);
        finding.evidence.iter_mut().for_each(|link| name_if_needed(link, evidence));
        (if finding.passed { CheckVerdict::Passed } else { CheckVerdict::NotYet }, finding)
    };
    CheckResult {
        id: check.id.clone(),
        result,
        points: if result == CheckVerdict::Passed { check.points } else { 0 },
        max_points: check.points,
        claim: check.claim.clone(),
        expected: finding.expected,
        found: finding.found,
        evidence: finding.evidence,
        misconception: check.misconception.clone().filter(|_| result == CheckVerdict::NotYet),
        hints: match result {
            CheckVerdict::Passed | CheckVerdict::NotYet => check.hints.clone(),
            CheckVerdict::Inconclusive | CheckVerdict::NeedsKafka | CheckVerdict::NotCompared => {
                Vec::new()
            }
        },
    }
}

/// What a check or a question reads; `None` if the act was never run.
fn select<'a>(evidence: &'a Evidence, selector: &'a Selector) -> Option<Part<'a>> {
    select_all(evidence, selector).next()
}

/// The same of every performance that fits.
fn select_all<'a>(
    evidence: &'a Evidence,
    selector: &'a Selector,
) -> impl Iterator<Item = Part<'a>> {
    let Selector { topic, actor, .. } = selector;
    let (topic, actor) =
        (topic.as_ref().map(TopicKey::as_str), actor.as_ref().map(ActorName::as_str));
    let acts = evidence.acts.iter().filter(|act| {
        let performance = act.performance.as_ref();
        selector.is_about(act.number(), performance.map(|it| (&it.variant, it.repeat)))
    });
    acts.map(move |act| act.part(topic, actor))
}

/// The act of this number in the exercise; the first performance of one that is varied.
fn act(evidence: &Evidence, number: u32) -> Option<&Act> {
    evidence.acts.iter().find(|act| act.number() == number)
}

/// Links to a record of an act's log.
fn link(act: u32, place: Place<'_>) -> EvidenceLink {
    let Place { topic, partition, offset } = place;
    EvidenceLink::Record { act, topic: Some(topic.to_owned()), partition, offset }
}

/// Links to an order that is in none of the logs of a part.
fn link_to_order(part: Part<'_>, order: u32) -> EvidenceLink {
    let mut names = part.topics().map(|(name, _)| name.to_owned());
    let topic = names.next().filter(|_| names.next().is_none());
    EvidenceLink::Order { act: part.act().act, topic, order }
}

/// Where an act has one topic its name tells nothing apart, and the links that were stored before
/// they named any stay what they are.
fn name_if_needed(link: &mut EvidenceLink, evidence: &Evidence) {
    let has_several = evidence.act(link.act()).is_some_and(|act| act.topics.len() > 1);
    match link {
        EvidenceLink::Record { topic, .. } | EvidenceLink::Order { topic, .. } => {
            topic.take_if(|_| !has_several);
        }
    }
}

fn without_evidence(found: Text) -> Finding {
    Finding { passed: false, expected: Text::default(), found, evidence: Vec::new() }
}

fn needs_kafka() -> Text {
    Text::new(
        "El clúster simulado no puede juzgar esto. Ejecútalo con Kafka real: `cargo xtask run --broker local`.",
        "The simulated cluster cannot judge this. Run it on real Kafka: `cargo xtask run --broker local`.",
    )
}
