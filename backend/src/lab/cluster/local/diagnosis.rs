//! Reads Kafka's log to explain a failed start, and for nothing else: whether Kafka is ready is
//! never decided by its log.

use std::path::Path;

use super::jars;
use super::unavailable::Unavailable;

/// The longest cause that goes to our own log, in characters.
const LONGEST: usize = 300;

/// Why a start that wrote `log` failed. Checks all jars if the log alone does not tell.
pub(super) fn explain_failed_start(
    log: &str,
    log_path: &Path,
    data: &Path,
    libs: &Path,
) -> Unavailable {
    match explain(log, log_path, data) {
        // A damaged jar can show up as almost anything: a missing class, a wrong format, an abort.
        Unavailable::Died { log, cause } => match jars::find_corrupt(libs) {
            Some(jar) => Unavailable::CorruptJar { jar },
            None => Unavailable::Died { log, cause },
        },
        why => why,
    }
}

/// Why a process that wrote `log` (at `log_path`) ended, as far as the log tells.
pub(super) fn explain(log: &str, log_path: &Path, data: &Path) -> Unavailable {
    let cause = last_error(log).unwrap_or_else(|| "nothing in its log".to_owned());
    let folder = || data.to_owned();
    let said = |needles: &[&str]| needles.iter().any(|needle| log.contains(needle));
    if said(&["Address already in use"]) {
        Unavailable::NoPort(cause)
    } else if said(&["No space left on device", "Disk quota exceeded"]) {
        Unavailable::DiskFull { folder: folder(), cause }
    } else if said(&["Read-only file system", "AccessDeniedException", "Permission denied"]) {
        Unavailable::NotWritable { folder: folder(), cause }
    } else if said(&["Failed to acquire lock on file"]) {
        Unavailable::FolderInUse { folder: folder() }
    } else if said(&["OutOfMemoryError", "Could not reserve enough space", "insufficient memory"]) {
        Unavailable::NoMemory(cause)
    } else {
        Unavailable::Died { log: log_path.to_owned(), cause }
    }
}

/// The last line that reports an error, shortened. Stack frames are skipped.
pub(super) fn last_error(log: &str) -> Option<String> {
    let tells = |line: &&str| {
        [" ERROR ", " FATAL ", "Error: ", "Error occurred", "Exception", "keep: "]
            .iter()
            .any(|sign| line.contains(sign))
            && !line.trim_start().starts_with("at ")
    };
    // A line of the logger says more than a later line of a stack trace.
    let logged = log.lines().rfind(|line| line.contains("] ERROR ") || line.contains("] FATAL "));
    let line = logged.or_else(|| log.lines().rfind(tells))?;
    Some(line.trim().chars().take(LONGEST).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn explained(log: &str) -> Unavailable {
        explain_failed_start(
            log,
            Path::new("/data/kafka.log"),
            Path::new("/data"),
            Path::new("/nowhere"),
        )
    }

    #[test]
    fn the_log_line_of_a_failed_start_becomes_its_kind() {
        assert!(matches!(
            explained("[main] ERROR k.Kafka - x\njava.net.BindException: Address already in use\n"),
            Unavailable::NoPort(cause) if cause == "[main] ERROR k.Kafka - x"
        ));
        assert!(matches!(
            explained("java.io.IOException: No space left on device"),
            Unavailable::DiskFull { .. }
        ));
        assert!(matches!(
            explained("java.nio.file.FileSystemException: log: Read-only file system"),
            Unavailable::NotWritable { .. }
        ));
        assert!(matches!(
            explained("KafkaException: Failed to acquire lock on file .lock in log"),
            Unavailable::FolderInUse { .. }
        ));
        assert!(matches!(
            explained("Error: Invalid or corrupt jarfile"),
            Unavailable::CorruptJar { .. }
        ));
    }

    #[test]
    fn the_last_error_is_a_line_with_a_meaning() {
        let log =
            "[a] ERROR first\n[b] ERROR second\njava.lang.X\n\tat y.Exception(z)\n[c] WARN w\n";
        assert_eq!(last_error(log).as_deref(), Some("[b] ERROR second"));
        let jvm = "Error: Could not find or load main class kafka.Kafka\nCaused by: x\n";
        assert_eq!(
            last_error(jvm).as_deref(),
            Some("Error: Could not find or load main class kafka.Kafka")
        );
        assert_eq!(last_error("[a] INFO fine"), None);
        assert_eq!(last_error(&format!("[a] ERROR {}", "x".repeat(1000))).unwrap().len(), LONGEST);
    }
}
