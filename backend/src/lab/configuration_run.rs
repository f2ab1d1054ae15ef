//! The acts of the configuration exercise. The orders are sent with the client's defaults, then
//! with the learner's settings, to be compared; then with her settings under faults. A consumer
//! works through what the second producer sent and dies on a record; the same consumer starts
//! again.

use api::{event::EventKind, text::Text};

use super::{
    configuration_form::ConfigurationForm,
    group_act,
    interruption::Interruption,
    producer_act,
    proxy::{At, Fault, FaultKind, Faults},
    runner::{Execution, Task},
    topics::NewTopic,
    worker::{WorkerProcess, protocol::Ending},
};

/// Act and topic of each producer.
const PRODUCERS: [(u32, &str); 3] =
    [(CONTROL, "control"), (COMPARED, MEASURED), (WITH_FAULTS, "disturbed")];
/// With the client's own defaults.
const CONTROL: u32 = 1;
/// With the learner's settings, measured against the control.
const COMPARED: u32 = 2;
/// The acts that are compared have no faults: a broken connection piles records up, whatever
/// `linger_ms` is, and even a proxy that forwards everything takes time.
const WITH_FAULTS: u32 = 3;
/// The topic that consumers read.
const MEASURED: &str = "measured";
const CONSUMERS: [(u32, Ending); 2] = [(DEATH, Ending::Killed), (5, Ending::Normal)];
const DEATH: u32 = 4;

/// NOT_ENOUGH_REPLICAS: retriable.
const REFUSED_WITH: i16 = 19;

pub async fn perform(task: &Task<'_>, done: &mut Execution) -> Result<(), Interruption> {
    let &Task { lab, run, execution, variant, recorder, .. } = task;
    let form = ConfigurationForm::read(&run.fields)?;
    let workers = PRODUCERS.map(|_| WorkerProcess::spawn(&lab.program));
    let name = &form.producer.topic;
    let topics = PRODUCERS.map(|(act, ..)| NewTopic {
        name: lab.namespace.topic(&run.id, execution, act, name),
        partitions: variant.partitions,
    });
    let cluster = lab.broker.cluster(&topics).await?;
    done.had_cluster = true;
    for (act, ..) in PRODUCERS {
        let (topic, partitions) = (name.clone(), variant.partitions);
        recorder.record(EventKind::TopicCreated { act, topic, partitions }).await?;
    }
    let group = form.consumer.group.as_deref().unwrap_or("-");
    let group = lab.namespace.group(&run.id, execution, group);
    let stage = task.stage(&cluster);
    let acts = async {
        for (((act, topic_name), topic), worker) in PRODUCERS.into_iter().zip(&topics).zip(workers)
        {
            let (actor, form) = match act {
                CONTROL => ("control", &form.control()),
                _ => ("script", &form.producer),
            };
            let network = match form.profile() {
                // Held to the end: what the script does not wait for is lost with it.
                Ok(profile) if form.sends_nothing(&profile) => {
                    Some(Faults { hold: true, ..Faults::default() })
                }
                Ok(_) | Err(_) if act == WITH_FAULTS => {
                    Some(faults(variant.orders.len() as u32 / 4))
                }
                // With acks=0, only a proxy can tell when the broker has the records.
                Ok(profile) if profile.asks_for_no_answer() => Some(Faults::default()),
                Ok(_) | Err(_) => None,
            };
            let part = producer_act::Part {
                act,
                title: title(act),
                actor,
                compared_with: (act == COMPARED).then_some(CONTROL),
                ending: Ending::Normal,
                topic: &topic.name,
                topic_name,
                form,
                network,
            };
            done.evidence.acts.push(producer_act::perform(&stage, part, worker?).await?);
        }
        let [_, topic, _] = &topics;
        for (act, ending) in CONSUMERS {
            let part = group_act::Part {
                act,
                title: title(act),
                actor: "app",
                ending,
                topic: &topic.name,
                group: &group,
                topic_name: MEASURED,
                form: &form.consumer,
                before: 0..0,
                during: 0..0,
            };
            done.evidence.acts.push(group_act::perform(&stage, &part).await?);
        }
        Ok(())
    };
    task.within_limits(&cluster, acts).await
}

fn title(act: u32) -> Text {
    match act {
        CONTROL => Text::new("con los valores por defecto", "with the client's defaults"),
        COMPARED => Text::new("con tu configuración", "with your settings"),
        WITH_FAULTS => Text::new(
            "con tu configuración y la red en contra",
            "with your settings, the network against them",
        ),
        DEATH => Text::new("el consumidor muere", "the consumer dies"),
        _ => Text::new("el consumidor vuelve", "the consumer comes back"),
    }
}

/// After this many orders one request is refused, and the connection breaks before the
/// acknowledgement of the next one. A script sends enough requests for both: its orders go to
/// several partitions, and a request carries one of them.
fn faults(after: u32) -> Faults {
    let refused = FaultKind::Refuse { error_code: REFUSED_WITH };
    let plan =
        [refused, FaultKind::CutAfterAppend].map(|kind| Fault { at: At::Records(after), kind });
    Faults { plan: plan.into(), ..Faults::default() }
}
