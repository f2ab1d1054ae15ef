//! What a learner has read is kept with her, and leads on from the addresses of old lessons.

use api::course::{Course, Reading};
use backend::store::retention;
use reqwest::{Client, StatusCode, redirect};
use serde_json::json;

use crate::workbook::{Learner, Options, TestWorkbook, changed_content, problem};

const LATER_MS: u64 = 1 << 50;

async fn note(learner: &Learner, lesson: &str, blocks: u32) -> StatusCode {
    let reading = Reading { lesson: lesson.to_owned(), blocks };
    let answer = learner.post("/api/readings").json(&reading).send().await.unwrap();
    answer.status()
}

async fn read(learner: &Learner, slug: &str) -> (u32, u32) {
    let course: Course = learner.read("/api/course?lang=en").await;
    let lesson = course.lessons.into_iter().find(|lesson| lesson.slug == slug).unwrap();
    (lesson.read, lesson.blocks)
}

async fn first_slug(learner: &Learner) -> String {
    learner.read::<Course>("/api/course").await.lessons[0].slug.clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_read_stays_with_its_reader_and_never_falls() {
    let workbook = TestWorkbook::start();
    let (ana, eva) = (Learner::new(&workbook).await, Learner::new(&workbook).await);
    let slug = first_slug(&ana).await;
    assert_eq!(read(&ana, &slug).await.0, 0);
    assert_eq!(note(&ana, &slug, 2).await, StatusCode::NO_CONTENT);
    assert_eq!(note(&ana, &slug, 1).await, StatusCode::NO_CONTENT);
    assert_eq!(read(&ana, &slug).await.0, 2);
    assert_eq!(read(&eva, &slug).await.0, 0, "not hers");
    assert_eq!(note(&ana, &slug, u32::MAX).await, StatusCode::NO_CONTENT);
    let (all, blocks) = read(&ana, &slug).await;
    assert_eq!(all, blocks, "no more than there is");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reading_of_nothing_is_refused() {
    let workbook = TestWorkbook::start();
    let ana = Learner::new(&workbook).await;
    assert_eq!(note(&ana, "none", 1).await, StatusCode::NOT_FOUND);
    let slug = first_slug(&ana).await;
    for body in [json!({ "lesson": slug }), json!({ "lesson": slug, "blocks": -1 }), json!([])] {
        let answer = ana.post("/api/readings").json(&body).send().await.unwrap();
        problem(answer, StatusCode::BAD_REQUEST).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_who_only_read_goes_with_what_she_read() {
    let workbook = TestWorkbook::start();
    let ana = Learner::new(&workbook).await;
    let slug = first_slug(&ana).await;
    note(&ana, &slug, 1).await;
    let store = workbook.store().await;
    assert_eq!(retention::remove_guests(&store, 1, 9).await.unwrap(), (0, 0), "she was just here");
    let (runs, guests) = retention::remove_guests(&store, LATER_MS, 9).await.unwrap();
    assert_eq!((runs, guests), (0, 1));
    assert_eq!(read(&ana, &slug).await.0, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_address_leads_to_the_lesson_that_took_its_place() {
    let folder = tempfile::TempDir::new().unwrap();
    let content = changed_content(folder.path(), "[[exercise]]", "[[exercise]]");
    let lessons = std::fs::read_dir(&content).unwrap().map(|entry| entry.unwrap().path());
    let lesson = lessons.into_iter().find(|path| path.is_dir()).unwrap();
    for file in ["lesson.es.md", "lesson.en.md"].map(|name| lesson.join(name)) {
        let text = std::fs::read_to_string(&file).unwrap();
        let text: Vec<_> = text.lines().filter(|line| !line.starts_with("formerly =")).collect();
        let old = "+++\nformerly = [\"de-antes\", \"de-antes#o2\"]";
        std::fs::write(&file, text.join("\n").replacen("+++", old, 1) + "\n").unwrap();
    }
    let workbook =
        TestWorkbook::start_with(Options { content: Some(content), ..Options::default() });
    let client = Client::builder().redirect(redirect::Policy::none()).build().unwrap();
    let course: Course =
        client.get(workbook.url("/api/course")).send().await.unwrap().json().await.unwrap();
    let block = "de-antes#o2".to_owned();
    let lesson = course.lessons.iter().find(|lesson| lesson.formerly.contains(&block)).unwrap();
    let page = client.get(workbook.url("/en/lecciones/de-antes")).send().await.unwrap();
    assert_eq!(page.status(), StatusCode::MOVED_PERMANENTLY);
    // The browser keeps the fragment, and the page leads on by it.
    let to = format!("/en/lecciones/{}?antes=de-antes", lesson.slug);
    assert_eq!(page.headers()["location"], to.as_str());
    let there = client.get(workbook.url(&to)).send().await.unwrap();
    assert_eq!(there.status(), StatusCode::OK);
}
