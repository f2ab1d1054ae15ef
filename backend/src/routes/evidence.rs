//! The stored evidence of a run: exactly the bytes that were hashed when it was graded.

use api::run::RunState;
use axum::{
    extract::{Path, State},
    http::{HeaderName, header},
    response::IntoResponse,
};
use base64::{Engine, prelude::BASE64_STANDARD};
use sha2::{Digest, Sha256};

use super::{runs::own_run, visitor::Visitor};
use crate::{
    app::App,
    error::{Error, Noun},
    store::evidence,
};

pub async fn show_evidence(
    State(app): State<App>,
    visitor: Option<Visitor>,
    Path(id): Path<String>,
) -> Result<impl IntoResponse, Error> {
    let run = own_run(&app.lab, visitor.as_ref(), &id).await?;
    let stored = evidence::find(&app.lab.store, &id).await?;
    let stored = stored.ok_or(match run.state {
        // A run with a verdict had evidence.
        RunState::Done => Error::EvidenceGone { days: app.config.keep_days.get() },
        RunState::Queued | RunState::Running | RunState::Stopped => Error::NotFound(Noun::Evidence),
    })?;
    // An id of ours and a slug: neither has a character that a quoted string would have to escape.
    let name = format!("evidence-{}-{id}.json", run.exercise);
    let digest = BASE64_STANDARD.encode(Sha256::digest(&stored.body));
    Ok((
        [
            (header::CONTENT_TYPE, "application/json".to_owned()),
            (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
            (header::ETAG, format!("\"{}\"", stored.sha256)),
            // RFC 9530: the digest is of the bytes as sent; the ETag is the stored hash.
            (HeaderName::from_static("repr-digest"), format!("sha-256=:{digest}:")),
        ],
        stored.body,
    ))
}
