//! One visit is one learner: which cookies come, which of them counts, and that no answer takes
//! work away.

use api::{account::Session, exercise::Exercise, run::RunCreated};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use reqwest::{Method, Response, StatusCode, header};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::workbook::{Browser, EXERCISE, Options, TestWorkbook, cookies, model, problem};

const VISIT: &str = "bitacora-visit";
const KEPT: &str = "bitacora";
/// Reads of exercises and of the learner, sent at once when a page opens.
const READS: [&str; 4] = [
    "/api/session",
    "/api/course?lang=es",
    "/api/exercises/productor-basico?lang=es",
    "/api/exercises/consumidor-basico?lang=es",
];

fn workbook(arguments: &[&str]) -> TestWorkbook {
    let own = ["--runs-at-once", "0"];
    let arguments = own.iter().chain(arguments).map(ToString::to_string).collect();
    TestWorkbook::start_with(Options { arguments, ..Options::default() })
}

async fn exercise(browser: &mut Browser) -> Exercise {
    browser.get(&format!("/api/exercises/{EXERCISE}?lang=es")).await.json().await.unwrap()
}

async fn post_run(browser: &mut Browser, more: Value) -> Response {
    let mut body = json!({"exercise": EXERCISE, "fields": model(), "prediction": null});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let request = browser.request(Method::POST, "/api/runs").json(&body);
    let answer = request.send().await.unwrap();
    browser.keep(&answer);
    answer
}

async fn run(browser: &mut Browser) -> String {
    let answer = post_run(browser, json!({})).await;
    assert_eq!(answer.status(), StatusCode::ACCEPTED);
    answer.json::<RunCreated>().await.unwrap().id
}

async fn finds(browser: &mut Browser, run: &str) -> StatusCode {
    browser.get(&format!("/api/runs/{run}")).await.status()
}

/// The public name of a visitor who has work here.
async fn name(browser: &mut Browser) -> Option<String> {
    let session: Session = browser.get("/api/session").await.json().await.unwrap();
    session.learner.map(|learner| learner.name)
}

/// The part that stays when a value is signed again.
fn token(value: &str) -> &str {
    value.split('.').next().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_brings_one_learner_whom_all_its_reads_share() {
    let workbook = workbook(&[]);
    let mut browser = Browser::new(&workbook);
    browser.get("/es/").await;
    assert_eq!(browser.jar.keys().collect::<Vec<_>>(), [VISIT]);
    let reads = READS.map(|path| browser.request(Method::GET, path).send());
    for answer in futures_util::future::join_all(reads).await {
        let answer = answer.unwrap();
        assert_eq!((answer.status(), cookies(&answer)), (StatusCode::OK, vec![]));
    }
    let first = exercise(&mut browser).await;
    for page in ["/en/", "/es/lecciones/configuracion-basica", "/es/ejecuciones/0"] {
        assert_eq!(cookies(&browser.get(page).await), [""; 0], "{page}");
    }
    assert_eq!(exercise(&mut browser).await.variant, first.variant);
    run(&mut browser).await;
    assert_eq!(token(&browser.jar[KEPT]), token(&browser.jar[VISIT]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_answer_takes_no_work_away() {
    let workbook = workbook(&[]);
    let mut browser = Browser::new(&workbook);
    // Two tabs at once; the answers to the second one come when there is work already.
    let (tab, other) = (browser.clone(), browser.clone());
    let late_page = other.request(Method::GET, "/es/").send().await.unwrap();
    let late_read = other.request(Method::GET, READS[2]).send().await.unwrap();
    browser.keep(&tab.request(Method::GET, "/es/").send().await.unwrap());
    let run = run(&mut browser).await;
    for late in [late_page, late_read] {
        assert_eq!(cookies(&late).len(), 1);
        browser.keep(&late);
        assert_eq!(finds(&mut browser, &run).await, StatusCode::OK);
    }
    assert_ne!(token(&browser.jar[KEPT]), token(&browser.jar[VISIT]));
    assert_eq!(exercise(&mut browser).await.runs[0].id, run);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_is_of_the_orders_that_were_shown() {
    let workbook = workbook(&[]);
    let mut browser = Browser::new(&workbook);
    let shown = exercise(&mut browser).await;
    // Another tab's page, requested before this browser had a cookie.
    browser.keep(&Browser::new(&workbook).get("/es/").await);
    let sent = json!({"attempt": shown.attempt, "seed": shown.seed});
    let refused = problem(post_run(&mut browser, sent).await, StatusCode::CONFLICT).await;
    assert_eq!(refused.r#type, "/problems/other-orders");
    assert!(!browser.jar.contains_key(KEPT) && name(&mut browser).await.is_none());
    let shown = exercise(&mut browser).await;
    let sent = json!({"attempt": shown.attempt, "seed": shown.seed});
    assert_eq!(post_run(&mut browser, sent).await.status(), StatusCode::ACCEPTED);
    // Without any cookie, too.
    let mut nobody = Browser::new(&workbook);
    let shown = exercise(&mut nobody).await;
    nobody.jar.clear();
    let answer = post_run(&mut nobody, json!({"seed": shown.seed})).await;
    assert_eq!((answer.status(), cookies(&answer)), (StatusCode::CONFLICT, vec![]));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_about_nobody_makes_nobody() {
    let workbook = workbook(&[]);
    let lookup = format!("/api/runs/{}", "0".repeat(32));
    for path in
        ["/api/course", "/api/lessons/configuracion-basica", &lookup, "/es/none", "/health/live"]
    {
        assert_eq!(cookies(&Browser::new(&workbook).get(path).await), [""; 0], "{path}");
    }
    // A program that reads no page gets a cookie with the first answer about a learner, and a
    // lasting one with the first write.
    let mut program = Browser::new(&workbook);
    let answer = program.get(READS[2]).await;
    let [cookie] = cookies(&answer)[..] else { panic!("one cookie") };
    assert!(cookie.contains("HttpOnly; SameSite=Lax; Path=/; Max-Age=34560000"), "{cookie}");
    assert!(!cookie.contains("Secure"), "{cookie}");
    run(&mut program).await;
    assert_eq!(token(&program.jar[KEPT]), token(&program.jar[VISIT]));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_cookie_that_is_valid_counts() {
    let workbook = workbook(&[]);
    let (mut ana, mut eva) = (Browser::new(&workbook), Browser::new(&workbook));
    let (of_ana, of_eva) = (run(&mut ana).await, run(&mut eva).await);
    let (good, other) = (&ana.jar[KEPT], &eva.jar[KEPT]);
    let invented = BASE64_URL_SAFE_NO_PAD.encode([1; 32]);
    let forged = good.replacen(token(good), &invented, 1);
    let sent = [
        format!("{KEPT}={good}; {KEPT}={other}"),
        format!("{KEPT}=x; {KEPT}=; {KEPT}={invented}; {KEPT}={forged}; {KEPT}={good}"),
        format!("{VISIT}={other}; ñandú=🦤; {KEPT}={good}"),
    ];
    for cookie in sent {
        let mut browser = Browser::new(&workbook);
        let request = |path: String| {
            browser.request(Method::GET, &path).header(header::COOKIE, cookie.as_bytes())
        };
        let answer = request(format!("/api/runs/{of_ana}")).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{cookie}");
        let answer = request(format!("/api/runs/{of_eva}")).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{cookie}");
        let answer = request("/api/session".to_owned()).send().await.unwrap();
        assert_eq!(cookies(&answer), [""; 0], "{cookie}");
        browser.keep(&request("/es/".to_owned()).send().await.unwrap());
        assert!(browser.jar.is_empty(), "{cookie}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_was_not_issued_is_refused() {
    let (here, elsewhere) = (workbook(&[]), workbook(&[]));
    let mut stranger = Browser::new(&elsewhere);
    run(&mut stranger).await;
    let signed_elsewhere = stranger.jar[KEPT].clone();
    for value in ["A".repeat(43), format!("{}.1.x", "A".repeat(43)), signed_elsewhere] {
        let mut browser = Browser::new(&here);
        browser.jar.insert(KEPT.to_owned(), value.clone());
        browser.get("/es/").await;
        assert_ne!(token(&browser.jar[VISIT]), token(&value));
        run(&mut browser).await;
        assert_eq!(token(&browser.jar[KEPT]), token(&browser.jar[VISIT]), "{value}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cookie_of_before_there_were_signatures_keeps_its_work() {
    let workbook = workbook(&[]);
    let bare = BASE64_URL_SAFE_NO_PAD.encode([7; 32]);
    let learner: String = Sha256::digest([&b"learner\n"[..], &[7; 32]].concat())[..16]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let row =
        format!("INSERT INTO learners (id, role, created_ms) VALUES ('{learner}', 'guest', 1)");
    workbook.sql(&row).await;
    let mut browser = Browser::new(&workbook);
    browser.jar.insert(KEPT.to_owned(), bare.clone());
    browser.get("/es/").await;
    assert_eq!(name(&mut browser).await.as_deref(), Some(&learner[..4]));
    let signed = browser.jar[KEPT].clone();
    assert!(signed.starts_with(&format!("{bare}.")), "{signed}");
    assert_eq!(name(&mut browser).await.as_deref(), Some(&learner[..4]));
    assert_eq!(browser.jar[KEPT], signed, "once is enough");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_was_ended_is_refused() {
    let mut workbook = workbook(&[]);
    let mut browser = Browser::new(&workbook);
    browser.get("/es/").await;
    let run = run(&mut browser).await;
    let mut copy = browser.clone();
    let answer = browser.send(Method::DELETE, "/api/session").await;
    assert_eq!((answer.status(), cookies(&answer).len()), (StatusCode::NO_CONTENT, 2));
    assert!(browser.jar.is_empty());
    let mut bare = copy.clone();
    bare.jar.values_mut().for_each(|value| *value = token(value).to_owned());
    for round in ["at once", "after a restart"] {
        assert_eq!(finds(&mut copy, &run).await, StatusCode::NOT_FOUND, "{round}");
        assert_eq!(finds(&mut bare, &run).await, StatusCode::NOT_FOUND, "{round}");
        workbook.kill_and_start_again();
        (copy, bare) = (copy.at(&workbook), bare.at(&workbook));
    }
    let ended = token(&copy.jar[KEPT]).to_owned();
    assert_eq!(name(&mut copy).await, None);
    assert_ne!(token(&copy.jar[VISIT]), ended, "somebody else comes");
    // Ending no session is no error.
    let answer = Browser::new(&workbook).send(Method::DELETE, "/api/session").await;
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_change_and_cookies_with_them() {
    let mut workbook = workbook(&[]);
    let (mut ana, mut visitor) = (Browser::new(&workbook), Browser::new(&workbook));
    let run = run(&mut ana).await;
    visitor.get("/es/").await;
    let (old, visit) = (ana.jar[KEPT].clone(), visitor.jar[VISIT].clone());
    workbook.sql("UPDATE cookie_keys SET created_ms = 0").await;
    workbook.kill_and_start_again();
    (ana, visitor) = (ana.at(&workbook), visitor.at(&workbook));
    // Signed by the previous key: it counts, and is replaced by a new signature of the same token.
    assert!(name(&mut ana).await.is_some());
    assert_ne!(ana.jar[KEPT], old);
    assert_eq!(token(&ana.jar[KEPT]), token(&old));
    assert_eq!(visitor.get("/es/").await.status(), StatusCode::OK);
    assert_eq!(visitor.jar[VISIT], visit);
    // Now the second key is so old that no cookie of the first can still exist.
    workbook.sql("UPDATE cookie_keys SET created_ms = 1 WHERE created_ms > 0").await;
    workbook.kill_and_start_again();
    (ana, visitor) = (ana.at(&workbook), visitor.at(&workbook));
    visitor.get("/es/").await;
    assert_ne!(token(&visitor.jar[VISIT]), token(&visit));
    // A learner with work here has it by any cookie of hers.
    ana.jar.insert(KEPT.to_owned(), old);
    assert_eq!(finds(&mut ana, &run).await, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn by_https_the_cookie_is_secure_and_the_hosts_own() {
    let workbook = workbook(&["--public-url", "https://kafka.example.org"]);
    let mut browser = Browser::new(&workbook);
    let page = browser.get("/es/").await;
    let [cookie] = cookies(&page)[..] else { panic!("one cookie") };
    assert!(cookie.starts_with("__Host-bitacora-visit="), "{cookie}");
    assert!(cookie.contains("; Secure; Path=/; "), "{cookie}");
    run(&mut browser).await;
    assert_eq!(
        browser.jar.keys().collect::<Vec<_>>(),
        ["__Host-bitacora", "__Host-bitacora-visit"]
    );
    // A cookie from before the server had https: the same learner, and the name without a prefix is
    // deleted.
    let kept = browser.jar["__Host-bitacora"].clone();
    let mut before = Browser::new(&workbook);
    before.jar.insert(KEPT.to_owned(), kept.clone());
    assert!(name(&mut before).await.is_some());
    assert_eq!(before.jar.keys().collect::<Vec<_>>(), ["__Host-bitacora"]);
    assert_eq!(token(&before.jar["__Host-bitacora"]), token(&kept));
}
