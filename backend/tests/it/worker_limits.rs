//! What a worker may take of the machine, and that the exercise's own limits are kept.

use std::{
    io::Write,
    os::unix::process::ExitStatusExt,
    process::{Command, Stdio},
};

use crate::workbook::{CONTENT, PROGRAM};

/// More than a worker may have.
const TOO_MUCH: usize = 1 << 30;
const SIGABRT: i32 = 6;

/// A plan without an end, which a worker keeps until it has all of it.
#[cfg(target_os = "linux")]
#[test]
fn a_worker_that_takes_too_much_memory_is_ended() {
    let mut worker = Command::new(PROGRAM)
        .arg("worker")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut stdin = worker.stdin.take().unwrap();
    let piece = [b'x'; 64 << 10];
    let taken = (0..TOO_MUCH / piece.len()).find(|_| stdin.write_all(&piece).is_err());
    assert!(taken.is_some(), "it took a gibibyte");
    drop(stdin);
    assert_eq!(worker.wait().unwrap().signal(), Some(SIGABRT));
}

/// An exercise whose variants go beyond its own limits: the server says which, and does not start.
#[test]
fn a_course_that_goes_beyond_its_own_limits_is_refused() {
    for (limit, smaller, what) in [
        ("records = 80", "records = 79", "80 records"),
        ("partitions = 3", "partitions = 2", "3 partitions"),
        ("members = 5", "members = 4", "5 members"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let content = folder.path().join("content");
        let copied = Command::new("cp").arg("-r").arg(CONTENT).arg(&content).status().unwrap();
        assert!(copied.success());
        for lesson in ["03-productores", "04-consumidores"] {
            let file = content.join(lesson).join("exercises.toml");
            let text = std::fs::read_to_string(&file).unwrap();
            std::fs::write(&file, text.replace(limit, smaller)).unwrap();
        }
        let started = Command::new(PROGRAM)
            .args(["serve", "--addr", "127.0.0.1:0", "--broker", "simulated", "--content"])
            .arg(&content)
            .arg("--data")
            .arg(folder.path().join("data"))
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&started.stderr).into_owned();
        assert!(!started.status.success() && said.contains(what), "{said}");
    }
}
