//! Bad days: the server killed, the database away, the broker dead. Every accepted run ends with a
//! verdict, no event number is missing or repeated, and nobody fails because of us.

use std::time::Duration;

use api::{
    event::{Event, EventKind, RestartReason},
    paths::HEALTH_READY,
    run::RunState,
    verdict::VerdictResult,
};
use backend::{
    clock::Clock,
    lab::proxy::{At, Fault, FaultKind, Faults, Proxy},
};
use reqwest::StatusCode;
use rustix::process::{Pid, Signal, kill_process};
use tokio::sync::mpsc;

use crate::{
    cluster::Real,
    fake_broker::{Answers, FakeBroker},
    lab_configuration::{Answer, EXERCISE},
    workbook::{
        Broker, Learner, Options, TestWorkbook, Vanishing, assert_numbered, has_kafka, model,
        problem,
    },
};

/// How long anything that must come may take.
const WITHIN: Duration = Duration::from_secs(120);

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_server_loses_nothing_accepted() {
    let mut workbook = TestWorkbook::start();
    let mut runs = Vec::new();
    for _ in 0..5 {
        let learner = Learner::new(&workbook).await;
        for _ in 0..2 {
            let id = learner.start_run(&model(), None).await;
            runs.push((learner.clone(), id));
        }
    }
    workbook.kill_and_start_again();
    for (learner, id) in runs {
        let learner = learner.at(&workbook);
        let events = learner.events(&id).await;
        assert_numbered(&events, 1);
        let run = learner.run(&id).await;
        assert_eq!(run.state, RunState::Done);
        let verdict = run.verdict.expect("a run that is done has a verdict");
        assert_eq!((verdict.points, verdict.max_points), (9, 10), "all but the prediction");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_server_leaves_its_runs_to_the_next() {
    let mut workbook = TestWorkbook::start();
    let learner = Learner::new(&workbook).await;
    let ids = [learner.start_run(&model(), None).await, learner.start_run(&model(), None).await];
    assert!(workbook.stop().success());
    workbook.kill_and_start_again();
    let learner = learner.at(&workbook);
    for id in ids {
        assert_numbered(&learner.events(&id).await, 1);
        assert_eq!(learner.run(&id).await.state, RunState::Done);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_takes_no_writes_is_said_and_nothing_is_accepted() {
    if std::env::var_os("BITACORA_TEST_POSTGRES").is_some() {
        // This test is about a SQLite file.
        return;
    }
    let workbook = TestWorkbook::start();
    let learner = Learner::new(&workbook).await;
    // Another program takes the write lock of the file, as a backup would.
    let lock = write_lock(&workbook).await;
    let refused = learner.try_run(&model(), None).await;
    assert!(refused.headers().contains_key("retry-after"));
    problem(refused, StatusCode::SERVICE_UNAVAILABLE).await;
    let ready = learner.get("/health/ready").send().await.unwrap();
    assert_eq!(ready.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(ready.text().await.unwrap().contains("database"));
    drop(lock);
    learner.verdict(&model(), None).await;
}

/// As when a handler was dropped after its commit, or a run's task panicked.
#[tokio::test(flavor = "multi_thread")]
async fn a_stored_run_that_nobody_holds_is_taken_up() {
    let workbook = TestWorkbook::start();
    let learner = Learner::new(&workbook).await;
    let first = learner.start_run(&model(), None).await;
    learner.events(&first).await;
    for (id, number, state) in [("orphan1", 1001, "queued"), ("orphan2", 1002, "running")] {
        workbook
            .sql(&format!(
                "INSERT INTO runs (id, number, learner_id, exercise, attempt, seed, fields, state, created_ms)
                 SELECT '{id}', {number}, learner_id, exercise, {number}, seed, fields, '{state}', created_ms
                 FROM runs WHERE id = '{first}'"
            ))
            .await;
    }
    for id in ["orphan1", "orphan2"] {
        let events = tokio::time::timeout(WITHIN, learner.events(id)).await.expect("it is run");
        assert_numbered(&events, 1);
        assert_eq!(learner.run(id).await.verdict.map(|verdict| verdict.points), Some(9));
    }
}

/// The store takes no evidence for a while: the result is kept, and nothing is run twice.
#[tokio::test(flavor = "multi_thread")]
async fn a_verdict_that_cannot_be_stored_is_kept() {
    let workbook = TestWorkbook::start();
    let learner = Learner::new(&workbook).await;
    workbook.execute("ALTER TABLE evidence RENAME TO evidence_away").await;
    let run = learner.start_run(&model(), None).await;
    // Refused twice, or started again.
    let begun_again = "UPDATE runs SET seed = seed WHERE executions > 1";
    let failed = async {
        while workbook.metric("bitacora_endings_not_stored_total").await.is_none_or(|n| n < 2.0)
            && workbook.execute(begun_again).await == 0
        {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(WITHIN, failed).await.expect("the store refuses the ending");
    workbook.execute("ALTER TABLE evidence_away RENAME TO evidence").await;
    let events = tokio::time::timeout(WITHIN, learner.events(&run)).await.expect("it ends");
    assert_numbered(&events, 1);
    let again = |event: &Event| matches!(event.kind, EventKind::Restarted { .. });
    assert!(!events.iter().any(again), "{events:#?}");
    assert_eq!(learner.run(&run).await.verdict.map(|verdict| verdict.points), Some(9));
}

/// The stop takes the run out of the queue and waits for the database; its client disconnects
/// meanwhile.
#[tokio::test(flavor = "multi_thread")]
async fn a_stop_whose_client_leaves_loses_nothing() {
    if std::env::var_os("BITACORA_TEST_POSTGRES").is_some() {
        // This test is about a SQLite file.
        return;
    }
    let arguments = vec!["--runs-at-once".to_owned(), "0".to_owned()];
    let workbook = TestWorkbook::start_with(Options { arguments, ..Options::default() });
    let learner = Learner::new(&workbook).await;
    let run = learner.start_run(&model(), None).await;
    let waiting = async |number: f64| {
        while workbook.metric("bitacora_runs_waiting").await != Some(number) {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(WITHIN, waiting(1.0)).await.expect("the run waits");
    let lock = write_lock(&workbook).await;
    let client = Vanishing::ask(&learner, &format!("/api/runs/{run}/stop"), "").await;
    tokio::time::timeout(WITHIN, waiting(0.0)).await.expect("the run is taken out of the queue");
    client.vanish();
    drop(lock);
    // On a slow machine the database may have been away for too long; then the run waits again.
    let kept = async {
        while learner.run(&run).await.state != RunState::Stopped
            && workbook.metric("bitacora_runs_waiting").await != Some(1.0)
        {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(WITHIN, kept).await.expect("the run is stopped");
}

/// Holds the write lock of the workbook's database file until dropped.
async fn write_lock(workbook: &TestWorkbook) -> sqlx::SqliteConnection {
    use sqlx::Connection;
    let path = workbook.data().join("bitacora.sqlite");
    let mut connection =
        sqlx::SqliteConnection::connect(&path.display().to_string()).await.unwrap();
    sqlx::query("BEGIN IMMEDIATE").execute(&mut connection).await.unwrap();
    connection
}

#[tokio::test(flavor = "multi_thread")]
async fn kafka_killed_in_mid_run_never_fails_a_learner() {
    if !has_kafka() {
        return;
    }
    let workbook =
        TestWorkbook::start_with(Options { broker: Broker::Local, ..Options::default() });
    let mut ids = Vec::new();
    let first = Learner::new(&workbook).await;
    // Kafka is up once a run has ended.
    first.verdict(&model(), None).await;
    for _ in 0..4 {
        let learner = Learner::new(&workbook).await;
        let id = learner.start_run(&model(), None).await;
        ids.push((learner, id));
    }
    let kafka: i32 = kafka_pid(&workbook);
    kill_process(Pid::from_raw(kafka).unwrap(), Signal::KILL).unwrap();
    for (learner, id) in ids {
        let events = learner.events(&id).await;
        assert_numbered(&events, 1);
        let verdict = learner.run(&id).await.verdict.expect("the run is done");
        let fair = verdict.result == VerdictResult::Inconclusive || verdict.points == 9;
        assert!(fair, "{verdict:#?}");
    }
    // And it is back for the next.
    assert_eq!(first.verdict(&model(), None).await.points, 9);
}

/// The network to an external cluster breaks once, unplanned, while a client is connected to the
/// broker directly. One unreachable address among several is no reason to restart a run.
#[tokio::test(flavor = "multi_thread")]
async fn a_broken_connection_has_the_run_begin_again() {
    let Some(real) = Real::start().await else { return };
    let plan = vec![Fault { at: At::Request(5), kind: FaultKind::CutAfterAppend }];
    let (events, _) = mpsc::unbounded_channel();
    let faults = Faults { plan, ..Faults::default() };
    let network =
        Proxy::start(&real.bootstrap, None, faults, Clock::start(), events).await.unwrap();
    let addresses = format!("127.0.0.1:1,{}", network.entrance().servers());
    let environment = vec![("KAFKA_BOOTSTRAP_SERVERS".to_owned(), addresses)];
    let options = Options { broker: Broker::External, environment, ..Options::default() };
    let workbook = TestWorkbook::start_with(options);
    let learner = Learner::new(&workbook).await.on(EXERCISE);

    let answer = Answer::model();
    let prediction = answer.prediction(&learner).await;
    let run = learner.start_run(&answer.fields, Some(prediction)).await;
    let events = learner.events(&run).await;
    assert_numbered(&events, 1);
    let restarted = EventKind::Restarted { reason: RestartReason::Broker };
    assert_eq!(events.iter().filter(|event| event.kind == restarted).count(), 1, "{events:#?}");
    let verdict = learner.run(&run).await.verdict.expect("the run is done");
    assert_eq!(verdict.result, VerdictResult::Passed, "{verdict:#?}");
    drop(workbook);
    assert_eq!(network.stop().await.faults_applied, 1);
    real.stop().await;
}

/// A broker is ready when it answers, not when its process exists.
#[tokio::test(flavor = "multi_thread")]
async fn a_frozen_kafka_is_not_ready_until_it_answers_again() {
    if !has_kafka() {
        return;
    }
    let workbook =
        TestWorkbook::start_with(Options { broker: Broker::Local, ..Options::default() });
    until_ready(&workbook, true, READY_WITHIN).await;
    let kafka = Pid::from_raw(kafka_pid(&workbook)).unwrap();
    kill_process(kafka, Signal::STOP).unwrap();
    // Far below the minute after which the supervisor replaces it.
    let said = until_ready(&workbook, false, Duration::from_secs(20)).await;
    assert!(said.contains("Kafka does not answer at the moment"), "{said}");
    kill_process(kafka, Signal::CONT).unwrap();
    until_ready(&workbook, true, Duration::from_secs(20)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cluster_elsewhere_is_not_ready_while_it_is_away_or_too_old() {
    let knows_little = FakeBroker::start(Answers::Bare).await;
    for (address, why) in [
        (knows_little.address.servers(), "Apache Kafka 2.4 or newer is needed"),
        ("127.0.0.1:1", "does not answer"),
    ] {
        let environment = vec![("KAFKA_BOOTSTRAP_SERVERS".to_owned(), address.to_owned())];
        let options = Options { broker: Broker::External, environment, ..Options::default() };
        let workbook = TestWorkbook::start_with(options);
        let said = until_ready(&workbook, false, Duration::from_secs(20)).await;
        assert!(said.contains(why) && !said.contains(address), "{said}");
    }
}

/// How long Kafka may take to start on a busy machine.
const READY_WITHIN: Duration = Duration::from_secs(70);

/// Polls until the server is ready, or is not; returns its answer.
async fn until_ready(workbook: &TestWorkbook, ready: bool, within: Duration) -> String {
    let expected = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    // The server asks the broker once a second at most.
    let mut looks = tokio::time::interval(Duration::from_millis(100));
    tokio::time::timeout(within, async {
        loop {
            looks.tick().await;
            let answer = reqwest::get(workbook.url(HEALTH_READY)).await.unwrap();
            if answer.status() == expected {
                return answer.text().await.unwrap();
            }
        }
    })
    .await
    .expect("in time")
}

fn kafka_pid(workbook: &TestWorkbook) -> i32 {
    let text = std::fs::read_to_string(workbook.data().join("kafka/kafka.pid")).unwrap();
    text.split_whitespace().next().unwrap().parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn kafka_that_never_starts_is_inconclusive_and_costs_nothing() {
    if !has_kafka() {
        return;
    }
    let folder = tempfile::TempDir::new().unwrap();
    // A java that looks new enough to be chosen and then only exits.
    let java = folder.path().join("java");
    std::fs::write(&java, "#!/bin/sh\n[ \"$1\" = -version ] && echo 'openjdk version \"21.0.1\" 2023-10-17' >&2 && exit 0\nexit 1\n").unwrap();
    std::fs::set_permissions(&java, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    // One of the jars is damaged.
    let libs = folder.path().join("libs");
    std::fs::create_dir(&libs).unwrap();
    for entry in std::fs::read_dir(std::env::var_os("BITACORA_KAFKA_LIBS").unwrap()).unwrap() {
        let jar = entry.unwrap();
        let here = libs.join(jar.file_name());
        if jar.file_name().to_string_lossy().starts_with("kafka-server-4") {
            std::fs::write(here, "no jar").unwrap();
        } else {
            std::os::unix::fs::symlink(jar.path(), here).unwrap();
        }
    }
    let place = folder.path().display().to_string();
    let (java, libs) = (java.display().to_string(), libs.display().to_string());
    for arguments in [["--java".to_owned(), java], ["--kafka-libs".to_owned(), libs]] {
        a_run_waits_in_vain(arguments.into(), &place).await;
    }
}

async fn a_run_waits_in_vain(arguments: Vec<String>, place: &str) {
    let workbook = TestWorkbook::start_with(Options {
        broker: Broker::Local,
        arguments,
        ..Options::default()
    });
    let learner = Learner::new(&workbook).await;
    let id = learner.start_run(&model(), None).await;
    let events = tokio::time::timeout(Duration::from_secs(60), learner.events(&id)).await.unwrap();
    assert!(events.iter().any(|event| matches!(event.kind, EventKind::Inconclusive { .. })));
    let verdict = learner.run(&id).await.verdict.unwrap();
    assert_eq!(verdict.result, VerdictResult::Inconclusive);
    assert_eq!(learner.exercise().await.attempt, 1, "it does not count as an attempt");
    assert_eq!(learner.exercise().await.best, None);
    // The events do not say where things are on the server.
    let mut said = serde_json::to_string(&events).unwrap();
    for path in
        [format!("/api/runs/{id}"), format!("/api/runs/{id}/evidence"), HEALTH_READY.to_owned()]
    {
        said += &learner.get(&path).send().await.unwrap().text().await.unwrap();
    }
    assert!(said.contains("Kafka"), "{said}");
    for place in [place, &workbook.data().display().to_string()] {
        assert!(!said.contains(place), "{place} in {said}");
    }
}
