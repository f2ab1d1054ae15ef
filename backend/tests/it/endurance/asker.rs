//! A learner who goes on asking while the database is away, and the workbook that she asks.

use std::time::Duration;

use api::{paths::HEALTH_READY, value::Values};
use reqwest::{Response, StatusCode};
use tokio::time::timeout;

use super::{
    eventually, is_refused,
    promised::{EXERCISES, answer},
};
use crate::workbook::{Learner, Options, TestWorkbook};

/// Runs under way or waiting when the database goes away.
pub const RUNS: usize = 9;
/// Longer than the server waits for an answer over the connection that makes it the only one.
pub const SILENT: Duration = Duration::from_secs(9);
/// The longest of the server's own bounds that a request meets is 10 s, for a statement. A busy machine
/// adds something.
const ANSWERED_WITHIN: Duration = Duration::from_secs(14);

/// A workbook that may be asked as often as it takes.
pub fn start(mut options: Options) -> TestWorkbook {
    options.arguments.extend(["--writes-per-minute", "100000"].map(str::to_owned));
    TestWorkbook::start_with(options)
}

/// She has filled in a form while she could.
pub struct Asker {
    pub learner: Learner,
    fields: Values,
    prediction: Values,
}

impl Asker {
    pub async fn new(workbook: &TestWorkbook) -> Self {
        let learner = Learner::new(workbook).await;
        let (fields, prediction) = answer(&learner, EXERCISES[0]).await;
        Self { learner, fields, prediction }
    }

    /// Asks for a run, and has an answer in time.
    pub async fn write(&self) -> Response {
        let asked = self.learner.try_run(&self.fields, Some(self.prediction.clone()));
        timeout(ANSWERED_WITHIN, asked).await.expect("an answer in time")
    }

    /// Neither does she get a run nor anything to read, and she hears why in time.
    pub async fn is_refused_everywhere(&self) {
        is_refused(self.write().await).await;
        let path = format!("/api/exercises/{}?lang=es", EXERCISES[0]);
        let asked = self.learner.get(&path).send();
        is_refused(timeout(ANSWERED_WITHIN, asked).await.expect("an answer in time").unwrap())
            .await;
    }
}

pub async fn is_under_way(workbook: &TestWorkbook) {
    let running = async || workbook.metric("bitacora_runs_running").await > Some(0.0);
    eventually("runs are under way", running).await;
}

/// Readiness is looked at once a second at most.
pub async fn is_not_ready(workbook: &TestWorkbook, why: &str) {
    let is_said = async || {
        let answer = reqwest::get(workbook.url(HEALTH_READY)).await.unwrap();
        answer.status() == StatusCode::SERVICE_UNAVAILABLE
            && answer.text().await.unwrap().contains(why)
    };
    eventually("the trouble is said", is_said).await;
}
