//! All HTTP of the frontend: one function for each request. Errors are the server's own problem
//! details, or `Unreachable` when no server answered.

use api::{
    account::Session,
    course::{Course, Lesson, Passage, Reading, Term},
    exercise::Exercise,
    paths,
    problem::Problem,
    run::{NewRun, Run, RunCreated},
    text::Lang,
};
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, Request, RequestInit, Response};

use crate::{json, newer};

/// Why an answer did not come.
#[derive(Debug, Clone, PartialEq)]
pub enum Failure {
    /// No connection, or an answer that is not ours.
    Unreachable,
    Refused {
        problem: Problem,
        /// Seconds after which the server asks to be tried again.
        retry_after: Option<u32>,
    },
}

impl Failure {
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Unreachable => None,
            Self::Refused { problem, .. } => Some(problem.status),
        }
    }
}

pub async fn course(lang: Lang) -> Result<Course, Failure> {
    get(&localized(paths::COURSE.to_owned(), lang), lang).await
}

pub async fn lesson(slug: &str, lang: Lang) -> Result<Lesson, Failure> {
    get(&localized(paths::fill(paths::LESSON, &encoded(slug)), lang), lang).await
}

pub async fn glossary(lang: Lang) -> Result<Vec<Term>, Failure> {
    get(&localized(paths::GLOSSARY.to_owned(), lang), lang).await
}

pub async fn passages(lang: Lang) -> Result<Vec<Passage>, Failure> {
    get(&localized(paths::PASSAGES.to_owned(), lang), lang).await
}

pub async fn note_reading(reading: &Reading, lang: Lang) -> Result<(), Failure> {
    send("POST", paths::READINGS, lang, Some(json::write(reading))).await.map(drop)
}

pub async fn exercise(id: &str, lang: Lang) -> Result<Exercise, Failure> {
    let path = localized(paths::fill(paths::EXERCISE, &encoded(id)), lang);
    exactly(&send("GET", &path, lang, None).await?).ok_or(Failure::Unreachable)
}

pub async fn session(lang: Lang) -> Result<Session, Failure> {
    get(paths::SESSION, lang).await
}

pub async fn run(id: &str, lang: Lang) -> Result<Run, Failure> {
    exactly(&send("GET", &paths::fill(paths::RUN, &encoded(id)), lang, None).await?)
        .ok_or(Failure::Unreachable)
}

/// Stores a run; it starts when its turn comes.
pub async fn start_run(run: &NewRun, lang: Lang) -> Result<RunCreated, Failure> {
    let body = serde_json::to_string(run).expect("plain data is always JSON");
    exactly(&send("POST", paths::RUNS, lang, Some(body)).await?).ok_or(Failure::Unreachable)
}

pub async fn stop_run(id: &str, lang: Lang) -> Result<(), Failure> {
    send("POST", &paths::fill(paths::RUN_STOP, &encoded(id)), lang, None).await.map(drop)
}

/// Where the events of a run are streamed from.
pub fn run_events_url(id: &str) -> String {
    paths::fill(paths::RUN_EVENTS, &encoded(id))
}

/// Where the stored evidence of a run can be downloaded.
pub fn evidence_url(id: &str) -> String {
    paths::fill(paths::RUN_EVIDENCE, &encoded(id))
}

/// Text from a URL may hold anything: encoded, it stays one segment of the path.
fn encoded(segment: &str) -> String {
    String::from(js_sys::encode_uri_component(segment))
}

fn localized(path: String, lang: Lang) -> String {
    format!("{path}?lang={}", lang.code())
}

async fn get<T: DeserializeOwned>(path: &str, lang: Lang) -> Result<T, Failure> {
    json::read(&send("GET", path, lang, None).await?).ok_or(Failure::Unreachable)
}

/// Returns the text of the answer. Not generic, so that all requests share its code.
async fn send(
    method: &str,
    path: &str,
    lang: Lang,
    body: Option<String>,
) -> Result<String, Failure> {
    let request = request(method, path, lang, body.as_deref()).map_err(|_| Failure::Unreachable)?;
    let window = web_sys::window().ok_or(Failure::Unreachable)?;
    let response = JsFuture::from(window.fetch_with_request(&request))
        .await
        .and_then(|response| response.dyn_into::<Response>())
        .map_err(|_| Failure::Unreachable)?;
    newer::seen(response.headers().get(paths::BUILD_HEADER).ok().flatten().as_deref());
    let text = response.text().map_err(|_| Failure::Unreachable)?;
    let text = JsFuture::from(text).await.map_err(|_| Failure::Unreachable)?;
    let text = text.as_string().ok_or(Failure::Unreachable)?;
    if response.ok() {
        return Ok(text);
    }
    let retry_after = response.headers().get("retry-after").ok().flatten();
    let retry_after = retry_after.and_then(|seconds| seconds.parse().ok());
    let problem = json::read(&text).ok_or(Failure::Unreachable)?;
    Err(Failure::Refused { problem, retry_after })
}

fn request(method: &str, path: &str, lang: Lang, body: Option<&str>) -> Result<Request, JsValue> {
    let headers = Headers::new()?;
    headers.set("accept", "application/json, application/problem+json")?;
    headers.set("accept-language", lang.code())?;
    let init = RequestInit::new();
    init.set_method(method);
    if let Some(json) = body {
        headers.set("content-type", "application/json")?;
        init.set_body(&JsValue::from_str(json));
    }
    init.set_headers(&headers);
    Request::new_with_str_and_init(path, &init)
}

/// Reads what tells `5.0` from `5`.
fn exactly<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_str(text).ok()
}
