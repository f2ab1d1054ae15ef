//! One criterion of a verdict: the verdict left of the double rule, then claim, what was expected
//! and found, the records that prove it, and the hints.

use api::verdict::{CheckResult, CheckVerdict};
use leptos::prelude::*;

use super::{evidence_link::EvidenceButton, hint_ladder::HintLadder, marked::Marked};
use crate::i18n;

/// Links beyond this number add nothing to the sentence.
const MAX_LINKS: usize = 12;

/// The attribute value by which the style sheet colours a result.
pub const fn tone(result: CheckVerdict) -> Option<&'static str> {
    match result {
        CheckVerdict::Passed => Some("apto"),
        CheckVerdict::NotYet => Some("no"),
        CheckVerdict::Inconclusive => Some("duda"),
        CheckVerdict::NeedsKafka => None,
    }
}

#[component]
pub fn Criterion(exercise: String, check: CheckResult) -> impl IntoView {
    let i18n::Language { lang, words } = i18n::language();
    let links = check.evidence.iter().take(MAX_LINKS).cloned();
    let links = links.map(|link| view! { <EvidenceButton link/> }).collect_view();
    let more = check.evidence.len().saturating_sub(MAX_LINKS);
    let has_links = !check.evidence.is_empty();
    let has_hints = !check.hints.is_empty();
    view! {
        <li>
            <span class="verdict" data-is=tone(check.result)>{(words.verdict.check_verdict)(check.result)}</span>
            <div>
                <p>
                    <Marked text=check.claim.get(lang).to_owned()/> " "
                    <span class="tally">{(words.verdict.points)(check.points, check.max_points)}</span>
                </p>
                <dl class="sides">
                    <dt>{words.verdict.expected}</dt><dd><Marked text=check.expected.get(lang).to_owned()/></dd>
                    <dt>{words.verdict.found}</dt><dd><Marked text=check.found.get(lang).to_owned()/></dd>
                </dl>
                {has_links.then(|| view! {
                    <p class="links">
                        {links}
                        {(more > 0).then(|| view! { <span class="tally">{(words.verdict.more)(more)}</span> })}
                    </p>
                })}
                {has_hints.then(|| view! { <HintLadder exercise check/> })}
            </div>
        </li>
    }
}
