//! What the acts of one execution share: whose run it is, its variant, its cluster, and who takes down
//! what happens.

use std::path::Path;

use api::{broker::BrokerKind, exercise::Limits};

use tokio::sync::mpsc;

use super::{
    broker::{
        Cluster,
        entrance::{Entrance, Token},
    },
    namespace::Namespace,
    proxy::{Faults, Proxy, Seen, guard::Guard},
    recorder::Recorder,
    wire::WireError,
};
use crate::{clock::Clock, evidence::variant::Variant};

#[derive(Clone, Copy)]
pub struct Stage<'a> {
    /// This program, for its workers.
    pub program: &'a Path,
    pub broker: BrokerKind,
    pub cluster: &'a Cluster,
    pub run: &'a str,
    pub namespace: &'a Namespace,
    /// Identifies the records of this run; their headers carry it.
    pub nonce: &'a str,
    pub variant: &'a Variant,
    pub recorder: &'a Recorder,
    /// Of the exercise: more than this is not read of a log.
    pub limits: &'a Limits,
}

impl Stage<'_> {
    /// The network between the clients of an act and the cluster, as it is planned; `None` for clients
    /// that are connected to the cluster itself. One that asks who somebody is they only see through a
    /// proxy, all acts alike: so no worker holds a secret.
    pub async fn network(
        &self,
        planned: Option<Faults>,
        clock: Clock,
        events: mpsc::UnboundedSender<Seen>,
    ) -> Result<Option<Proxy>, WireError> {
        let is_open = self.cluster.bootstrap.security().is_plaintext();
        match planned.or_else(|| (!is_open).then(Faults::default)) {
            Some(faults) => self.proxy(faults, clock, events).await.map(Some),
            None => Ok(None),
        }
    }

    pub async fn proxy(
        &self,
        faults: Faults,
        clock: Clock,
        events: mpsc::UnboundedSender<Seen>,
    ) -> Result<Proxy, WireError> {
        let upstream = &self.cluster.bootstrap;
        let guard = (!upstream.security().is_plaintext())
            .then(|| Guard { token: Token::mint(), names: self.namespace.of_run(self.run) });
        Proxy::start(upstream, guard, faults, clock, events).await
    }

    /// Where the clients behind that network connect.
    pub fn entrance(&self, network: Option<&Proxy>) -> Entrance {
        network.map_or_else(
            || Entrance::new(self.cluster.bootstrap.servers(), None),
            |proxy| proxy.entrance().clone(),
        )
    }
}
