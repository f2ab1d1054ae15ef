//! What an execution of a run gives its acts, and what they leave.

use std::time::Duration;

use api::exercise::Limits;
use tokio::time::timeout;

use super::{interruption::Interruption, recorder::Recorder, stage::Stage};
use crate::{
    evidence::{Evidence, variant::Variant},
    lab::{Lab, cluster::Cluster},
    store::runs::StoredRun,
};

/// What an execution left: evidence, which is complete unless something interrupted it.
#[derive(Debug)]
pub struct Execution {
    pub evidence: Evidence,
    pub interruption: Option<Interruption>,
    /// Whether it ever had a cluster: then a second execution may find the broker again.
    pub had_cluster: bool,
}

/// What the acts of an execution share.
pub struct Task<'a> {
    pub lab: &'a Lab,
    pub run: &'a StoredRun,
    pub execution: u32,
    pub(super) nonce: String,
    pub variant: &'a Variant,
    pub recorder: &'a Recorder,
    pub(super) limits: Limits,
}

impl Task<'_> {
    pub fn stage<'a>(&'a self, cluster: &'a Cluster) -> Stage<'a> {
        Stage {
            program: &self.lab.program,
            broker: self.lab.broker.kind(),
            cluster,
            run: &self.run.id,
            namespace: &self.lab.namespace,
            nonce: &self.nonce,
            variant: self.variant,
            recorder: self.recorder,
            limits: &self.limits,
        }
    }

    /// Performs the acts within the time limit of the exercise, and checks that the broker stayed
    /// the same.
    pub async fn within_limits(
        &self,
        cluster: &Cluster,
        acts: impl Future<Output = Result<(), Interruption>>,
    ) -> Result<(), Interruption> {
        timeout(Duration::from_secs(self.limits.seconds.into()), acts).await.unwrap_or_else(
            |elapsed| {
                Err(Interruption::awaited(
                    "Esperábamos que la ejecución terminara dentro de su límite de tiempo.",
                    "We waited for the run to end within its time limit.",
                    elapsed,
                ))
            },
        )?;
        if !self.lab.broker.still_serves(cluster) {
            return Err(Interruption::awaited(
                "Esperábamos el mismo broker de principio a fin, y se reinició a mitad.",
                "We waited for the same broker from start to end, and it restarted half-way.",
                "the broker's incarnation changed under the run",
            ));
        }
        Ok(())
    }
}
