//! The class-data archive (JEP 350): on exit the JVM writes the classes it has loaded, and a later
//! start maps them instead of reading 92 jars. It only saves time: if anything is wrong with it, it
//! is deleted and made again.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::java::Java;
use super::process::Process;

/// What one start does with the archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Archive {
    /// It exists: use it.
    Use { archive: PathBuf },
    /// There is none: have the JVM write it to `fresh`, and keep it as `archive` after a clean
    /// exit.
    Make { archive: PathBuf, fresh: PathBuf },
}

impl Archive {
    /// The plan for a start with `java`. `scratch` is a folder that no other backend uses.
    pub(super) fn plan(cache: &Path, java: &Java, scratch: &Path) -> io::Result<Self> {
        fs::create_dir_all(cache)?;
        let version: String = java
            .version
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() || c == '.' { c } else { '-' })
            .collect();
        let name = format!("kafka-{}-java{version}.jsa", super::VERSION);
        // The JVM wants a canonical path, and `/proc/<pid>/maps` shows one.
        let archive = fs::canonicalize(cache)?.join(name);
        if archive.is_file() {
            return Ok(Self::Use { archive });
        }
        Ok(Self::Make { archive, fresh: scratch.join("classes.jsa") })
    }

    /// The JVM's flag.
    pub(super) fn flag(&self) -> OsString {
        let (mut flag, path) = match self {
            Self::Use { archive } => (OsString::from("-XX:SharedArchiveFile="), archive),
            Self::Make { fresh, .. } => (OsString::from("-XX:ArchiveClassesAtExit="), fresh),
        };
        flag.push(path);
        flag
    }

    /// After a clean exit of Kafka: keeps what the JVM wrote. Other backends see all of it or
    /// nothing.
    pub(super) fn keep(&self) -> io::Result<()> {
        match self {
            Self::Use { .. } => Ok(()),
            Self::Make { archive, fresh } => {
                // The cache may be on another file system than the data, so copy first, then
                // rename.
                let copy = archive.with_extension(format!("{}.new", std::process::id()));
                fs::copy(fresh, &copy)?;
                fs::rename(copy, archive)?;
                fs::remove_file(fresh)
            }
        }
    }

    /// Deletes an archive that `process` has not mapped (the JVM then starts without it, more
    /// slowly): made for other jars or another build of Java, or damaged. The next start makes it
    /// again.
    pub(super) fn drop_if_refused(&self, process: Process) {
        match self {
            Self::Use { archive } if process.has_mapped(archive) == Some(false) => self.discard(),
            Self::Use { .. } | Self::Make { .. } => {}
        }
    }

    /// Deletes the archive after a start with it failed: a truncated one makes the JVM abort.
    pub(super) fn discard(&self) {
        match self {
            Self::Use { archive } => match fs::remove_file(archive) {
                Ok(()) => {
                    tracing::warn!(archive = %archive.display(), "class-data archive dropped")
                }
                Err(error) => tracing::warn!(%error, "class-data archive could not be dropped"),
            },
            Self::Make { .. } => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn made_once_then_used_until_discarded() {
        let (cache, scratch) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let java = Java { path: PathBuf::from("java"), version: "17.0.15/x".to_owned() };
        let plan = || Archive::plan(cache.path(), &java, scratch.path()).unwrap();

        let make = plan();
        let Archive::Make { archive, fresh } = &make else { panic!("{make:?}") };
        assert!(archive.ends_with("kafka-4.3.1-java17.0.15-x.jsa"));
        assert!(make.keep().is_err(), "the JVM wrote nothing");
        fs::write(fresh, "classes").unwrap();
        make.keep().unwrap();

        let used = plan();
        assert_eq!(used, Archive::Use { archive: archive.clone() });
        used.discard();
        assert_eq!(plan(), make);
    }
}
