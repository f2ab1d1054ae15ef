//! How CPython writes a value: `json.dumps(x)` and `str(x)`, byte for byte. The lab's producers
//! serialise with it what kafka-python would have sent, and the grader expects the same bytes.
//!
//! A value is what `json.loads` makes of the exercise's JSON: dict, list, str, int, float, bool or
//! None. The order of keys is kept (`serde_json`'s `preserve_order`), as a dict keeps it. Checked
//! against CPython 3.11.

#[cfg(test)]
mod cpython_tests;
/// `json.dumps`.
mod json;
/// Numbers, which both write the same way.
mod number;
/// `repr` of a str.
mod text;

use serde_json::Value;

/// The text that `json.dumps(x)` returns. `.encode("utf-8")` of it is `as_bytes`.
pub fn json_dumps(value: &Value) -> String {
    let mut out = String::new();
    json::NOTATION.write(&mut out, value);
    out
}

/// The text that `str(x)` returns: a str as it is, anything else by `repr`.
pub fn str_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        _ => repr(value),
    }
}

/// The text that `repr(x)` returns.
pub fn repr(value: &Value) -> String {
    let mut out = String::new();
    text::NOTATION.write(&mut out, value);
    out
}

/// The name of `type(x)`, as in `<class 'dict'>`.
pub fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "NoneType",
        Value::Bool(_) => "bool",
        Value::Number(number) if number.is_f64() => "float",
        Value::Number(_) => "int",
        Value::String(_) => "str",
        Value::Array(_) => "list",
        Value::Object(_) => "dict",
    }
}

/// The text that `repr(x)` of a float returns, infinities and NaN included.
pub fn repr_of_float(value: f64) -> String {
    number::float(value)
}

/// What JSON and `repr` write differently; brackets, commas and numbers are the same.
struct Notation {
    null: &'static str,
    yes: &'static str,
    no: &'static str,
    text: fn(&mut String, &str),
}

impl Notation {
    /// The depth is bounded: `serde_json` reads at most 128 levels.
    fn write(&self, out: &mut String, value: &Value) {
        match value {
            Value::Null => out.push_str(self.null),
            Value::Bool(true) => out.push_str(self.yes),
            Value::Bool(false) => out.push_str(self.no),
            Value::Number(number) => out.push_str(&number::number(number)),
            Value::String(text) => (self.text)(out, text),
            Value::Array(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        out.push_str(", ");
                    }
                    self.write(out, item);
                }
                out.push(']');
            }
            Value::Object(entries) => {
                out.push('{');
                for (index, (key, item)) in entries.iter().enumerate() {
                    if index > 0 {
                        out.push_str(", ");
                    }
                    (self.text)(out, key);
                    out.push_str(": ");
                    self.write(out, item);
                }
                out.push('}');
            }
        }
    }
}
