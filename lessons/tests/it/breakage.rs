//! A small valid course of which a test breaks one thing, and reads the message.

use std::{fs, path::Path};

use lessons::course::Course;
use tempfile::TempDir;

/// Names and texts of a course's files.
pub struct Small<'a>(pub &'a [(&'a str, &'a str)]);

impl Small<'_> {
    /// The course with `from` replaced by `to` in `file`. A `*` stands for anything: both languages
    /// of a lesson.
    pub fn with(&self, file: &str, from: &str, to: &str) -> TempDir {
        let folder = TempDir::new().expect("a temporary folder");
        let (before, behind) = file.split_once('*').unwrap_or((file, ""));
        for (name, text) in self.0 {
            let is_changed = match file.contains('*') {
                true => name.starts_with(before) && name.ends_with(behind),
                false => *name == file,
            };
            let text = match is_changed {
                true => {
                    assert!(text.contains(from), "{file} has no {from:?} to break");
                    text.replacen(from, to, 1)
                }
                false => (*text).to_owned(),
            };
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, text).expect("a file");
        }
        folder
    }

    /// Loads it; the error begins with the path of its file in the course.
    pub fn load(&self, file: &str, from: &str, to: &str) -> Result<Course, String> {
        load(self.with(file, from, to).path())
    }

    /// What is replaced, by what, the line, and a part of the message.
    pub fn each(&self, file: &str, breakages: &[(&str, &str, usize, &str)]) {
        for (from, to, line, sentence) in breakages {
            let error = self.load(file, from, to).err();
            let error = error.unwrap_or_else(|| panic!("{to:?} is accepted"));
            // Spanish is read first.
            let place = format!("{}:{line}: ", file.replace('*', "es"));
            assert!(error.starts_with(&place), "{to:?}: expected {place}, found {error}");
            assert!(error.contains(sentence), "{to:?}: expected {sentence:?} in {error}");
            assert!(!error.contains('\n'), "one sentence: {error}");
        }
    }
}

fn load(folder: &Path) -> Result<Course, String> {
    Course::load(folder).map_err(|error| {
        let root = format!("{}/", folder.display());
        error.to_string().strip_prefix(&root).expect("the path of the file first").to_owned()
    })
}
