//! What an editor reports about the content: it validates with the published schema, which each
//! file names in its first line.

use std::{fs, path::Path};

use serde_json::Value;

use crate::{toml_1_0::files, validator};

const EXERCISES: &str = include_str!("small/exercises.toml");
pub(crate) const SCHEMA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/schema/exercises.json");

/// The first fault in `text`, and where.
pub(crate) fn checked(text: &str, schema: &Path) -> Result<(), String> {
    let schema = fs::read_to_string(schema).expect("a published schema");
    let schema: Value = serde_json::from_str(&schema).expect("JSON");
    validator::check(&schema, &toml::from_str(text).expect("TOML"))
}

#[test]
fn every_file_names_its_schema_and_is_as_it_says() {
    for (file, text) in files() {
        let first = text.lines().next().unwrap();
        let schema =
            first.strip_prefix("#:schema ").unwrap_or_else(|| panic!("{}", file.display()));
        let schema = file.parent().unwrap().join(schema);
        assert_eq!(schema.file_name().unwrap(), file.with_extension("json").file_name().unwrap());
        let schema = fs::canonicalize(schema).unwrap();
        checked(&text, &schema).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    }
}

#[test]
fn what_has_another_shape_is_refused_where_it_stands() {
    checked(EXERCISES, Path::new(SCHEMA)).unwrap();
    for (from, to, place) in [
        ("spec_version = 1", "version = 1", "version"),
        ("spec_version = 1", "spec_version = \"1\"", "spec_version"),
        ("spec_version = 1", "spec_version = -1", "spec_version"),
        ("{ es = \"Meta\", en = \"Goal\" }", "{ es = \"Meta\" }", "goal"),
        ("{ es = \"Meta\", ", "{ es = 1, ", "goal/es"),
        ("seconds = 1 }", "minutes = 1 }", "limits/minutes"),
        ("default = \"none\"", "default = 1.5", "field/1/default"),
        ("{ max_length = 9 }", "{ length = 9 }", "field/0/input/name/length"),
        ("{ name = {", "{ names = {", "field/0/input"),
        ("value = \"flush\", ", "", "field/1/input/choice/1"),
        ("when = { mode = [\"flush\"] }", "when = { mode = \"flush\" }", "question/0/when/mode"),
        ("[\"flush\"] }", "{ nor = [\"flush\"] } }", "question/0/when/mode"),
        (
            "records_in_log = { act",
            "records_in_log = { acts",
            "question/0/observes/records_in_log/acts",
        ),
        ("field = \"topic\"", "row = \"topic\"", "snippet/0/row"),
        ("every_order_in_log", "every_order", "check/0/kind"),
        ("{ every_order_in_log = { act = 2 } }", "\"every_order_in_log\"", "check/0/kind"),
        ("  { es = \"d\", en = \"d\" },\n", "", "check/0/hints"),
    ] {
        assert!(EXERCISES.contains(from), "{from}");
        let broken = EXERCISES.replacen(from, to, 1);
        let error = checked(&broken, Path::new(SCHEMA)).expect_err(to);
        let place = format!("/exercise/0/{place}: ");
        assert!(error.contains(&place), "{to}: expected {place} in {error}");
    }
}
