//! What producers and consumers of kafka-python have in common.

use serde::Deserialize;

/// A release line; each stands for its newest release. Same keywords, other defaults.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum ClientVersion {
    /// 2.0.2, from 2020: what most courses were written for.
    #[serde(rename = "2.0.2")]
    V2_0_2,
    /// 2.3.3.
    #[serde(rename = "2.3")]
    V2_3,
    /// 3.0.12.
    #[serde(rename = "3.0")]
    V3_0,
}
