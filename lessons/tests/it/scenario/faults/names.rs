//! What is named has to be there, to be used, and to be known to the lab.

use super::*;

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
