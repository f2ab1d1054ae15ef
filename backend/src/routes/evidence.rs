//! The stored evidence of a run: exactly the bytes that were hashed when it was graded.

use axum::{
    extract::{Path, State},
    http::{HeaderName, header},
    response::IntoResponse,
};
use base64::{Engine, prelude::BASE64_STANDARD};
use sha2::{Digest, Sha256};

use super::{runs::own_run, visitor::Visitor};
use crate::{
    error::{Error, Noun},
    lab::Lab,
    store::evidence,
};

pub async fn show_evidence(
    State(lab): State<Lab>,
    visitor: Option<Visitor>,
    Path(id): Path<String>,
) -> Result<impl IntoResponse, Error> {
    own_run(&lab, visitor.as_ref(), &id).await?;
    let stored = evidence::find(&lab.store, &id).await?.ok_or(Error::NotFound(Noun::Evidence))?;
    let digest = BASE64_STANDARD.encode(Sha256::digest(&stored.body));
    Ok((
        [
            (header::CONTENT_TYPE, "application/json".to_owned()),
            (header::ETAG, format!("\"{}\"", stored.sha256)),
            // RFC 9530, of the bytes that leave; the ETag is the hash that was stored.
            (HeaderName::from_static("repr-digest"), format!("sha-256=:{digest}:")),
        ],
        stored.body,
    ))
}
