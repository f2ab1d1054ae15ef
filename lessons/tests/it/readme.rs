//! `lessons/README.md` names whatever an author can write: a new step, handler, check or question
//! that it does not tell is a fault.

use serde_json::Value;

use crate::schema::SCHEMA;

const README: &str = include_str!("../../README.md");

#[test]
fn whatever_can_be_written_is_in_a_table() {
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(SCHEMA).unwrap()).unwrap();
    let tables: String =
        README.lines().filter(|line| line.starts_with('|')).collect::<Vec<_>>().join("\n");
    for kind in ["Step", "Handler", "Happening", "CheckKind", "Observation"] {
        let names = names(&schema["definitions"][kind]);
        assert!(names.len() > 2, "{kind}: {names:?}");
        for name in names {
            // As the key of a table, or as a text.
            let is_told = [format!("{{ {name} ="), format!("\"{name}\"")];
            assert!(is_told.iter().any(|told| tables.contains(told)), "{kind}: `{name}`");
        }
    }
}

/// The names of the variants of an enum.
fn names(definition: &Value) -> Vec<String> {
    let variants = definition["oneOf"].as_array().expect("an enum");
    let name = |variant: &Value| {
        let key = variant["properties"].as_object().and_then(|keys| keys.keys().next().cloned());
        key.into_iter()
            .chain(variant["const"].as_str().map(str::to_owned))
            .chain(
                variant["enum"]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .filter_map(|name| Some(name.as_str()?.to_owned())),
            )
            .collect::<Vec<_>>()
    };
    variants.iter().flat_map(name).collect()
}
