//! What has been kept long enough is removed, and what counts stays. The sweep itself is called
//! here on the database of a running server; the last tests show that a server sweeps.

use api::{
    account::Session,
    event::{Event, EventKind},
    run::RunState,
};
use backend::store::{now_ms, retention};
use reqwest::StatusCode;

use crate::{
    endurance::eventually,
    workbook::{Learner, TestWorkbook, model, problem},
};

/// Later than any test.
const LATER_MS: u64 = 1 << 50;

/// A learner with a run of the model answer: 9 of 10.
async fn graded(workbook: &TestWorkbook) -> (Learner, String) {
    let learner = Learner::new(workbook).await;
    let run = learner.start_run(&model(), None).await;
    learner.events(&run).await;
    (learner, run)
}

async fn has_evidence(learner: &Learner, run: &str) -> bool {
    let answer = learner.get(&format!("/api/runs/{run}/evidence")).send().await.unwrap();
    answer.status() == StatusCode::OK
}

/// Dates her visit back so far that the guest is removed.
async fn forget_visits(workbook: &TestWorkbook, run: &str) {
    let of = format!("(SELECT learner_id FROM runs WHERE id = '{run}')");
    workbook.sql(&format!("UPDATE learners SET seen_ms = 1 WHERE id = {of}")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_was_kept_long_enough_leaves_its_verdict() {
    let workbook = TestWorkbook::start();
    let (ana, run) = graded(&workbook).await;
    let (before, exercise) = (ana.run(&run).await, ana.exercise().await);
    let last = ana.events(&run).await.pop().unwrap();
    let store = workbook.store().await;

    let clear = async |before_ms| retention::clear_runs(&store, before_ms, now_ms(), 9).await;
    assert_eq!(clear(before.created_ms).await.unwrap(), 0, "it is younger");
    assert!(has_evidence(&ana, &run).await);
    assert_eq!(clear(LATER_MS).await.unwrap(), 1);
    assert_eq!(clear(LATER_MS).await.unwrap(), 0, "once");

    let answer = ana.get(&format!("/api/runs/{run}/evidence")).send().await.unwrap();
    let said = problem(answer, StatusCode::GONE).await;
    assert!(said.detail.contains("180 días"), "{said:?}");
    let cleared = Event {
        seq: last.seq - 1,
        kind: EventKind::Cleared { broker: before.broker.clone() },
        ..ana.events(&run).await[0].clone()
    };
    assert_eq!(ana.events(&run).await, [cleared.clone(), last.clone()]);
    assert_eq!(ana.events_after(&run, 1).await, [cleared, last], "who had seen a part");
    let after = ana.run(&run).await;
    assert_eq!((after.verdict, after.evidence_sha256), (before.verdict, None));
    assert_eq!(ana.exercise().await, exercise, "best score, attempt and list of runs");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_who_does_not_come_back_goes_with_everything() {
    let workbook = TestWorkbook::start();
    let (ana, hers) = graded(&workbook).await;
    let (eva, other) = graded(&workbook).await;
    workbook
        .sql(&format!(
            "INSERT INTO replaced_verdicts SELECT run_id, spec_version, result, points, max_points,
                 body, created_ms, 7 FROM verdicts WHERE run_id = '{hers}'"
        ))
        .await;
    forget_visits(&workbook, &hers).await;
    let store = workbook.store().await;
    let remove = async || retention::remove_guests(&store, 1000, 9).await.unwrap();

    // An unfinished run is kept, and so is she.
    let set = async |state: &str, finished: &str| {
        workbook
            .sql(&format!(
                "UPDATE runs SET state = '{state}', finished_ms = {finished} WHERE id = '{hers}'"
            ))
            .await;
    };
    set("running", "NULL").await;
    assert_eq!(remove().await, (0, 0));
    set("done", "7").await;

    assert_eq!(remove().await, (1, 1));
    assert_eq!(remove().await, (0, 0));
    problem(ana.get(&format!("/api/runs/{hers}")).send().await.unwrap(), StatusCode::NOT_FOUND)
        .await;
    assert_eq!(ana.read::<Session>("/api/session").await.learner, None);
    let exercise = ana.exercise().await;
    assert_eq!((exercise.attempt, exercise.best, exercise.runs.len()), (1, None, 0));
    assert!(has_evidence(&eva, &other).await);
    assert_eq!(eva.exercise().await.runs.len(), 1);
    // She may begin anew.
    assert_eq!(ana.verdict(&model(), None).await.points, 9);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visit_is_noted_once_a_day() {
    let workbook = TestWorkbook::start();
    let (ana, run) = graded(&workbook).await;
    let store = workbook.store().await;
    forget_visits(&workbook, &run).await;
    assert!(ana.read::<Session>("/api/session").await.learner.is_some());
    assert_eq!(retention::remove_guests(&store, 1000, 9).await.unwrap(), (0, 0));

    let an_hour_ago = now_ms() - 3_600_000;
    workbook.sql(&format!("UPDATE learners SET seen_ms = {an_hour_ago}")).await;
    ana.read::<Session>("/api/session").await;
    ana.verdict(&model(), None).await;
    workbook.sql(&format!("UPDATE learners SET seen_ms = 1 WHERE seen_ms = {an_hour_ago}")).await;
    ana.verdict(&model(), None).await;
    assert_eq!(
        retention::remove_guests(&store, 1000, 9).await.unwrap(),
        (0, 0),
        "a run is a visit"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_restart_made_void_goes_after_the_end() {
    let workbook = TestWorkbook::start();
    let (ana, run) = graded(&workbook).await;
    let (_, other) = graded(&workbook).await;
    let all = ana.events(&run).await;
    for run in [&run, &other] {
        workbook.sql(&format!("UPDATE runs SET executions = 2 WHERE id = '{run}'")).await;
    }
    workbook
        .sql(&format!(
            r#"UPDATE run_events SET kind = '{{"kind":"restarted","reason":"backend"}}'
               WHERE run_id = '{run}' AND seq = 3"#
        ))
        .await;
    let store = workbook.store().await;
    let clear =
        async |after: &str| retention::clear_superseded(&store, LATER_MS, after, 1).await.unwrap();
    // The second one was restarted before its first event.
    let first = clear("").await.unwrap();
    let second = clear(&first).await.unwrap();
    assert_eq!(clear(&second).await, None);
    let kept = ana.events(&run).await;
    assert_eq!(kept[0].seq, 3);
    assert_eq!(kept[1..], all[3..]);
    assert_eq!(ana.events_after(&run, 1).await, kept);
    assert!(has_evidence(&ana, &run).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_clears_at_its_start_what_is_too_old() {
    let mut workbook = TestWorkbook::start();
    let (ana, run) = graded(&workbook).await;
    workbook.kill();
    workbook.sql(&format!("UPDATE runs SET finished_ms = 1 WHERE id = '{run}'")).await;
    forget_visits(&workbook, &run).await;
    workbook.start_again();
    let ana = ana.at(&workbook);
    eventually("the evidence is removed", async || !has_evidence(&ana, &run).await).await;
    // While the server was off she could not visit.
    assert_eq!(ana.run(&run).await.state, RunState::Done);
    assert_eq!(ana.exercise().await.best.unwrap().points, 9);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_full_takes_no_more_runs_and_keeps_those_it_has() {
    let mut workbook = TestWorkbook::start();
    let (ana, run) = graded(&workbook).await;
    let events = ana.events(&run).await;
    let large = "x".repeat(1_000_000);
    workbook
        .sql(&format!(
            "INSERT INTO run_events (run_id, seq, at_ms, kind) VALUES ('{run}', 0, 0, '{large}')"
        ))
        .await;
    workbook.kill();
    workbook.start_again_with(&["--database-mb", "1"]);
    let ana = ana.at(&workbook);
    eventually("it is full", async || {
        let ready = ana.get("/health/ready").send().await.unwrap();
        ready.status() == StatusCode::SERVICE_UNAVAILABLE
            && ready.text().await.unwrap().contains("--database-mb")
    })
    .await;
    let refused = ana.try_run(&model(), None).await;
    assert!(refused.headers().contains_key("retry-after"));
    let said = problem(refused, StatusCode::SERVICE_UNAVAILABLE).await;
    assert!(said.detail.contains("no tiene sitio"), "{said:?}");
    assert_eq!(ana.events(&run).await, events);
    assert!(has_evidence(&ana, &run).await);
}
