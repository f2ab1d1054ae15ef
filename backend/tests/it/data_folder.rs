//! The data folder is readable by its owner alone, and an unusable database is reported with the
//! step that helps: moving a damaged file away does not help a locked one.

use std::{fs, os::unix::fs::PermissionsExt, path::Path};

use sqlx::{Connection, SqliteConnection};

use crate::workbook::{Broker, Learner, Options, TestWorkbook, command, has_kafka, model};

/// The files in `folder`, and the folder itself, that anybody but the owner may use.
fn open_to_others(folder: &Path) -> Vec<String> {
    let mut open = Vec::new();
    let mut left = vec![folder.to_owned()];
    while let Some(path) = left.pop() {
        // Kafka removes files of its own meanwhile.
        let Ok(found) = fs::symlink_metadata(&path) else { continue };
        let mode = found.permissions().mode();
        if mode & 0o077 != 0 {
            open.push(format!("{} {mode:o}", path.display()));
        }
        if found.is_dir() {
            left.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        }
    }
    open
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_reads_what_is_in_it() {
    let broker = if has_kafka() { Broker::Local } else { Broker::Simulated };
    let mut workbook = TestWorkbook::start_with(Options { broker, ..Options::default() });
    Learner::new(&workbook).await.verdict(&model(), None).await;
    assert!(workbook.stop().success());
    assert_eq!(open_to_others(workbook.data()), [""; 0]);
}

/// What a server prints that cannot start on this data folder.
fn startup_output(data: &Path) -> String {
    let mut command = command(data, &Options::default());
    command.args(["--assets", "."]).current_dir(data);
    fs::write(data.join("build.txt"), "b1").unwrap();
    let output = command.env_remove("DATABASE_URL").env("LC_ALL", "en_US.UTF-8").output().unwrap();
    assert!(!output.status.success());
    String::from_utf8(output.stderr).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_the_database_is_told_with_what_helps() {
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("bitacora.sqlite");
    fs::write(&file, "this is a letter, and no database. ".repeat(100)).unwrap();
    let output = startup_output(data.path());
    assert!(output.contains("is no database") && output.contains("move it away"), "{output}");
    assert!(!output.contains("look at its owner"), "{output}");

    fs::remove_file(&file).unwrap();
    let url = format!("{}?mode=rwc", file.display());
    let mut other = SqliteConnection::connect(&url).await.unwrap();
    sqlx::query("BEGIN EXCLUSIVE").execute(&mut other).await.unwrap();
    let output = startup_output(data.path());
    assert!(output.contains("Another program has locked the database"), "{output}");
    drop(other);

    // No file can be created in a folder's place.
    let _ = fs::remove_file(&file);
    fs::create_dir(&file).unwrap();
    let output = startup_output(data.path());
    assert!(output.contains("cannot be opened for writing"), "{output}");
}
