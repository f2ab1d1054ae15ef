//! The acts of a producer's exercise: the same orders twice, each time in a topic of its own; in
//! the first act the script ends normally, in the second it is killed after its last line.

use api::{event::EventKind, text::Text};

use super::{
    interruption::Interruption,
    producer_act::{self, Part},
    producer_form::ProducerForm,
    proxy::Faults,
    runner::{Execution, Task},
    topics::NewTopic,
    worker::{WorkerProcess, protocol::Ending},
};

/// Act, ending and topic.
const ACTS: [(u32, Ending, &str); 2] =
    [(1, Ending::Normal, "first"), (2, Ending::Killed, "second")];

pub async fn perform(task: &Task<'_>, done: &mut Execution) -> Result<(), Interruption> {
    let &Task { lab, run, execution, variant, recorder, .. } = task;
    let form = ProducerForm::read(&run.fields)?;
    // Spawned before the topics are created, so that the processes are warm when the acts begin.
    let workers = ACTS.map(|_| WorkerProcess::spawn(&lab.program));
    let topics = ACTS.map(|(act, ..)| NewTopic {
        name: lab.namespace.topic(&run.id, execution, act, &form.topic),
        partitions: variant.partitions,
    });
    let cluster = lab.broker.cluster(&topics).await?;
    done.had_cluster = true;
    for (act, ..) in ACTS {
        let (topic, partitions) = (form.topic.clone(), variant.partitions);
        recorder.record(EventKind::TopicCreated { act, topic, partitions }).await?;
    }
    let stage = task.stage(&cluster);
    let acts = async {
        for (((act, ending, topic_name), topic), worker) in
            ACTS.into_iter().zip(&topics).zip(workers)
        {
            let part = Part {
                act,
                title: title(ending),
                actor: "script",
                compared_with: None,
                ending,
                topic: &topic.name,
                topic_name,
                form: &form,
                network: Some(Faults { hold: true, ..Faults::default() }),
            };
            done.evidence.acts.push(producer_act::perform(&stage, part, worker?).await?);
        }
        Ok(())
    };
    task.within_limits(&cluster, acts).await
}

fn title(ending: Ending) -> Text {
    match ending {
        Ending::Normal => Text::new("el script termina solo", "the script ends by itself"),
        Ending::Killed => Text::new(
            "el proceso muere tras la última línea",
            "the process dies after its last line",
        ),
    }
}
