//! A validator for the part of JSON Schema draft 7 that ours uses; an unknown keyword fails the
//! test. A crate for it would enable other features of our dependencies, so that the server would
//! be compiled a second time for the tests.

use serde_json::{Map, Value};

/// What is wrong with `value`, and where, as a path that continues `at`.
pub(crate) fn check(schema: &Value, value: &Value) -> Result<(), String> {
    Validator { root: schema }.check(schema, value, "")
}

struct Validator<'a> {
    root: &'a Value,
}

impl Validator<'_> {
    fn check(&self, schema: &Value, value: &Value, at: &str) -> Result<(), String> {
        let schema = match schema {
            Value::Bool(true) => return Ok(()),
            Value::Bool(false) => return Err(format!("{at}: it must not be there")),
            Value::Object(schema) => schema,
            other => panic!("{other} is no schema"),
        };
        schema.iter().try_for_each(|(keyword, rule)| self.keyword(schema, keyword, rule, value, at))
    }

    fn keyword(
        &self,
        schema: &Map<String, Value>,
        keyword: &str,
        rule: &Value,
        value: &Value,
        at: &str,
    ) -> Result<(), String> {
        let fails = |why: String| Err(format!("{at}: {why}"));
        let number = || rule.as_f64().expect("a number");
        match keyword {
            "$ref" => {
                let place = word(rule).strip_prefix('#').expect("a place in this schema");
                self.check(self.root.pointer(place).expect("that place"), value, at)
            }
            "type" => {
                let types = rule.as_array().map_or(std::slice::from_ref(rule), Vec::as_slice);
                match types.iter().any(|name| is(value, word(name))) {
                    true => Ok(()),
                    false => fails(format!("{value} is no {rule}")),
                }
            }
            "enum" if !list(rule).contains(value) => fails(format!("none of {rule}")),
            "const" if rule != value => fails(format!("not {rule}")),
            "minimum" if value.as_f64().is_some_and(|it| it < number()) => {
                fails("too small".into())
            }
            "maximum" if value.as_f64().is_some_and(|it| it > number()) => {
                fails("too large".into())
            }
            "minItems" if value.as_array().is_some_and(|it| (it.len() as f64) < number()) => {
                fails("too few".into())
            }
            "maxItems" if value.as_array().is_some_and(|it| it.len() as f64 > number()) => {
                fails("too many".into())
            }
            // The only patterns of ours.
            "pattern" if rule == r"^\$" => match value.as_str() {
                Some(text) if !text.starts_with('$') => fails("no `$name`".into()),
                _ => Ok(()),
            },
            "pattern" if rule == "^(begin|end)$" => match value.as_str() {
                Some(text) if !matches!(text, "begin" | "end") => fails("no position".into()),
                _ => Ok(()),
            },
            "required" if value.is_object() => {
                let mut names = list(rule).iter().map(word);
                match names.find(|name| value.get(name).is_none()) {
                    Some(name) => fails(format!("`{name}` is missing")),
                    None => Ok(()),
                }
            }
            "properties" => members(value).try_for_each(|(name, value)| match rule.get(name) {
                Some(rule) => self.check(rule, value, &format!("{at}/{name}")),
                None => Ok(()),
            }),
            "additionalProperties" => members(value)
                .filter(|(name, _)| {
                    schema.get("properties").is_none_or(|it| it.get(name).is_none())
                })
                .try_for_each(|(name, value)| self.check(rule, value, &format!("{at}/{name}"))),
            "items" => {
                value.as_array().into_iter().flatten().enumerate().try_for_each(|(place, value)| {
                    self.check(rule, value, &format!("{at}/{place}"))
                })
            }
            "anyOf" | "oneOf" | "allOf" => {
                let rules = list(rule);
                let results = rules.iter().map(|rule| self.check(rule, value, at));
                let faults: Vec<String> = results.filter_map(Result::err).collect();
                let held = rules.len() - faults.len();
                let enough = match keyword {
                    "anyOf" => held > 0,
                    "oneOf" => held == 1,
                    _ => faults.is_empty(),
                };
                if enough { Ok(()) } else { fails(format!("{keyword}: {}", faults.join("; "))) }
            }
            "enum" | "const" | "minimum" | "maximum" | "minItems" | "maxItems" | "required" => {
                Ok(())
            }
            // For people only; a validator ignores them.
            "$schema" | "title" | "description" | "default" | "definitions" | "format" => Ok(()),
            other => panic!("`{other}` is not known: write it here"),
        }
    }
}

fn word(rule: &Value) -> &str {
    rule.as_str().expect("a word")
}

fn list(rule: &Value) -> &[Value] {
    rule.as_array().expect("a list")
}

fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

fn is(value: &Value, name: &str) -> bool {
    match name {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("`{other}` is no type"),
    }
}
