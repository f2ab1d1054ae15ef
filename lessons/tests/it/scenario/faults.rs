//! Every fault of a scenario is reported with the line where it stands.

use lessons::scenario::{actor::Actor, producer::Codec};

use super::*;

/// A small exercise with a small scenario.
fn small() -> String {
    include_str!("../small/exercises.toml").to_owned()
}

/// Several breakages: what is replaced, by what, what stands in the line that the error names, and
/// a part of its sentence.
fn each(breakages: &[(&str, &str, &str, &str)]) {
    for (from, to, place, sentence) in breakages {
        let text = small();
        assert!(text.contains(from), "there is no {from:?} to break");
        let broken = text.replacen(from, to, 1);
        let error = load(&broken, "uno").expect_err(to);
        let number = error.split(':').nth(1).and_then(|number| number.parse::<usize>().ok());
        let number = number.unwrap_or_else(|| panic!("no line in {error}"));
        let line = broken.lines().nth(number - 1).unwrap_or_default();
        assert!(line.contains(place), "{to:?}: expected {place:?} in {line:?}; {error}");
        assert!(error.contains(sentence), "{to:?}: expected {sentence:?} in {error}");
        assert!(!error.contains('\n'), "one sentence: {error}");
    }
}

#[test]
fn the_small_scenario_is_whole() {
    let exercise = load(&small(), "uno").unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(exercise.wrong.len(), 1);
    assert!(exercise.scenario.needs.groups);
}

#[test]
fn the_acts_are_those_of_the_scenario() {
    each(&[
        (
            "every_order_in_log = { act = 2 }",
            "every_order_in_log = { act = 3 }",
            "act = 3",
            "no act 3",
        ),
        ("records_in_log = { act = 1 }", "records_in_log = { act = 3 }", "act = 3", "no act 3"),
    ]);
    let third = "[[exercise.scenario.act]]\ntitle = { es = \"Tres\", en = \"Three\" }\n\
                 steps = [{ read = \"topics\" }]\n\n[[exercise.wrong]]";
    let text = small().replace("[[exercise.wrong]]", third).replace("act = 2", "act = 3");
    let exercise = load(&text, "uno").unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(exercise.checks[0].kind.act(), Some(3), "more than its lab has");
}

#[test]
fn topics_and_actors_that_no_act_has_are_not_read() {
    let no_such = "act 2 has no such topic or actor";
    each(&[
        ("_log = { act = 2 }", "_log = { act = 2, topic = \"otro\" }", "kind = {", no_such),
        ("_log = { act = 2 }", "_log = { act = 2, actor = \"otro\" }", "kind = {", no_such),
        (
            "records_in_log = { act = 1 }",
            "records_in_common = { act = 1, actors = [\"app\", \"otro\"] }",
            "observes = {",
            "act 1 has no such topic or actor",
        ),
        (
            "every_order_in_log = { act = 2 }",
            "every_order_to_each = { act = 2, actors = [\"app\"] }",
            "kind = {",
            "invalid length 1",
        ),
        (
            "every_order_in_log = { act = 2 }",
            "dead_letters = { act = 2 }",
            "kind = {",
            "missing field `topic`",
        ),
    ]);
    let named = small().replace("_log = { act = 2 }", "_log = { act = 2, topic = \"pedidos\" }");
    let exercise = load(&named, "uno").unwrap_or_else(|error| panic!("{error}"));
    let selectors = exercise.checks[0].kind.selectors();
    assert_eq!(selectors[0].topic, Some(topic("pedidos")));
}

#[test]
fn names_that_stand_for_nothing_or_for_two_things() {
    each(&[
        ("\"$early\"", "\"$earlier\"", "$earlier", "`$earlier` is neither a field"),
        ("early = {", "mode = { range = [1, 2] }\nearly = {", "$mode", "a field of the form and"),
        (
            "topics.pedidos]\nname = \"$topic\"",
            "topics.pedidos]\nname = \"t\"",
            "scenario]",
            "no act uses the field `topic`",
        ),
        ("\"$early\"", "3", "scenario]", "no act uses the draw `early`"),
        ("name = \"$topic\"", "name = \"$\"", "\"$\"", "`$` is neither"),
    ]);
}

#[test]
fn values_that_the_lab_does_not_know() {
    each(&[
        (
            "  { value = \"flush\"",
            "  { value = \"soon\", label = { es = \"l\", en = \"l\" } },\n  { value = \"flush\"",
            "$mode",
            "when `mode` is \"soon\", of 12 orders and",
        ),
        ("name = \"$topic\"", "name = 3", "name = 3", "invalid type: integer"),
        ("upto = \"$early\"", "upto = \"$mode\"", "$mode", "invalid type: string"),
        ("partitions = 3", "partitions = -3", "partitions = -3", "invalid value"),
        ("partitions = 3", "partition = 3", "partition = 3", "unknown field `partition`"),
        ("cast.app.group", "cast.app.crowd", "cast.app.crowd", "unknown variant `crowd`"),
        ("\"shop\"", "\"shops\"", "shops", "unknown variant `shops`"),
        ("{ start =", "{ begin =", "begin", "unknown variant `begin`"),
        ("{ close = { actors = [\"app\"] } }", "{ close = {} }", "close", "missing field `actors`"),
        ("{ process = {} }", "{ process = { ms = 1 } }", "ms = 1", "unexpected keys in table: ms"),
        (
            "title = { es = \"Dos\", en = \"Two\" }",
            "title = { es = \"Dos\" }",
            "Dos",
            "missing field `en`",
        ),
        ("es = \"Dos\"", "es = \"\"", "es = \"\"", "empty in language `es`"),
    ]);
}

#[test]
fn topics_and_actors_that_are_not_there_or_not_used() {
    each(&[
        (
            "topics.pedidos]\nname = \"$topic\"",
            "topics.pedidos]\nname = \"a b\"",
            "topics.pedidos",
            "`a b` is no name of a topic",
        ),
        (
            "{ start = { actor = \"app\" } }",
            "{ start = { actor = \"ap\" } }",
            "\"ap\"",
            "no actor `ap`",
        ),
        ("settle = { actors = [\"app\"", "settle = { actors = [\"ap\"", "\"ap\"", "no actor `ap`"),
        ("read_all = \"app\"", "read_all = \"ap\"", "\"ap\"", "no actor `ap`"),
        ("play = { actor = \"script\"", "play = { actor = \"app\"", "play", "`app` is no producer"),
        (
            "{ start = { actor = \"app\"",
            "{ start = { actor = \"script\"",
            "start",
            "`script` is no group",
        ),
        (
            "write = { topic = \"pedidos\"",
            "write = { topic = \"pedido\"",
            "write",
            "no topic `pedido`",
        ),
        ("topics = [\"pedidos\"]", "topics = [\"pedido\"]", "cast.app", "no topic `pedido`"),
        (
            "[exercise.scenario.cast.script",
            "[exercise.scenario.topics.otro]\nname = \"o\"\n\n[exercise.scenario.cast.script",
            "topics.otro",
            "no act uses the topic `otro`",
        ),
        (
            "  { play = { actor = \"script\", topic = \"pedidos\" } },\n",
            "",
            "cast.script",
            "no act uses the actor `script`",
        ),
        ("topics.pedidos]", "topics.Pedidos]", "Pedidos", "`Pedidos` is not a name"),
        ("compared_with = 1", "compared_with = 2", "compared_with", "2 is none"),
        ("compared_with = 1", "compared_with = 0", "compared_with", "0 is none"),
    ]);
}

#[test]
fn numbers_that_do_not_fit() {
    each(&[
        (
            "upto = \"$early\"",
            "upto = 13, after = \"$early\"",
            "write",
            "`upto` is 13, and can be 6 to 12",
        ),
        (
            "upto = \"$early\"",
            "spoil = 7, upto = \"$early\"",
            "write",
            "`spoil` is 7, and can be 0 to 6",
        ),
        ("to = 4", "to = 3", "to = 3", "`to` is 3, and can be 4 to"),
        ("before = 2", "before = 0", "before", "`before` is 0, and can be 1 to 12"),
        ("member = 1", "member = 2", "member", "`member` is 2, and can be 1 to 1"),
        ("over = \"$crash\"", "over = 20", "over = 20", "`over` is 20, and can be 1 to 12"),
        ("batches = [0, 0]", "batches = [0, 1]", "over", "`over` is 18, and can be 1 to 12"),
        (
            "{ close =",
            "{ seek = { actor = \"app\", to = 13 } },\n  { close =",
            "seek",
            "`to` is 13, and can be 0 to 12",
        ),
        (
            "{ close =",
            "{ seek = { actor = \"app\", to = \"start\" } },\n  { close =",
            "seek",
            "`to` is \"begin\", \"end\" or an offset",
        ),
        ("partitions = 3", "partitions = 0", "topics.pedidos", "no partitions"),
        (
            "topics = [\"pedidos\"]",
            "topics = [\"pedidos\", \"pedidos\"]",
            "cast.app",
            "the topic `pedidos` is there twice",
        ),
        ("max_poll_records = 10", "max_poll_records = 0", "cast.app", "no records of a poll"),
        ("handler = [{ process = {} }]", "handler = []", "cast.app", "no parts of a handler"),
        ("settle = { actors = [\"app\"] }", "settle = { actors = [] }", "settle", "no actors"),
        ("any = [{ read_all = \"app\" }]", "any = []", "until", "no things to wait for"),
        ("count = [12, 40]", "count = [40, 12]", "data", "ascending order"),
        ("clients = [4, 7]", "clients = [0, 7]", "data", "ascending order, from 1"),
        ("percent = [50, 75]", "percent = [50, 175]", "percent", "ascending order"),
        ("plus = [3, 8]", "plus = [3, 18]", "plus", "ascending order"),
        ("early = {", "orders = {", "orders = {", "draw `orders` is there twice"),
    ]);
}

#[test]
fn services_that_cannot_work() {
    let process = "handler = [{ process = {} }]";
    let handler = |part: &str| format!("handler = [{part}]");
    let broken = |part: &str, place: &str, sentence: &str| {
        each(&[(process, &handler(part), place, sentence)]);
    };
    broken("{ filter = { field = \"unidades\" } }", "unidades", "a filter has one of `is`");
    broken("{ filter = { field = \"nota\", is = \"\" } }", "nota", "unknown variant `nota`");
    broken("{ filter = { field = \"ciudad\", at_least = 2 } }", "ciudad", "nothing of that kind");
    broken("{ forward = { take = [] } }", "forward", "missing field `topic`");
    broken("{ forward = { topic = \"otro\" } }", "cast.app", "no topic `otro`");
    broken(
        "{ forward = { topic = \"pedidos\" } }",
        "cast.app",
        "what `app` sends comes back to it",
    );
    broken("{ dead_letter = { topic = \"pedidos\" } }", "cast.app", "comes back to it");
    broken(
        "{ fold = { by = \"cliente\", changelog = \"pedidos\" } }",
        "cast.app",
        "comes back to it",
    );
    broken(
        "{ fold = { by = \"cliente\", sum = \"precio\" } }",
        "cast.app",
        "`precio` holds no whole numbers",
    );
    broken(
        "{ fold = { by = \"cliente\" } }, { effect = { key = \"none\" } }",
        "cast.app",
        "by one `effect` or by one `fold`",
    );
    let short = small().replace("\"shop\"", "\"short\"");
    let short = short.replace(process, &handler("{ fold = { by = \"ciudad\" } }"));
    let error = load(&short, "uno").expect_err("no delivery");
    assert!(error.contains("orders of this kind have no `ciudad`"), "{error}");
}

#[test]
fn what_one_service_sends_may_come_back_by_another() {
    let script = "[exercise.scenario.cast.script";
    let other = "[exercise.scenario.topics.otro]\nname = \"o\"\npartitions = 1\n\n\
                 [exercise.scenario.cast.vuelta.group]\ntopics = [\"otro\"]\n\
                 client_version = \"3.0\"\nloop = { max_poll_records = 1, commit = \"none\" }\n\
                 handler = [{ forward = { topic = \"pedidos\" } }]\n\n";
    let text = small().replace(script, &format!("{other}{script}"));
    let text = text.replace("members = 1, seconds", "members = 2, seconds");
    // Here, because nobody plays it.
    let error = load(&text, "uno").expect_err("it has no turn");
    assert!(error.contains("no act uses the actor `vuelta`"), "{error}");
    let forward = "handler = [{ forward = { topic = \"otro\" } }]";
    let circle = text.replace("handler = [{ process = {} }]", forward);
    let error = load(&circle, "uno").expect_err("a circle");
    assert!(error.contains("what `app` sends comes back to it"), "{error}");
}

#[test]
fn acts_and_steps_that_are_missing() {
    each(&[(
        "  { write = { topic = \"pedidos\", upto = \"$early\" } },\n  { play = { actor = \"script\", topic = \"pedidos\" } },\n",
        "",
        "steps = [",
        "no steps",
    )]);
    // Without questions and checks, which read acts.
    let text = small();
    let (before, _) = text.split_once("[[exercise.scenario.act]]").expect("an act");
    let (form, rest) = before.split_once("[[exercise.question]]").expect("a question");
    let (_, snippet) = rest.split_once("[[exercise.snippet]]").expect("a snippet");
    let (snippet, _) = snippet.split_once("[[exercise.check]]").expect("a check");
    let (_, scenario) = before.split_once("[exercise.scenario]").expect("a scenario");
    let form = form.replace("model =", "question = []\ncheck = []\nmodel =");
    let none = format!("{form}[[exercise.snippet]]{snippet}[exercise.scenario]{scenario}");
    let none = none.replace("[exercise.scenario]\n", "[exercise.scenario]\nact = []\n");
    let line = none.lines().position(|line| line == "act = []").expect("that line") + 1;
    let error = load(&none, "uno").expect_err("no acts");
    assert!(error.starts_with(&format!("exercises.toml:{line}: there are no acts")), "{error}");
}

#[test]
fn steps_that_are_out_of_turn() {
    let start = "  { start = { actor = \"app\" } },\n";
    let close = "  { close = { actors = [\"app\"] } },\n";
    let play = "  { play = { actor = \"script\", topic = \"pedidos\" } },\n";
    let settle = "  { settle = { actors = [\"app\"] } },\n";
    let seek = "  { seek = { actor = \"app\", to = \"end\" } },\n";
    let kill = "  { kill = { actor = \"app\", over = \"$crash\" } },\n";
    each(&[
        (start, "", "settle", "`app` is not waiting for partitions here"),
        (start, &start.repeat(2), "start", "`app` has its turn once"),
        (settle, "", "until", "`app` does not read here"),
        (close, "", "steps = [", "`app` is never closed"),
        (close, &close.repeat(2), "close", "`app` does not run here"),
        (close, &format!("{close}{start}"), "start", "`app` has its turn once"),
        (close, &format!("{close}{kill}"), "kill", "`app` has started"),
        (play, &play.repeat(2), "play", "`script` has its turn once"),
        (play, &format!("{play}{kill}"), "steps = [", "or never started"),
        (settle, &format!("{seek}{settle}"), "seek", "`app` does not read here"),
    ]);
}

#[test]
fn offsets_that_nobody_can_reset() {
    let close = "  { close = { actors = [\"app\"] } },\n";
    let reset =
        |named: &str| format!("{close}  {{ reset_offsets = {{ {named}, to = \"begin\" }} }},\n");
    let keywords = "keywords = { group_id = \"g\" }\nloop = {";
    each(&[
        (close, &reset("group = \"app\""), "reset_offsets", "no group with a `group_id`"),
        (close, &reset("group = \"script\""), "reset_offsets", "`script` is no group"),
    ]);
    let named = small().replacen("loop = {", keywords, 1);
    let of = |named_topic: &str| named.replacen(close, &reset(named_topic), 1);
    load(&of("group = \"app\""), "uno").unwrap_or_else(|error| panic!("{error}"));
    let topics = "[exercise.scenario.topics.otro]\nname = \"o\"\n\n[exercise.scenario.cast.script";
    let other = of("group = \"app\", topic = \"otro\"").replacen(
        "[exercise.scenario.cast.script",
        topics,
        1,
    );
    let error = load(&other, "uno").expect_err("it does not read that topic");
    assert!(error.contains("no topic of this group `otro`"), "{error}");
}

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

#[test]
fn what_the_cluster_and_the_limits_do_not_allow() {
    each(&[
        ("needs = { kafka = true }\n", "", "add_partitions", "the simulated cluster cannot"),
        ("records = 70,", "records = 69,", "scenario]", "takes 70 records, and the limit"),
        ("partitions = 4,", "partitions = 3,", "scenario]", "takes 4 partitions"),
        ("members = 1,", "members = 0,", "scenario]", "takes 1 members"),
    ]);
}

#[test]
fn a_topic_with_settings() {
    let partitions = "partitions = 3\n";
    let add = "{ add_partitions = { topic = \"pedidos\", to = 4 } }";
    let cleaned = "{ await_cleanup = { topic = \"pedidos\" } }";
    each(&[
        (add, cleaned, "await_cleanup", "nothing removes records of `pedidos`"),
        (
            partitions,
            "partitions = 3\nconfig = { \"retention.ms\" = 0 }\n",
            "retention.ms",
            "nonzero u32",
        ),
        (
            partitions,
            "partitions = 3\nconfig = { \"cleanup.policy\" = \"keep\" }\n",
            "cleanup.policy",
            "unknown variant `keep`",
        ),
    ]);
    let steps = "  { add_partitions = { topic = \"pedidos\", to = 4 } },\n  { delete_records = { topic = \"pedidos\", before = 2 } },\n";
    let settings = "partitions = 3\nconfig = { \"cleanup.policy\" = \"compact\" }\n";
    let compacted = small().replace(partitions, settings).replace(steps, "");
    load(&compacted, "uno").unwrap_or_else(|error| panic!("{error}"));
    // Without them it needs no Kafka, with them it does.
    let simulated = |text: String| load(&text.replace("needs = { kafka = true }\n", ""), "uno");
    assert!(simulated(small().replace(steps, "")).is_ok());
    let error = simulated(compacted).expect_err("there are settings");
    assert!(error.contains("the simulated cluster cannot"), "{error}");
}

#[test]
fn wrong_answers() {
    let again = "fields = { mode = \"flush\" }\nfails = [\"in_log\"]";
    each(&[
        ("fails = [\"in_log\"]", "fails = [\"in_logs\"]", "in_logs", "no check `in_logs`"),
        ("fails = [\"in_log\"]", "fails = []", "fails", "no checks that fail"),
        (
            "fails = [\"in_log\"]",
            "fails = [\"in_log\", \"in_log\"]",
            "fails",
            "check `in_log` is there twice",
        ),
        ("fails = [\"in_log\"]", "fail = [\"in_log\"]", "fail", "unknown field `fail`"),
        (
            "{ mode = \"flush\" }\nfails",
            "{ mode = \"x\" }\nfails",
            "\"x\"",
            "wrong answer is not valid",
        ),
        (
            "fields = { mode = \"flush\" }\n",
            "",
            "fails",
            "the model answer with a right prediction",
        ),
        (
            again,
            &format!("{again}\ntogether = {{ es = \"a\", en = \"b\" }}"),
            "together",
            "nothing to explain",
        ),
        (
            again,
            "prediction = { wrong = [\"other\"] }\nfails = [\"in_log\"]",
            "prediction",
            "no question `other`",
        ),
        (
            &format!("[[exercise.wrong]]\n{again}"),
            "",
            "id = \"uno\"",
            "no answer fails `in_log` alone",
        ),
    ]);
}

#[test]
fn checks_that_fail_together_say_why() {
    let id = "consumidor-basico";
    let text = text_of("41-configuracion-de-grupos");
    let (start, end) = (text.find("together.es = \"El segundo").unwrap(), "everything.\"\n");
    let end = start + text[start..].find(end).unwrap() + end.len();
    let first = text.find("together.es = \"Sin grupo").unwrap();
    let without = format!("{}{}", &text[..first], &text[end..]);
    let error = load(&without, id).expect_err("nothing explains it");
    assert!(error.contains("exercises.toml:5: no answer fails `each_once` alone"), "{error}");
}
