//! Who is asking: the learner of the first cookie that counts. The answer to a page sets a
//! newcomer's cookie before the page asks for data, so all its requests come from one learner; a
//! program that reads no page gets its cookie with the first answer that is about a learner.

use std::sync::{Arc, OnceLock};

use axum::{
    extract::{FromRequestParts, OptionalFromRequestParts, Request, State},
    http::{HeaderMap, HeaderValue, header, request::Parts},
    middleware::Next,
    response::Response,
};

use super::cookies::{self, Name, Received};
use crate::{
    app::App,
    error::Error,
    identity::{Presented, Proof, Token},
    store::{self, sessions},
};

/// Only so many of the tokens are examined, since each may cost a query.
const MOST_LOOKS: usize = 8;

/// A learner, whether or not she has stored anything yet. A handler that takes a `Visitor` needs
/// one: if no cookie names her, she is created, and the answer sets her cookie. A handler that
/// takes an `Option<Visitor>` creates nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visitor {
    pub learner: String,
}

impl Visitor {
    /// A short public name.
    pub fn name(&self) -> &str {
        &self.learner[..4]
    }
}

/// What the cookies of one request say.
pub struct Visit {
    received: Vec<Received>,
    /// The tokens in them, in the order in which they count.
    tokens: Vec<(Received, Presented)>,
    /// The visitor, once a handler needed her.
    needed: OnceLock<Needed>,
}

struct Needed {
    token: Token,
    /// The cookie that named her, and whether it can stay as it is; `None` if she was just created.
    named_by: Option<(Name, bool)>,
}

impl Visit {
    fn of(app: &App, headers: &HeaderMap) -> Self {
        let received = cookies::ours(headers);
        let now_ms = store::now_ms();
        let read =
            |cookie: &Received| Some((cookie.clone(), app.keys.read(&cookie.value, now_ms)?));
        let tokens = received.iter().filter_map(read).take(MOST_LOOKS).collect();
        Self { received, tokens, needed: OnceLock::new() }
    }

    /// The learner, as far as the signature alone tells, without the store: enough to count
    /// requests, and to see that a page need not set a cookie.
    pub fn signed_learner(&self) -> Option<String> {
        let signed = |(_, presented): &&(Received, Presented)| presented.proof != Proof::Unsigned;
        self.tokens.iter().find(signed).map(|(_, presented)| presented.token.learner())
    }

    /// Deletes all cookies that came.
    pub fn delete_cookies(&self) -> impl Iterator<Item = HeaderValue> {
        self.received.iter().map(cookies::delete)
    }

    async fn find(&self, app: &App) -> Result<Option<Needed>, Error> {
        for (cookie, Presented { token, proof }) in &self.tokens {
            let standing = sessions::standing(&app.lab.store, &token.learner()).await?;
            let is_ours = *proof != Proof::Unsigned || standing.is_stored;
            if is_ours && !standing.is_ended {
                let is_present = *proof == Proof::Signed { lately: true }
                    && cookie.is_prefixed == app.config.is_https();
                let named_by = Some((cookie.name, is_present));
                return Ok(Some(Needed { token: token.clone(), named_by }));
            }
        }
        Ok(None)
    }

    /// The cookies that a successful answer sets, so that the browser has the right one in its
    /// present form.
    fn cookies_to_set(&self, app: &App, is_write: bool) -> Vec<HeaderValue> {
        let Some(Needed { token, named_by }) = self.needed.get() else { return Vec::new() };
        let is_kept = is_write || matches!(named_by, Some((Name::Kept, _)));
        let name = if is_kept { Name::Kept } else { Name::Visit };
        if *named_by == Some((name, true)) {
            return Vec::new();
        }
        let is_https = app.config.is_https();
        let value = app.keys.sign(token, store::now_ms());
        // With https, a cookie that also travels without it is deleted.
        let plain = self.received.iter().filter(|cookie| is_https && !cookie.is_prefixed);
        plain.map(cookies::delete).chain([cookies::set(name, &value, is_https)]).collect()
    }
}

/// Layer around the data routes: gives the visit to handlers and limits, and sets the cookies.
pub async fn recognize(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let visit = Arc::new(Visit::of(&app, request.headers()));
    request.extensions_mut().insert(visit.clone());
    let is_write = !request.method().is_safe();
    let mut response = next.run(request).await;
    if response.status().is_success() {
        for cookie in visit.cookies_to_set(&app, is_write) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }
    response
}

/// Layer around the pages: sets a cookie if no signed one came. It asks no database, so a token
/// from before signatures gets a second cookie beside it, which does not count.
pub async fn greet(State(app): State<App>, request: Request, next: Next) -> Response {
    let is_known = Visit::of(&app, request.headers()).signed_learner().is_some();
    let mut response = next.run(request).await;
    if !is_known && response.status().is_success() {
        let value = app.keys.sign(&Token::mint(), store::now_ms());
        let cookie = cookies::set(Name::Visit, &value, app.config.is_https());
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

impl FromRequestParts<App> for Visitor {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        let visit = visit(parts);
        let found = visit.find(app).await?;
        let needed = found.unwrap_or_else(|| Needed { token: Token::mint(), named_by: None });
        Ok(Self { learner: visit.needed.get_or_init(|| needed).token.learner() })
    }
}

impl OptionalFromRequestParts<App> for Visitor {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Option<Self>, Error> {
        let found = visit(parts).find(app).await?;
        Ok(found.map(|found| Self { learner: found.token.learner() }))
    }
}

fn visit(parts: &Parts) -> Arc<Visit> {
    let visit = parts.extensions.get::<Arc<Visit>>();
    visit.expect("every route that asks for a visitor is below `recognize`").clone()
}
