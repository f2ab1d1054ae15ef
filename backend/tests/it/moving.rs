//! `bitacora move`: from a file into a PostgreSQL, interrupted and resumed, and then used.

use std::process::{Command, Output};

use backend::store::{Store, held::Held};
use sqlx::{Connection, Executor, PgConnection};

use crate::workbook::{
    CONTENT, Learner, Options, PROGRAM, TestWorkbook, command, fresh_postgres, model,
};

/// A trigger that makes the move fail at the evidence, after learners, runs and events.
const FAILING_TRIGGER: &str = "
    CREATE FUNCTION in_the_way() RETURNS trigger LANGUAGE plpgsql
    AS 'BEGIN RAISE EXCEPTION ''the disk of the test is full''; END';
    CREATE TRIGGER in_the_way BEFORE INSERT ON evidence EXECUTE FUNCTION in_the_way();";

fn move_to(workbook: &TestWorkbook, to: &str) -> Output {
    let from = format!("sqlite:{}", workbook.data().join("bitacora.sqlite").display());
    let mut program = Command::new(PROGRAM);
    program
        .args(["move", "--from", &from, "--to", to])
        .env("LC_ALL", "en_US.UTF-8")
        .output()
        .unwrap()
}

fn refused(output: Output, why: &str) {
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && said.contains(why), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workbook_moves_to_postgres_with_all_it_has() {
    let Some(url) = fresh_postgres() else { return };
    let mut workbook = TestWorkbook::start_with(Options { on_file: true, ..Options::default() });
    let (ana, eva) = (Learner::new(&workbook).await, Learner::new(&workbook).await);
    let prediction = ana.any_prediction(&model()).await;
    ana.verdict(&model(), Some(prediction)).await;
    let run = ana.exercise().await.runs[0].id.clone();
    let (events, before) = (ana.events(&run).await, ana.run(&run).await);
    eva.verdict(&model(), None).await;

    refused(move_to(&workbook, &url), "Another Bitácora already uses the database");
    assert!(workbook.stop().success());

    Store::open_postgres(&url, Held::default()).await.unwrap().close().await;
    let mut target = PgConnection::connect(&url).await.unwrap();
    target.execute(FAILING_TRIGGER).await.unwrap();
    refused(move_to(&workbook, &url), "run it again");
    // Until the move is complete, no server starts on the target.
    let at_target = vec![("DATABASE_URL".to_owned(), url.clone())];
    let options = Options { on_file: true, environment: at_target, ..Options::default() };
    let folder = tempfile::tempdir().unwrap();
    let mut half = command(folder.path(), &options);
    half.arg("--assets").arg(workbook.assets()).env("LC_ALL", "es_ES.UTF-8");
    refused(half.output().unwrap(), "quedó a medias");

    target.execute("DROP TRIGGER in_the_way ON evidence").await.unwrap();
    let moved = move_to(&workbook, &url);
    let said = String::from_utf8(moved.stdout).unwrap();
    assert!(moved.status.success() && said.contains("evidence: 2 rows"), "{said}");
    refused(move_to(&workbook, &url), "already holds a workbook");

    // The same learner, the same run, and the stored grading is reproduced.
    let there = TestWorkbook::start_with(options);
    let ana = ana.at(&there);
    assert_eq!(ana.events(&run).await, events);
    assert_eq!(ana.run(&run).await, before);
    let regraded = Command::new(PROGRAM)
        .args(["regrade", "--content", CONTENT, "--database-url", &url])
        .output()
        .unwrap();
    let said = String::from_utf8(regraded.stdout).unwrap();
    assert!(said.contains("2 runs graded") && said.contains("0 changed"), "{said}");
    // Numbers continue.
    ana.verdict(&model(), None).await;
    assert_eq!(ana.exercise().await.runs.len(), 2);
}
