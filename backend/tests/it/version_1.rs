//! Runs that were stored while evidence had version 1 (`backend/tests/data`): they get the same
//! verdicts as then, and are shown as they were.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::File,
    path::Path,
    process::Command,
};

use api::{
    event::{ActorKind, Event, EventKind},
    text::Text,
    value::Values,
    verdict::{CheckVerdict, Verdict, VerdictResult},
};
use backend::{
    evidence::{Evidence, act::Actor, seed::Seed, stored::StoredEvidence},
    grader,
    lab::orders,
    store::{
        learners,
        runs::{self, Acceptance, Limits, RunEnd, RunRequest},
    },
};
use lessons::course::Course;
use reqwest::StatusCode;
use serde::Deserialize;

use crate::{
    lab_configuration, lab_consumer,
    workbook::{CONTENT, Learner, PROGRAM, TestWorkbook, model},
};

/// A line of a file.
#[derive(Deserialize)]
struct Line {
    answer: String,
    fields: Values,
    prediction: Option<Values>,
    verdict: Verdict,
    sha256: String,
    evidence: String,
}

struct Stored {
    exercise: String,
    /// Exercise, broker and answer.
    name: String,
    fields: Values,
    prediction: Option<Values>,
    evidence: StoredEvidence,
    verdict: Verdict,
}

fn stored() -> Vec<Stored> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/version_1");
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let runs: Vec<Stored> = files.flat_map(|file| of_file(&file)).collect();
    assert!(!runs.is_empty());
    runs
}

fn of_file(file: &Path) -> Vec<Stored> {
    let name = file.file_name().unwrap().to_str().unwrap().strip_suffix(".jsonl.zst").unwrap();
    let (exercise, _) = name.split_once('.').unwrap();
    let text = zstd::decode_all(File::open(file).unwrap()).unwrap();
    let lines = std::str::from_utf8(&text).unwrap().lines();
    let lines = lines.map(|line| serde_json::from_str(line).unwrap());
    lines
        .map(|Line { answer, fields, prediction, verdict, sha256, evidence }| Stored {
            exercise: exercise.to_owned(),
            name: format!("{name}: {answer}"),
            fields,
            prediction,
            evidence: StoredEvidence { sha256, body: evidence },
            verdict,
        })
        .collect()
}

/// A server that is updated while runs are queued finishes them with the orders that were shown.
#[test]
fn their_seeds_still_give_the_same_orders_and_draws() {
    let course = Course::load(CONTENT.as_ref()).unwrap();
    for run in stored() {
        let Evidence { seed, variant: then, .. } = run.evidence.read().unwrap();
        let exercise = course.exercise(&run.exercise).unwrap();
        let now = orders::derive(&Seed::stored(&seed), exercise);
        assert_eq!((&now.orders, now.partitions), (&then.orders, then.partitions), "{}", run.name);
        for (draw, number) in then.draws {
            assert_eq!(now.draw(&draw), Some(number), "{}: {draw}", run.name);
        }
    }
}

#[test]
fn each_gets_the_verdict_that_it_got() {
    let course = Course::load(CONTENT.as_ref()).unwrap();
    let mut results: BTreeMap<(String, String), Vec<CheckVerdict>> = BTreeMap::new();
    for run in stored() {
        assert!(run.evidence.body.starts_with(r#"{"version":1,"#), "{}", run.name);
        let exercise = course.exercise(&run.exercise).unwrap();
        let grade = |evidence: &Evidence| {
            grader::grade(exercise, &run.fields, run.prediction.as_ref(), evidence)
        };
        let evidence = run.evidence.read().unwrap();
        assert_eq!(
            without_words(grade(&evidence)),
            without_words(run.verdict.clone()),
            "{}",
            run.name
        );
        // The present version loses nothing of it when writing.
        let rewritten = StoredEvidence::of(&evidence);
        assert!(rewritten.body.starts_with(r#"{"version":2,"#));
        assert_eq!(rewritten.read().unwrap(), evidence, "{}", run.name);
        for check in run.verdict.checks {
            let seen = results.entry((run.exercise.clone(), check.id)).or_default();
            seen.push(check.result);
        }
    }
    // The others are younger than the version.
    let stored: BTreeSet<&String> = results.keys().map(|(exercise, _)| exercise).collect();
    assert_eq!(stored.len(), 3);
    for exercise in course.exercises().filter(|exercise| stored.contains(&exercise.id)) {
        for check in &exercise.checks {
            let seen = &results[&(exercise.id.clone(), check.id.clone())];
            for result in [CheckVerdict::Passed, CheckVerdict::NotYet] {
                assert!(seen.contains(&result), "no stored run has {} {result:?}", check.id);
            }
            assert_eq!(check.needs_kafka, seen.contains(&CheckVerdict::NeedsKafka), "{}", check.id);
        }
    }
}

/// What the course and the checks say may be said better later, and verdicts of then had no
/// sentence.
fn without_words(mut verdict: Verdict) -> Verdict {
    // Nor without the numbers that the text of the lesson tells now.
    (verdict.sentence, verdict.outcomes) = Default::default();
    for check in &mut verdict.checks {
        (check.claim, check.expected, check.found) = Default::default();
        check.hints.clear();
    }
    for comparison in &mut verdict.comparisons {
        comparison.text = Text::default();
    }
    verdict
}

/// By the program, from a database, beside a server that still shows them.
#[tokio::test(flavor = "multi_thread")]
async fn they_are_regraded_and_shown() {
    let mut workbook = TestWorkbook::start();
    let ana = Learner::new(&workbook).await;
    let first = ana.start_run(&model(), None).await;
    ana.events(&first).await;
    workbook.kill();
    let store = workbook.store().await;
    let learner = runs::find(&store, &first).await.unwrap().unwrap().learner;
    learners::ensure_guest(&store, &learner, 1).await.unwrap();
    let stored = stored();
    for (number, old) in stored.iter().enumerate() {
        let request = RunRequest {
            id: &format!("old{number}"),
            learner: &learner,
            exercise: &old.exercise,
            fields: &old.fields,
            prediction: old.prediction.as_ref(),
            attempt: None,
            network: "here",
            limits: Limits { of_learner: 9, of_network: 9, of_all: 9 },
            now_ms: 1,
        };
        let accepted = runs::accept(&store, &request, |attempt| attempt.to_string()).await;
        let Acceptance::Accepted(run) = accepted.unwrap() else { panic!("{} waits", old.name) };
        let (evidence, verdict) = (old.evidence.clone(), old.verdict.clone());
        let ending = RunEnd::Graded { evidence, verdict };
        assert!(runs::finish(&store, &run, &ending, backend::store::now_ms()).await.unwrap());
    }
    store.close().await;
    workbook.start_again();
    let ana = ana.at(&workbook);

    let mut regrade = Command::new(PROGRAM);
    regrade.args(["regrade", "--write", "--content", CONTENT, "--data"]).arg(workbook.data());
    if let Some(url) = workbook.database_url() {
        regrade.env("DATABASE_URL", url);
    }
    let said = String::from_utf8(regrade.output().unwrap().stdout).unwrap();
    // Words only: what happened is now told in a sentence.
    assert!(said.contains("(0 better, 0 worse, ") && said.contains("0 left"), "{said}");
    assert!(
        said.lines().all(|line| !line.contains(" -> ") || line.ends_with("words only")),
        "{said}"
    );
    for (number, old) in stored.iter().enumerate() {
        let id = format!("old{number}");
        let run = ana.run(&id).await;
        let verdict = run.verdict.unwrap();
        let is_judged = verdict.result != VerdictResult::Inconclusive;
        assert_eq!(verdict.sentence.is_some(), is_judged, "{}", old.name);
        assert_eq!(without_words(verdict), without_words(old.verdict.clone()), "{}", old.name);
        assert_eq!(run.evidence_sha256.as_ref(), Some(&old.evidence.sha256), "{}", old.name);
        let answer = ana.get(&format!("/api/runs/{id}/evidence")).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        assert_eq!(answer.text().await.unwrap(), old.evidence.body, "{}", old.name);
    }
}

/// So that code that names a topic or an actor finds it in old runs, too.
#[tokio::test(flavor = "multi_thread")]
async fn topics_and_actors_have_the_names_that_the_labs_give_them() {
    let workbook = TestWorkbook::start();
    let models = [
        ("productor-basico", model()),
        (lab_consumer::EXERCISE, lab_consumer::model()),
        (lab_configuration::EXERCISE, lab_configuration::Answer::model().fields),
    ];
    for (exercise, fields) in models {
        let learner = Learner::new(&workbook).await.on(exercise);
        let id = learner.start_run(&fields, None).await;
        let events = learner.events(&id).await;
        let now: Evidence = learner.read(&format!("/api/runs/{id}/evidence")).await;
        assert_eq!(declared(&events), names(&now), "events and evidence have the same names");
        for run in stored().into_iter().filter(|run| run.exercise == exercise) {
            let then = run.evidence.read().unwrap();
            assert!(then.acts.is_empty() || names(&then) == names(&now), "{}", run.name);
            // Only runs without an answering broker have no acts.
            assert_eq!(then.acts.is_empty(), run.verdict.result == VerdictResult::Inconclusive);
        }
    }
}

/// The topics and actors of each act, with their kinds.
fn names(evidence: &Evidence) -> Vec<Vec<(&str, &'static str)>> {
    let kind = |actor: &Actor| match actor {
        Actor::Producer(_) => "producer",
        Actor::Group(_) => "group",
    };
    (evidence.acts.iter())
        .map(|act| {
            let topics = act.topics.keys().map(|name| (name.as_str(), "topic"));
            let actors = act.actors.iter().map(|(name, actor)| (name.as_str(), kind(actor)));
            topics.chain(actors).collect()
        })
        .collect()
}

/// The same, as the events declare them; the evidence does not name the lab.
fn declared(events: &[Event]) -> Vec<Vec<(&str, &'static str)>> {
    let declared = events.iter().filter_map(|event| match &event.kind {
        EventKind::ActStarted { cast, topics, .. } => Some((cast, topics)),
        _ => None,
    });
    declared
        .map(|(cast, topics)| {
            let topics = topics.iter().map(|topic| (topic.name.as_str(), "topic"));
            let actors = cast.iter().filter_map(|actor| match actor.kind {
                ActorKind::Producer => Some((actor.name.as_str(), "producer")),
                ActorKind::Group => Some((actor.name.as_str(), "group")),
                ActorKind::Writer => None,
            });
            topics.chain(actors).collect()
        })
        .collect()
}
