//! The repository's own text, split as far as the rules need it: code and strings, without comments
//! and unit tests.

use std::path::{Path, PathBuf};

/// A Rust file.
pub struct Source {
    /// From the root of the repository.
    pub path: String,
    /// Without comments, and with empty strings.
    pub code: String,
    pub strings: Vec<String>,
}

impl Source {
    pub fn has_word(&self, word: &str) -> bool {
        self.code.split(|c: char| !c.is_alphanumeric() && c != '_').any(|found| found == word)
    }

    pub fn is_in(&self, places: &[&str]) -> bool {
        places.iter().any(|place| self.path.starts_with(place))
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap()
}

pub fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap()
}

/// The product's own Rust below a folder: without files of tests, and without what follows
/// `#[cfg(test)]`, which by our convention ends a file.
pub fn rust(folder: &str) -> Vec<Source> {
    let files = files(folder).into_iter().filter(|path| path.ends_with(".rs"));
    let product = files.filter(|path| !path.contains("tests"));
    let sources: Vec<Source> = product.map(|path| parse(path.clone(), &read(&path))).collect();
    assert!(!sources.is_empty(), "{folder} holds no Rust: was it renamed?");
    sources
}

/// Every file below a folder, or the file itself, from the root of the repository.
fn files(place: &str) -> Vec<String> {
    if root().join(place).is_file() {
        return vec![place.to_owned()];
    }
    let entries = std::fs::read_dir(root().join(place)).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.flat_map(|name| files(&format!("{place}/{name}"))).collect()
}

fn parse(path: String, text: &str) -> Source {
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let (mut code, mut strings) = (String::new(), Vec::new());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if rest.starts_with("//") {
            rest = &rest[rest.find('\n').unwrap_or(rest.len())..];
        } else if let Some((string, behind)) = string(rest, &code) {
            // The message of an `expect` is for us, and no learner reads it.
            if !code.ends_with("expect(") {
                strings.push(string.to_owned());
            }
            code.push_str("\"\"");
            rest = behind;
        } else if let Some(behind) = character(rest) {
            rest = behind;
        } else {
            code.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    Source { path, code, strings }
}

/// The string at the start of `rest`, and what follows it.
fn string<'a>(rest: &'a str, before: &str) -> Option<(&'a str, &'a str)> {
    if let Some(body) = rest.strip_prefix('"') {
        let mut escaped = false;
        let end = body.find(|c| {
            let ends = c == '"' && !escaped;
            escaped = c == '\\' && !escaped;
            ends
        })?;
        return Some((&body[..end], &body[end + 1..]));
    }
    if before.ends_with(|c: char| c.is_alphanumeric() || c == '_') {
        return None;
    }
    let raw = rest.strip_prefix('r')?;
    let marks = raw.len() - raw.trim_start_matches('#').len();
    let body = raw[marks..].strip_prefix('"')?;
    let close = format!("\"{}", "#".repeat(marks));
    let end = body.find(&close)?;
    Some((&body[..end], &body[end + close.len()..]))
}

/// What follows a character literal at the start of `rest`; `None` for a lifetime.
fn character(rest: &str) -> Option<&str> {
    let body = rest.strip_prefix('\'')?;
    let first = body.chars().next()?;
    let behind = &body[first.len_utf8()..];
    if first == '\\' {
        let escaped = behind.chars().next()?.len_utf8();
        return behind[escaped..].split_once('\'').map(|(_, behind)| behind);
    }
    behind.strip_prefix('\'')
}

#[test]
fn strings_code_and_comments_are_told_apart() {
    let text = r##"let a: &'static str = "x \" y"; // "no"
let b = '"'; let c = r#"z"w"#; d.expect("why");
#[cfg(test)]
mod tests { let e = "f"; }"##;
    let source = parse("x.rs".to_owned(), text);
    assert_eq!(source.strings, [r#"x \" y"#, r#"z"w"#]);
    assert!(source.has_word("static") && !source.has_word("no") && !source.has_word("z"));
}
