//! Acts and steps that are missing, and steps that are out of turn.

use super::*;

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
