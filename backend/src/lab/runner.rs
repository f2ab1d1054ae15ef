//! One execution of a run: its cluster, its topics, its acts, and the evidence they leave.

use std::time::Duration;

use api::event::{Ending, EventKind};
use lessons::exercise::{Exercise, Lab as Kind};
use tokio::time::timeout;

use super::{
    Lab,
    act::{self, Stage},
    evidence::Evidence,
    interruption::Interruption,
    namespace,
    orders::Orders,
    producer_form::ProducerForm,
    recorder::Recorder,
    seed::Seed,
    topics::NewTopic,
    worker::WorkerProcess,
};
use crate::store::runs::StoredRun;

/// The two acts of a producer's exercise: the same orders, two ends.
const ACTS: [(u32, Ending); 2] = [(1, Ending::Normal), (2, Ending::Killed)];

/// What an execution left: evidence, which is whole unless something interrupted it.
#[derive(Debug)]
pub struct Execution {
    pub evidence: Evidence,
    pub interruption: Option<Interruption>,
    /// Whether it ever had a cluster: then a second try may find the broker back.
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
    let orders = Orders::derive(&Seed::stored(&run.seed), exercise.lab);
    let label = lab.broker.label();
    let mut done = Execution {
        evidence: Evidence {
            version: 1,
            exercise: run.exercise.clone(),
            seed: run.seed.clone(),
            broker: label.kind,
            broker_label: label.label,
            partitions: orders.partitions,
            orders: orders.orders.clone(),
            early: orders.early,
            acts: Vec::new(),
            failures: Vec::new(),
        },
        interruption: None,
        had_cluster: false,
    };
    let performed = match exercise.lab {
        Kind::Producer => {
            let limit = Duration::from_secs(exercise.limits.seconds.into());
            producer(lab, run, execution, limit, &orders, recorder, &mut done).await
        }
    };
    done.interruption = performed.err();
    done
}

async fn producer(
    lab: &Lab,
    run: &StoredRun,
    execution: u32,
    limit: Duration,
    orders: &Orders,
    recorder: &Recorder,
    done: &mut Execution,
) -> Result<(), Interruption> {
    let form = ProducerForm::read(&run.fields)?;
    // Spawned before the topics are made, so that the processes are warm when the acts begin.
    let workers = ACTS.map(|_| WorkerProcess::spawn(&lab.program));
    let topics = ACTS.map(|(act, _)| NewTopic {
        name: namespace::topic(&run.id, execution, act, &form.topic),
        partitions: orders.partitions,
    });
    let cluster = lab.broker.cluster(&topics).await?;
    done.had_cluster = true;
    for (act, _) in ACTS {
        let (topic, partitions) = (form.topic.clone(), orders.partitions);
        recorder.record(EventKind::TopicCreated { act, topic, partitions }).await?;
    }
    let nonce = Seed::stored(&run.seed).nonce();
    // The limit counts what the run does, not what it waited for a broker.
    let acts = timeout(limit, async {
        for (((act, ending), topic), worker) in ACTS.into_iter().zip(&topics).zip(workers) {
            let stage = Stage {
                act,
                ending,
                topic: &topic.name,
                run: &run.id,
                nonce: &nonce,
                form: &form,
                orders,
                cluster: &cluster,
                recorder,
            };
            done.evidence.acts.push(act::perform(&stage, worker?).await?);
        }
        Ok(())
    });
    acts.await.unwrap_or_else(|elapsed| {
        Err(Interruption::awaited(
            "Esperábamos que la ejecución terminara dentro de su límite de tiempo.",
            "We waited for the run to end within its time limit.",
            elapsed,
        ))
    })?;
    if !lab.broker.still_serves(&cluster) {
        return Err(Interruption::awaited(
            "Esperábamos el mismo broker de principio a fin, y se reinició a mitad.",
            "We waited for the same broker from start to end, and it restarted half-way.",
            "the broker's incarnation changed under the run",
        ));
    }
    Ok(())
}
