//! `bitacora regrade` beside a running server: it shows before it writes, writes what it showed,
//! and skips what it cannot verify.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use api::event::EventKind;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use crate::workbook::{CONTENT, Learner, PROGRAM, TestWorkbook, model};

/// A copy of the course in which the prediction of `productor-basico` is worth `points`.
fn course_with(points: u32) -> TempDir {
    let folder = TempDir::new().unwrap();
    copy(Path::new(CONTENT), folder.path());
    let (mut changed, mut path) = (None, PathBuf::new());
    for lesson in fs::read_dir(folder.path()).unwrap() {
        path = lesson.unwrap().path().join("exercises.toml");
        let text = fs::read_to_string(&path).unwrap_or_default();
        if text.contains("id = \"productor-basico\"") {
            let check = text.find("[[exercise.check]]\nid = \"prediction\"").unwrap();
            let (before, after) = text.split_at(check);
            changed = Some(
                before.to_owned() + &after.replacen("points = 1", &format!("points = {points}"), 1),
            );
            break;
        }
    }
    fs::write(path, changed.expect("the course has the exercise")).unwrap();
    folder
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (entry, target) =
            (entry.as_ref().unwrap().path(), to.join(entry.as_ref().unwrap().file_name()));
        if entry.is_dir() {
            copy(&entry, &target);
        } else {
            fs::copy(&entry, &target).unwrap();
        }
    }
}

fn regrade(workbook: &TestWorkbook, content: &Path, arguments: &[&str]) -> String {
    let output = command(workbook, content, arguments);
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    assert!(output.status.success(), "{}", text(output.stderr));
    text(output.stdout)
}

fn command(workbook: &TestWorkbook, content: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(PROGRAM);
    command.args(["regrade", "--data"]).arg(workbook.data()).arg("--content").arg(content);
    if let Some(url) = workbook.database_url() {
        command.env("DATABASE_URL", url);
    }
    command.args(arguments).output().unwrap()
}

/// A run of the model answer without a prediction: 9 of 10.
async fn graded(workbook: &TestWorkbook) -> (Learner, String) {
    let learner = Learner::new(workbook).await;
    let run = learner.start_run(&model(), None).await;
    learner.events(&run).await;
    (learner, run)
}

async fn points(learner: &Learner, run: &str) -> (u32, u32) {
    let verdict = learner.run(run).await.verdict.unwrap();
    (verdict.points, verdict.max_points)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_differs_is_shown_and_then_written() {
    let workbook = TestWorkbook::start();
    let (ana, run) = graded(&workbook).await;
    let before = (ana.run(&run).await, ana.events(&run).await, ana.exercise().await);
    let (present, changed) = (Path::new(CONTENT), course_with(11));

    let said = regrade(&workbook, present, &["--write"]);
    assert!(said.contains("1 runs graded in") && said.contains("1 the same"), "{said}");
    assert!(said.contains("There is nothing to write."), "{said}");

    let said = regrade(&workbook, changed.path(), &[]);
    let line = said.lines().next().unwrap();
    assert!(line.starts_with("productor-basico  ") && line.contains(&run), "{said}");
    assert!(
        line.ends_with("not_yet 9/10 -> not_yet 9/20  prediction: not_yet 0/1 -> not_yet 0/11"),
        "{said}"
    );
    assert!(said.contains("1 changed (0 better, 1 worse, 0 level)"), "{said}");
    assert!(said.contains("Nothing is written."), "{said}");
    assert_eq!((ana.run(&run).await, ana.events(&run).await, ana.exercise().await), before);

    let said = regrade(&workbook, changed.path(), &["--write"]);
    assert!(said.contains("The new verdicts are written."), "{said}");
    assert_eq!(points(&ana, &run).await, (9, 20));
    let (_, mut events, exercise) = before.clone();
    // The run's page reads the verdict from its last event; all other events are unchanged.
    let after = ana.events(&run).await;
    let (last, others) = after.split_last().unwrap();
    assert_eq!(others, &events[..events.len() - 1]);
    let verdict = ana.run(&run).await.verdict;
    let finished = events.pop().unwrap();
    assert_eq!((last.seq, last.at_ms), (finished.seq, finished.at_ms));
    let EventKind::RunFinished { verdict: last_verdict, .. } = last.kind.clone() else {
        panic!("{last:?}")
    };
    assert_eq!(last_verdict, verdict);
    // Her best score stays, on the exercise and in the outline.
    assert_eq!(ana.exercise().await.best, exercise.best);
    assert_eq!(ana.exercise().await.attempt, exercise.attempt);

    assert!(regrade(&workbook, changed.path(), &["--write"]).contains("1 the same"));
    let said = regrade(&workbook, present, &["--write"]);
    assert!(said.contains("1 changed (1 better, 0 worse, 0 level)"), "{said}");
    assert_eq!((ana.run(&run).await, ana.events(&run).await, ana.exercise().await), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_vouched_for_is_left_alone() {
    let workbook = TestWorkbook::start();
    let (ana, forged) = graded(&workbook).await;
    let (eva, old) = graded(&workbook).await;
    let (zoe, newer) = graded(&workbook).await;
    let (ida, whole) = graded(&workbook).await;
    let set = async |run: &str, set: &str| {
        workbook.sql(&format!("UPDATE evidence SET {set} WHERE run_id = '{run}'")).await;
    };
    set(&forged, "body = REPLACE(body, 'pedidos', 'perdidos')").await;
    for (run, body) in [(&old, r#"{"version":0}"#), (&newer, "no JSON at all")] {
        let hash: String = Sha256::digest(body).iter().map(|byte| format!("{byte:02x}")).collect();
        set(run, &format!("body = '{body}', sha256 = '{hash}'")).await;
    }
    // An unreadable old verdict is no reason to keep it.
    workbook.sql(&format!("UPDATE verdicts SET body = '{{}}' WHERE run_id = '{whole}'")).await;

    let changed = course_with(11);
    let said = regrade(&workbook, changed.path(), &["--write"]);
    let line = |run: &str| said.lines().find(|line| line.contains(run)).unwrap();
    assert!(line(&forged).ends_with("left: its evidence is not what was hashed"), "{said}");
    assert!(line(&old).contains("left: it cannot be read (evidence of version 0;"), "{said}");
    assert!(line(&newer).contains("left: it cannot be read (evidence:"), "{said}");
    assert!(line(&whole).ends_with("9/20  the old checks cannot be read"), "{said}");
    assert!(said.contains("4 runs graded in") && said.contains("1 changed"), "{said}");
    assert!(said.contains("left, not what was hashed: 1\n  left, unreadable: 2"), "{said}");
    for (learner, run) in [(&ana, &forged), (&eva, &old), (&zoe, &newer)] {
        assert_eq!(points(learner, run).await, (9, 10));
    }
    assert_eq!(points(&ida, &whole).await, (9, 20));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_exercise_is_named_and_a_wrong_name_is_said() {
    let workbook = TestWorkbook::start();
    graded(&workbook).await;
    let content = Path::new(CONTENT);
    let of = |exercise| regrade(&workbook, content, &["--exercise", exercise]);
    assert!(of("consumidor-basico").starts_with("0 runs graded"));
    assert!(of("productor-basico").starts_with("1 runs graded"));
    let refused = command(&workbook, content, &["--exercise", "no-such"]);
    assert!(!refused.status.success());
    assert!(String::from_utf8(refused.stderr).unwrap().contains("productor-basico"));
}

#[test]
fn a_wrong_folder_is_said_and_nothing_is_made_in_it() {
    let folder = TempDir::new().unwrap();
    let mut command = Command::new(PROGRAM);
    command.args(["regrade", "--content", CONTENT, "--data"]).arg(folder.path());
    let output = command.env_remove("DATABASE_URL").output().unwrap();
    assert!(!output.status.success());
    assert!(String::from_utf8(output.stderr).unwrap().contains("there is no database"));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}
