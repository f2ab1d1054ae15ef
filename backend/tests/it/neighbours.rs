//! One learner cannot see, stop or slow another.

use api::{event::EventKind, paths, run::RunState};
use backend::store::now_ms;
use reqwest::{Method, StatusCode};

use crate::workbook::{Learner, Options, TestWorkbook, model, problem};

#[tokio::test(flavor = "multi_thread")]
async fn a_pile_of_runs_delays_nobody() {
    const PILE: usize = 8;
    let arguments = ["--runs-at-once", "1", "--runs-per-learner", "8"];
    let workbook = TestWorkbook::start_with(Options {
        arguments: arguments.map(str::to_owned).into(),
        ..Options::default()
    });
    let (ana, eva) = (Learner::new(&workbook).await, Learner::new(&workbook).await);
    let mut pile = Vec::new();
    for _ in 0..PILE {
        pile.push(ana.start_run(&model(), None).await);
    }
    let hers = eva.start_run(&model(), None).await;
    // The answer says that it is queued. How many runs start while it is stored depends on the
    // disk.
    let queued = now_ms();
    let (_, started) = accepted_and_started(&eva, &hers).await;
    let mut others = Vec::new();
    for run in &pile {
        others.push(accepted_and_started(&ana, run).await.1);
    }
    // One run may have been taken before and start now; after that one, hers is next.
    let between = others.iter().filter(|at| (queued..started).contains(at)).count();
    assert!(between <= 1, "{between} runs of one learner went first");
    let behind = others.iter().filter(|at| **at > started).count();
    assert!(behind >= 2, "only {behind} runs were still waiting: this proves nothing");
}

/// A client that takes a new cookie for each run fills its address's share, and no more; somebody
/// at another address is next. This holds after the server was killed.
#[tokio::test(flavor = "multi_thread")]
async fn one_address_does_not_take_the_room_of_others() {
    const SHARE: usize = 6;
    let arguments = ["--runs-at-once", "0", "--trusted-proxy", "127.0.0.1"];
    let share = ["--runs-per-learner", "2", "--learners-per-address", "3"];
    let start = Options {
        arguments: [&arguments[..], &share].concat().into_iter().map(str::to_owned).collect(),
        ..Options::default()
    };
    let mut workbook = TestWorkbook::start_with(start);
    let newcomer =
        async |workbook: &TestWorkbook, address| Learner::new(workbook).await.at_address(address);
    let mut pile = Vec::new();
    for _ in 0..SHARE {
        let learner = newcomer(&workbook, "203.0.113.1").await;
        let run = learner.start_run(&model(), None).await;
        pile.push((learner, run));
    }
    let is_refused = async |workbook: &TestWorkbook| {
        let refused = newcomer(workbook, "203.0.113.1").await.try_run(&model(), None).await;
        assert_eq!(refused.headers()["retry-after"], "5");
        let said = problem(refused, StatusCode::TOO_MANY_REQUESTS).await;
        assert!(said.detail.contains("Desde tu red ya hay 6"), "{said:?}");
    };
    is_refused(&workbook).await;
    workbook.kill_and_start_again();
    is_refused(&workbook).await;
    let eva = newcomer(&workbook, "203.0.113.2").await;
    let hers = eva.start_run(&model(), None).await;

    workbook.kill();
    workbook.set_runs_at_once("1");
    workbook.start_again();
    let eva = eva.at(&workbook);
    let (created, started) = accepted_and_started(&eva, &hers).await;
    let mut before = 0;
    for (learner, run) in &pile {
        let (_, at) = accepted_and_started(&learner.at(&workbook), run).await;
        before += usize::from((created..started).contains(&at));
    }
    assert!(before <= 1, "{before} runs from one address went first");
    // A run's network is deleted at its end.
    let known = "UPDATE runs SET network = network WHERE network IS NOT NULL";
    assert_eq!(workbook.execute(known).await, 0);
}

/// When a finished run was accepted and when it started.
async fn accepted_and_started(learner: &Learner, run: &str) -> (u64, u64) {
    let events = learner.events(run).await;
    let created = learner.run(run).await.created_ms;
    let started = events.iter().find(|event| matches!(event.kind, EventKind::Started { .. }));
    (created, created + started.expect("it started").at_ms)
}

/// Every route that takes a run's id.
const ROUTES: [(Method, &str); 4] = [
    (Method::GET, paths::RUN),
    (Method::GET, paths::RUN_EVENTS),
    (Method::GET, paths::RUN_EVIDENCE),
    (Method::POST, paths::RUN_STOP),
];

#[tokio::test(flavor = "multi_thread")]
async fn somebody_elses_run_is_like_one_that_never_was() {
    let workbook = TestWorkbook::start();
    let (ana, eva) = (Learner::new(&workbook).await, Learner::new(&workbook).await);
    let done = ana.start_run(&model(), None).await;
    ana.events(&done).await;
    let under_way = ana.start_run(&model(), None).await;
    let never = "0".repeat(under_way.len());
    for (method, route) in ROUTES {
        let ask = async |id: &str| {
            let path = paths::fill(route, id);
            let request = if method == Method::GET { eva.get(&path) } else { eva.post(&path) };
            let request = request.header("last-event-id", "1");
            let mut said = problem(request.send().await.unwrap(), StatusCode::NOT_FOUND).await;
            said.request_id = None;
            said
        };
        let unknown = ask(&never).await;
        for id in [&done, &under_way] {
            assert_eq!(ask(id).await, unknown, "{route}");
        }
    }
    // Its page is the same for every id, since only the data route checks whose run it is.
    let page = async |id: &str| {
        let page = eva.get(&format!("/es/ejecuciones/{id}")).send().await.unwrap();
        page.text().await.unwrap().replace(id, "")
    };
    assert_eq!(page(&done).await, page(&never).await);
    // Nor is it in her list, and nobody stopped it.
    assert_eq!(eva.exercise().await.runs, []);
    ana.events(&under_way).await;
    assert_eq!(ana.run(&under_way).await.state, RunState::Done);
}
