//! One execution of a run: its cluster, its topics, its acts, and the evidence they leave.

use std::{panic::AssertUnwindSafe, time::Duration};

use api::exercise::Limits;
use futures_util::FutureExt;
use lessons::exercise::Exercise;
use tokio::time::timeout;

use super::{bounds::Taken, interruption::Interruption, recorder::Recorder, stage::Stage};
use crate::{
    evidence::{Evidence, seed::Seed, variant::Variant},
    lab::{Lab, cluster::Cluster, orders, scenario},
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

/// Executes a run. Dropping the future kills its workers and closes its connections.
pub async fn execute(
    lab: &Lab,
    exercise: &Exercise,
    run: &StoredRun,
    execution: u32,
    recorder: &Recorder,
) -> Execution {
    let variant = orders::derive(&Seed::stored(&run.seed), exercise);
    let label = lab.broker.label();
    let mut done = Execution {
        evidence: Evidence {
            version: Evidence::VERSION,
            exercise: run.exercise.clone(),
            seed: run.seed.clone(),
            variant: variant.clone(),
            broker: label.kind,
            broker_label: label.label,
            acts: Vec::new(),
            failures: Vec::new(),
            rules: Evidence::RULES,
        },
        interruption: None,
        had_cluster: false,
    };
    let task = Task {
        lab,
        run,
        execution,
        nonce: Seed::stored(&run.seed).nonce(),
        variant: &variant,
        recorder,
        limits: exercise.limits,
    };
    let acts = async {
        let draws = orders::draws_of(&variant);
        let script = exercise.scenario.resolve(&run.fields, &draws)?;
        Taken::by(&script, &variant).within(&exercise.limits)?;
        scenario::perform(&task, &script, &mut done).await
    };
    let interruption = interruption(acts).await;
    done.interruption = interruption;
    done
}

/// A run that makes the lab panic might do so every time. It counts as interrupted, like by any
/// other failure, and what its acts left is as complete as then.
async fn interruption(
    acts: impl Future<Output = Result<(), Interruption>>,
) -> Option<Interruption> {
    let performed = AssertUnwindSafe(acts).catch_unwind().await;
    performed.unwrap_or_else(|_| Err(Interruption::panicked())).err()
}

/// What the acts of an execution share.
pub struct Task<'a> {
    pub lab: &'a Lab,
    pub run: &'a StoredRun,
    pub execution: u32,
    nonce: String,
    pub variant: &'a Variant,
    pub recorder: &'a Recorder,
    limits: Limits,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_interrupts_only_its_own_run() {
        let interrupted = interruption(async { panic!("in an act") }).await;
        assert!(
            matches!(interrupted, Some(Interruption::Infrastructure { .. })),
            "{interrupted:?}"
        );
        assert!(interruption(async { Ok(()) }).await.is_none());
    }
}
