//! Pages and data for reading: prose in the HTML, both languages, headers, health.

use api::{course::Course, exercise::Exercise};
use std::{io::Read, net::IpAddr};

use reqwest::{Client, Method, Response, StatusCode, header::HeaderValue, redirect};

use crate::workbook::{EXERCISE, Learner, Options, TestWorkbook, model, problem};

#[tokio::test(flavor = "multi_thread")]
async fn a_lesson_arrives_readable_in_both_languages() {
    let workbook = TestWorkbook::start();
    let client = Client::new();
    let course: Course =
        client.get(workbook.url("/api/course?lang=es")).send().await.unwrap().json().await.unwrap();
    let slug = "configuracion-basica";
    assert!(course.lessons.iter().any(|lesson| lesson.slug == slug), "{course:?}");
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

/// By the one a page knows what it is, by the other what the server has now.
#[tokio::test(flavor = "multi_thread")]
async fn pages_and_data_name_the_build() {
    let workbook = TestWorkbook::start();
    let ask = async |path: &str| Client::new().get(workbook.url(path)).send().await.unwrap();
    let page = ask("/es/lecciones/productores").await.text().await.unwrap();
    assert!(page.contains("data-build=\"b1\""), "{page}");
    for path in ["/api/course", "/api/exercises/none"] {
        assert_eq!(ask(path).await.headers()[api::paths::BUILD_HEADER], "b1", "{path}");
    }
}

/// Scripts choose one of the sentences by `data-when`; without scripts the last is read.
#[tokio::test(flavor = "multi_thread")]
async fn what_waits_for_the_frontend_has_a_sentence_for_each_state() {
    let workbook = TestWorkbook::start();
    for path in ["/es/lecciones/productores", "/en/lecciones/productores", "/es/ejecuciones/1"] {
        let page = Client::new().get(workbook.url(path)).send().await.unwrap();
        let html = page.text().await.unwrap();
        let (_, place) = html.split_once("class=\"waiting\"").unwrap();
        for state in ["starting", "late", "failed"] {
            assert!(place.contains(&format!("data-when=\"{state}\"")), "{path}: {state}");
        }
        assert!(place.contains("<noscript>"), "{path}");
        // Without scripts nothing may look as if it were on its way.
        assert_eq!(
            html.matches("data-is=\"loading\"").count(),
            html.matches("data-is=\"loading\" data-when=").count(),
            "{path}"
        );
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
        evidence["variant"]["orders"].as_array().unwrap().iter().map(ToString::to_string).collect();
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

/// Pages and answers go out as small as the client can read them. A stream does not wait for a
/// compressor, and evidence goes out as the bytes that were hashed.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_now_is_compressed_for_those_who_can_read_it() {
    let workbook = TestWorkbook::start();
    let learner = Learner::new(&workbook).await;
    let run = learner.start_run(&model(), None).await;
    learner.events(&run).await;
    let ask = async |path: &str, accepted: &str| {
        let answer = learner.get(path).header("accept-encoding", accepted).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        let encoding = answer.headers().get("content-encoding").cloned();
        let vary = answer.headers().get("vary").cloned();
        (encoding, vary, answer.bytes().await.unwrap())
    };
    for path in ["/es/glosario", "/api/glossary?lang=es"] {
        let (encoding, vary, plain) = ask(path, "identity").await;
        assert_eq!((encoding, vary.unwrap()), (None, HeaderValue::from_static("accept-encoding")));
        let (encoding, _, packed) = ask(path, "gzip").await;
        assert_eq!(encoding.unwrap(), "gzip");
        assert!(packed.len() * 2 < plain.len(), "{path}: {} of {}", packed.len(), plain.len());
        let mut unpacked = Vec::new();
        flate2::read::GzDecoder::new(&*packed).read_to_end(&mut unpacked).unwrap();
        assert_eq!(unpacked, plain, "{path}");
        assert_eq!(ask(path, "gzip, br").await.0.unwrap(), "br");
    }
    for path in [format!("/api/runs/{run}/events"), format!("/api/runs/{run}/evidence")] {
        assert_eq!(ask(&path, "gzip, br").await.0, None, "{path}");
    }
}

/// A build's address stands for its content for ever, so it never gives another build's.
#[tokio::test(flavor = "multi_thread")]
async fn assets_are_of_their_build_and_kept_for_ever() {
    let workbook = TestWorkbook::start();
    let folder = workbook.assets();
    std::fs::write(folder.join("style.css.br"), "packed by brotli").unwrap();
    std::fs::write(folder.join("style.css.gz"), "packed by gzip").unwrap();
    let client = Client::new();
    let ask = |method: Method, headers: [(&'static str, &str); 1]| {
        let [(name, value)] = headers;
        let url = workbook.url("/assets/b1/style.css");
        let request = client.request(method, url).header(name, value);
        async { request.send().await.unwrap() }
    };
    let kept = |answer: &Response| {
        assert_eq!(answer.headers()["cache-control"], "public, max-age=31536000, immutable");
        assert_eq!(answer.headers()["vary"], "accept-encoding");
        answer.status()
    };
    for (accepted, encoding, body) in [
        ("gzip, br", Some("br"), "packed by brotli"),
        ("gzip", Some("gzip"), "packed by gzip"),
        ("identity", None, "/* style */"),
    ] {
        let answer = ask(Method::GET, [("accept-encoding", accepted)]).await;
        assert_eq!(kept(&answer), StatusCode::OK);
        assert_eq!(answer.headers()["content-type"], "text/css");
        let used = answer.headers().get("content-encoding").map(|value| value.to_str().unwrap());
        assert_eq!(used, encoding);
        assert_eq!(answer.text().await.unwrap(), body);
    }
    let head = ask(Method::HEAD, [("accept-encoding", "br")]).await;
    assert_eq!(kept(&head), StatusCode::OK);
    assert_eq!(
        (&head.headers()["content-encoding"], &head.headers()["content-length"]),
        (&HeaderValue::from_static("br"), &HeaderValue::from_static("16"))
    );
    let part = ask(Method::GET, [("range", "bytes=3-7")]).await;
    assert_eq!(kept(&part), StatusCode::PARTIAL_CONTENT);
    assert_eq!(part.text().await.unwrap(), "style");
    let modified = head.headers()["last-modified"].to_str().unwrap().to_owned();
    let known = ask(Method::GET, [("if-modified-since", &modified)]).await;
    assert_eq!(kept(&known), StatusCode::NOT_MODIFIED);

    let is_gone = async |path: &str| {
        let answer = client.get(workbook.url(path)).send().await.unwrap();
        assert_eq!(answer.headers()["cache-control"], "no-store");
        problem(answer, StatusCode::NOT_FOUND).await;
    };
    is_gone("/assets/b0/style.css").await;
    // A new build replaces the folder while the server runs.
    std::fs::write(folder.join("build.txt"), "b2").unwrap();
    is_gone("/assets/b1/style.css").await;
    is_gone("/assets/b2/style.css").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_numbers_are_for_this_machine_or_have_an_address_of_their_own() {
    // A port that was free a moment ago.
    let address = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let arguments = ["--metrics-addr", &address.to_string(), "--trusted-proxy", "127.0.0.2"];
    let arguments = arguments.map(str::to_owned).to_vec();
    let workbook = TestWorkbook::start_with(Options { arguments, ..Options::default() });
    let here = Client::new();
    let proxy = Client::builder().local_address(IpAddr::from([127, 0, 0, 2])).build().unwrap();
    let (pages, own) = (workbook.url("/metrics"), format!("http://{address}/metrics"));
    let forwarded = here.get(&pages).header("x-forwarded-for", "192.0.2.1");
    for hidden in [proxy.get(&pages), forwarded] {
        problem(hidden.send().await.unwrap(), StatusCode::NOT_FOUND).await;
    }
    for shown in [here.get(&pages), here.get(&own), proxy.get(&own)] {
        let shown = shown.send().await.unwrap();
        assert_eq!(shown.status(), StatusCode::OK);
        assert!(shown.headers()["content-type"].to_str().unwrap().starts_with("text/plain"));
    }
    // Nothing else is served there.
    let elsewhere = here.get(format!("http://{address}/es/")).send().await.unwrap();
    assert_eq!(elsewhere.status(), StatusCode::NOT_FOUND);
}
