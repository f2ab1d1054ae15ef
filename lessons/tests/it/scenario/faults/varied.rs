//! Acts that are performed several times.

use lessons::scenario::{actor::Actor, producer::Codec};

use super::*;

/// The second act, which reads, becomes one that sends, varied.
fn varied() -> String {
    let text = small();
    let (before, rest) = text.split_once("compared_with = 1\n").expect("a second act");
    let (_, wrong) = rest.split_once("]\n\n[[exercise.wrong]]").expect("a wrong answer");
    let act = "vary = { linger_ms = [0, 5, 50], codec = [\"none\", \"gzip\"] }\nrepeat = 2\n\
               steps = [{ play = { actor = \"otro\", topic = \"nuevo\" } }]\n\n[[exercise.wrong]]";
    let group = before.find("[exercise.scenario.cast.app.group]").expect("a group");
    let first = before.find("[[exercise.scenario.act]]").expect("an act");
    let otro = "[exercise.scenario.topics.nuevo]\nname = \"n\"\npartitions = 1\n\n\
                [exercise.scenario.cast.otro.producer]\nclient_version = \"3.0\"\n\
                keywords = { linger_ms = \"$linger_ms\", compression_type = \"$codec\" }\n\n";
    format!("{}{otro}{}{act}{wrong}", &before[..group], &before[first..])
        .replace("crash = { in_batch = { batches = [0, 0], of = 10, plus = [3, 8] } }\n", "")
        .replace("records = 70,", "records = 550,")
        .replace(
            "{ act = 2 }",
            "{ act = 2, variant = { linger_ms = 5, codec = \"gzip\" }, repeat = 2 }",
        )
}

#[test]
fn a_varied_act_is_performed_in_turns() {
    let exercise = load(&varied(), "uno").unwrap_or_else(|error| panic!("{error}"));
    let script = resolve(&exercise, &[], &draws(12, &[("early", 6)]));
    assert_eq!(exercise.scenario.acts(), 2);
    let performed: Vec<_> = (script.acts.iter())
        .map(|act| {
            let varied = act.varied.as_ref();
            (act.number, varied.map(|varied| (varied.variant["linger_ms"].clone(), varied.repeat)))
        })
        .collect();
    let linger = |ms, repeat| (2, Some((Value::Integer(ms), repeat)));
    let once = |repeat| [0, 5, 50, 0, 5, 50].map(|ms| linger(ms, repeat));
    let expected: Vec<_> = [(1, None)].into_iter().chain(once(1)).chain(once(2)).collect();
    assert_eq!(performed, expected);
    // Names are in the order of the alphabet, and the last one changes first.
    let Some(Actor::Producer(otro)) = script.actor(Some(&script.acts[5]), &actor("otro")) else {
        panic!("a producer")
    };
    assert_eq!(otro.keywords.linger_ms, Some(5));
    assert_eq!(otro.keywords.compression_type, Some(Codec::Gzip));
    assert_eq!(script.taken(12).records, 6 + 12 + 12 * 12);
}

#[test]
fn acts_that_cannot_be_varied_so() {
    let whole = varied();
    for (from, to, place, sentence) in [
        ("linger_ms = [0, 5, 50],", "linger_ms = [],", "vary", "there are no values"),
        (
            "repeat = 2\nsteps",
            "repeat = 11\nsteps",
            "repeat = 11",
            "`performances` is 66, and can be",
        ),
        ("repeat = 2\nsteps", "repeat = 0\nsteps", "repeat = 0", "`performances` is 0, and can be"),
        ("repeat = 2\nsteps", "repeats = 2\nsteps", "repeats", "unknown field `repeats`"),
        ("vary = {", "vary = { mode = [1],", "vary", "`$mode` is varied here, and is a field"),
        ("vary = {", "vary = { early = [1],", "vary", "`$early` is varied here, and is a field"),
        ("vary = {", "vary = { other = [1],", "vary", "no act uses the varied name `other`"),
        ("\"$linger_ms\"", "\"$linger\"", "$linger\"", "`$linger` is neither"),
        ("codec = [\"none\",", "codec = [\"zip\",", "$codec", "unknown variant `zip`"),
        (
            "topic = \"nuevo\"",
            "topic = \"pedidos\"",
            "steps = [{",
            "act 2 makes the topic `pedidos`",
        ),
        ("actor = \"script\"", "actor = \"otro\"", "play", "there is no actor `otro` here"),
        (
            "variant = { linger_ms = 5,",
            "variant = { linger_ms = 6,",
            "kind",
            "act 2 has no such topic",
        ),
        ("}, repeat = 2 }", "}, repeat = 3 }", "kind", "or is not varied so"),
        (
            "records_in_log = { act = 1 }",
            "records_in_log = { act = 1, repeat = 1 }",
            "observes",
            "act 1 has",
        ),
        (
            "every_order_in_log = {",
            "ratio = { measure = \"batches\", of = { act = 2 }, to = {",
            "kind",
            "there are no bounds",
        ),
        ("records = 550,", "records = 549,", "scenario]", "takes 550 records"),
        (
            "[[exercise.wrong]]",
            "[[exercise.scenario.act]]\ntitle = { es = \"T\", en = \"T\" }\ncompared_with = 2\n\
             steps = [{ read = \"topics\" }]\n\n[[exercise.wrong]]",
            "compared_with",
            "act 2 is performed several times",
        ),
    ] {
        assert!(whole.contains(from), "there is no {from:?} to break");
        let mut broken = whole.replacen(from, to, 1);
        if to.starts_with("ratio") {
            broken = broken.replacen("repeat = 2 } }", "repeat = 2 } } }", 1);
        }
        let error = load(&broken, "uno").expect_err(to);
        let number = error.split(':').nth(1).and_then(|number| number.parse::<usize>().ok());
        let line = number.and_then(|number| broken.lines().nth(number - 1)).unwrap_or_default();
        assert!(line.contains(place), "{to:?}: expected {place:?} in {line:?}; {error}");
        assert!(error.contains(sentence), "{to:?}: expected {sentence:?} in {error}");
    }
}
