//! Services whose handlers cannot work, alone or together.

use super::*;

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
