//! Bytes and JSON, as brokers and handlers see them.

use std::borrow::Cow;

use base64::{Engine, prelude::BASE64_STANDARD};
use serde::{Deserialize, Serialize, de::IgnoredAny};
use serde_json::{
    Value,
    value::{RawValue, to_raw_value},
};

/// What the handler got for `message.value`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Got {
    /// Bytes: there was no deserializer.
    Bytes(Data),
    /// A text.
    Str(String),
    /// The object that `json.loads` made.
    Json(Json),
}

/// A JSON text that is parsed only when it is judged: a fast group reads a hundred thousand a
/// second. Two are equal if their texts are.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Json(Box<RawValue>);

impl Json {
    /// `None` if it is not JSON.
    pub fn read(text: &str) -> Option<Self> {
        // Reports and evidence are one line each, and JSON may have line breaks between values.
        if text.contains('\n') {
            return serde_json::from_str::<Value>(text).ok().map(|value| Self::from(&value));
        }
        serde_json::from_str(text).ok().map(Self)
    }

    /// Whether it is JSON.
    pub fn is_valid(text: &str) -> bool {
        serde_json::from_str::<IgnoredAny>(text).is_ok()
    }

    /// `None` if it holds a number that is out of range.
    pub fn value(&self) -> Option<Value> {
        serde_json::from_str(self.0.get()).ok()
    }
}

impl From<&Value> for Json {
    fn from(value: &Value) -> Self {
        Self(to_raw_value(value).expect("a JSON value serializes"))
    }
}

impl PartialEq for Json {
    fn eq(&self, other: &Self) -> bool {
        self.0.get() == other.0.get()
    }
}

/// Bytes of a record: as text when they are UTF-8, else in base64.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Data {
    Text(String),
    Base64(String),
}

impl Data {
    pub fn new(bytes: &[u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::Text(text.to_owned()),
            Err(_) => Self::Base64(BASE64_STANDARD.encode(bytes)),
        }
    }

    /// `None` if the base64 is invalid.
    pub fn to_bytes(&self) -> Option<Cow<'_, [u8]>> {
        match self {
            Self::Text(text) => Some(text.as_bytes().into()),
            Self::Base64(base64) => BASE64_STANDARD.decode(base64).ok().map(Cow::from),
        }
    }

    /// As it is shown: the text, or the base64.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Text(text) | Self::Base64(text) => text,
        }
    }
}
