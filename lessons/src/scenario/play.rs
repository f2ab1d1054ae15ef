//! A script runs once.

use serde::Deserialize;

use super::{
    name::{ActorName, TopicKey},
    network::Network,
};

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Play {
    /// A producer.
    pub actor: ActorName,
    pub topic: TopicKey,
    /// Without it, nothing disturbs the script.
    pub network: Option<Network>,
    /// Without it, the script ends normally.
    pub kill: Option<KillScript>,
    /// Whether the broker creates the topic if it does not exist.
    #[serde(default)]
    pub auto_create: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum KillScript {
    /// Right after its last line, before the interpreter's own end.
    AfterLastLine,
}
