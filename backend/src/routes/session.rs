//! Who am I. A guest exists from her first write; signing in with an account comes later.

use std::sync::Arc;

use api::account::{Learner, Role, Session};
use axum::{
    Extension, Json,
    extract::State,
    http::{StatusCode, header},
    response::{AppendHeaders, IntoResponse},
};

use super::{
    limit,
    visitor::{Visit, Visitor},
};
use crate::{
    app::App,
    error::Error,
    limits::network::Network,
    store::{self, Store, learners, sessions},
};

pub async fn show_session(
    State(store): State<Store>,
    visitor: Visitor,
) -> Result<Json<Session>, Error> {
    let exists = learners::exists(&store, &visitor.learner).await?;
    // Each page asks for the session. If the visit cannot be noted, she still gets her answer.
    if let Err(error) = learners::note_visit(&store, &visitor.learner, store::now_ms()).await {
        tracing::warn!(error = &error as &dyn std::error::Error, "a visit was not noted");
    }
    Ok(Json(Session { learner: exists.then(|| guest(&visitor)) }))
}

/// Creates the guest, as any write does.
pub async fn open_session(
    State(app): State<App>,
    visitor: Visitor,
    network: Network,
) -> Result<Json<Session>, Error> {
    limit::admit_learner(&app, &visitor, network).await?;
    learners::ensure_guest(&app.lab.store, &visitor.learner, store::now_ms()).await?;
    Ok(Json(Session { learner: Some(guest(&visitor)) }))
}

/// Revokes her token and deletes her cookies. A guest's work stays stored until `--keep-days`, but
/// nobody can reach it any more.
pub async fn close_session(
    State(app): State<App>,
    Extension(visit): Extension<Arc<Visit>>,
    visitor: Option<Visitor>,
    network: Network,
) -> Result<impl IntoResponse, Error> {
    if let Some(visitor) = visitor {
        // A revoked token is stored for long, so an address may have only so many of them, too.
        limit::admit_learner(&app, &visitor, network).await?;
        sessions::end(&app.lab.store, &visitor.learner, store::now_ms()).await?;
    }
    let deletions: Vec<_> =
        visit.delete_cookies().map(|cookie| (header::SET_COOKIE, cookie)).collect();
    Ok((StatusCode::NO_CONTENT, AppendHeaders(deletions)))
}

fn guest(visitor: &Visitor) -> Learner {
    Learner { name: visitor.name().to_owned(), role: Role::Guest }
}
