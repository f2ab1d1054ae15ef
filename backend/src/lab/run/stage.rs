//! What the acts of one execution share: the run, its variant, its cluster, and the recorder of its
//! events.

use std::path::Path;

use api::{broker::BrokerKind, exercise::Limits};

use tokio::sync::mpsc;

use super::recorder::Recorder;
use crate::{
    clock::Clock,
    evidence::variant::Variant,
    lab::{
        cluster::{
            Cluster,
            entrance::{Entrance, Token},
        },
        namespace::Namespace,
        proxy::{Faults, Proxy, Seen, guard::Guard},
        wire::WireError,
    },
};

#[derive(Clone, Copy)]
pub struct Stage<'a> {
    /// This executable, for the workers.
    pub program: &'a Path,
    pub broker: BrokerKind,
    pub cluster: &'a Cluster,
    pub run: &'a str,
    pub namespace: &'a Namespace,
    /// Identifies the records of this run, which carry it in a header.
    pub nonce: &'a str,
    pub variant: &'a Variant,
    pub recorder: &'a Recorder,
    /// Of the exercise: no more than this is read of a log.
    pub limits: &'a Limits,
}

impl Stage<'_> {
    /// The planned network between the clients of an act and the cluster; `None` for clients that
    /// connect to the cluster directly. A secured cluster is reached only through a proxy, in every
    /// act, so that no worker holds a secret.
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
