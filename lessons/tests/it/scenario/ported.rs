//! The three exercises of the course, as data: the acts are those that the backend performs.

use lessons::scenario::{
    actor::Actor,
    client::ClientVersion,
    disturbance::{Kill, Moment},
    group::{Commit, Deserializer, Group, GroupKeywords, GroupProtocol, Loop, Reset},
    handler::Handler,
    network::{Network, Refusal, Then},
    play::{KillScript, Play},
    producer::{
        Acks, Codec, Confirm, Key, Pace, Partitioner, Producer, ProducerKeywords, Serializer,
    },
    step::{Groups, OneGroup, Step},
    topic::{Topic, TopicConfig},
    write::{Placing, Write},
    wrong::Prediction,
};

use super::*;

fn one(name: &str) -> OneGroup {
    OneGroup { actor: actor(name) }
}

fn groups(name: &str) -> Groups {
    Groups { actors: vec![actor(name)] }
}

fn play(script: &str, to: &str) -> Play {
    Play { actor: actor(script), topic: topic(to), network: None, kill: None, auto_create: false }
}

#[test]
fn the_producers_exercise_plays_its_script_twice() {
    let exercise = exercise("productor-basico");
    let script = resolve(&exercise, &[("topic", text("ventas"))], &draws(12, &[]));
    let made =
        Topic { name: "ventas".to_owned(), partitions: Some(3), config: TopicConfig::default() };
    assert_eq!(script.topics, [(topic("first"), made.clone()), (topic("second"), made)].into());
    let defaults = Producer {
        client_version: ClientVersion::V3_0,
        value_serializer: Serializer::None,
        key: Key::None,
        confirm: Confirm::None,
        pace: Pace::Burst,
        partitioner: Partitioner::Murmur2,
        keywords: ProducerKeywords::default(),
    };
    assert_eq!(script.cast, [(actor("script"), Actor::Producer(defaults))].into());
    let network = Some(Network::Held);
    let first = Play { network, ..play("script", "first") };
    let kill = Some(KillScript::AfterLastLine);
    let second = Play { network, kill, ..play("script", "second") };
    let steps: Vec<_> = script.acts.iter().map(|act| act.steps.clone()).collect();
    assert_eq!(steps, [[Step::Play(first)], [Step::Play(second)]]);
    assert_eq!(script.acts[1].title.en, "the process dies after its last line");
}

#[test]
fn the_consumers_exercise_writes_before_during_and_between() {
    let exercise = exercise("consumidor-basico");
    let drawn = draws(20, &[("partitions", 4), ("early", 12), ("stop", 17)]);
    let script = resolve(&exercise, &[("members", Value::Integer(5))], &drawn);
    assert_eq!(script.topics[&topic("pedidos")].partitions, Some(4));
    let group = Group {
        topics: vec![topic("pedidos")],
        members: 5,
        client_version: ClientVersion::V3_0,
        protocol: GroupProtocol::Classic,
        value_deserializer: Deserializer::None,
        keywords: GroupKeywords {
            group_id: Some("my-group".to_owned()),
            auto_offset_reset: Some(Reset::Latest),
            enable_auto_commit: Some(true),
            ..GroupKeywords::default()
        },
        r#loop: Loop { max_poll_records: 1, commit: Commit::None },
        handler: vec![Handler::Process {}],
    };
    assert_eq!(script.cast, [(actor("app"), Actor::Group(group))].into());
    let before = Write {
        topic: topic("pedidos"),
        after: 0,
        upto: Some(12),
        placing: Placing::ByKey,
        spoil: 0,
    };
    let during = Write { after: 12, upto: Some(17), ..before.clone() };
    let between = Write { after: 17, upto: None, ..before.clone() };
    assert_eq!((before.range(20), during.range(20), between.range(20)), (0..12, 12..17, 17..20));
    let [first, second] = &script.acts[..] else { panic!("two acts") };
    assert_eq!(
        first.steps,
        [
            Step::Write(before),
            Step::Start(one("app")),
            Step::Settle(groups("app")),
            Step::Write(during),
            Step::ReadAll(groups("app")),
            Step::Close(groups("app")),
        ]
    );
    assert_eq!(
        second.steps,
        [
            Step::Write(between),
            Step::Start(one("app")),
            Step::Settle(groups("app")),
            Step::ReadAll(groups("app")),
            Step::Close(groups("app")),
        ]
    );
}

#[test]
fn an_empty_group_is_no_group() {
    let exercise = exercise("consumidor-basico");
    let drawn = draws(20, &[("partitions", 4), ("early", 12), ("stop", 17)]);
    let script = resolve(&exercise, &[("group_id", text(""))], &drawn);
    let Actor::Group(group) = &script.cast[&actor("app")] else { panic!("a group") };
    assert_eq!(group.keywords.group_id, None);
}

#[test]
fn the_configuration_exercise_compares_disturbs_and_kills() {
    let exercise = exercise("configuracion-avanzada");
    let drawn = draws(100, &[("quarter", 25), ("crash", 34)]);
    let script = resolve(&exercise, &[], &drawn);
    let Actor::Producer(control) = &script.cast[&actor("control")] else { panic!("a producer") };
    assert_eq!(control.keywords, ProducerKeywords::default());
    let Actor::Producer(answer) = &script.cast[&actor("script")] else { panic!("a producer") };
    let defaults = ProducerKeywords {
        batch_size: Some(16384),
        linger_ms: Some(0),
        compression_type: Some(Codec::None),
        ..ProducerKeywords::default()
    };
    assert_eq!(answer.keywords, defaults, "what is empty is left out");
    assert_eq!((control.key, control.confirm), (Key::Cliente, Confirm::Flush));

    let compared: Vec<_> = script.acts.iter().map(|act| act.compared_with).collect();
    assert_eq!(compared, [None, Some(1), None, None, None]);
    let network = Network::Faulty {
        after: 25,
        refuse: Refusal::NotEnoughReplicas,
        then: Then::CutAfterAppend,
    };
    let disturbed = Play { network: Some(network), ..play("script", "disturbed") };
    let kill = Kill { actor: actor("app"), over: 34, at: Moment::InHand };
    let group = [
        Step::Start(one("app")),
        Step::Settle(groups("app")),
        Step::ReadAll(groups("app")),
        Step::Close(groups("app")),
    ];
    let dies: Vec<Step> = [Step::Kill(kill)].into_iter().chain(group.clone()).collect();
    let steps: Vec<_> = script.acts.iter().map(|act| act.steps.clone()).collect();
    assert_eq!(
        steps,
        [
            vec![Step::Play(play("control", "control"))],
            vec![Step::Play(play("script", "measured"))],
            vec![Step::Play(disturbed)],
            dies,
            group.to_vec(),
        ]
    );

    let changed = [
        ("acks", Value::Integer(1)),
        ("retries", Value::Integer(3)),
        ("enable_idempotence", Value::Bool(false)),
        ("compression_type", text("zstd")),
        ("commit", text("before")),
        ("pace", text("per_ms")),
    ];
    let script = resolve(&exercise, &changed, &drawn);
    let Actor::Producer(answer) = &script.cast[&actor("script")] else { panic!("a producer") };
    let given = ProducerKeywords {
        acks: Some(Acks::Leader),
        retries: Some(3),
        enable_idempotence: Some(false),
        compression_type: Some(Codec::Zstd),
        ..defaults
    };
    assert_eq!((&answer.keywords, answer.pace), (&given, Pace::PerMs));
    let Actor::Group(group) = &script.cast[&actor("app")] else { panic!("a group") };
    assert_eq!(group.r#loop, Loop { max_poll_records: 10, commit: Commit::Before });
}

#[test]
fn every_check_reads_an_act_of_its_scenario() {
    for (_, id) in PORTED {
        let exercise = exercise(id);
        let named = [("partitions", 3), ("early", 6), ("stop", 10), ("quarter", 22), ("crash", 23)];
        let script = resolve(&exercise, &[], &draws(90, &named));
        for check in &exercise.checks {
            let act = check.kind.act();
            assert!(
                act.is_none_or(|act| script.acts.iter().any(|it| it.number == act)),
                "{id}: {}",
                check.id
            );
        }
    }
}

#[test]
fn wrong_answers_are_the_model_answer_with_changes() {
    let exercise = exercise("configuracion-avanzada");
    let first = &exercise.wrong[0];
    assert_eq!(first.fields["compression_type"], text("none"));
    assert_eq!(first.fields["linger_ms"], exercise.model["linger_ms"]);
    assert_eq!(
        (&first.prediction, &first.fails[..]),
        (&Prediction::Right, &["codec".to_owned()][..])
    );
    let last = exercise.wrong.last().expect("several");
    assert_eq!(last.prediction, Prediction::None);
    assert_eq!((&last.fails[..], &last.together), (&["prediction".to_owned()][..], &None));
}
