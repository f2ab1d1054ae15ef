//! The acts of a consumer's exercise: a group starts on a topic that already holds orders, gets
//! more while it runs, and closes; then the same group starts again on the same topic.

use api::{event::EventKind, text::Text};

use super::{
    consumer_form::ConsumerForm,
    group_act::{self, Part},
    interruption::Interruption,
    runner::{Execution, Task},
    topics::NewTopic,
    worker::protocol::Ending,
};

pub async fn perform(task: &Task<'_>, done: &mut Execution) -> Result<(), Interruption> {
    let &Task { lab, run, execution, variant, recorder, .. } = task;
    let form = ConsumerForm::read(&run.fields)?;
    let (topic, partitions) = (form.topic.clone(), variant.partitions);
    let real_topic = lab.namespace.topic(&run.id, execution, 1, &topic);
    let new_topic = NewTopic { name: real_topic.clone(), partitions };
    let cluster = lab.broker.cluster(&[new_topic]).await?;
    done.had_cluster = true;
    recorder.record(EventKind::TopicCreated { act: 1, topic, partitions }).await?;

    let group = lab.namespace.group(&run.id, execution, form.group.as_deref().unwrap_or("-"));
    let stage = task.stage(&cluster);
    let (early, _) = variant.early_and_late();
    let all = variant.orders.len() as u32;
    let acts = async {
        let first = Text::new("arrancan los miembros", "the members start");
        let again = Text::new("los mismos miembros, otra vez", "the same members, once more");
        for (act, title, before, during) in
            [(1, first, 0..early, early..all), (2, again, 0..0, 0..0)]
        {
            let part = Part {
                act,
                title,
                actor: "app",
                ending: Ending::Normal,
                topic: &real_topic,
                group: &group,
                topic_name: "pedidos",
                form: &form,
                before,
                during,
            };
            done.evidence.acts.push(group_act::perform(&stage, &part).await?);
        }
        Ok(())
    };
    task.within_limits(&cluster, acts).await
}
