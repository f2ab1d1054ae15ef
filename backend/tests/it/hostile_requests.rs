//! Whatever is sent, the answer is no 500, and a refusal is a problem with a sentence.

use std::sync::LazyLock;

use proptest::{
    collection::{btree_map, vec},
    option,
    prelude::*,
    test_runner::{Config, TestRunner},
};
use reqwest::{Client, RequestBuilder, Response, StatusCode, header};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::workbook::{EXERCISE, Learner, Options, TestWorkbook, model, problem};

/// Cases of each property: a request takes a millisecond, an accepted run a process.
const CASES: u32 = 256;

/// One server for all cases of a test, with limits so high that they do not hide its other answers.
/// It accepts runs and starts none.
struct Target {
    runtime: Runtime,
    workbook: TestWorkbook,
    learner: Learner,
}

impl Target {
    fn start() -> Self {
        let arguments = [
            ["--runs-at-once", "0"],
            ["--reads-per-minute", "1000000"],
            ["--writes-per-minute", "1000000"],
        ];
        let arguments = arguments.into_iter().flatten().map(str::to_owned).collect();
        let workbook = TestWorkbook::start_with(Options { arguments, ..Options::default() });
        let runtime = Runtime::new().unwrap();
        let learner = runtime.block_on(Learner::new(&workbook));
        Self { runtime, workbook, learner }
    }

    fn send(&self, request: RequestBuilder) -> Result<StatusCode, TestCaseError> {
        let answer = self.runtime.block_on(request.send()).unwrap();
        self.runtime.block_on(assert_sane(answer))
    }

    fn create_run(&self, body: impl Into<reqwest::Body>) -> Result<StatusCode, TestCaseError> {
        let request = self.learner.post("/api/runs");
        self.send(request.header(header::CONTENT_TYPE, "application/json").body(body))
    }
}

/// Asserts that the answer is no server error, and that a refusal is a problem with the same status
/// and a short sentence.
async fn assert_sane(answer: Response) -> Result<StatusCode, TestCaseError> {
    let status = answer.status();
    prop_assert!(!status.is_server_error(), "{status}");
    if status.is_client_error() {
        let size = answer.content_length();
        prop_assert!(size.is_some_and(|size| size < 4096), "{size:?}");
        problem(answer, status).await;
    }
    Ok(status)
}

fn check<S: Strategy>(strategy: S, test: impl Fn(S::Value) -> Result<(), TestCaseError>) {
    let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
    if let Err(failure) = TestRunner::new(config).run(&strategy, test) {
        panic!("{failure}");
    }
}

/// Any JSON, and sometimes a value that the form accepts.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".*".prop_map(Value::from),
        "json|flush|pedidos|3\\.0|none|\\PC{0,200}".prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 64, 8, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..8).prop_map(Value::from),
            btree_map(name(), inner, 0..8).prop_map(Value::from_iter),
        ]
    })
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("topic".to_owned()),
        Just("confirm".to_owned()),
        Just("records_act_1".to_owned()),
        ".{0,40}",
    ]
}

/// The shape of a run, with anything in it.
fn new_run() -> impl Strategy<Value = Value> {
    let exercise = prop_oneof![4 => Just(json!(EXERCISE)), 1 => Just(json!("consumidor-basico")), 1 => value()];
    let fields = prop_oneof![
        2 => btree_map(name(), value(), 0..4).prop_map(Value::from_iter),
        1 => Just(json!(model())),
        1 => value(),
    ];
    let prediction = prop_oneof![Just(Value::Null), value()];
    let attempt = option::of(prop_oneof![any::<u32>().prop_map(Value::from), value()]);
    (exercise, fields, prediction, attempt).prop_map(|(exercise, fields, prediction, attempt)| {
        let mut body = json!({"exercise": exercise, "fields": fields, "prediction": prediction});
        if let Some(attempt) = attempt {
            body["attempt"] = attempt;
        }
        body
    })
}

#[test]
fn any_json_as_a_run() {
    let target = Target::start();
    check(prop_oneof![3 => new_run(), 1 => value()], |body| {
        target.create_run(body.to_string()).map(drop)
    });
}

#[test]
fn any_bytes_as_a_run() {
    let target = Target::start();
    let cut = (new_run(), any::<prop::sample::Index>()).prop_map(|(body, end)| {
        let mut bytes = body.to_string().into_bytes();
        bytes.truncate(end.index(bytes.len()));
        bytes
    });
    check(prop_oneof![cut, vec(any::<u8>(), 0..400)], |body| {
        let status = target.create_run(body)?;
        prop_assert!(status.is_client_error(), "{status}");
        Ok(())
    });
}

#[test]
fn odd_json_as_a_run() {
    let target = Target::start();
    let with = |fields: &str, attempt: &str| {
        format!(
            r#"{{"exercise":"{EXERCISE}","fields":{fields},"prediction":null,"attempt":{attempt}}}"#
        )
    };
    let nested = |depth: usize| format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
    let bodies = [
        (with(r#"{"topic":1e400}"#, "null"), StatusCode::BAD_REQUEST),
        (with(&format!(r#"{{"topic":{}}}"#, "9".repeat(5000)), "null"), StatusCode::BAD_REQUEST),
        (with(r#"{"topic":-0.0}"#, "null"), StatusCode::BAD_REQUEST),
        (with(&format!(r#"{{"topic":{}}}"#, nested(120)), "null"), StatusCode::BAD_REQUEST),
        (with(&format!(r#"{{"topic":{}}}"#, nested(30_000)), "null"), StatusCode::BAD_REQUEST),
        (with("{}", "-1"), StatusCode::BAD_REQUEST),
        (with("{}", "4294967296"), StatusCode::BAD_REQUEST),
        (with("{}", "4294967295"), StatusCode::CONFLICT),
        (with("{}", "0"), StatusCode::CONFLICT),
        (with(r#"{"topic":"\u0000"}"#, "null"), StatusCode::UNPROCESSABLE_ENTITY),
        (with(r#"{"topic":"a","topic":".."}"#, "null"), StatusCode::UNPROCESSABLE_ENTITY),
        (format!("\u{feff}{}", with("{}", "null")), StatusCode::BAD_REQUEST),
        (format!("{}{{}}", with("{}", "null")), StatusCode::BAD_REQUEST),
    ];
    for (body, status) in bodies {
        let shown: String = body.chars().take(120).collect();
        assert_eq!(target.create_run(body).unwrap(), status, "{shown}");
    }
    // Without a content type, and with another one.
    for kind in ["text/plain", "application/xml", "multipart/form-data"] {
        let request =
            target.learner.post("/api/runs").header(header::CONTENT_TYPE, kind).body("{}");
        assert_eq!(target.send(request).unwrap(), StatusCode::BAD_REQUEST);
    }
}

/// With a `Content-Length`, and without one.
#[test]
fn a_body_has_a_size() {
    let target = Target::start();
    let most = 64 * 1024;
    let body = |size: usize| format!("\"{}\"", "x".repeat(size - 2));
    assert_eq!(target.create_run(body(most)).unwrap(), StatusCode::BAD_REQUEST);
    assert_eq!(target.create_run(body(most + 1)).unwrap(), StatusCode::PAYLOAD_TOO_LARGE);
    let chunks = body(most + 1).into_bytes().chunks(1000).map(<[u8]>::to_vec).collect::<Vec<_>>();
    let chunks = futures_util::stream::iter(chunks.into_iter().map(Ok::<_, std::io::Error>));
    let status = target.create_run(reqwest::Body::wrap_stream(chunks)).unwrap();
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[test]
fn any_last_event_id() {
    let target = Target::start();
    let run = target.runtime.block_on(target.learner.start_run(&model(), None));
    let path = format!("/api/runs/{run}/events");
    let number = prop_oneof![
        any::<u64>().prop_map(|number| number.to_string()),
        Just(u64::MAX.to_string()),
        Just((1_u64 << 63).to_string()),
        any::<i128>().prop_map(|number| number.to_string()),
        "[ -~]{0,40}",
    ];
    check(number, |last| {
        let answer = target.learner.get(&path).header("last-event-id", last.as_bytes());
        // A stream that opens stays open, so its head is enough.
        let status = target.send(answer)?;
        let is_known = last.trim().parse() == Ok(0) || last.trim().parse() == Ok(1);
        prop_assert_eq!(status == StatusCode::OK, is_known, "{}", status);
        Ok(())
    });
}

#[test]
fn any_path_and_any_query() {
    let target = Target::start();
    static CLIENT: LazyLock<Client> = LazyLock::new(Client::new);
    let path = prop::sample::select(vec![
        "/api/course",
        "/api/lessons/{}",
        "/api/exercises/{}",
        "/api/runs/{}",
        "/api/runs/{}/events",
        "/api/runs/{}/evidence",
        "/es/lecciones/{}",
        "/es/ejecuciones/{}",
        "/{}/",
        "/assets/{}",
        "/{}",
    ]);
    let segment = prop_oneof![
        // Arbitrary bytes, and ones that often break parsers.
        prop_oneof![
            vec(any::<u8>(), 0..24),
            vec(prop::sample::select(b"\0\n\r/.%'a\xff".to_vec()), 1..4),
        ]
        .prop_map(|bytes| { bytes.iter().map(|byte| format!("%{byte:02X}")).collect::<String>() }),
        "[0-9a-f]{32}",
        "%[0-9A-Z]{0,2}|\\.\\.%2f|[a-z.~!$&'()*+,;=:@-]{0,20}",
        Just("x".repeat(8000)),
    ];
    let query = option::of("lang=(es|en|EN|fr|%00|%ff|[a-z]{0,8})|[a-z=&%;+\\[\\]]{0,20}");
    check((path, segment, query), |(path, segment, query)| {
        let query = query.map(|query| format!("?{query}")).unwrap_or_default();
        let url = target.workbook.url(&format!("{}{query}", path.replace("{}", &segment)));
        let answer = target.runtime.block_on(CLIENT.get(url).send()).unwrap();
        prop_assert!(!answer.status().is_server_error(), "{}", answer.status());
        // As it was sent, since the client resolves dots. `/api/` itself is a page that does not
        // exist.
        if answer.url().path().strip_prefix("/api/").is_some_and(|rest| !rest.is_empty()) {
            target.runtime.block_on(assert_sane(answer))?;
        }
        Ok(())
    });
}

#[test]
fn any_run_to_stop() {
    let target = Target::start();
    for id in ["%00", "%FF", "..", "%2e%2e%2f", "a%00b", "💥", "1 OR 1=1", "'; DROP TABLE runs; --"]
    {
        let status = target.send(target.learner.post(&format!("/api/runs/{id}/stop"))).unwrap();
        assert!(status.is_client_error(), "{id}: {status}");
    }
}
