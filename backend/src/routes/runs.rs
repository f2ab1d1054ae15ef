//! Runs: accept, show, stop.

use api::run::{NewRun, Run, RunCreated, RunState};
use axum::{
    Json,
    extract::{Path, State, rejection::JsonRejection},
    http::StatusCode,
};
use uuid::Uuid;

use super::{limit, visitor::Visitor};
use crate::{
    app::App,
    error::{Error, Noun},
    lab::{Lab, orders::Orders, queue::Stopping, seed::Seed},
    limits::{network::Network, room::Level},
    store::{
        self, evidence, learners,
        runs::{self, Acceptance, Ending, Request, StoredRun},
        verdicts,
    },
};

/// Stores the run and answers; only then does it wait for its turn.
pub async fn create_run(
    State(app): State<App>,
    visitor: Visitor,
    network: Network,
    body: Result<Json<NewRun>, JsonRejection>,
) -> Result<(StatusCode, Json<RunCreated>), Error> {
    let lab = &app.lab;
    let Json(new_run) = body.map_err(refuse_body)?;
    let exercise = lab.course.exercise(&new_run.exercise).ok_or(Error::NotFound(Noun::Exercise))?;
    let fields = exercise.parse_fields(&new_run.fields).map_err(Error::Field)?;
    let learner = &visitor.learner;
    let attempt = match new_run.attempt {
        Some(attempt) => attempt,
        None => runs::next_attempt(&lab.store, learner, &exercise.id).await?,
    };
    let orders = Orders::derive(&Seed::derive(learner, &exercise.id, attempt), exercise.lab);
    let prediction = (new_run.prediction.as_ref())
        .map(|answers| exercise.parse_prediction(&fields, answers, |asked| orders.answers(asked)))
        .transpose()
        .map_err(Error::Field)?;

    if app.limits.room.level() == Level::Full {
        return Err(Error::NoRoom);
    }
    limit::admit_learner(&app, &visitor, network).await?;
    let now_ms = store::now_ms();
    learners::ensure_guest(&lab.store, learner, now_ms).await?;
    let id = Uuid::now_v7().simple().to_string();
    let request = Request {
        id: &id,
        learner,
        exercise: &exercise.id,
        fields: &fields,
        prediction: prediction.as_ref(),
        attempt: new_run.attempt,
        limit_per_learner: app.config.runs_per_learner,
        limit: app.config.runs_waiting,
        now_ms,
    };
    let seed_of = |attempt| Seed::derive(learner, &exercise.id, attempt).as_str().to_owned();
    match runs::accept(&lab.store, &request, seed_of).await? {
        Acceptance::Accepted => {}
        Acceptance::OtherAttempt { next } => return Err(Error::OtherAttempt { next }),
        Acceptance::LearnerFull => {
            return Err(Error::LearnerFull { limit: app.config.runs_per_learner });
        }
        Acceptance::Full => return Err(Error::Full),
    }
    metrics::counter!("bitacora_runs_accepted_total", "exercise" => exercise.id.clone())
        .increment(1);
    let run = own_run(lab, &visitor, &id).await?;
    lab.queue.submit(run);
    Ok((StatusCode::ACCEPTED, Json(RunCreated { id, state: RunState::Queued })))
}

pub async fn show_run(
    State(lab): State<Lab>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Json<Run>, Error> {
    let run = own_run(&lab, &visitor, &id).await?;
    let verdict = verdicts::find(&lab.store, &id).await?;
    let sha256 = evidence::find(&lab.store, &id).await?.map(|stored| stored.sha256);
    Ok(Json(run.into_run(verdict, sha256)))
}

/// Stopping what is over already changes nothing and is no error.
pub async fn stop_run(
    State(lab): State<Lab>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<(StatusCode, Json<RunCreated>), Error> {
    let run = own_run(&lab, &visitor, &id).await?;
    let (status, state) = match lab.queue.stop(&id) {
        Stopping::Running => (StatusCode::ACCEPTED, run.state),
        Stopping::Waiting(run) => {
            if let Err(error) =
                runs::finish(&lab.store, &run, &Ending::Stopped, store::now_ms()).await
            {
                // It was accepted, so it is not lost: it goes back in the queue.
                lab.queue.submit(*run);
                return Err(error.into());
            }
            lab.events.announce(&id, u64::MAX);
            (StatusCode::OK, RunState::Stopped)
        }
        Stopping::Absent => (StatusCode::OK, run.state),
    };
    Ok((status, Json(RunCreated { id, state })))
}

/// A run of this visitor; somebody else's does not exist for her.
pub async fn own_run(lab: &Lab, visitor: &Visitor, id: &str) -> Result<StoredRun, Error> {
    // Anything else is no id of ours, and PostgreSQL fails on some of it: a text with a zero byte.
    if !id.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(Error::NotFound(Noun::Run));
    }
    runs::find(&lab.store, id)
        .await?
        .filter(|run| run.learner == visitor.learner)
        .ok_or(Error::NotFound(Noun::Run))
}

fn refuse_body(rejection: JsonRejection) -> Error {
    if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return Error::BodyTooLarge;
    }
    // The framework's text names line and column of the caller's own JSON and nothing of ours.
    Error::Body(rejection.body_text().chars().take(200).collect())
}
