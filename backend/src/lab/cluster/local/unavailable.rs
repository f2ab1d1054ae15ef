//! Why there is no local Kafka: a sentence with the next step for people, a cause for the log.

use std::io;
use std::path::{Path, PathBuf};

use api::text::Text;

/// Why Kafka could not be had. `Display` is the cause, for the log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unavailable {
    #[error("no java: {0}")]
    NoJava(String),
    #[error("java {version} is older than {oldest}")]
    OldJava { version: String, oldest: u32 },
    #[error("{missing} of Kafka's jars are missing in {libs}, {first} among them", libs = libs.display())]
    JarsMissing { libs: PathBuf, missing: usize, first: String },
    #[error("{jar} does not match its digest", jar = jar.display())]
    CorruptJar { jar: PathBuf },
    #[error("cannot write in {folder}: {cause}", folder = folder.display())]
    NotWritable { folder: PathBuf, cause: String },
    #[error("no space left for {folder}: {cause}", folder = folder.display())]
    DiskFull { folder: PathBuf, cause: String },
    #[error("another process holds {folder}", folder = folder.display())]
    FolderInUse { folder: PathBuf },
    #[error("no free loopback port: {0}")]
    NoPort(String),
    #[error("not enough memory: {0}")]
    NoMemory(String),
    #[error("no answer within {seconds} s; last error in {log}: {cause}", log = log.display())]
    Silent { seconds: u64, log: PathBuf, cause: String },
    #[error("kafka ended, see {log}: {cause}", log = log.display())]
    Died { log: PathBuf, cause: String },
}

impl Unavailable {
    /// What a file-system error in `folder` means.
    pub(super) fn from_io(folder: &Path, error: &io::Error) -> Self {
        let (folder, cause) = (folder.to_owned(), error.to_string());
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                Self::DiskFull { folder, cause }
            }
            _ => Self::NotWritable { folder, cause },
        }
    }

    /// What happened and what to do next, for everybody: no path, no version, no output of a
    /// command. Those are in the log, and on the terminal.
    pub fn text(&self) -> Text {
        match self {
            Self::NoJava(_) => Text::new(
                "No se encuentra Java. Instala Java 17 o posterior (en Debian o Ubuntu: apt install openjdk-17-jre-headless) o indica dónde está con JAVA_HOME.",
                "Java was not found. Install Java 17 or later (on Debian or Ubuntu: apt install openjdk-17-jre-headless), or say where it is with JAVA_HOME.",
            ),
            Self::OldJava { oldest, .. } => Text::new(
                format!(
                    "Kafka necesita Java {oldest} o posterior y el de aquí es más antiguo. Instala una versión más nueva o señálala con JAVA_HOME."
                ),
                format!(
                    "Kafka needs Java {oldest} or later, and the one here is older. Install a newer one, or point JAVA_HOME at it."
                ),
            ),
            Self::JarsMissing { missing, .. } => Text::new(
                format!(
                    "Faltan {missing} archivos de Kafka. Ejecuta «cargo xtask run», que los descarga."
                ),
                format!(
                    "{missing} of Kafka's files are missing. Run `cargo xtask run`, which downloads them."
                ),
            ),
            Self::CorruptJar { .. } => Text::new(
                "Un archivo de Kafka está dañado; el registro del servidor dice cuál. Bórralo y ejecuta «cargo xtask run», que lo descarga otra vez.",
                "A file of Kafka's is damaged; the server's log says which. Delete it and run `cargo xtask run`, which downloads it again.",
            ),
            Self::NotWritable { .. } => Text::new(
                "Kafka no puede escribir en su carpeta. Revisa sus permisos o elige otra con --data.",
                "Kafka's folder cannot be written to. Check its permissions, or choose another with --data.",
            ),
            Self::DiskFull { .. } => Text::new(
                "No queda espacio en el disco de Kafka. Libera al menos 100 MB o elige otra carpeta con --data.",
                "Kafka's disk is full. Free at least 100 MB, or choose another folder with --data.",
            ),
            Self::FolderInUse { .. } => Text::new(
                "Otra Bitácora está usando la carpeta de Kafka. Ciérrala o elige otra carpeta con --data.",
                "Another Bitácora is using Kafka's folder. Close it, or choose another folder with --data.",
            ),
            Self::NoPort(_) => Text::new(
                "Kafka no encuentra un puerto libre en 127.0.0.1. Cierra los programas que no necesites; Bitácora lo intentará de nuevo.",
                "Kafka finds no free port on 127.0.0.1. Close the programs that you do not need; Bitácora will try again.",
            ),
            Self::NoMemory(_) => Text::new(
                "No hay memoria suficiente para Kafka. Libera unos 400 MB; Bitácora lo intentará de nuevo.",
                "There is not enough memory for Kafka. Free some 400 MB; Bitácora will try again.",
            ),
            Self::Silent { seconds, .. } => Text::new(
                format!(
                    "Kafka no responde después de {seconds} segundos. Bitácora lo intentará de nuevo; si se repite, mira el registro del servidor."
                ),
                format!(
                    "Kafka has not answered for {seconds} seconds. Bitácora will try again; if it happens again, look into the server's log."
                ),
            ),
            Self::Died { .. } => Text::new(
                "Kafka se ha cerrado. Bitácora lo está arrancando de nuevo; si se repite, mira el registro del servidor.",
                "Kafka has ended. Bitácora is starting it again; if it happens again, look into the server's log.",
            ),
        }
    }

    /// The same with the place, for whoever started the server and reads its terminal.
    pub fn text_with_place(&self) -> Text {
        let Text { es, en } = self.text();
        let place = match self {
            Self::OldJava { version, .. } => version.clone(),
            Self::JarsMissing { libs: place, .. }
            | Self::CorruptJar { jar: place }
            | Self::NotWritable { folder: place, .. }
            | Self::DiskFull { folder: place, .. }
            | Self::FolderInUse { folder: place }
            | Self::Silent { log: place, .. }
            | Self::Died { log: place, .. } => place.display().to_string(),
            Self::NoJava(_) | Self::NoPort(_) | Self::NoMemory(_) => return Text { es, en },
        };
        Text { es: format!("{es} ({place})"), en: format!("{en} ({place})") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_and_a_missing_permission_are_distinguished() {
        let folder = Path::new("/data");
        let full = Unavailable::from_io(folder, &io::Error::from(io::ErrorKind::StorageFull));
        assert!(matches!(full, Unavailable::DiskFull { .. }));
        assert!(full.text().es.contains("No queda espacio"));
        let denied =
            Unavailable::from_io(folder, &io::Error::from(io::ErrorKind::PermissionDenied));
        assert!(matches!(denied, Unavailable::NotWritable { .. }));
        assert!(denied.text().en.contains("permissions"));
    }

    #[test]
    fn paths_and_causes_are_for_the_log_and_the_terminal() {
        let place = || PathBuf::from("/srv/secret");
        let cause = || "said /srv/secret".to_owned();
        let version = "1.8 /srv/secret".to_owned();
        for (unavailable, has_place) in [
            (Unavailable::NoJava(cause()), false),
            (Unavailable::OldJava { version, oldest: 17 }, true),
            (Unavailable::JarsMissing { libs: place(), missing: 2, first: cause() }, true),
            (Unavailable::CorruptJar { jar: place() }, true),
            (Unavailable::NotWritable { folder: place(), cause: cause() }, true),
            (Unavailable::DiskFull { folder: place(), cause: cause() }, true),
            (Unavailable::FolderInUse { folder: place() }, true),
            (Unavailable::NoPort(cause()), false),
            (Unavailable::NoMemory(cause()), false),
            (Unavailable::Silent { seconds: 60, log: place(), cause: cause() }, true),
            (Unavailable::Died { log: place(), cause: cause() }, true),
        ] {
            let has = |text: &str| text.contains("/srv");
            let Text { es, en } = unavailable.text();
            assert!(!has(&es) && !has(&en), "{es}");
            assert!(has(&unavailable.to_string()), "{unavailable}");
            assert_eq!(has(&unavailable.text_with_place().es), has_place);
        }
    }
}
