//! One execution of a run: its cluster, its topics, its acts, and the evidence they leave.

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;
use lessons::exercise::Exercise;

use super::{
    bounds::Taken,
    interruption::Interruption,
    recorder::Recorder,
    task::{Execution, Task},
};
use crate::{
    evidence::{Evidence, seed::Seed},
    lab::{Lab, orders, scenario},
    store::runs::StoredRun,
};

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
