//! The token in a learner's cookie. Her id is a hash of it, so the database holds no token; and it
//! is signed, so that nobody can choose her own.
//!
//! A cookie's value is `token.seconds.mac`: 32 random bytes, the time of signing, and the HMAC of
//! both, the bytes in base64. Cookies from before signatures are the bare token.

use std::time::Duration;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use rand::RngCore;
use sha2::{Digest, Sha256};

use crate::{
    evidence::seed::hex,
    store::{self, Store, sessions},
};

const DAY: Duration = Duration::from_secs(24 * 3600);
/// Browsers keep no cookie for longer (RFC 6265bis).
pub const COOKIE_LIFE: Duration = DAY.saturating_mul(400);
/// An older cookie is set again, so that it lives as long as its learner keeps coming back.
const RENEWED_AFTER: Duration = DAY.saturating_mul(30);
/// The first start after this time makes a new signing key.
const KEY_RENEWED_AFTER: Duration = DAY.saturating_mul(90);

#[derive(Clone, PartialEq, Eq)]
pub struct Token([u8; 32]);

impl Token {
    pub fn mint() -> Self {
        Self(random())
    }

    fn parse(text: &str) -> Option<Self> {
        Some(Self(decode(text)?))
    }

    /// The id of the learner to whom the token belongs.
    pub fn learner(&self) -> String {
        let mut digest = Sha256::new();
        digest.update(b"learner\n");
        digest.update(self.0);
        hex(&digest.finalize()[..16])
    }
}

/// A token as it came in a cookie.
#[derive(Clone)]
pub struct Presented {
    pub token: Token,
    pub proof: Proof,
}

/// Why the token should be believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    Signed {
        /// Whether the newest key signed it, and recently.
        lately: bool,
    },
    /// None of our keys verifies it. If its learner is stored we issued it all the same: nobody
    /// guesses 32 bytes.
    Unsigned,
}

/// Newest first, at least one. Whoever reads the keys can create new learners but cannot become an
/// existing one: that takes the learner's token.
pub struct Keys(Vec<String>);

impl Keys {
    /// Loads the keys from the store, which makes and renews them.
    pub async fn load(store: &Store) -> Result<Self, store::Error> {
        let fresh = encode(&random());
        let now_ms = store::now_ms();
        sessions::keys(store, &fresh, KEY_RENEWED_AFTER, COOKIE_LIFE, now_ms).await.map(Self)
    }

    /// The cookie value for a token.
    pub fn sign(&self, token: &Token, now_ms: u64) -> String {
        let signed = format!("{}.{}", encode(&token.0), now_ms / 1000);
        let mac = encode(&mac_of(&self.0[0], &signed).finalize().into_bytes().into());
        format!("{signed}.{mac}")
    }

    /// The token in a cookie's value, if the value has the form of one.
    pub fn read(&self, value: &str, now_ms: u64) -> Option<Presented> {
        let (text, _) = value.split_once('.').unwrap_or((value, ""));
        let token = Token::parse(text)?;
        let proof = self.verify(value, now_ms).unwrap_or(Proof::Unsigned);
        Some(Presented { token, proof })
    }

    fn verify(&self, value: &str, now_ms: u64) -> Option<Proof> {
        let (signed, mac) = value.rsplit_once('.')?;
        let mac: [u8; 32] = decode(mac)?;
        let verifies = |key: &String| mac_of(key, signed).verify_slice(&mac).is_ok();
        let by = self.0.iter().position(verifies)?;
        let at_s: u64 = signed.rsplit_once('.')?.1.parse().ok()?;
        let age = Duration::from_millis(now_ms.abs_diff(at_s.saturating_mul(1000)));
        Some(Proof::Signed { lately: by == 0 && age < RENEWED_AFTER })
    }
}

fn mac_of(key: &str, signed: &str) -> Hmac<Sha256> {
    let mac =
        Hmac::<Sha256>::new_from_slice(key.as_bytes()).expect("HMAC takes a key of any length");
    mac.chain_update(b"cookie\n").chain_update(signed)
}

fn random() -> [u8; 32] {
    let mut bytes = [0; 32];
    rand::rng().fill_bytes(&mut bytes);
    bytes
}

fn encode(bytes: &[u8; 32]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

fn decode(text: &str) -> Option<[u8; 32]> {
    BASE64_URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW_MS: u64 = 1_800_000_000_000;

    fn keys(texts: &[&str]) -> Keys {
        Keys(texts.iter().map(ToString::to_string).collect())
    }

    fn proof(keys: &Keys, value: &str, now_ms: u64) -> Option<Proof> {
        keys.read(value, now_ms).map(|presented| presented.proof)
    }

    #[test]
    fn what_we_signed_is_believed_and_nothing_else() {
        let (ours, others) = (keys(&["a"]), keys(&["b"]));
        let token = Token([7; 32]);
        let value = ours.sign(&token, NOW_MS);
        assert!(ours.read(&value, NOW_MS).is_some_and(|presented| presented.token == token));
        assert_eq!(proof(&ours, &value, NOW_MS), Some(Proof::Signed { lately: true }));
        assert_eq!(proof(&others, &value, NOW_MS), Some(Proof::Unsigned));
        // Another token or time under the same signature; no signature; no token.
        let (signed, mac) = value.rsplit_once('.').unwrap();
        let swapped = value.replacen(&encode(&[7; 32]), &encode(&[8; 32]), 1);
        assert_eq!(proof(&ours, &swapped, NOW_MS), Some(Proof::Unsigned));
        assert_eq!(proof(&ours, &format!("{signed}0.{mac}"), NOW_MS), Some(Proof::Unsigned));
        assert_eq!(proof(&ours, &encode(&[7; 32]), NOW_MS), Some(Proof::Unsigned));
        for nothing in ["", "x", ".", "..", &value[1..]] {
            assert_eq!(proof(&ours, nothing, NOW_MS), None, "{nothing}");
        }
    }

    #[test]
    fn an_old_signature_and_an_old_key_ask_for_a_new_cookie() {
        let (old, rotated) = (keys(&["a"]), keys(&["b", "a"]));
        let value = old.sign(&Token([7; 32]), NOW_MS);
        let stale = Some(Proof::Signed { lately: false });
        assert_eq!(proof(&rotated, &value, NOW_MS), stale);
        let later_ms = NOW_MS + RENEWED_AFTER.as_millis() as u64;
        assert_eq!(proof(&old, &value, later_ms), stale);
        assert_eq!(proof(&old, &value, later_ms - 1000), Some(Proof::Signed { lately: true }));
    }

    #[test]
    fn the_learner_does_not_tell_the_token() {
        let learner = Token([7; 32]).learner();
        assert_eq!(learner.len(), 32);
        assert_ne!(learner, Token([8; 32]).learner());
        // Must never change: stored work is found by this id.
        assert_eq!(learner, "b08fbcbc8c8a7231751477dcd17437fb");
    }
}
