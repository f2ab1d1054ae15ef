//! Kafka's own folder, held by one backend at a time: `log/` (topics and metadata),
//! `server.properties`, `kafka.pid`, `kafka.log` and the one before it, `tmp/` (native libraries
//! that the JVM unpacks, and the archive being made), `lock`.

use std::fs::{self, File, TryLockError};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use super::unavailable::Unavailable;

/// Kafka shuts down when its disk is full, so it is not started with less than this.
const LEAST_FREE_BYTES: u64 = 100 * 1024 * 1024;

/// How much of the end of Kafka's log is read for a diagnosis.
const TAIL_BYTES: i64 = 64 * 1024;

#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    /// Locked while this is open. The operating system releases it even after a kill -9.
    _lock: File,
}

impl Folder {
    /// Creates the folder if it is missing and locks it for this process.
    pub(super) fn open(path: &Path) -> Result<Self, Unavailable> {
        let failed = |error: io::Error| Unavailable::from_io(path, &error);
        fs::create_dir_all(path).map_err(failed)?;
        let path = fs::canonicalize(path).map_err(failed)?;
        let lock = File::create(path.join("lock")).map_err(failed)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { path, _lock: lock }),
            Err(TryLockError::WouldBlock) => Err(Unavailable::FolderInUse { folder: path }),
            Err(TryLockError::Error(error)) => Err(failed(error)),
        }
    }

    /// Makes the folder ready for one start: enough space, an empty `tmp/`, a new `kafka.log`.
    pub(super) fn refresh(&self) -> Result<(), Unavailable> {
        self.check_space()?;
        let refresh = || {
            remove_folder(&self.tmp())?;
            fs::create_dir_all(self.tmp())?;
            if self.kafka_log().exists() {
                fs::rename(self.kafka_log(), self.path.join("kafka.log.1"))?;
            }
            File::create(self.kafka_log())
        };
        refresh().map(drop).map_err(|error| self.failed(&error))
    }

    fn check_space(&self) -> Result<(), Unavailable> {
        let disk = rustix::fs::statvfs(&self.path).map_err(|error| self.failed(&error.into()))?;
        let free = disk.f_bavail.saturating_mul(disk.f_frsize);
        if free < LEAST_FREE_BYTES {
            let cause = format!("{} MB are free", free / (1024 * 1024));
            return Err(Unavailable::DiskFull { folder: self.path.clone(), cause });
        }
        Ok(())
    }

    /// What a file-system error in this folder means.
    pub(super) fn failed(&self, error: &io::Error) -> Unavailable {
        Unavailable::from_io(&self.path, error)
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn properties(&self) -> PathBuf {
        self.path.join("server.properties")
    }

    pub(super) fn pid_file(&self) -> PathBuf {
        self.path.join("kafka.pid")
    }

    pub(super) fn tmp(&self) -> PathBuf {
        self.path.join("tmp")
    }

    /// What Kafka prints.
    pub(super) fn kafka_log(&self) -> PathBuf {
        self.path.join("kafka.log")
    }

    /// The end of what Kafka printed since this start; empty if it cannot be read.
    pub(super) fn kafka_log_tail(&self) -> String {
        let read = || -> io::Result<Vec<u8>> {
            let mut file = File::open(self.kafka_log())?;
            let length = i64::try_from(file.metadata()?.len()).unwrap_or(i64::MAX);
            file.seek(SeekFrom::End(-length.min(TAIL_BYTES)))?;
            let mut tail = Vec::new();
            file.take(TAIL_BYTES.unsigned_abs()).read_to_end(&mut tail)?;
            Ok(tail)
        };
        String::from_utf8_lossy(&read().unwrap_or_default()).into_owned()
    }
}

/// Removes a folder with everything in it; a missing one is no error.
pub(super) fn remove_folder(path: &Path) -> io::Result<()> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_backend_at_a_time() {
        let data = tempfile::tempdir().unwrap();
        let first = Folder::open(data.path()).unwrap();
        let second = Folder::open(data.path()).unwrap_err();
        assert!(matches!(second, Unavailable::FolderInUse { .. }));
        drop(first);
        assert!(Folder::open(data.path()).is_ok());
    }

    #[test]
    fn a_folder_below_a_file_is_not_writable() {
        let data = tempfile::tempdir().unwrap();
        let file = data.path().join("file");
        fs::write(&file, "").unwrap();
        let error = Folder::open(&file.join("kafka")).unwrap_err();
        assert!(matches!(error, Unavailable::NotWritable { .. }), "{error}");
    }

    /// On every Linux, `/proc` is a file system without a free byte.
    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_seen_before_kafka_meets_it() {
        let full = Folder { path: "/proc".into(), _lock: tempfile::tempfile().unwrap() };
        let error = full.refresh().unwrap_err();
        assert!(matches!(error, Unavailable::DiskFull { .. }), "{error}");
    }

    #[test]
    fn each_start_has_its_own_log_and_the_previous_one_is_kept() {
        let data = tempfile::tempdir().unwrap();
        let folder = Folder::open(data.path()).unwrap();
        folder.refresh().unwrap();
        fs::write(folder.kafka_log(), "x".repeat(100_000) + "last").unwrap();
        assert!(folder.kafka_log_tail().ends_with("last"));
        assert_eq!(folder.kafka_log_tail().len(), 64 * 1024);
        folder.refresh().unwrap();
        assert_eq!(folder.kafka_log_tail(), "");
        assert!(fs::read_to_string(data.path().join("kafka.log.1")).unwrap().ends_with("last"));
    }
}
