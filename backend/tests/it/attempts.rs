//! Runs in the store, on either database: which attempt comes next, which run is the newest, and
//! how the migrations convert earlier data.

use std::path::Path;

use api::{
    run::RunState,
    verdict::{Verdict, VerdictResult},
};
use backend::evidence::stored::StoredEvidence;
use backend::store::{
    Store,
    gradings::{self, Replacement},
    held::Held,
    learners,
    runs::{self, Acceptance, Limits, RunEnd, RunRequest, StoredRun},
};
use sqlx::{
    AssertSqlSafe, Connection, Executor, PgConnection, SqliteConnection, migrate::Migrator,
};
use tempfile::TempDir;

use crate::workbook::fresh_postgres;

const EXERCISE: &str = "productor-basico";

/// An empty database of the tested kind.
struct Database {
    folder: TempDir,
    postgres: Option<String>,
}

impl Database {
    fn new() -> Self {
        Self { folder: TempDir::new().unwrap(), postgres: fresh_postgres() }
    }

    async fn open(&self) -> Store {
        match &self.postgres {
            Some(url) => Store::open_postgres(url, Held::default()).await.unwrap(),
            None => Store::open_sqlite(&self.folder.path().join("b.sqlite")).await.unwrap(),
        }
    }

    /// Migrates an empty one to an earlier version, and fills it.
    async fn begin_at(&self, version: i64, statements: &[String]) {
        let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations"));
        let all = Migrator::new(folder).await.unwrap();
        let early = all.iter().filter(|migration| migration.version <= version).cloned().collect();
        let early = Migrator::with_migrations(early);
        match &self.postgres {
            Some(url) => {
                let mut connection = PgConnection::connect(url).await.unwrap();
                early.run(&mut connection).await.unwrap();
                for statement in statements {
                    connection.execute(AssertSqlSafe(statement.clone())).await.unwrap();
                }
                connection.close().await.unwrap();
            }
            None => {
                let file = format!("{}?mode=rwc", self.folder.path().join("b.sqlite").display());
                let mut connection = SqliteConnection::connect(&file).await.unwrap();
                early.run(&mut connection).await.unwrap();
                for statement in statements {
                    connection.execute(AssertSqlSafe(statement.clone())).await.unwrap();
                }
                connection.close().await.unwrap();
            }
        }
    }
}

/// A run of ana's, accepted at this time of the wall clock.
async fn accept(store: &Store, id: &str, now_ms: u64) -> StoredRun {
    learners::ensure_guest(store, "ana", now_ms).await.unwrap();
    let request = RunRequest {
        id,
        learner: "ana",
        exercise: EXERCISE,
        fields: &Default::default(),
        prediction: None,
        attempt: None,
        network: "here",
        limits: Limits { of_learner: 9, of_network: 9, of_all: 9 },
        now_ms,
    };
    match runs::accept(store, &request, |attempt| attempt.to_string()).await.unwrap() {
        Acceptance::Accepted(run) => *run,
        refused => panic!("{refused:?}"),
    }
}

fn verdict(result: VerdictResult) -> Verdict {
    Verdict {
        result,
        points: 0,
        max_points: 0,
        checks: Vec::new(),
        comparisons: Vec::new(),
        spec_version: 1,
        outcomes: Default::default(),
        sentence: None,
    }
}

async fn end(store: &Store, run: &StoredRun, result: VerdictResult) {
    let evidence = StoredEvidence { sha256: String::new(), body: "{}".to_owned() };
    let ending = RunEnd::Graded { evidence, verdict: verdict(result) };
    assert!(runs::finish(store, run, &ending, 1).await.unwrap());
}

async fn next(store: &Store) -> u32 {
    runs::next_attempt(store, "ana", EXERCISE).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attempt_is_spent_once() {
    use VerdictResult::{Inconclusive, NotYet, Passed};
    let database = Database::new();
    let store = database.open().await;
    let first = accept(&store, "a", 1).await;
    let second = accept(&store, "b", 1).await;
    assert_eq!((first.attempt, second.attempt), (1, 2));
    // A later attempt was accepted meanwhile, so the first does not come again.
    end(&store, &first, Inconclusive).await;
    assert_eq!(next(&store).await, 3);
    // Now no attempt is spent, so the first comes again, and then the second.
    end(&store, &second, Inconclusive).await;
    let again = accept(&store, "c", 1).await;
    assert_eq!((again.attempt, &again.seed), (1, &first.seed));
    end(&store, &again, NotYet).await;
    let again = accept(&store, "d", 1).await;
    assert_eq!(again.attempt, 2);
    // A stopped run has spent its attempt.
    assert!(runs::finish(&store, &again, &RunEnd::Stopped, 1).await.unwrap());
    assert_eq!(next(&store).await, 3);

    // Another verdict spends an attempt that no other run has spent.
    let third = accept(&store, "e", 1).await;
    end(&store, &third, Inconclusive).await;
    assert_eq!(next(&store).await, 3);
    let passed = verdict(Passed);
    let replacement = ["a", "e"].map(|run| Replacement { run, verdict: &passed });
    gradings::replace(&store, &replacement, 2).await.unwrap();
    assert_eq!(next(&store).await, 4);
    store.close().await;
}

/// Many at once, from many connections: no two get the same number.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_accepted_at_once_is_numbered_one_after_the_other() {
    let database = Database::new();
    let store = database.open().await;
    let mut accepted = tokio::task::JoinSet::new();
    for number in 0..9 {
        let store = store.clone();
        accepted.spawn(async move { accept(&store, &format!("r{number}"), 1).await });
    }
    let runs = accepted.join_all().await;
    for numbers in [
        runs.iter().map(|run| run.number).collect::<Vec<u64>>(),
        runs.iter().map(|run| run.attempt.into()).collect(),
    ] {
        let mut numbers = numbers;
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=9).collect::<Vec<u64>>());
    }
    store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_set_back_changes_no_order() {
    let database = Database::new();
    let store = database.open().await;
    for (id, now_ms) in [("c", 3_000), ("b", 2_000), ("a", 1_000)] {
        accept(&store, id, now_ms).await;
    }
    let unfinished = runs::unfinished(&store).await.unwrap();
    assert_eq!(unfinished.iter().map(|run| run.id.as_str()).collect::<Vec<_>>(), ["c", "b", "a"]);
    let list = runs::list(&store, "ana", EXERCISE, 2).await.unwrap();
    assert_eq!(list.iter().map(|run| run.id.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn data_of_before_is_numbered_and_its_double_attempts_stay() {
    let run = |id: &str, attempt: u32, state: &str, created_ms: u32| {
        format!(
            "INSERT INTO runs (id, learner_id, exercise, attempt, seed, fields, state, created_ms)
             VALUES ('{id}', 'ana', '{EXERCISE}', {attempt}, 's', '{{}}', '{state}', {created_ms})"
        )
    };
    let judged = |id: &str, result: &str| {
        format!(
            "INSERT INTO verdicts (run_id, spec_version, result, points, max_points, body, created_ms)
             VALUES ('{id}', 1, '{result}', 0, 0, '{{}}', 1)"
        )
    };
    let statements = [
        "INSERT INTO learners (id, role, created_ms) VALUES ('ana', 'guest', 1)".to_owned(),
        run("e", 1, "done", 1),
        judged("e", "inconclusive"),
        run("d", 1, "done", 2),
        judged("d", "passed"),
        // Two runs and a waiting third, all for the second attempt.
        run("c", 2, "done", 3),
        judged("c", "not_yet"),
        run("b", 2, "stopped", 4),
        run("a", 2, "queued", 5),
    ];
    let database = Database::new();
    database.begin_at(2, &statements).await;
    let store = database.open().await;
    assert_eq!(next(&store).await, 3);
    let waiting = runs::find(&store, "a").await.unwrap().unwrap();
    assert_eq!((waiting.number, &waiting.network), (5, &None));
    let list = runs::list(&store, "ana", EXERCISE, 9).await.unwrap();
    assert_eq!(
        list.iter().map(|run| run.id.as_str()).collect::<Vec<_>>(),
        ["a", "b", "c", "d", "e"]
    );
    // The waiting one can still end, though another run has spent its attempt.
    end(&store, &waiting, VerdictResult::NotYet).await;
    // The next attempt follows these.
    let new = accept(&store, "new", 6).await;
    assert_eq!((new.number, new.attempt, new.state), (6, 3, RunState::Queued));
    store.close().await;
}
