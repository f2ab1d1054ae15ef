//! Pages and data that are read: prose in the HTML, both languages, headers, health.

use api::{course::Course, exercise::Exercise};
use reqwest::{Client, StatusCode, redirect};

use crate::workbook::{EXERCISE, Learner, TestWorkbook, model, problem};

#[tokio::test(flavor = "multi_thread")]
async fn a_lesson_arrives_readable_in_both_languages() {
    let workbook = TestWorkbook::start();
    let client = Client::new();
    let course: Course =
        client.get(workbook.url("/api/course?lang=es")).send().await.unwrap().json().await.unwrap();
    let slug = &course.lessons[0].slug;
    for (lang, word) in [("es", "partición"), ("en", "partition")] {
        let page =
            client.get(workbook.url(&format!("/{lang}/lecciones/{slug}"))).send().await.unwrap();
        assert_eq!(page.status(), StatusCode::OK);
        let html = page.text().await.unwrap();
        assert!(html.contains(&format!("<html lang=\"{lang}\"")), "{html}");
        assert!(html.contains(word) && html.contains("KafkaProducer"));
        assert!(!html.contains("style=") && !html.contains("<script>"), "nothing inline");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_carries_the_policy() {
    let workbook = TestWorkbook::start();
    for path in ["/es/", "/api/course", "/nothing", "/assets/b1/style.css", "/health/live"] {
        let answer = Client::new().get(workbook.url(path)).send().await.unwrap();
        let policy = answer.headers()["content-security-policy"].to_str().unwrap();
        assert!(
            policy.contains("script-src 'self' 'wasm-unsafe-eval'")
                && !policy.contains("unsafe-inline")
        );
        assert_eq!(answer.headers()["x-content-type-options"], "nosniff");
        assert!(answer.headers().contains_key("x-request-id"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_pages_are_pages_and_unknown_data_is_a_problem() {
    let workbook = TestWorkbook::start();
    let client = Client::new();
    for path in ["/en/lecciones/none", "/xx/", "/en/whatever", "/es/lecciones/%2e%2e%2fx"] {
        let page = client.get(workbook.url(path)).send().await.unwrap();
        assert_eq!(page.status(), StatusCode::NOT_FOUND, "{path}");
        assert!(page.headers()["content-type"].to_str().unwrap().starts_with("text/html"));
    }
    for path in ["/api/lessons/none", "/api/exercises/none", "/api/none", "/assets/b1/none.js"] {
        problem(client.get(workbook.url(path)).send().await.unwrap(), StatusCode::NOT_FOUND).await;
    }
    let english = client
        .get(workbook.url("/api/none"))
        .header("accept-language", "en-US")
        .send()
        .await
        .unwrap();
    assert!(problem(english, StatusCode::NOT_FOUND).await.detail.contains("There is no such page"));
    problem(
        client.delete(workbook.url("/api/runs")).send().await.unwrap(),
        StatusCode::METHOD_NOT_ALLOWED,
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_root_speaks_the_browsers_language() {
    let workbook = TestWorkbook::start();
    let client = Client::builder().redirect(redirect::Policy::none()).build().unwrap();
    for (accept, home) in [("en,es;q=0.5", "/en/"), ("es-ES", "/es/"), ("fr", "/es/")] {
        let answer =
            client.get(workbook.url("/")).header("accept-language", accept).send().await.unwrap();
        assert_eq!(answer.headers()["location"], home);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exercise_tells_nothing_that_its_checks_expect() {
    let workbook = TestWorkbook::start();
    let learner = Learner::new(&workbook).await;
    let text = learner
        .get(&format!("/api/exercises/{EXERCISE}?lang=es"))
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    for secret in ["hints", "misconception", "model", "M02", "expected"] {
        assert!(!text.contains(&format!("\"{secret}\"")), "{secret}");
    }
    let exercise: Exercise = serde_json::from_str(&text).unwrap();
    assert_eq!(exercise.checks.len(), 5);
    assert!((12..=40).contains(&exercise.variant.orders.len()));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_visitor_saw_is_hers_after_her_first_write() {
    let workbook = TestWorkbook::start();
    let learner = Learner::new(&workbook).await;
    let before = learner.exercise().await;
    let other = Learner::new(&workbook).await.exercise().await;
    assert_ne!(before.variant, other.variant, "two learners have different orders");
    let id = learner.start_run(&model(), None).await;
    learner.events(&id).await;
    let evidence: serde_json::Value = learner.read(&format!("/api/runs/{id}/evidence")).await;
    let orders: Vec<String> =
        evidence["orders"].as_array().unwrap().iter().map(ToString::to_string).collect();
    assert_eq!(orders, before.variant.orders);
    assert_eq!(learner.exercise().await.best.unwrap().points, 9);
    let course: Course = learner.read("/api/course?lang=en").await;
    let outline = course
        .lessons
        .iter()
        .flat_map(|lesson| &lesson.exercises)
        .find(|outline| outline.id == EXERCISE);
    assert_eq!(outline.unwrap().best.unwrap().points, 9);
}

#[tokio::test(flavor = "multi_thread")]
async fn health_and_metrics_speak_to_machines() {
    let workbook = TestWorkbook::start();
    let client = Client::new();
    let learner = Learner::new(&workbook).await;
    learner.verdict(&model(), None).await;
    assert_eq!(
        client.get(workbook.url("/health/live")).send().await.unwrap().status(),
        StatusCode::OK
    );
    assert_eq!(
        client.get(workbook.url("/health/ready")).send().await.unwrap().status(),
        StatusCode::OK
    );
    let metrics = client.get(workbook.url("/metrics")).send().await.unwrap().text().await.unwrap();
    assert!(
        metrics.contains("bitacora_runs_accepted_total{exercise=\"productor-basico\"} 1"),
        "{metrics}"
    );
}
