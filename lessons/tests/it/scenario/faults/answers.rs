//! Wrong answers, which show that each check can fail alone.

use super::*;

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
