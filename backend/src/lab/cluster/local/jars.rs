//! The jars that Kafka consists of. The list with their digests is in the repository; the files are
//! fetched by `cargo xtask` and only read here.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::unavailable::Unavailable;
use crate::evidence::seed::hex;

/// `sha256  name`, one jar per line.
const LIST: &str = include_str!("../../../../kafka/jars.sha256");

fn listed() -> impl Iterator<Item = (&'static str, &'static str)> {
    LIST.lines().filter_map(|line| line.split_once("  "))
}

/// The listed jars in `libs`, in the list's order. Not whatever the folder holds: the class-data
/// archive depends on this order, and a stray jar must not become part of Kafka.
pub(super) fn paths(libs: &Path) -> Vec<PathBuf> {
    listed().map(|(_, name)| libs.join(name)).collect()
}

/// Whether every jar exists and is not empty. Does not read the files.
pub(super) fn check_present(libs: &Path) -> Result<(), Unavailable> {
    let present = |name: &str| libs.join(name).metadata().is_ok_and(|jar| jar.len() > 0);
    let missing: Vec<_> = listed().map(|(_, name)| name).filter(|name| !present(name)).collect();
    match missing.first() {
        None => Ok(()),
        Some(first) => Err(Unavailable::JarsMissing {
            libs: libs.to_owned(),
            missing: missing.len(),
            first: (*first).to_owned(),
        }),
    }
}

/// The first jar that does not match its digest. Reads 54 MB, so only a failed start asks.
pub(super) fn find_corrupt(libs: &Path) -> Option<PathBuf> {
    listed().find_map(|(digest, name)| {
        let jar = libs.join(name);
        let intact = sha256(&jar).is_ok_and(|found| found == digest);
        (!intact).then_some(jar)
    })
}

fn sha256(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 256 * 1024];
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            return Ok(hex(&hash.finalize()));
        }
        hash.update(&buffer[..read]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_names_every_jar_once_with_a_digest() {
        assert_eq!(LIST.lines().count(), listed().count());
        let mut names: Vec<_> = listed().map(|(_, name)| name).collect();
        assert!(names.contains(&"kafka_2.13-4.3.1.jar"));
        assert!(listed().all(|(digest, name)| digest.len() == 64 && name.ends_with(".jar")));
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }

    #[test]
    fn an_empty_folder_misses_them_all_and_a_changed_jar_is_found() {
        let libs = tempfile::tempdir().unwrap();
        let missing = check_present(libs.path()).unwrap_err();
        assert!(
            matches!(missing, Unavailable::JarsMissing { missing, .. } if missing == listed().count())
        );

        for jar in paths(libs.path()) {
            std::fs::write(jar, "not a jar").unwrap();
        }
        assert_eq!(check_present(libs.path()), Ok(()));
        assert_eq!(find_corrupt(libs.path()), paths(libs.path()).into_iter().next());
    }
}
