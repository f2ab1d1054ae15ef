//! Why there is no local Kafka: for the person a sentence with the next step, for the log a cause.

use std::io;
use std::path::{Path, PathBuf};

use api::text::Text;

/// Why Kafka could not be had. `Display` is the cause, for the log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unavailable {
    #[error("no java: {0}")]
    NoJava(String),
    #[error("java {version} is older than {}", super::java::OLDEST)]
    OldJava { version: String },
    #[error("{missing} of Kafka's jars are missing in {libs}, {first} among them", libs = libs.display())]
    JarsMissing { libs: PathBuf, missing: usize, first: String },
    #[error("{jar} is not the jar that it should be", jar = jar.display())]
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
    #[error("no answer within {seconds} s; last error in its log: {cause}")]
    Silent { seconds: u64, log: PathBuf, cause: String },
    #[error("kafka ended: {cause}")]
    Died { log: PathBuf, cause: String },
}

impl Unavailable {
    /// What an error of the file system in `folder` means.
    pub(super) fn from_io(folder: &Path, error: &io::Error) -> Self {
        let (folder, cause) = (folder.to_owned(), error.to_string());
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                Self::DiskFull { folder, cause }
            }
            _ => Self::NotWritable { folder, cause },
        }
    }

    /// What happened and what to do next.
    pub fn text(&self) -> Text {
        match self {
            Self::NoJava(_) => Text::new(
                "No se encuentra Java. Instala Java 17 o posterior (en Debian o Ubuntu: apt install openjdk-17-jre-headless) o indica dónde está con JAVA_HOME.",
                "Java was not found. Install Java 17 or later (on Debian or Ubuntu: apt install openjdk-17-jre-headless), or say where it is with JAVA_HOME.",
            ),
            Self::OldJava { version } => Text::new(
                format!(
                    "Kafka necesita Java 17 o posterior y aquí hay Java {version}. Instala una versión más nueva o señálala con JAVA_HOME."
                ),
                format!(
                    "Kafka needs Java 17 or later, and this is Java {version}. Install a newer one, or point JAVA_HOME at it."
                ),
            ),
            Self::JarsMissing { libs, missing, .. } => Text::new(
                format!(
                    "Faltan {missing} archivos de Kafka en {}. Ejecuta «cargo xtask run», que los descarga.",
                    libs.display()
                ),
                format!(
                    "{missing} of Kafka's files are missing in {}. Run `cargo xtask run`, which downloads them.",
                    libs.display()
                ),
            ),
            Self::CorruptJar { jar } => Text::new(
                format!(
                    "El archivo {} está dañado. Bórralo y ejecuta «cargo xtask run», que lo descarga otra vez.",
                    jar.display()
                ),
                format!(
                    "The file {} is damaged. Delete it and run `cargo xtask run`, which downloads it again.",
                    jar.display()
                ),
            ),
            Self::NotWritable { folder, .. } => Text::new(
                format!(
                    "No se puede escribir en {}. Revisa sus permisos o elige otra carpeta con --data.",
                    folder.display()
                ),
                format!(
                    "{} cannot be written to. Check its permissions, or choose another folder with --data.",
                    folder.display()
                ),
            ),
            Self::DiskFull { folder, .. } => Text::new(
                format!(
                    "No queda espacio en el disco de {}. Libera al menos 100 MB o elige otra carpeta con --data.",
                    folder.display()
                ),
                format!(
                    "The disk of {} is full. Free at least 100 MB, or choose another folder with --data.",
                    folder.display()
                ),
            ),
            Self::FolderInUse { folder } => Text::new(
                format!(
                    "Otra Bitácora está usando {}. Ciérrala o elige otra carpeta con --data.",
                    folder.display()
                ),
                format!(
                    "Another Bitácora is using {}. Close it, or choose another folder with --data.",
                    folder.display()
                ),
            ),
            Self::NoPort(_) => Text::new(
                "Kafka no encuentra un puerto libre en 127.0.0.1. Cierra los programas que no necesites; Bitácora lo intentará de nuevo.",
                "Kafka finds no free port on 127.0.0.1. Close the programs that you do not need; Bitácora will try again.",
            ),
            Self::NoMemory(_) => Text::new(
                "No hay memoria suficiente para Kafka. Libera unos 400 MB; Bitácora lo intentará de nuevo.",
                "There is not enough memory for Kafka. Free some 400 MB; Bitácora will try again.",
            ),
            Self::Silent { seconds, log, .. } => Text::new(
                format!(
                    "Kafka no responde después de {seconds} segundos. Bitácora lo intentará de nuevo; si se repite, mira {}.",
                    log.display()
                ),
                format!(
                    "Kafka has not answered for {seconds} seconds. Bitácora will try again; if it happens again, look into {}.",
                    log.display()
                ),
            ),
            Self::Died { log, .. } => Text::new(
                format!(
                    "Kafka se ha cerrado. Bitácora lo está arrancando de nuevo; si se repite, mira {}.",
                    log.display()
                ),
                format!(
                    "Kafka has ended. Bitácora is starting it again; if it happens again, look into {}.",
                    log.display()
                ),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_told_from_a_folder_without_permission() {
        let folder = Path::new("/data");
        let full = Unavailable::from_io(folder, &io::Error::from(io::ErrorKind::StorageFull));
        assert!(matches!(full, Unavailable::DiskFull { .. }));
        assert!(full.text().es.contains("No queda espacio"));
        let denied =
            Unavailable::from_io(folder, &io::Error::from(io::ErrorKind::PermissionDenied));
        assert!(matches!(denied, Unavailable::NotWritable { .. }));
        assert!(denied.text().en.contains("permissions"));
    }
}
