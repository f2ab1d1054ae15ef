//! A course that changes while the server runs, for those who write it.

use std::fs;

use futures_util::StreamExt;
use reqwest::StatusCode;

use crate::{
    endurance::eventually,
    workbook::{Options, TestWorkbook, changed_content},
};

async fn page(workbook: &TestWorkbook) -> String {
    let url = workbook.url("/es/lecciones/que-es");
    reqwest::get(url).await.unwrap().text().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_lesson_is_shown_at_once_and_a_broken_one_never() {
    let folder = tempfile::tempdir().unwrap();
    let content = changed_content(folder.path(), "[[exercise]]", "[[exercise]]");
    let workbook = TestWorkbook::start_with(Options {
        content: Some(content.clone()),
        arguments: vec!["--watch".to_owned()],
        keeps_log: true,
        ..Options::default()
    });
    assert!(page(&workbook).await.contains("watch.js"));
    let changes = reqwest::get(workbook.url(api::paths::COURSE_CHANGES)).await.unwrap();
    assert_eq!(changes.status(), StatusCode::OK);
    let mut changes = changes.bytes_stream();
    let file = content.join("11-que-es/lesson.es.md");
    let before = fs::read_to_string(&file).unwrap();
    let (old, mended) =
        ("Una tienda en línea recibe pedidos.", "Una tienda recibe muchos pedidos.");
    assert!(before.contains(old));

    fs::write(&file, "nothing that is a lesson").unwrap();
    eventually("the fault is in the log", async || workbook.log().contains("was not taken")).await;
    assert!(page(&workbook).await.contains(old));

    fs::write(&file, before.replace(old, mended)).unwrap();
    // The first thing that is said: of the broken course nothing was.
    assert_eq!(changes.next().await.unwrap().unwrap(), "data: changed\n\n");
    assert!(page(&workbook).await.contains(mended));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_waits_for_changes_of_a_course_that_cannot_change() {
    let workbook = TestWorkbook::start();
    let answer = reqwest::get(workbook.url(api::paths::COURSE_CHANGES)).await.unwrap();
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    assert!(!page(&workbook).await.contains("watch.js"));
}
