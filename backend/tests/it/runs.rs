//! `/api/runs` and below: bad input, several at once, stop, other people's runs, streams.

use api::{
    run::{RunCreated, RunState},
    value::{Value, Values},
};
use reqwest::StatusCode;
use serde_json::json;

use crate::workbook::{
    EXERCISE, Learner, Options, TestWorkbook, assert_numbered, fields, model, problem,
};

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_understood_is_refused_by_field() {
    let workbook = TestWorkbook::start();
    let learner = Learner::new(&workbook).await;
    let text = |value: &str| Value::Text(value.to_owned());
    let bad: Vec<(&str, Value)> = vec![
        ("bootstrap_servers", text("evil.example:9092")),
        ("confirm", Value::Bool(true)),
        ("confirm", Value::Integer(1)),
        ("confirm", text("later")),
        ("topic", Value::Integer(7)),
        ("topic", text("")),
        ("topic", text(".")),
        ("topic", text("..")),
        ("topic", text("../x")),
        ("topic", text("a b")),
        ("topic", text("<script>alert(1)</script>")),
        ("topic", text("ñandú")),
        ("topic", text(&"x".repeat(250))),
    ];
    for (field, value) in bad {
        let form = Values::from([(field.to_owned(), value.clone())]);
        let refused =
            problem(learner.try_run(&form, None).await, StatusCode::UNPROCESSABLE_ENTITY).await;
        assert_eq!(refused.field.as_deref(), Some(field), "{value:?}");
        assert!(!refused.detail.contains("<script>"));
    }
    // A prediction for another exercise, and one out of range.
    for answers in
        [fields([("lag", "3")]), Values::from([("records_act_1".to_owned(), Value::Integer(-1))])]
    {
        problem(learner.try_run(&model(), Some(answers)).await, StatusCode::UNPROCESSABLE_ENTITY)
            .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_run_is_refused_as_a_whole() {
    let workbook = TestWorkbook::start();
    let learner = Learner::new(&workbook).await;
    let send = |body: String| {
        learner.post("/api/runs").header("content-type", "application/json").body(body).send()
    };
    let unknown = json!({"exercise": "no-such", "fields": {}, "prediction": null}).to_string();
    problem(send(unknown).await.unwrap(), StatusCode::NOT_FOUND).await;
    let bodies = [
        "".to_owned(),
        "{".to_owned(),
        "[]".to_owned(),
        r#"{"exercise":"productor-basico"}"#.to_owned(),
        r#"{"exercise":"productor-basico","fields":{"topic":"\ud800"},"prediction":null}"#
            .to_owned(),
        r#"{"exercise":"productor-basico","fields":{"topic":{}},"prediction":null}"#.to_owned(),
        r#"{"exercise":"productor-basico","fields":{},"prediction":null,"learner":"ana"}"#
            .to_owned(),
        "[".repeat(20_000),
    ];
    for body in bodies {
        problem(send(body).await.unwrap(), StatusCode::BAD_REQUEST).await;
    }
    assert!(announce_body(&workbook, 10 << 20).await.starts_with("HTTP/1.1 413"));
    let foreign =
        learner.post("/api/runs").header("origin", "https://evil.example").json(&json!({})).send();
    problem(foreign.await.unwrap(), StatusCode::FORBIDDEN).await;
}

/// Announces a body and reads the answer before sending any of it: a client that sends regardless
/// may find the connection closed before it has read the answer.
async fn announce_body(workbook: &TestWorkbook, bytes: usize) -> String {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let host = workbook.base.trim_start_matches("http://");
    let mut stream = tokio::net::TcpStream::connect(host).await.unwrap();
    let head = format!(
        "POST /api/runs HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\n\
         content-length: {bytes}\r\nconnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.contains(api::problem::MEDIA_TYPE) && answer.contains("64 KiB"), "{answer}");
    answer
}

#[tokio::test(flavor = "multi_thread")]
async fn a_learner_runs_one_at_a_time_and_waits_with_a_few() {
    let workbook = TestWorkbook::start_with(Options {
        arguments: vec!["--runs-per-learner".to_owned(), "3".to_owned()],
        ..Options::default()
    });
    let learner = Learner::new(&workbook).await;
    let mut ids = Vec::new();
    let refused = loop {
        let answer = learner.try_run(&model(), None).await;
        if answer.status() != StatusCode::ACCEPTED {
            break answer;
        }
        ids.push(answer.json::<RunCreated>().await.unwrap().id);
        assert!(ids.len() < 100, "the limit never came");
    };
    assert!(refused.headers().contains_key("retry-after"));
    problem(refused, StatusCode::TOO_MANY_REQUESTS).await;
    for id in &ids {
        let events = learner.events(id).await;
        assert_numbered(&events, 1);
        assert_eq!(learner.run(id).await.state, RunState::Done);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_prediction_is_never_stored_for_other_orders() {
    let workbook = TestWorkbook::start();
    let learner = Learner::new(&workbook).await;
    assert_eq!(learner.exercise().await.attempt, 1);
    learner.verdict(&model(), None).await;
    let seen = learner.exercise().await;
    assert_eq!(seen.attempt, 2);
    let run = |attempt: u32| {
        let body = json!({"exercise": EXERCISE, "fields": model(), "prediction": null, "attempt": attempt});
        learner.post("/api/runs").json(&body).send()
    };
    problem(run(1).await.unwrap(), StatusCode::CONFLICT).await;
    assert_eq!(run(2).await.unwrap().status(), StatusCode::ACCEPTED);
}

#[tokio::test(flavor = "multi_thread")]
async fn stopping_twice_is_no_error() {
    // Nothing starts, so the run certainly waits.
    let workbook = TestWorkbook::start_with(Options {
        arguments: vec!["--runs-at-once".to_owned(), "0".to_owned()],
        ..Options::default()
    });
    let learner = Learner::new(&workbook).await;
    let run = learner.start_run(&model(), None).await;
    for _ in 0..2 {
        let answer = learner.post(&format!("/api/runs/{run}/stop")).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        assert_eq!(answer.json::<RunCreated>().await.unwrap().state, RunState::Stopped);
    }
    assert_numbered(&learner.events(&run).await, 1);
    assert_eq!(learner.run(&run).await.verdict, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_under_way_ends_as_stopped_or_was_quicker() {
    let workbook = TestWorkbook::start();
    let learner = Learner::new(&workbook).await;
    let run = learner.start_run(&model(), None).await;
    let stopped = learner.post(&format!("/api/runs/{run}/stop")).send().await.unwrap();
    assert!(stopped.status().is_success());
    assert_numbered(&learner.events(&run).await, 1);
    let run = learner.run(&run).await;
    assert!(run.state.is_over());
    assert_eq!(run.verdict.is_some(), run.state == RunState::Done);
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_elses_run_does_not_exist() {
    let workbook = TestWorkbook::start();
    let (ana, eva) = (Learner::new(&workbook).await, Learner::new(&workbook).await);
    let run = ana.start_run(&model(), None).await;
    for path in ["", "/events", "/evidence"] {
        let answer = eva.get(&format!("/api/runs/{run}{path}")).send().await.unwrap();
        problem(answer, StatusCode::NOT_FOUND).await;
    }
    let answer = eva.post(&format!("/api/runs/{run}/stop")).send().await.unwrap();
    problem(answer, StatusCode::NOT_FOUND).await;
    ana.events(&run).await;
    assert_eq!(ana.run(&run).await.state, RunState::Done, "nobody stopped it");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_resumes_behind_any_event() {
    let workbook = TestWorkbook::start();
    let learner = Learner::new(&workbook).await;
    let run = learner.start_run(&model(), None).await;
    let all = learner.events(&run).await;
    let last = all.len() as u64;
    for seen in [1, last / 2, last - 1] {
        let rest = learner.events_after(&run, seen).await;
        assert_numbered(&rest, seen + 1);
        assert_eq!(rest, all[seen as usize..]);
    }
    let seen_whole = learner.get(&format!("/api/runs/{run}/events")).header("last-event-id", last);
    assert_eq!(seen_whole.send().await.unwrap().status(), StatusCode::NO_CONTENT);
    for bad in [
        "-1",
        "abc",
        "1.5",
        "18446744073709551615",
        "99999999999999999999999",
        &(last + 1).to_string(),
    ] {
        let answer = learner.get(&format!("/api/runs/{run}/events")).header("last-event-id", bad);
        problem(answer.send().await.unwrap(), StatusCode::BAD_REQUEST).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn evidence_is_what_was_hashed() {
    use sha2::Digest;
    let workbook = TestWorkbook::start();
    let learner = Learner::new(&workbook).await;
    let id = learner.start_run(&model(), None).await;
    learner.events(&id).await;
    let run = learner.run(&id).await;
    let answer = learner.get(&format!("/api/runs/{id}/evidence")).send().await.unwrap();
    let etag = answer.headers()["etag"].to_str().unwrap().to_owned();
    let body = answer.bytes().await.unwrap();
    let hash: String =
        sha2::Sha256::digest(&body).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(run.evidence_sha256.as_deref(), Some(hash.as_str()));
    assert_eq!(etag, format!("\"{hash}\""));
    let evidence: backend::evidence::Evidence = serde_json::from_slice(&body).unwrap();
    assert_eq!(evidence.seed, run.seed);
    assert_eq!(evidence.acts.len(), 2);
}
