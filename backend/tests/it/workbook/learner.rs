//! A test's learner: a browser's cookie and her actions.

use api::{
    event::{Event, EventKind},
    exercise::{Exercise, Input},
    problem::Problem,
    run::{NewRun, Run, RunCreated},
    text::Lang,
    value::{Value, Values},
    verdict::{Comparison, Verdict},
};
use futures_util::StreamExt;
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode, header};
use serde::de::DeserializeOwned;

use super::TestWorkbook;
use crate::causality::assert_causal;

pub const EXERCISE: &str = "productor-basico";

#[derive(Clone)]
pub struct Learner {
    pub base: String,
    client: Client,
    cookie: String,
    /// The exercise that she works on.
    exercise: String,
    /// Her address according to a trusted proxy.
    address: Option<&'static str>,
}

impl Learner {
    /// A new browser without cookies.
    pub async fn new(workbook: &TestWorkbook) -> Self {
        let client = Client::new();
        let answer = client.get(workbook.url("/api/session")).send().await.unwrap();
        let cookie = answer.headers()[header::SET_COOKIE].to_str().unwrap();
        let cookie = cookie.split(';').next().unwrap().to_owned();
        Self {
            base: workbook.base.clone(),
            client,
            cookie,
            exercise: EXERCISE.to_owned(),
            address: None,
        }
    }

    /// The same browser at another address, for a server that trusts 127.0.0.1 as a proxy.
    pub fn at_address(self, address: &'static str) -> Self {
        Self { address: Some(address), ..self }
    }

    /// The same browser on another exercise.
    pub fn on(self, exercise: &str) -> Self {
        Self { exercise: exercise.to_owned(), ..self }
    }

    /// The same browser after the server came back on another port.
    pub fn at(&self, workbook: &TestWorkbook) -> Self {
        Self { base: workbook.base.clone(), ..self.clone() }
    }

    pub fn get(&self, path: &str) -> RequestBuilder {
        self.request(Method::GET, path)
    }

    pub fn post(&self, path: &str) -> RequestBuilder {
        self.request(Method::POST, path)
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.base));
        let request = request.header(header::COOKIE, &self.cookie);
        match self.address {
            Some(address) => request.header("x-forwarded-for", address),
            None => request,
        }
    }

    /// Her `Cookie` header, for a test's own client.
    pub fn cookie(&self) -> &str {
        &self.cookie
    }

    pub async fn read<T: DeserializeOwned>(&self, path: &str) -> T {
        let answer = self.get(path).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        answer.json().await.unwrap()
    }

    pub async fn exercise(&self) -> Exercise {
        self.read(&format!("/api/exercises/{}?lang=es", self.exercise)).await
    }

    /// Submits a run and returns whatever the server answers.
    pub async fn try_run(&self, fields: &Values, prediction: Option<Values>) -> Response {
        let new_run = NewRun {
            exercise: self.exercise.clone(),
            fields: fields.clone(),
            prediction,
            attempt: None,
            seed: None,
        };
        self.post("/api/runs").json(&new_run).send().await.unwrap()
    }

    /// Starts a run that must be accepted.
    pub async fn start_run(&self, fields: &Values, prediction: Option<Values>) -> String {
        let answer = self.try_run(fields, prediction).await;
        assert_eq!(answer.status(), StatusCode::ACCEPTED);
        answer.json::<RunCreated>().await.unwrap().id
    }

    /// A prediction for the next attempt: every question that applies to these fields, answered
    /// with 0, with the first choice, or with none of them.
    pub async fn any_prediction(&self, fields: &Values) -> Values {
        let exercise = self.exercise().await;
        let holds = |condition: &api::exercise::Condition| {
            let value = fields.get(&condition.field);
            value.is_some_and(|value| condition.is.contains(value) != condition.negated)
        };
        let asked = exercise.questions.iter().filter(|question| question.when.iter().all(holds));
        let answer = |input: &Input| match input {
            Input::Choice { choices } => choices[0].value.clone(),
            Input::Several { .. } => Value::Several(Vec::new()),
            Input::Integer { .. } | Input::Name { .. } => Value::Integer(0),
        };
        asked.map(|question| (question.id.clone(), answer(&question.input))).collect()
    }

    /// Every event of a run, from the stream, until it ends by itself. Asserts that no effect comes
    /// before its cause.
    pub async fn events(&self, run: &str) -> Vec<Event> {
        let events = self.events_after(run, 0).await;
        assert_causal(&events);
        events
    }

    /// The events behind `last`, reconnecting as a browser does when the stream ends early.
    pub async fn events_after(&self, run: &str, last: u64) -> Vec<Event> {
        let mut events: Vec<Event> = Vec::new();
        loop {
            let resume = events.last().map_or(last, |event| event.seq);
            let mut request = self.get(&format!("/api/runs/{run}/events"));
            if resume > 0 {
                request = request.header("last-event-id", resume);
            }
            let answer = request.send().await.unwrap();
            assert_eq!(answer.status(), StatusCode::OK);
            let mut stream = answer.bytes_stream();
            let mut text = Vec::new();
            while let Some(Ok(bytes)) = stream.next().await {
                text.extend_from_slice(&bytes);
            }
            for line in String::from_utf8(text).unwrap().lines() {
                if let Some(data) = line.strip_prefix("data:") {
                    events.extend(serde_json::from_str::<Vec<Event>>(data).unwrap());
                }
            }
            if events
                .last()
                .is_some_and(|event| matches!(event.kind, EventKind::RunFinished { .. }))
            {
                return events;
            }
        }
    }

    /// Runs, waits for the end and returns the verdict.
    pub async fn verdict(&self, fields: &Values, prediction: Option<Values>) -> Verdict {
        let run = self.start_run(fields, prediction).await;
        let events = self.events(&run).await;
        assert_numbered(&events, 1);
        match events.into_iter().next_back().map(|event| event.kind) {
            Some(EventKind::RunFinished { verdict: Some(verdict), .. }) => verdict,
            other => panic!("the run ended without a verdict: {other:?}"),
        }
    }

    pub async fn run(&self, id: &str) -> Run {
        self.read(&format!("/api/runs/{id}")).await
    }
}

/// Asserts that no number is missing or repeated.
pub fn assert_numbered(events: &[Event], first: u64) {
    let numbers: Vec<u64> = events.iter().map(|event| event.seq).collect();
    let expected: Vec<u64> = (first..).take(numbers.len()).collect();
    assert_eq!(numbers, expected);
}

/// Asserts a refusal with this status, as problem+json with a sentence.
pub async fn problem(answer: Response, status: StatusCode) -> Problem {
    assert_eq!(answer.status(), status);
    assert_eq!(answer.headers()[header::CONTENT_TYPE], api::problem::MEDIA_TYPE);
    let problem: Problem = answer.json().await.unwrap();
    assert_eq!(problem.status, status.as_u16());
    assert!(problem.detail.len() > 20 && problem.request_id.is_some(), "{problem:?}");
    problem
}

/// What happened, according to a comparison.
pub fn what_happened(comparison: &Comparison) -> &str {
    comparison.happened.as_ref().map_or("", |happened| happened.get(Lang::En))
}

/// Fields of the form, all text.
pub fn fields<const N: usize>(pairs: [(&str, &str); N]) -> Values {
    pairs
        .into_iter()
        .map(|(name, value)| (name.to_owned(), Value::Text(value.to_owned())))
        .collect()
}

/// The answer that gets all points.
pub fn model() -> Values {
    fields([("value_serializer", "json"), ("key", "cliente"), ("confirm", "flush")])
}
