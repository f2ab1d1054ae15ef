//! The acts of a producer's exercise: the same orders twice, each time in a topic of its own; in
//! the first act the script ends normally, in the second it is killed after its last line.

use api::event::{Ending, EventKind, Role};

use super::{
    interruption::Interruption,
    producer_act::{self, Part},
    producer_form::ProducerForm,
    proxy::Faults,
    runner::{Execution, Task},
    topics::NewTopic,
    worker::WorkerProcess,
};

const ACTS: [(u32, Ending); 2] = [(1, Ending::Normal), (2, Ending::Killed)];

pub async fn perform(task: &Task<'_>, done: &mut Execution) -> Result<(), Interruption> {
    let &Task { lab, run, execution, orders, recorder, .. } = task;
    let form = ProducerForm::read(&run.fields)?;
    // Spawned before the topics are made, so that the processes are warm when the acts begin.
    let workers = ACTS.map(|_| WorkerProcess::spawn(&lab.program));
    let topics = ACTS.map(|(act, _)| NewTopic {
        name: lab.namespace.topic(&run.id, execution, act, &form.topic),
        partitions: orders.partitions,
    });
    let cluster = lab.broker.cluster(&topics).await?;
    done.had_cluster = true;
    for (act, _) in ACTS {
        let (topic, partitions) = (form.topic.clone(), orders.partitions);
        recorder.record(EventKind::TopicCreated { act, topic, partitions }).await?;
    }
    let stage = task.stage(&cluster);
    let acts = async {
        for (((act, ending), topic), worker) in ACTS.into_iter().zip(&topics).zip(workers) {
            let part = Part {
                act,
                role: Role::Answer,
                ending,
                topic: &topic.name,
                form: &form,
                network: Some(Faults { hold: true, ..Faults::default() }),
            };
            done.evidence.acts.push(producer_act::perform(&stage, part, worker?).await?);
        }
        Ok(())
    };
    task.within_limits(&cluster, acts).await
}
