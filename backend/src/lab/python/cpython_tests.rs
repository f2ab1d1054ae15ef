//! What CPython 3.11 answered for `json.dumps(json.loads(x))` and `str(json.loads(x))`, and that
//! we answer the same.

use proptest::prelude::*;
use serde_json::{Map, Number, Value};

use super::{json_dumps, repr, str_of, type_name};

/// `x`, `json.dumps`, `str`.
#[rustfmt::skip]
const ANSWERS: &[(&str, &str, &str)] = &[
    ("null", "null", "None"),
    ("true", "true", "True"),
    ("false", "false", "False"),
    ("[]", "[]", "[]"),
    ("{}", "{}", "{}"),
    (r#""""#, r#""""#, ""),
    ("0", "0", "0"),
    ("-1", "-1", "-1"),
    ("9007199254740993", "9007199254740993", "9007199254740993"),
    ("9223372036854775807", "9223372036854775807", "9223372036854775807"),
    ("-9223372036854775808", "-9223372036854775808", "-9223372036854775808"),
    ("18446744073709551615", "18446744073709551615", "18446744073709551615"),
    ("5.0", "5.0", "5.0"),
    ("-0.0", "-0.0", "-0.0"),
    ("19.9", "19.9", "19.9"),
    ("0.1", "0.1", "0.1"),
    ("0.30000000000000004", "0.30000000000000004", "0.30000000000000004"),
    ("1e-4", "0.0001", "0.0001"),
    ("0.0001", "0.0001", "0.0001"),
    ("0.00001", "1e-05", "1e-05"),
    ("1e-5", "1e-05", "1e-05"),
    ("1.5e-5", "1.5e-05", "1.5e-05"),
    ("1e-7", "1e-07", "1e-07"),
    ("1e15", "1000000000000000.0", "1000000000000000.0"),
    ("1e16", "1e+16", "1e+16"),
    ("9999999999999998.0", "9999999999999998.0", "9999999999999998.0"),
    ("123456789012345680.0", "1.2345678901234568e+17", "1.2345678901234568e+17"),
    ("1e22", "1e+22", "1e+22"),
    ("1.7976931348623157e308", "1.7976931348623157e+308", "1.7976931348623157e+308"),
    ("5e-324", "5e-324", "5e-324"),
    ("2.2250738585072014e-308", "2.2250738585072014e-308", "2.2250738585072014e-308"),
    ("100000.0", "100000.0", "100000.0"),
    ("1234567.891", "1234567.891", "1234567.891"),
    ("-1.5e-10", "-1.5e-10", "-1.5e-10"),
    ("\"ratón\"", r#""rat\u00f3n""#, "ratón"),
    ("\"☕ café 🛒\"", r#""\u2615 caf\u00e9 \ud83d\uded2""#, "☕ café 🛒"),
    ("\"👩\u{200d}💻\"", r#""\ud83d\udc69\u200d\ud83d\udcbb""#, "👩\u{200d}💻"),
    (r#""it's""#, r#""it's""#, "it's"),
    (r#""say \"hi\"""#, r#""say \"hi\"""#, r#"say "hi""#),
    (r#""it's \"both\"""#, r#""it's \"both\"""#, r#"it's "both""#),
    (r#""C:\\temp\\new""#, r#""C:\\temp\\new""#, r"C:\temp\new"),
    (r#""a\nb\rc\td\be\ff""#, r#""a\nb\rc\td\be\ff""#, "a\u{a}b\u{d}c\u{9}d\u{8}e\u{c}f"),
    (r#""\u0000\u0001\u001f\u007f\u0080\u00a0\u00ad\u200b\u2028\ufeff\ue000""#, r#""\u0000\u0001\u001f\u007f\u0080\u00a0\u00ad\u200b\u2028\ufeff\ue000""#, "\u{0}\u{1}\u{1f}\u{7f}\u{80}\u{a0}\u{ad}\u{200b}\u{2028}\u{feff}\u{e000}"),
    (r#""\ud83d\uded2""#, r#""\ud83d\uded2""#, "🛒"),
    (r#""e\u0301""#, r#""e\u0301""#, "é"),
    (r#""\u0378\udbff\udfff""#, r#""\u0378\udbff\udfff""#, "\u{378}\u{10ffff}"),
    (r#""/path/""#, r#""/path/""#, "/path/"),
    ("\"日本語 العربية\"", r#""\u65e5\u672c\u8a9e \u0627\u0644\u0639\u0631\u0628\u064a\u0629""#, "日本語 العربية"),
    ("{\"pedido\": 10001, \"cliente\": \"cliente-07\", \"producto\": \"ratón ☕\", \"total\": 19.9}", r#"{"pedido": 10001, "cliente": "cliente-07", "producto": "rat\u00f3n \u2615", "total": 19.9}"#, "{'pedido': 10001, 'cliente': 'cliente-07', 'producto': 'ratón ☕', 'total': 19.9}"),
    ("{\"z\": 1, \"a\": {\"b\": [1, 2.50, null, true, {\"c\": \"d\"}], \"ñ\": \"ü\"}, \"\": []}", r#"{"z": 1, "a": {"b": [1, 2.5, null, true, {"c": "d"}], "\u00f1": "\u00fc"}, "": []}"#, "{'z': 1, 'a': {'b': [1, 2.5, None, True, {'c': 'd'}], 'ñ': 'ü'}, '': []}"),
    (r#"[1, "a", [false, [[]]], {"k'ey": "v\"al"}]"#, r#"[1, "a", [false, [[]]], {"k'ey": "v\"al"}]"#, r#"[1, 'a', [False, [[]]], {"k'ey": 'v"al'}]"#),
    (r#"{"cantidad": 3, "precio": 5.0, "regalo": false, "nota": null}"#, r#"{"cantidad": 3, "precio": 5.0, "regalo": false, "nota": null}"#, "{'cantidad': 3, 'precio': 5.0, 'regalo': False, 'nota': None}"),
];

#[test]
fn json_dumps_writes_what_cpython_writes() {
    for (input, dumped, _) in ANSWERS {
        assert_eq!(json_dumps(&parse(input)), *dumped, "json.dumps of {input}");
    }
}

#[test]
fn str_writes_what_cpython_writes() {
    for (input, _, text) in ANSWERS {
        assert_eq!(str_of(&parse(input)), *text, "str of {input}");
    }
}

#[test]
fn only_repr_quotes_a_str() {
    assert_eq!(str_of(&parse(r#""ratón""#)), "ratón");
    assert_eq!(repr(&parse(r#""ratón""#)), "'ratón'");
}

#[test]
fn types_have_python_names() {
    let names = ["null", "true", "1", "1.0", r#""a""#, "[]", "{}"].map(|x| type_name(&parse(x)));
    assert_eq!(names, ["NoneType", "bool", "int", "float", "str", "list", "dict"]);
}

proptest! {
    #[test]
    fn json_dumps_reads_back_as_the_same_value(value in any_value()) {
        let dumped = json_dumps(&value);
        prop_assert!(dumped.bytes().all(|byte| (b' '..=b'~').contains(&byte)), "{dumped}");
        prop_assert_eq!(parse(&dumped), value);
    }
}

fn parse(input: &str) -> Value {
    serde_json::from_str(input).expect("the table holds JSON")
}

fn any_value() -> impl Strategy<Value = Value> {
    let float = any::<f64>().prop_filter_map("finite", Number::from_f64).prop_map(Value::Number);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        float,
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((any::<String>(), inner), 0..6)
                .prop_map(|entries| Value::Object(Map::from_iter(entries))),
        ]
    })
}
