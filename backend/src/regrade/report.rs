//! What `bitacora regrade` prints: a line for each run whose verdict differs or that was skipped,
//! and the totals.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    time::Duration,
};

use api::verdict::{CheckResult, CheckVerdict, Score, Verdict, VerdictResult};

use super::judge::{Outcome, SkipReason};
use crate::store::gradings::Grading;

pub(super) fn print(grading: &Grading, outcome: &Outcome) {
    if let Some(line) = line(grading, outcome) {
        println!("{line}");
    }
}

/// `None` when nothing changed.
fn line(grading: &Grading, outcome: &Outcome) -> Option<String> {
    let what = match outcome {
        Outcome::Same => return None,
        Outcome::Left(why) => format!("left: {}", reason(why)),
        Outcome::Changed { old, new } => {
            let before = grading.result().map_or("unreadable", word);
            let Score { points, max_points } = grading.score;
            format!(
                "{before} {points}/{max_points} -> {} {}/{}  {}",
                word(new.result),
                new.points,
                new.max_points,
                difference(old.as_deref(), new),
            )
        }
    };
    Some(format!("{}  {}  {}  {what}", grading.exercise, short(&grading.learner), grading.run))
}

/// A learner's short name, as the workbook shows it.
fn short(learner: &str) -> &str {
    learner.get(..4).unwrap_or(learner)
}

fn reason(why: &SkipReason) -> String {
    match why {
        SkipReason::HashMismatch => "its evidence is not what was hashed".to_owned(),
        SkipReason::Unreadable(what) => format!("it cannot be read ({what})"),
        SkipReason::NoExercise => "the course has no such exercise".to_owned(),
    }
}

fn word(result: VerdictResult) -> &'static str {
    match result {
        VerdictResult::Passed => "passed",
        VerdictResult::NotYet => "not_yet",
        VerdictResult::Inconclusive => "inconclusive",
    }
}

/// The checks whose result or points differ, in the new order, then those that no longer exist.
fn difference(old: Option<&Verdict>, new: &Verdict) -> String {
    let Some(old) = old else {
        return "the old checks cannot be read".to_owned();
    };
    let ids: BTreeSet<&str> = new.checks.iter().map(|check| check.id.as_str()).collect();
    let gone = old.checks.iter().map(|check| check.id.as_str()).filter(|id| !ids.contains(id));
    let mut text = String::new();
    for id in new.checks.iter().map(|check| check.id.as_str()).chain(gone) {
        let (before, after) = (state(old, id), state(new, id));
        if before != after {
            let separator = if text.is_empty() { "" } else { "; " };
            write!(text, "{separator}{id}: {before} -> {after}").expect("a String takes any text");
        }
    }
    if text.is_empty() { "words only".to_owned() } else { text }
}

fn state(verdict: &Verdict, id: &str) -> String {
    let check: Option<&CheckResult> = verdict.checks.iter().find(|check| check.id == id);
    let Some(check) = check else { return "absent".to_owned() };
    let result = match check.result {
        CheckVerdict::Passed => "passed",
        CheckVerdict::NotYet => "not_yet",
        CheckVerdict::Inconclusive => "inconclusive",
        CheckVerdict::NeedsKafka => "needs_kafka",
        CheckVerdict::NotCompared => "not_compared",
    };
    format!("{result} {}/{}", check.points, check.max_points)
}

/// Counts of outcomes.
#[derive(Debug, Default)]
pub(super) struct Tally {
    runs: u32,
    same: u32,
    /// Of the changed verdicts: a larger share of the points, a smaller one, the same.
    better: u32,
    worse: u32,
    level: u32,
    results: BTreeMap<(&'static str, &'static str), u32>,
    left: BTreeMap<&'static str, u32>,
}

impl Tally {
    pub(super) fn add(&mut self, grading: &Grading, outcome: &Outcome) {
        self.runs += 1;
        match outcome {
            Outcome::Same => self.same += 1,
            Outcome::Changed { new, .. } => {
                let share = |of: u32, other: u32| u64::from(of) * u64::from(other);
                let (now, before) = (
                    share(new.points, grading.score.max_points),
                    share(grading.score.points, new.max_points),
                );
                match now.cmp(&before) {
                    std::cmp::Ordering::Greater => self.better += 1,
                    std::cmp::Ordering::Less => self.worse += 1,
                    std::cmp::Ordering::Equal => self.level += 1,
                }
                let before = grading.result().map_or("unreadable", word);
                if before != word(new.result) {
                    *self.results.entry((before, word(new.result))).or_default() += 1;
                }
            }
            Outcome::Left(why) => {
                let why = match why {
                    SkipReason::HashMismatch => "not what was hashed",
                    SkipReason::Unreadable(_) => "unreadable",
                    SkipReason::NoExercise => "without exercise",
                };
                *self.left.entry(why).or_default() += 1;
            }
        }
    }

    pub(super) fn print(&self, written: bool, took: Duration) {
        println!("{}", self.text(written, took));
    }

    fn text(&self, written: bool, took: Duration) -> String {
        let changed = self.better + self.worse + self.level;
        let left: u32 = self.left.values().sum();
        let mut text = format!(
            "{} runs graded in {:.3} s: {} the same, {changed} changed ({} better, {} worse, {} level), {left} left",
            self.runs,
            took.as_secs_f64(),
            self.same,
            self.better,
            self.worse,
            self.level,
        );
        for ((before, after), count) in &self.results {
            write!(text, "\n  {before} -> {after}: {count}").expect("a String takes any text");
        }
        for (why, count) in &self.left {
            write!(text, "\n  left, {why}: {count}").expect("a String takes any text");
        }
        text.push_str(match (changed, written) {
            (0, _) => "\nThere is nothing to write.",
            (_, true) => "\nThe new verdicts are written. Best scores never fall.",
            (_, false) => "\nNothing is written. To replace these verdicts, add --write.",
        });
        text
    }
}
