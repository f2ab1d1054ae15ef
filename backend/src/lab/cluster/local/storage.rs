//! Kafka's storage must be formatted before its first start. It is formatted in a folder beside its
//! own and renamed when complete, so that an interrupted format leaves nothing that looks finished.

use std::fs;
use std::io;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use tokio::process::Command;
use tokio::time::timeout;
use uuid::Uuid;

use super::archive::Archive;
use super::folder::{Folder, remove_folder};
use super::java::Java;
use super::ports::Ports;
use super::unavailable::Unavailable;
use super::{Settings, diagnosis, launch, properties};

/// The folder of topics and metadata, relative to Kafka's own.
pub(super) const LOG_DIR: &str = "log";
/// The folder in which it is formatted.
const HALF: &str = "log.new";
/// File with the cluster's id, which stays the same when the storage is formatted again.
const CLUSTER_ID: &str = "cluster.id";

/// Formatting takes about a second.
const PATIENCE: Duration = Duration::from_secs(60);

/// Formats the storage unless it is formatted. An incomplete folder is replaced.
pub(super) async fn prepare(
    settings: &Settings,
    folder: &Folder,
    java: &Java,
    archive: &Archive,
    ports: Ports,
) -> Result<(), Unavailable> {
    let log_dir = folder.path().join(LOG_DIR);
    if is_formatted(&log_dir) {
        return Ok(());
    }
    let failed = |error: io::Error| folder.failed(&error);
    let half = folder.path().join(HALF);
    remove_folder(&half).map_err(failed)?;
    let cluster_id = cluster_id(&folder.path().join(CLUSTER_ID)).map_err(failed)?;
    let configuration = folder.tmp().join("format.properties");
    fs::write(&configuration, properties::server(ports, HALF)).map_err(failed)?;

    // An archive made by this tool would hold the wrong classes; an existing one is of use here,
    // too.
    let mut arguments =
        launch::java_arguments(settings, folder, archive, "kafka.tools.StorageTool")
            .map_err(failed)?;
    if matches!(archive, Archive::Make { .. }) {
        arguments.retain(|argument| *argument != archive.flag());
    }
    let mut command = Command::new(&java.path);
    command.args(arguments).args(["format", "-t", &cluster_id, "-c"]).arg(configuration);
    command.stdin(Stdio::null()).kill_on_drop(true);
    launch::surroundings(&mut command, folder.path());
    let output = timeout(PATIENCE, command.output())
        .await
        .map_err(|_| Unavailable::Silent {
            seconds: PATIENCE.as_secs(),
            log: folder.kafka_log(),
            cause: "the storage was not formatted in time".to_owned(),
        })?
        .map_err(|error| Unavailable::NoJava(error.to_string()))?;

    let printed = [output.stdout, output.stderr].concat();
    fs::write(folder.kafka_log(), &printed).map_err(failed)?;
    if !output.status.success() || !is_formatted(&half) {
        archive.discard();
        let printed = String::from_utf8_lossy(&printed);
        let (log, data) = (folder.kafka_log(), folder.path());
        return Err(diagnosis::explain_failed_start(&printed, &log, data, &settings.libs));
    }
    remove_folder(&log_dir).map_err(failed)?;
    fs::rename(half, log_dir).map_err(failed)
}

/// `meta.properties` is the last file that the format writes and the first that Kafka reads.
fn is_formatted(log_dir: &Path) -> bool {
    let meta = fs::read_to_string(log_dir.join("meta.properties")).unwrap_or_default();
    ["version=1", "cluster.id=", "node.id=", "directory.id="]
        .iter()
        .all(|key| meta.lines().any(|line| line.starts_with(key)))
}

/// The cluster's id, generated the first time: 16 bytes in URL-safe base64, as Kafka writes its
/// ids.
fn cluster_id(file: &Path) -> io::Result<String> {
    let known = fs::read_to_string(file).unwrap_or_default();
    if URL_SAFE_NO_PAD.decode(known.trim()).is_ok_and(|id| id.len() == 16) {
        return Ok(known.trim().to_owned());
    }
    let id = URL_SAFE_NO_PAD.encode(Uuid::now_v7());
    fs::write(file, &id)?;
    Ok(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_cut_short_does_not_count() {
        let folder = tempfile::tempdir().unwrap();
        assert!(!is_formatted(folder.path()));
        let meta = folder.path().join("meta.properties");
        fs::write(&meta, "#\nnode.id=1\nversion=1\n").unwrap();
        assert!(!is_formatted(folder.path()));
        fs::write(&meta, "#\nnode.id=1\ndirectory.id=x\nversion=1\ncluster.id=y\n").unwrap();
        assert!(is_formatted(folder.path()));
    }

    #[test]
    fn the_cluster_keeps_its_id() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(CLUSTER_ID);
        let id = cluster_id(&file).unwrap();
        assert_eq!(id.len(), 22);
        assert_eq!(cluster_id(&file).unwrap(), id);
        fs::write(&file, "half").unwrap();
        assert_ne!(cluster_id(&file).unwrap(), "half");
    }
}
