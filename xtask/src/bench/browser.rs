//! A learner's browser, as far as the benchmarks need one: its cookie, its runs, its streams.

use std::io::{BufRead, BufReader};

use anyhow::{Context, Result, bail};
use api::{
    event::{Event, EventKind},
    paths,
    run::{NewRun, Run, RunCreated},
    value::{Value, Values},
};
use ureq::{Agent, Body, http::Response};

use super::server;

const FORWARDED_FOR: &str = "x-forwarded-for";

pub(crate) struct Browser {
    address: String,
    http: Agent,
    cookie: String,
    /// Its address according to a trusted proxy, which is this machine.
    address_behind: &'static str,
}

impl Browser {
    /// A browser without a server yet.
    pub(super) fn nowhere() -> Self {
        Self {
            address: String::new(),
            http: server::agent(),
            cookie: String::new(),
            address_behind: "127.0.0.1",
        }
    }

    /// The same browser at another address, for a server that trusts 127.0.0.1 as a proxy.
    pub(super) fn at_address(self, address: &'static str) -> Self {
        Self { address_behind: address, ..self }
    }

    /// A new browser without cookies.
    pub(crate) fn new(address: &str) -> Result<Self> {
        let mut browser = Self { address: address.to_owned(), ..Self::nowhere() };
        let session = browser.http.get(browser.url(paths::SESSION)).call()?;
        let cookie = session.headers().get("set-cookie").context("no cookie")?.to_str()?;
        browser.cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        Ok(browser)
    }

    pub(super) fn address(&self) -> &str {
        &self.address
    }

    pub(super) fn get(&self, path: &str) -> Result<Response<Body>> {
        let request = self.http.get(self.url(path)).header("cookie", &self.cookie);
        Ok(request.header(FORWARDED_FOR, self.address_behind).call()?)
    }

    fn post(&self, path: &str, json: &str) -> Result<Response<Body>> {
        let request = self.http.post(self.url(path)).header("cookie", &self.cookie);
        let request = request.header(FORWARDED_FOR, self.address_behind);
        Ok(request.header("content-type", "application/json").send(json)?)
    }

    /// Starts a run of the model answer and returns its id.
    pub(crate) fn run_productor_basico(&self) -> Result<String> {
        let text = |value: &str| Value::Text(value.to_owned());
        let model = [("value_serializer", "json"), ("key", "cliente"), ("confirm", "flush")];
        self.start("productor-basico", model.map(|(name, value)| (name.to_owned(), text(value))))
    }

    /// Starts a run and returns its id.
    pub(crate) fn start<const N: usize>(
        &self,
        exercise: &str,
        fields: [(String, Value); N],
    ) -> Result<String> {
        let new_run = NewRun {
            exercise: exercise.to_owned(),
            fields: Values::from(fields),
            prediction: None,
            attempt: None,
            seed: None,
        };
        let mut created = self.post(paths::RUNS, &serde_json::to_string(&new_run)?)?;
        let created: RunCreated = serde_json::from_str(&created.body_mut().read_to_string()?)?;
        Ok(created.id)
    }

    pub(crate) fn run(&self, id: &str) -> Result<Run> {
        let mut run = self.get(&paths::fill(paths::RUN, id))?;
        Ok(serde_json::from_str(&run.body_mut().read_to_string()?)?)
    }

    /// All events of a run, to its end.
    pub(crate) fn watch(&self, id: &str) -> Result<Vec<Event>> {
        let mut events = Vec::new();
        self.follow(id, |message| events.extend(message))?;
        Ok(events)
    }

    /// Passes each message of a run's stream to `message`, up to the last.
    pub(super) fn follow(&self, id: &str, mut message: impl FnMut(Vec<Event>)) -> Result<()> {
        let mut stream = self.get(&paths::fill(paths::RUN_EVENTS, id))?;
        for line in BufReader::new(stream.body_mut().as_reader()).lines() {
            let line = line?;
            let Some(data) = line.strip_prefix("data:") else { continue };
            let events: Vec<Event> = serde_json::from_str(data)?;
            let last = events.last();
            let is_over =
                last.is_some_and(|event| matches!(event.kind, EventKind::RunFinished { .. }));
            message(events);
            if is_over {
                return Ok(());
            }
        }
        bail!("the stream ended before its run")
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }
}
