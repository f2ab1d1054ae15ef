//! The content is TOML 1.0: a parser that knows nothing newer reads the same from it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

/// The TOML files of the real course.
pub(crate) fn files() -> Vec<(PathBuf, String)> {
    let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    let entries = fs::read_dir(&content).expect("the content").flatten();
    let exercises = entries.map(|folder| folder.path().join("exercises.toml"));
    let mut files: Vec<PathBuf> = exercises.filter(|file| file.is_file()).collect();
    assert!(!files.is_empty());
    files.push(content.join("course.toml"));
    let shared = ["glossary.toml", "sources.toml"].map(|name| content.join(name));
    files.extend(shared.into_iter().filter(|file| file.is_file()));
    let text = |file: &PathBuf| fs::read_to_string(file).expect("a file of the content");
    files.into_iter().map(|file| (file.clone(), text(&file))).collect()
}

#[test]
fn an_older_parser_reads_the_same() {
    for (file, text) in files() {
        let old: Value =
            basic_toml::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        let new: Value = toml::from_str(&text).unwrap();
        assert_eq!(old, new, "{}", file.display());
    }
}

/// Otherwise the test above would prove nothing.
#[test]
fn the_older_parser_refuses_what_is_newer() {
    for newer in ["a = {\n b = 1 }\n", "a = { b = 1, }\n", "a = \"\\e\"\n", "a = \"\\x41\"\n"] {
        assert!(toml::from_str::<Value>(newer).is_ok(), "{newer}");
        assert!(basic_toml::from_str::<Value>(newer).is_err(), "{newer}");
    }
}
