//! Whatever a learner reads is spelled rightly: lessons, exercises, glossary, sources, drawings, and
//! the words of the pages. The dictionaries and our lists are in `tests/dictionaries`.

mod dictionary;
mod passage;

use std::{
    collections::BTreeSet,
    fs, iter,
    path::{Path, PathBuf},
};

use api::text::Lang;

use dictionary::{Dictionary, forms};
use passage::{Passage, passages};

const CONTENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/content");
const INTERFACE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../frontend/src/i18n");

/// All files below a folder, by name.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        match path.is_dir() {
            true => files.extend(self::files(&path)),
            false => files.push(path),
        }
    }
    files.sort();
    files
}

/// Each text of the course and of the pages, with its file.
fn texts() -> Vec<(PathBuf, String)> {
    [CONTENT, INTERFACE]
        .into_iter()
        .flat_map(|folder| files(Path::new(folder)))
        .map(|file| {
            let text = fs::read_to_string(&file).expect("a text");
            (file, text)
        })
        .collect()
}

/// Words that the dictionary of their language lacks: file and line, then the word.
fn faults(file: &Path, source: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for passage in passages(file, source) {
        let dictionary = Dictionary::of(passage.lang);
        let mut at = passage.range.start;
        for word in passage.words() {
            // Escapes and entities are not in words, so that the source has them as they are read.
            let found = source[at..passage.range.end].find(word);
            at += found.unwrap_or(0);
            if !dictionary.has(word) {
                let line = source[..at].matches('\n').count() + 1;
                faults.push(format!("{}:{line}: {word}", file.display()));
            }
            at += found.map_or(0, |_| word.len());
        }
    }
    faults
}

#[test]
fn every_word_is_spelled_rightly() {
    let faults: Vec<_> = texts().iter().flat_map(|(file, source)| faults(file, source)).collect();
    assert!(
        faults.is_empty(),
        "neither the dictionary of its language has them nor `tests/dictionaries/words.*.txt`:\n{}",
        faults.join("\n"),
    );
}

#[test]
fn our_words_are_sorted_used_and_in_no_dictionary() {
    let texts = texts();
    let passages: Vec<Passage> =
        texts.iter().flat_map(|(file, source)| passages(file, source)).collect();
    for lang in Lang::ALL {
        let dictionary = Dictionary::of(lang);
        let read = passages.iter().filter(|passage| passage.lang == lang);
        let used: BTreeSet<String> = read
            .flat_map(|passage| passage.words().collect::<Vec<_>>())
            .flat_map(|word| iter::once(word).chain(word.split('-')).flat_map(forms))
            .collect();
        let lang = lang.code();
        for pair in dictionary.ours.windows(2) {
            assert!(pair[0] < pair[1], "words.{lang}.txt: {} before {}", pair[0], pair[1]);
        }
        for word in &dictionary.ours {
            assert!(!dictionary.knows(word), "words.{lang}.txt: the dictionary has {word}");
            assert!(used.contains(*word), "words.{lang}.txt: no text uses {word}");
        }
    }
}

#[test]
fn a_fault_has_its_file_its_line_and_its_word() {
    let each = [
        (
            "11-a/lesson.es.md",
            "+++\nslug = \"ofset\"\ntitle = \"El camíno\"\n+++\n\nUn `ofset` y un **ofset**[^ofset].\n\n\
             [^ofset]: Una nota.\n\n\
             ```python\nofset\n```\n\n{{pregunta ofset}}\n\n[otro](leccion:ofset) ofset-topic\n",
            vec!["3: camíno", "6: ofset", "16: ofset-topic"],
        ),
        (
            "11-a/exercises.toml",
            "id = \"ofset\"\ntitle = { es = \"La brujula\", en = \"The compasss\" }\n\
             text.es = \"\"\"\nUn \\\"topic\\\", {ofset}\ny su ofset.\n\"\"\"\n",
            vec!["2: brujula", "2: compasss", "5: ofset"],
        ),
        ("sources.toml", "[[source]]\ntitle = \"A naem\"\n", vec!["2: naem"]),
        (
            "11-a/figures/a.en.narrow.svg",
            "<svg class=\"ofset\">\n<title>A log &amp; itz</title>\n<text>lines &gt; rows</text></svg>",
            vec!["2: itz"],
        ),
        (
            "i18n/es/page.rs",
            "//! The wrods.\nconst A: &str = \"Una\\u{a0}<b>pajina</b>\";\n// \"ofset\"\n\
             fn b() { format!(\"{ofset} pajnas\") }\n",
            vec!["2: pajina", "4: pajnas"],
        ),
    ];
    for (file, source, expected) in each {
        let expected: Vec<_> = expected.iter().map(|fault| format!("{file}:{fault}")).collect();
        assert_eq!(faults(Path::new(file), source), expected);
    }
}
