//! Seven more labs, to show that the types can say them.

use lessons::scenario::{
    actor::Actor,
    admin::{AddPartitions, DeleteRecords},
    disturbance::{Kill, Moment, Slow},
    handler::{EffectKey, Handler},
    producer::{Key, Partitioner},
    selector::Selector,
    step::{Happening, Read, Step},
    taken::Taken,
};

use super::*;

/// A lab's script at its defaults, with these changes.
fn script(name: &str, changes: &[(&str, Value)], named: &[(&str, u32)]) -> Script {
    resolve(&exercise(name), changes, &draws(60, named))
}

#[test]
fn every_lab_loads_and_says_whether_it_needs_kafka() {
    let needs = LABS.map(|(_, name)| exercise(name).scenario.needs.kafka);
    assert_eq!(needs, [false, false, true, true, false, false, true, false]);
}

#[test]
fn a_slow_member_is_awaited_until_it_is_expelled_or_done() {
    let script = script("expulsado", &[], &[("slow", 7)]);
    let steps = &script.acts[0].steps;
    let slow = Slow { actor: actor("app"), member: 1, over: 7, ms: 800 };
    assert_eq!(steps[1], Step::Slow(slow));
    let Step::Until(until) = &steps[4] else { panic!("{:?}", steps[4]) };
    let either = [Happening::Expelled(actor("app")), Happening::ReadAll(actor("app"))];
    assert_eq!(until.any, either);
}

#[test]
fn partitions_are_added_and_records_deleted_by_an_administrator() {
    let more = [("partitions", Value::Integer(6))];
    let script = script("mas-particiones", &more, &[]);
    let Actor::Producer(other) = &script.cast[&actor("almacen")] else { panic!("a producer") };
    assert_eq!((other.key, other.partitioner), (Key::Pedido, Partitioner::Crc32));
    let add = AddPartitions { topic: topic("pedidos"), to: 6 };
    assert_eq!(script.acts[1].steps[0], Step::AddPartitions(add));

    let script = self::script("no-desaparece", &[], &[("half", 30)]);
    let delete = DeleteRecords { topic: topic("pedidos"), before: 30 };
    assert_eq!(script.acts[1].steps, [Step::DeleteRecords(delete)]);
}

#[test]
fn two_applications_have_the_group_that_the_form_says() {
    let script = script("dos-aplicaciones", &[("grupo_envios", text("envios"))], &[]);
    let group = |name: &str| match &script.cast[&actor(name)] {
        Actor::Group(group) => group.keywords.group_id.clone().expect("a group id"),
        Actor::Producer(_) => panic!("a group"),
    };
    assert_eq!((group("facturacion"), group("envios")), ("pedidos".into(), "envios".into()));
}

#[test]
fn a_record_that_fails_goes_where_the_form_says() {
    let handler = |changes: &[(&str, Value)]| {
        let script = script("mensajes-malos", changes, &[("bad", 3), ("early", 20)]);
        match &script.cast[&actor("app")] {
            Actor::Group(group) => group.handler.clone(),
            Actor::Producer(_) => panic!("a group"),
        }
    };
    let parts = |times, topic| {
        let effect = Handler::Effect { key: EffectKey::None };
        [Handler::Retry { times }, Handler::DeadLetter { topic }, effect]
    };
    assert_eq!(handler(&[]), parts(0, None));
    let answer = [("retries", Value::Integer(2)), ("dlq", text("errores"))];
    assert_eq!(handler(&answer), parts(2, Some(topic("errores"))));
}

#[test]
fn a_topic_that_the_form_does_not_create_is_left_to_the_client() {
    let script = script("se-crea-solo", &[], &[]);
    assert_eq!(script.topics[&topic("pedidos")].partitions, None);
    assert_eq!(script.topics[&topic("errata")].name, "pedidso");
    let Step::Play(play) = &script.acts[0].steps[0] else { panic!("a script") };
    assert!(play.auto_create);
    assert_eq!(script.acts[0].steps[1], Step::Read(Read::Topics));
    let script = self::script("se-crea-solo", &[("partitions", Value::Integer(3))], &[]);
    assert_eq!(script.topics[&topic("pedidos")].partitions, Some(3));
}

#[test]
fn a_consumer_dies_between_effect_and_commit() {
    let script = script("efectos", &[], &[("crash", 23)]);
    let kill = Kill { actor: actor("app"), over: 23, at: Moment::AfterEffect };
    assert_eq!(script.acts[0].steps[1], Step::Kill(kill));
}

#[test]
fn consumers_are_counted_by_their_group_id() {
    let taken = |changes: &[(&str, Value)]| script("dos-aplicaciones", changes, &[]).taken(60);
    let shared = Taken { records: 60, partitions: 3, members: 2 };
    assert_eq!(taken(&[]), shared);
    assert_eq!(taken(&[("grupo_envios", text("envios"))]), Taken { members: 1, ..shared });

    let drawn = [("quarter", 15), ("crash", 23)];
    let script = resolve(&exercise("configuracion-avanzada"), &[], &draws(60, &drawn));
    assert_eq!(script.taken(60), Taken { records: 180, partitions: 3, members: 1 });
    let script = self::script("mas-particiones", &[("partitions", Value::Integer(5))], &[]);
    assert_eq!(script.taken(50), Taken { records: 150, partitions: 5, members: 0 });
}

#[test]
fn a_selector_selects_what_is_there() {
    let script =
        script("mensajes-malos", &[("dlq", text("errores"))], &[("bad", 3), ("early", 20)]);
    let selector = |act, topic: Option<&str>, actor: Option<&str>| Selector {
        topic: topic.map(super::topic),
        actor: actor.map(super::actor),
        ..Selector::whole(act)
    };
    for there in [
        selector(1, None, None),
        selector(2, Some("pedidos"), Some("app")),
        selector(2, Some("errores"), None),
    ] {
        assert!(there.selects(&script), "{there:?}");
    }
    for missing in [
        selector(0, None, None),
        selector(3, None, None),
        selector(1, Some("avisos"), None),
        selector(1, None, Some("script")),
    ] {
        assert!(!missing.selects(&script), "{missing:?}");
    }
}
