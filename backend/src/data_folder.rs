//! The folder of the database file and of local Kafka's data. It holds the learners' data, so no
//! other user of this machine may read it.

use std::{
    fs::{self, Permissions},
    io,
    os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
};

use rustix::{
    fs::Mode,
    process::{geteuid, umask},
};

/// Permission bits of group and others.
const OF_OTHERS: u32 = 0o077;
/// Prefixes of the files that we put into it; a folder with any other file is also used for
/// something else.
const OURS: [&str; 3] = ["bitacora.", "kafka", "cache"];

/// Sets the umask, so that files made by this process and its children are for their owner alone;
/// SQLite, Kafka and Java have no such setting of their own. To be called before any thread starts.
pub fn make_files_private() {
    umask(Mode::RWXG | Mode::RWXO);
}

/// Path of its SQLite file.
pub fn database(folder: &Path) -> PathBuf {
    folder.join("bitacora.sqlite")
}

/// Makes the folder, or removes the permissions of others from one made by an earlier version.
pub fn prepare(path: &Path) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path)?;
    if holds_only_ours(path)? {
        tighten(path)?;
    } else {
        tracing::warn!(
            folder = %path.display(),
            "the data folder holds other things too, so its permissions stay as they are"
        );
    }
    for name in ["kafka", "bitacora.sqlite", "bitacora.sqlite-wal", "bitacora.sqlite-shm"] {
        tighten(&path.join(name))?;
    }
    Ok(())
}

fn holds_only_ours(folder: &Path) -> io::Result<bool> {
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name();
        let name = name.to_string_lossy();
        if !OURS.iter().any(|ours| name.starts_with(ours)) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Skips folders that do not exist or belong to somebody else: a server that runs as root may be
/// given a folder that other users need.
fn tighten(path: &Path) -> io::Result<()> {
    let found = match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        found => found?,
    };
    let mode = found.permissions().mode();
    if found.is_symlink() || found.uid() != geteuid().as_raw() || mode & OF_OTHERS == 0 {
        return Ok(());
    }
    fs::set_permissions(path, Permissions::from_mode(mode & !OF_OTHERS))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn a_folder_of_ours_is_for_its_owner_alone() {
        let parent = tempfile::tempdir().unwrap();
        let data = parent.path().join("deep/data");
        prepare(&data).unwrap();
        assert_eq!(mode(&data), 0o700);

        // As an earlier version left them.
        let (file, kafka) = (data.join("bitacora.sqlite"), data.join("kafka"));
        fs::write(&file, "").unwrap();
        fs::create_dir(&kafka).unwrap();
        for (path, open) in [(&data, 0o755), (&file, 0o644), (&kafka, 0o755)] {
            fs::set_permissions(path, Permissions::from_mode(open)).unwrap();
        }
        prepare(&data).unwrap();
        assert_eq!([mode(&data), mode(&file), mode(&kafka)], [0o700, 0o600, 0o700]);
    }

    #[test]
    fn a_folder_that_holds_more_stays_open_and_its_database_does_not() {
        let shared = tempfile::tempdir().unwrap();
        let file = shared.path().join("bitacora.sqlite");
        for path in [&file, &shared.path().join("letter.txt")] {
            fs::write(path, "").unwrap();
            fs::set_permissions(path, Permissions::from_mode(0o644)).unwrap();
        }
        fs::set_permissions(shared.path(), Permissions::from_mode(0o755)).unwrap();
        prepare(shared.path()).unwrap();
        assert_eq!([mode(shared.path()), mode(&file)], [0o755, 0o600]);
    }
}
