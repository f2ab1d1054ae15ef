//! What a worker may use of the machine, and that the exercise's limits are kept.

use std::{
    io::Write,
    os::unix::process::ExitStatusExt,
    process::{Command, Stdio},
};

use api::verdict::{CheckVerdict, VerdictResult};

use crate::workbook::{Learner, Options, PROGRAM, TestWorkbook, changed_content, model};

/// More memory than a worker may have.
const TOO_MUCH: usize = 1 << 30;
const SIGABRT: i32 = 6;

/// A plan without an end, which a worker buffers until it is complete.
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

/// An exercise whose variants exceed its own limits: the server says which, and does not start.
#[test]
fn a_course_that_goes_beyond_its_own_limits_is_refused() {
    for (limit, smaller, what) in [
        ("records = 80", "records = 79", "80 records"),
        ("partitions = 3, members", "partitions = 2, members", "3 partitions"),
        ("members = 5", "members = 4", "5 members"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let content = changed_content(folder.path(), limit, smaller);
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

/// The size of its orders is known only when they are drawn.
#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_goes_beyond_the_limits_of_its_exercise_is_inconclusive() {
    let folder = tempfile::tempdir().unwrap();
    let content = Some(changed_content(folder.path(), "bytes = 1048576", "bytes = 100"));
    let workbook = TestWorkbook::start_with(Options { content, ..Options::default() });
    let learner = Learner::new(&workbook).await;
    let verdict = learner.verdict(&model(), None).await;
    assert_eq!(verdict.result, VerdictResult::Inconclusive);
    assert!(verdict.checks.iter().all(|check| check.result == CheckVerdict::Inconclusive));
    assert!(verdict.checks[0].found.es.contains("límites de su ejercicio"), "{verdict:?}");
}
