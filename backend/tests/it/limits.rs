//! How much one learner and one address may ask: the sentence, the second to come back, and that
//! neighbours are not affected.

use std::time::Duration;

use reqwest::{RequestBuilder, Response, StatusCode};

use crate::workbook::{Learner, Options, TestWorkbook, model, problem};

fn workbook(arguments: &[&str]) -> TestWorkbook {
    let arguments = arguments.iter().map(ToString::to_string).collect();
    TestWorkbook::start_with(Options { arguments, ..Options::default() })
}

async fn sign_in(learner: &Learner) -> Response {
    learner.post("/api/session").send().await.unwrap()
}

/// Asserts a temporary refusal; returns its sentence.
async fn refused(answer: Response, slug: &str, after_s: &str) -> String {
    assert_eq!(answer.headers()["retry-after"], after_s);
    let problem = problem(answer, StatusCode::TOO_MANY_REQUESTS).await;
    assert_eq!(problem.r#type, format!("/problems/{slug}"));
    problem.detail
}

#[tokio::test(flavor = "multi_thread")]
async fn who_writes_too_fast_is_told_when_to_come_back() {
    let workbook = workbook(&["--writes-per-minute", "3", "--learners-per-address", "2"]);
    let (ana, eva) = (Learner::new(&workbook).await, Learner::new(&workbook).await);
    for _ in 0..3 {
        assert_eq!(sign_in(&ana).await.status(), StatusCode::OK);
    }
    let said = refused(sign_in(&ana).await, "too-many-requests", "20").await;
    assert!(said.contains("espera 20 s"), "{said}");
    let english = ana.post("/api/runs").header("accept-language", "en").json(&model());
    let said = refused(english.send().await.unwrap(), "too-many-requests", "20").await;
    assert!(said.contains("wait 20 s"), "{said}");
    // She may still read, and her refused request did not count for her neighbour.
    assert_eq!(ana.exercise().await.attempt, 1);
    for _ in 0..3 {
        assert_eq!(sign_in(&eva).await.status(), StatusCode::OK);
    }
    // This address has now used two learners' allowance.
    let said = refused(sign_in(&Learner::new(&workbook).await).await, "too-many-requests", "10");
    assert!(said.await.contains("desde tu red"));
}

#[tokio::test(flavor = "multi_thread")]
async fn reading_has_a_limit_of_its_own() {
    let workbook = workbook(&["--reads-per-minute", "30"]);
    // Her first read came before she was known, so it counts for the address alone.
    let ana = Learner::new(&workbook).await;
    for _ in 0..30 {
        assert_eq!(ana.get("/api/course").send().await.unwrap().status(), StatusCode::OK);
    }
    refused(ana.get("/api/course").send().await.unwrap(), "too-many-requests", "2").await;
    assert_eq!(sign_in(&ana).await.status(), StatusCode::OK);
    // Pages and their assets do not count.
    assert_eq!(ana.get("/es/").send().await.unwrap().status(), StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_class_behind_one_address_works_as_usual() {
    let workbook = workbook(&["--runs-at-once", "0"]);
    let mut streams = Vec::new();
    for _ in 0..40 {
        let learner = Learner::new(&workbook).await;
        learner.exercise().await;
        let _: serde_json::Value = learner.read("/api/course").await;
        assert_eq!(sign_in(&learner).await.status(), StatusCode::OK);
        for _ in 0..3 {
            let run = learner.start_run(&model(), None).await;
            let stream = learner.get(&format!("/api/runs/{run}/events")).send().await.unwrap();
            assert_eq!(stream.status(), StatusCode::OK);
            streams.push(stream);
        }
    }
    assert_eq!(streams.len(), 120);
}

#[tokio::test(flavor = "multi_thread")]
async fn new_learners_from_one_address_are_counted() {
    let workbook = workbook(&["--newcomers-per-minute", "2"]);
    let (ana, eva) = (Learner::new(&workbook).await, Learner::new(&workbook).await);
    assert_eq!(sign_in(&ana).await.status(), StatusCode::OK);
    eva.start_run(&model(), None).await;
    // Another cookie, and a forged one.
    let third = Learner::new(&workbook).await;
    let said = refused(sign_in(&third).await, "too-many-requests", "30").await;
    assert!(said.contains("desde tu red"), "{said}");
    let run = third.try_run(&model(), None).await;
    refused(run, "too-many-requests", "30").await;
    let invented = reqwest::Client::new()
        .post(workbook.url("/api/session"))
        .header("cookie", format!("bitacora={}", "A".repeat(43)));
    refused(invented.send().await.unwrap(), "too-many-requests", "30").await;
    // She may read, and known learners continue.
    assert_eq!(third.exercise().await.attempt, 1);
    ana.start_run(&model(), None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn open_streams_are_counted_and_free_again_when_they_close() {
    let workbook = workbook(&[
        "--runs-at-once",
        "0",
        "--streams-per-learner",
        "2",
        "--learners-per-address",
        "2",
    ]);
    let (ana, eva) = (Learner::new(&workbook).await, Learner::new(&workbook).await);
    let of_ana = ana.start_run(&model(), None).await;
    let of_eva = eva.start_run(&model(), None).await;
    let watch = |learner: &Learner, run: &str| learner.get(&format!("/api/runs/{run}/events"));
    let mut open = Vec::new();
    for _ in 0..2 {
        open.push(opened(watch(&ana, &of_ana)).await);
    }
    let said = refused(watch(&ana, &of_ana).send().await.unwrap(), "too-many-streams", "5").await;
    assert!(said.contains("Ya sigues 2"), "{said}");
    for _ in 0..2 {
        open.push(opened(watch(&eva, &of_eva)).await);
    }
    let zoe = Learner::new(&workbook).await;
    let of_zoe = zoe.start_run(&model(), None).await;
    let said = refused(watch(&zoe, &of_zoe).send().await.unwrap(), "too-many-streams", "5").await;
    assert!(said.contains("Desde tu red"), "{said}");
    // The server notices a closed browser a moment later.
    drop(open);
    let again =
        async { while watch(&zoe, &of_zoe).send().await.unwrap().status() != StatusCode::OK {} };
    tokio::time::timeout(Duration::from_secs(20), again).await.unwrap();
}

async fn opened(stream: RequestBuilder) -> Response {
    let answer = stream.send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    answer
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_is_believed_from_a_trusted_proxy_only() {
    for (arguments, third) in [
        (&["--newcomers-per-minute", "1", "--trusted-proxy", "127.0.0.1,::1"][..], StatusCode::OK),
        (&["--newcomers-per-minute", "1"], StatusCode::TOO_MANY_REQUESTS),
    ] {
        let workbook = workbook(arguments);
        let from = async |address: &str| {
            let learner = Learner::new(&workbook).await;
            let session = learner.post("/api/session").header("x-forwarded-for", address);
            session.send().await.unwrap().status()
        };
        assert_eq!(from("203.0.113.1").await, StatusCode::OK);
        assert_eq!(from("evil, 203.0.113.1").await, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(from("203.0.113.2").await, third);
    }
}
