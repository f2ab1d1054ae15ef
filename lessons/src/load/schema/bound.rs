//! Allows `"$name"` wherever a scenario's types have a number, a boolean or one of some words. The
//! types themselves do not know it: names are replaced before they are read.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

/// Reads them, and has nothing in it that is bound itself.
const SCENARIO: &str = "ScenarioEntry";
/// What is filled before it is read.
const FILLED: [&str; 3] = ["topics", "cast", "act"];
const BOUND: &str = "#/definitions/Bound";

pub(super) fn allow(definitions: &mut Map<String, Value>) {
    let Some(scenario) = definitions.get(SCENARIO) else { return };
    let mut open: Vec<String> =
        FILLED.iter().flat_map(|key| names(&scenario["properties"][key])).collect();
    let mut reached = BTreeSet::new();
    while let Some(name) = open.pop() {
        // Titles are texts in every file.
        if name != "TextEntry" && reached.insert(name.clone()) {
            open.extend(names(&definitions[&name]));
        }
    }
    for name in reached {
        allow_in(definitions.get_mut(&name).expect("a definition that was reached"));
    }
    let bound = json!({
        "description": "The value of a field of the form, or of a draw.",
        "type": "string",
        "pattern": "^\\$",
    });
    definitions.insert("Bound".to_owned(), bound);
}

/// The definitions that a schema refers to.
fn names(schema: &Value) -> Vec<String> {
    match schema {
        Value::Object(entries) => (entries.iter())
            .flat_map(|(key, value)| match value {
                Value::String(place) if key == "$ref" => {
                    place.rsplit('/').next().map(str::to_owned).into_iter().collect()
                }
                value => names(value),
            })
            .collect(),
        Value::Array(values) => values.iter().flat_map(names).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}

fn allow_in(schema: &mut Value) {
    let Value::Object(entries) = schema else { return };
    let bound = json!({ "$ref": BOUND });
    if let Some(Value::Array(variants)) = entries.get_mut("oneOf") {
        let has_words = variants.iter().any(is_leaf);
        variants.iter_mut().filter(|variant| !is_leaf(variant)).for_each(allow_in);
        if has_words {
            variants.push(bound);
        }
        return;
    }
    if is_leaf(&Value::Object(entries.clone())) {
        let (about, leaf): (Map<_, _>, Map<_, _>) = std::mem::take(entries)
            .into_iter()
            .partition(|(key, _)| key == "description" || key == "default");
        *entries = about;
        entries.insert("anyOf".to_owned(), json!([leaf, bound]));
        return;
    }
    for key in ["items", "additionalProperties"] {
        if let Some(inner) = entries.get_mut(key) {
            allow_in(inner);
        }
    }
    if let Some(Value::Object(properties)) = entries.get_mut("properties") {
        properties.values_mut().for_each(allow_in);
    }
}

/// A number, a boolean or one of some words. Any text is allowed where a text is.
fn is_leaf(schema: &Value) -> bool {
    let has = |kind: &str| match &schema["type"] {
        Value::Array(kinds) => kinds.iter().any(|found| found == kind),
        found => found == kind,
    };
    has("integer")
        || has("boolean")
        || schema.get("const").is_some()
        || schema.get("enum").is_some()
}
