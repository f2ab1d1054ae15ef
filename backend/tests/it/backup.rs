//! `bitacora backup` beside a busy server, and a workbook that starts from the copy.

use std::{
    path::Path,
    process::{Command, Output},
};

use api::run::RunState;

use crate::workbook::{Learner, Options, PROGRAM, TestWorkbook, model};

fn back_up(data: &Path, to: &Path) -> Output {
    let mut command = Command::new(PROGRAM);
    command.arg("backup").arg("--data").arg(data).arg("--to").arg(to).output().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_that_is_made_under_way_is_a_workbook() {
    let on_file = || Options { on_file: true, ..Options::default() };
    let workbook = TestWorkbook::start_with(on_file());
    let learner = Learner::new(&workbook).await;
    let done = learner.verdict(&model(), None).await;
    let under_way = learner.start_run(&model(), None).await;
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    std::fs::create_dir(&data).unwrap();
    let copy = data.join("bitacora.sqlite");
    let made = back_up(workbook.data(), &copy);
    assert!(made.status.success(), "{made:?}");
    assert!(String::from_utf8(made.stdout).unwrap().contains("2 runs"));
    // What came later is not in the copy.
    learner.events(&under_way).await;
    let later = learner.start_run(&model(), None).await;
    learner.events(&later).await;

    let restored = TestWorkbook::start_with(Options { data: Some(data.clone()), ..on_file() });
    let again = learner.at(&restored);
    // It was accepted, so it ends in both workbooks.
    again.events(&under_way).await;
    let runs = again.exercise().await.runs;
    assert_eq!(runs.len(), 2);
    assert!(runs.iter().all(|run| run.state == RunState::Done));
    assert_eq!(again.verdict(&model(), None).await.points, done.points);

    // A copy is never overwritten, and no partial one is left behind.
    let refused = back_up(workbook.data(), &copy);
    assert!(!refused.status.success());
    assert!(String::from_utf8(refused.stderr).unwrap().contains("is there already"));
    let nowhere = back_up(workbook.data(), &folder.path().join("none/copy"));
    assert!(!nowhere.status.success());
    let nothing = back_up(folder.path(), &folder.path().join("copy"));
    assert!(String::from_utf8(nothing.stderr).unwrap().contains("there is no database"));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}
