//! Tests of the sentence that tells what happened: of the act that decides, with its numbers.

use api::{
    event::Exit,
    text::Text,
    verdict::{Sentence, Verdict},
};

use super::{
    configuration, consumer,
    run::{Run, producer},
};
use crate::evidence::{act::Actor, admin::Admin, group::Effect, producer::ScriptError};

fn told(run: &Run) -> (u32, String, String) {
    let Sentence { act, text: Text { es, en } } = run.grade().sentence.unwrap();
    (act, es, en)
}

/// Changes what the only producer of an act did.
fn with_producer(run: &mut Run, act: u32, change: fn(&mut crate::evidence::producer::Producer)) {
    match run.act(act).actors.values_mut().next().unwrap() {
        Actor::Producer(producer) => change(producer),
        Actor::Group(group) => panic!("a group is no producer: {group:?}"),
    }
}

fn empty_log(run: &mut Run, act: u32) {
    for partition in 0..3 {
        run.records(act, partition).clear();
    }
}

#[test]
fn a_process_that_dies_with_everything_in_its_buffer() {
    let mut run = Run::healthy();
    let orders = run.evidence.variant.orders.len();
    empty_log(&mut run, 2);
    with_producer(&mut run, 2, |producer| producer.reports.clear());
    assert_eq!(
        told(&run),
        (
            2,
            format!("{orders} enviados, 0 en el log: el proceso murió con todo en el búfer."),
            format!("{orders} sent, 0 in the log: the process died with everything in the buffer."),
        )
    );
}

#[test]
fn the_last_act_is_told_where_nothing_failed() {
    let run = Run::healthy();
    let orders = run.evidence.variant.orders.len();
    let (act, es, _) = told(&run);
    assert_eq!(act, 2);
    assert_eq!(
        es,
        format!(
            "{orders} enviados y {orders} en el log, cada uno una vez y en orden, aunque el proceso murió."
        )
    );
}

#[test]
fn what_failed_first_decides_which_act_is_told() {
    let mut run = Run::healthy();
    let orders = run.evidence.variant.orders.len();
    drop(run.take(1, 0));
    with_producer(&mut run, 1, |producer| drop(producer.reports.remove(0)));
    let (act, es, en) = told(&run);
    assert_eq!(act, 1);
    assert_eq!(
        es,
        format!(
            "De {orders} enviados, {} están en el log; falta 1: el script terminó con 1 en el búfer.",
            orders - 1
        )
    );
    assert!(en.contains("1 is missing"), "{en}");
}

#[test]
fn a_script_that_sent_nothing_says_what_ended_it() {
    let mut run = Run::healthy();
    for act in [1, 2] {
        empty_log(&mut run, act);
        with_producer(&mut run, act, |producer| {
            producer.sent.clear();
            producer.reports.clear();
            let class = "AssertionError".to_owned();
            producer.error = Some(ScriptError { class, message: String::new() });
        });
    }
    let (act, es, _) = told(&run);
    assert_eq!((act, es.as_str()), (1, "No se envió nada: el script acabó en `AssertionError`."));
}

#[test]
fn records_that_were_committed_and_never_processed() {
    let mut run = configuration::healthy();
    let orders = run.evidence.variant.orders.len();
    drop(run.member(5, 1).processed.pop());
    let (act, es, en) = told(&run);
    assert_eq!(act, 5);
    assert_eq!(
        es,
        format!(
            "De {orders} registros se procesaron {}, 1 se recibió por segunda vez; 1 quedó confirmado y sin procesar.",
            orders - 1
        )
    );
    assert!(en.contains("1 was committed and never processed"), "{en}");
}

#[test]
fn faults_that_leave_no_trace_and_records_that_repeat() {
    let mut run = configuration::healthy();
    let orders = run.evidence.variant.orders.len();
    run.evidence.acts.truncate(3);
    run.exercise = {
        let mut exercise = run.exercise.clone();
        exercise.checks.clear();
        Box::leak(Box::new(exercise))
    };
    assert_eq!(
        told(&run).1,
        format!(
            "{orders} enviados y {orders} en el log, cada uno una vez y en orden, pese a 2 fallos de red."
        )
    );
    let again = run.record(3, 0).clone();
    let (partition, _) = run.place(3, 0);
    run.append(3, partition, again);
    let (_, es, _) = told(&run);
    assert!(es.ends_with("pese a 2 fallos de red; 1 registro repite un pedido."), "{es}");

    run.evidence.acts.truncate(2);
    let (_, es, en) = told(&run);
    assert!(es.contains(" bytes por registro frente a ") && en.contains("the control's"), "{es}");
}

#[test]
fn a_group_that_is_put_out_and_commits_nothing() {
    let mut run = consumer::healthy();
    let orders = run.evidence.variant.orders.len();
    run.evidence.acts.truncate(1);
    run.member(1, 1).expelled = true;
    run.committed(1).values_mut().for_each(|committed| *committed = None);
    let (_, es, _) = told(&run);
    assert_eq!(
        es,
        format!(
            "Se procesaron los {orders} registros; {orders} procesados quedaron sin confirmar; el grupo expulsó a 1 miembro."
        )
    );
    let effect = |row| Effect { topic: 0, partition: 0, offset: 0, order: Some(0), row };
    run.member(1, 1).effects = vec![effect(0), effect(1)];
    let (_, es, _) = told(&run);
    assert!(es.ends_with("hay 2 filas para 1 pedido."), "{es}");
}

#[test]
fn an_administrator_alone() {
    let mut run = Run::healthy();
    run.evidence.acts.truncate(1);
    let act = run.act(1);
    act.actors.clear();
    assert_eq!(run.grade().sentence, None, "there is nothing to tell");
    let before = run.act(1).topics["first"].partitions.clone();
    let act = run.act(1);
    act.topics.get_mut("first").unwrap().removed = before;
    act.admin = vec![Admin::PartitionsAdded { topic: "first".into(), from: 3, to: 5 }];
    let orders = run.evidence.variant.orders.len();
    let (_, es, _) = told(&run);
    assert_eq!(
        es,
        format!(
            "De {orders} registros quedan {orders} en el log, el topic pasó de 3 a 5 particiones."
        )
    );
}

#[test]
fn nothing_is_told_of_a_run_that_the_infrastructure_spoiled() {
    let mut run = Run::healthy();
    run.evidence.failures.push(Text::new("Esperábamos.", "We waited."));
    assert_eq!(run.grade().sentence, None);
    run.evidence.failures.clear();
    run.evidence.acts.clear();
    assert_eq!(run.grade().sentence, None);
}

#[test]
fn verdicts_of_before_can_be_read_and_get_one() {
    let run = Run::healthy();
    let verdict = run.grade();
    let mut stored = serde_json::to_value(&verdict).unwrap();
    stored.as_object_mut().unwrap().remove("sentence").unwrap();
    let old: Verdict = serde_json::from_value(stored.clone()).unwrap();
    assert_eq!(old, Verdict { sentence: None, ..verdict });
    assert_eq!(serde_json::to_value(&old).unwrap(), stored);
}

#[test]
fn a_kill_before_the_first_send_is_not_a_kill_with_a_full_buffer() {
    let mut run = Run::healthy();
    empty_log(&mut run, 2);
    let variant = run.evidence.variant.clone();
    run.act(2).actors.insert("script".to_owned(), producer(&variant, "second", Exit::Signal(9)));
    with_producer(&mut run, 2, |producer| {
        producer.sent.clear();
        producer.reports.clear();
    });
    assert_eq!(told(&run).1, "No se envió nada.");
}
