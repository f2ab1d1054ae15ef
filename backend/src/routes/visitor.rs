//! Who is asking. A browser gets a random token in a cookie with its first request to the API;
//! the learner's id is a hash of it, so the database holds no token, and what a visitor was shown
//! before her first write (her orders) is hers afterwards.

use axum::{
    extract::{FromRequestParts, Request, State},
    http::{HeaderMap, HeaderValue, header, request::Parts},
    middleware::Next,
    response::Response,
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use rand::RngCore;
use sha2::{Digest, Sha256};

use crate::{app::App, lab::seed::hex};

const COOKIE: &str = "bitacora";
const TOKEN_BYTES: usize = 32;
/// Ten years: a guest's work hangs on it.
const MAX_AGE_SECONDS: u32 = 10 * 365 * 24 * 3600;

/// The visitor's learner id, whether or not she wrote anything yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visitor {
    pub learner: String,
}

impl Visitor {
    fn of(token: &[u8]) -> Self {
        let mut digest = Sha256::new();
        digest.update(b"learner\n");
        digest.update(token);
        Self { learner: hex(&digest.finalize()[..16]) }
    }

    /// A short public name.
    pub fn name(&self) -> &str {
        &self.learner[..4]
    }
}

impl<S: Sync> FromRequestParts<S> for Visitor {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let visitor = parts.extensions.get::<Self>();
        Ok(visitor.expect("every route with a visitor is below `remember`").clone())
    }
}

/// Reads the token, or makes one and has the browser keep it.
pub async fn remember(State(app): State<App>, mut request: Request, next: Next) -> Response {
    if let Some(token) = token_of(request.headers()) {
        request.extensions_mut().insert(Visitor::of(&token));
        return next.run(request).await;
    }
    let mut token = [0; TOKEN_BYTES];
    rand::rng().fill_bytes(&mut token);
    request.extensions_mut().insert(Visitor::of(&token));
    let mut response = next.run(request).await;
    let cookie = cookie(&BASE64_URL_SAFE_NO_PAD.encode(token), MAX_AGE_SECONDS, app.config.https);
    response.headers_mut().append(header::SET_COOKIE, cookie);
    response
}

/// The cookie with which a browser forgets its token.
pub fn forgetting_cookie(https: bool) -> HeaderValue {
    cookie("", 0, https)
}

fn cookie(value: &str, max_age: u32, https: bool) -> HeaderValue {
    let secure = if https { "; Secure" } else { "" };
    let text =
        format!("{COOKIE}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={max_age}{secure}");
    HeaderValue::try_from(text).expect("base64 and our own words are valid in a header")
}

fn token_of(headers: &HeaderMap) -> Option<[u8; TOKEN_BYTES]> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs =
        cookies.flat_map(|text| text.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let (_, value) = pairs.find(|(name, _)| *name == COOKIE)?;
    BASE64_URL_SAFE_NO_PAD.decode(value).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_token_is_a_visitor() {
        let token = [7; TOKEN_BYTES];
        let with = |value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::COOKIE, HeaderValue::from_str(value).unwrap());
            token_of(&headers)
        };
        let text = BASE64_URL_SAFE_NO_PAD.encode(token);
        assert_eq!(with(&format!("a=b; {COOKIE}={text}; c=d")), Some(token));
        assert_eq!(with(&format!("{COOKIE}={}", &text[1..])), None);
        assert_eq!(with(&format!("{COOKIE}=")), None);
        assert_eq!(with("other=1"), None);
    }

    #[test]
    fn the_learner_does_not_tell_the_token() {
        let visitor = Visitor::of(&[7; TOKEN_BYTES]);
        assert_eq!(visitor.learner.len(), 32);
        assert_ne!(visitor, Visitor::of(&[8; TOKEN_BYTES]));
        assert!(visitor.learner.starts_with(visitor.name()));
    }
}
