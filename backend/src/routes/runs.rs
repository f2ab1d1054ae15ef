//! Runs: accept, show, stop.

use api::run::{NewRun, Run, RunCreated, RunState};
use axum::{
    Json,
    extract::{Path, State, rejection::JsonRejection},
    http::StatusCode,
};
use lessons::question::Observation;
use uuid::Uuid;

use super::{limit, visitor::Visitor};
use crate::{
    app::App,
    error::{Error, Noun},
    evidence::seed::Seed,
    lab::{Lab, orders},
    limits::{Whose, network::Network, space::Level},
    store::{
        self, evidence, learners,
        runs::{self, Acceptance, RunEnd, RunRequest, StoredRun},
        verdicts,
    },
};

/// Stores the run and answers at once; the run then waits for its turn.
pub async fn create_run(
    State(app): State<App>,
    visitor: Visitor,
    network: Network,
    body: Result<Json<NewRun>, JsonRejection>,
) -> Result<(StatusCode, Json<RunCreated>), Error> {
    let Json(new_run) = body.map_err(refuse_body)?;
    let promises = app.promises.clone();
    let created = promises.keep(accept(app, visitor, network, new_run)).await?;
    Ok((StatusCode::ACCEPTED, Json(created)))
}

async fn accept(
    app: App,
    visitor: Visitor,
    network: Network,
    new_run: NewRun,
) -> Result<RunCreated, Error> {
    let lab = &app.lab;
    let course = lab.course.now();
    let exercise = course.exercise(&new_run.exercise).ok_or(Error::NotFound(Noun::Exercise))?;
    let fields = exercise.parse_fields(&new_run.fields).map_err(Error::Field)?;
    let learner = &visitor.learner;
    let attempt = match new_run.attempt {
        Some(attempt) => attempt,
        None => runs::next_attempt(&lab.store, learner, &exercise.id).await?,
    };
    let seed = Seed::derive(learner, &exercise.id, attempt);
    if new_run.seed.is_some_and(|shown| shown != seed.as_str()) {
        return Err(Error::OtherOrders);
    }
    let variant = orders::derive(&seed, exercise);
    let range = |asked: &Observation| orders::answers(&variant, asked);
    let prediction = (new_run.prediction.as_ref())
        .map(|answers| exercise.parse_prediction(&fields, answers, range))
        .transpose()
        .map_err(Error::Field)?;

    if let Some(why) = lab.broker.leaves_out(exercise.scenario.needs) {
        return Err(Error::LeftOut(why));
    }
    if app.limits.space.level() == Level::Full {
        return Err(Error::NoRoom);
    }
    limit::admit_learner(&app, &visitor, network).await?;
    let now_ms = store::now_ms();
    learners::ensure_guest(&lab.store, learner, now_ms).await?;
    let id = Uuid::now_v7().simple().to_string();
    let limits = app.config.unfinished_runs();
    let request = RunRequest {
        id: &id,
        learner,
        exercise: &exercise.id,
        fields: &fields,
        prediction: prediction.as_ref(),
        attempt: new_run.attempt,
        network: &network.mark(),
        limits,
        now_ms,
    };
    let seed_of = |attempt| Seed::derive(learner, &exercise.id, attempt).as_str().to_owned();
    let too_many = |whose, limit| Err(Error::TooManyRuns { whose, limit });
    let run = match runs::accept(&lab.store, &request, seed_of).await? {
        Acceptance::Accepted(run) => run,
        Acceptance::OtherAttempt { next } => return Err(Error::OtherAttempt { next }),
        Acceptance::LearnerFull => return too_many(Whose::Learner, limits.of_learner),
        Acceptance::NetworkFull => return too_many(Whose::Address, limits.of_network),
        Acceptance::Full => return Err(Error::Full),
    };
    metrics::counter!("bitacora_runs_accepted_total", "exercise" => exercise.id.clone())
        .increment(1);
    lab.queue.submit(*run);
    Ok(RunCreated { id, state: RunState::Queued })
}

pub async fn show_run(
    State(lab): State<Lab>,
    visitor: Option<Visitor>,
    Path(id): Path<String>,
) -> Result<Json<Run>, Error> {
    let run = own_run(&lab, visitor.as_ref(), &id).await?;
    let verdict = verdicts::find(&lab.store, &id).await?;
    let sha256 = evidence::find(&lab.store, &id).await?.map(|stored| stored.sha256);
    Ok(Json(run.into_run(verdict, sha256)))
}

/// Stopping a run that is over changes nothing and is no error.
pub async fn stop_run(
    State(app): State<App>,
    visitor: Option<Visitor>,
    Path(id): Path<String>,
) -> Result<(StatusCode, Json<RunCreated>), Error> {
    let run = own_run(&app.lab, visitor.as_ref(), &id).await?;
    if run.state.is_over() {
        return Ok((StatusCode::OK, Json(RunCreated { id, state: run.state })));
    }
    let (status, state) = app.promises.keep(stop(app.lab, run)).await?;
    Ok((status, Json(RunCreated { id, state })))
}

/// If the store fails to end a waiting run, the run goes back to the queue: it was accepted.
async fn stop(lab: Lab, run: StoredRun) -> Result<(StatusCode, RunState), Error> {
    let state = run.state;
    let Some(taken) = lab.queue.stop(run) else { return Ok((StatusCode::ACCEPTED, state)) };
    let run = &taken.run;
    if !runs::finish(&lab.store, run, &RunEnd::Stopped, store::now_ms()).await? {
        // It ended between the look at it and the stop.
        let ended = runs::find(&lab.store, &run.id).await?;
        return Ok((StatusCode::OK, ended.map_or(state, |run| run.state)));
    }
    lab.events.announce(&run.id, u64::MAX);
    Ok((StatusCode::OK, RunState::Stopped))
}

/// A run of this visitor; for her, anybody else's does not exist.
pub async fn own_run(lab: &Lab, visitor: Option<&Visitor>, id: &str) -> Result<StoredRun, Error> {
    // Other characters are in no id of ours, and PostgreSQL fails on some: a text with a zero byte.
    if !id.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(Error::NotFound(Noun::Run));
    }
    runs::find(&lab.store, id)
        .await?
        .filter(|run| visitor.is_some_and(|visitor| visitor.learner == run.learner))
        .ok_or(Error::NotFound(Noun::Run))
}

pub fn refuse_body(rejection: JsonRejection) -> Error {
    if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return Error::BodyTooLarge;
    }
    // The framework's text names line and column of the caller's own JSON and nothing of ours.
    Error::Body(rejection.body_text().chars().take(200).collect())
}
