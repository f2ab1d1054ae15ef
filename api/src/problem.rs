//! Errors as RFC 9457 problem details, `application/problem+json`.

use serde::{Deserialize, Serialize};

pub const MEDIA_TYPE: &str = "application/problem+json";

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Stable name of the kind of problem: `/problems/unknown-field`.
    pub r#type: String,
    /// The kind in a few words.
    pub title: String,
    pub status: u16,
    /// A sentence for the person, with what to do next.
    pub detail: String,
    /// The field of the body that is at fault.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Id of the request, to find the cause in the log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}
