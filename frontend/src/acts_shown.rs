//! Which row of acts is shown where they are tabs: the one under way, then the one that decides,
//! until the learner chooses another. Pure.

use std::collections::BTreeSet;

use api::verdict::{CheckVerdict, Verdict, VerdictResult};

/// The row, by its first act, that is shown while nobody has chosen one. `decides` is the act that
/// the result tells of, once there is one.
pub fn unchosen(rows: &[Vec<u32>], decides: Option<u32>) -> Option<u32> {
    let told = decides.and_then(|act| row_of(rows, act));
    told.or_else(|| rows.last().map(|row| row[0]))
}

/// The first act of the row in which an act is.
pub fn row_of(rows: &[Vec<u32>], act: u32) -> Option<u32> {
    rows.iter().find(|row| row.contains(&act)).map(|row| row[0])
}

/// The row that a key of the keyboard goes to; `None` for other keys.
pub fn by_key(rows: &[Vec<u32>], shown: u32, key: &str) -> Option<u32> {
    let place = rows.iter().position(|row| row[0] == shown)?;
    let last = rows.len() - 1;
    let place = match key {
        "ArrowLeft" => place.checked_sub(1).unwrap_or(last),
        "ArrowRight" => (place + 1) % rows.len(),
        "Home" => 0,
        "End" => last,
        _ => return None,
    };
    Some(rows[place][0])
}

/// Sentences about acts, each once, with the acts of which it was said.
pub fn each_once(said: impl Iterator<Item = (u32, String)>) -> Vec<(String, Vec<u32>)> {
    let mut once: Vec<(String, Vec<u32>)> = Vec::new();
    for (act, sentence) in said {
        match once.iter_mut().find(|(known, _)| *known == sentence) {
            Some((_, acts)) => acts.push(act),
            None => once.push((sentence, vec![act])),
        }
    }
    for (_, acts) in &mut once {
        acts.dedup();
    }
    once
}

/// The acts in which something failed: those to which a criterion that failed points, and the one
/// that decided.
pub fn failing(verdict: &Verdict) -> BTreeSet<u32> {
    let failed = verdict.checks.iter().filter(|check| check.result == CheckVerdict::NotYet);
    let links = failed.flat_map(|check| &check.evidence).map(|link| link.act());
    let decides = verdict.sentence.iter().map(|sentence| sentence.act);
    let decides = decides.filter(|_| verdict.result == VerdictResult::NotYet);
    links.chain(decides).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::{
        text::Text,
        verdict::{CheckResult, EvidenceLink, Sentence},
    };

    fn rows() -> Vec<Vec<u32>> {
        vec![vec![1, 2], vec![3], vec![4], vec![5]]
    }

    #[test]
    fn what_is_said_of_two_acts_is_said_once() {
        let said = [(1, "a"), (1, "b"), (2, "a"), (2, "a")];
        let once = each_once(said.into_iter().map(|(act, text)| (act, text.to_owned())));
        assert_eq!(once, [("a".to_owned(), vec![1, 2]), ("b".to_owned(), vec![1])]);
        let words = crate::i18n::Language::of(api::text::Lang::Es).words;
        assert_eq!((words.run.in_acts)(&[1, 2, 4], "a"), "Actos 1, 2 y 4: a");
    }

    #[test]
    fn the_newest_row_is_shown_and_then_the_one_that_decides() {
        assert_eq!(unchosen(&[], None), None);
        assert_eq!(unchosen(&rows()[..2], None), Some(3));
        assert_eq!(
            unchosen(&rows(), Some(2)),
            Some(1),
            "an act that is compared stands in its row"
        );
        assert_eq!(unchosen(&rows(), Some(9)), Some(5), "an act that is not drawn");
    }

    #[test]
    fn arrows_go_round_and_other_keys_do_nothing() {
        let go = |shown, key| by_key(&rows(), shown, key);
        assert_eq!(go(1, "ArrowRight"), Some(3));
        assert_eq!(go(5, "ArrowRight"), Some(1));
        assert_eq!(go(1, "ArrowLeft"), Some(5));
        assert_eq!((go(3, "Home"), go(3, "End")), (Some(1), Some(5)));
        assert_eq!((go(3, "a"), go(2, "Home")), (None, None));
    }

    #[test]
    fn acts_fail_by_what_failed_in_them() {
        let check = |result, act| CheckResult {
            id: String::new(),
            result,
            points: 0,
            max_points: 1,
            claim: Text::default(),
            expected: Text::default(),
            found: Text::default(),
            evidence: vec![EvidenceLink::Order { act, topic: None, order: 0 }],
            misconception: None,
            hints: Vec::new(),
        };
        let mut verdict = Verdict {
            result: VerdictResult::NotYet,
            points: 1,
            max_points: 2,
            checks: vec![check(CheckVerdict::Passed, 1), check(CheckVerdict::NotYet, 2)],
            comparisons: Vec::new(),
            spec_version: 1,
            outcomes: Default::default(),
            sentence: Some(Sentence { act: 3, text: Text::default() }),
        };
        assert_eq!(failing(&verdict), BTreeSet::from([2, 3]));
        verdict.result = VerdictResult::Passed;
        verdict.checks.pop();
        assert_eq!(failing(&verdict), BTreeSet::new());
    }
}
