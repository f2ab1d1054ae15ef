//! The JSON Schema of the content, generated from the types that the loader reads. Editors validate
//! and complete with it: `lessons/schema/`, written by `cargo xtask schema`. Only the tests
//! generate it, so that the server is built without `schemars`.

use std::{borrow::Cow, env, fs, path::Path};

use schemars::{JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings, json_schema};

use super::{
    exercise::ExercisesFile,
    outline::CourseFile,
    references::{GlossaryFile, SourcesFile},
};

mod bound;

/// Set by `cargo xtask schema`: the test writes the files instead of comparing them.
const WRITE: &str = "BITACORA_WRITE_SCHEMA";

/// Stands for [`api::value::Value`], whose crate depends on serde alone.
pub(crate) struct Value;

impl JsonSchema for Value {
    fn schema_name() -> Cow<'static, str> {
        "Value".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A text, an integer, a boolean, or several texts.",
            "anyOf": [
                { "type": "string" },
                { "type": "integer" },
                { "type": "boolean" },
                { "type": "array", "items": { "type": "string" } },
            ],
        })
    }
}

/// In draft 7, the newest that Taplo understands.
fn schema<T: JsonSchema>() -> String {
    let mut schema = SchemaSettings::draft07().into_generator().into_root_schema_for::<T>();
    if let Some(serde_json::Value::Object(definitions)) = schema.get_mut("definitions") {
        bound::allow(definitions);
    }
    serde_json::to_string_pretty(&schema).expect("a schema is valid JSON") + "\n"
}

#[test]
fn the_published_schema_is_what_the_loader_reads() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema");
    for (name, schema) in [
        ("course.json", schema::<CourseFile>()),
        ("exercises.json", schema::<ExercisesFile>()),
        ("glossary.json", schema::<GlossaryFile>()),
        ("sources.json", schema::<SourcesFile>()),
    ] {
        let file = folder.join(name);
        if env::var_os(WRITE).is_some() {
            fs::create_dir_all(&folder).expect("a folder");
            fs::write(&file, schema).expect("a file");
        } else {
            let published = fs::read_to_string(&file).unwrap_or_default();
            assert_eq!(published, schema, "{name} is old: `cargo xtask schema` writes it");
        }
    }
}
