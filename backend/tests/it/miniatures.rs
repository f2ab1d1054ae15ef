//! A miniature from the page to the numbers that its lesson tells: before a run, after one, after
//! another, and when a run is worth nothing.

use api::{
    course::{Course, ExerciseText, Lesson, Part},
    exercise::{ExerciseKind, ToldRun},
    value::{Outcomes, Values},
    verdict::{Score, VerdictResult},
};

use crate::workbook::{Learner, TestWorkbook, fields};

const MINIATURE: &str = "leer-dos-veces";

fn told(attempt: u32, second: u64) -> Option<ToldRun> {
    let numbers = [
        ("records_delivered act=1 actor=lector-1", 12),
        ("records_delivered act=1 actor=lector-2", second),
        ("records_in_log act=1", 12),
    ];
    let outcomes: Outcomes = numbers.map(|(name, number)| (name.to_owned(), number)).into();
    Some(ToldRun { attempt, outcomes })
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_has_examples_that_can_be_read_without_scripts() {
    let workbook = TestWorkbook::start();
    for (lang, label, without) in [
        ("es", "ejemplo", "La miniatura necesita JavaScript"),
        ("en", "example", "The miniature needs JavaScript"),
    ] {
        let page = workbook.url(&format!("/{lang}/lecciones/que-es"));
        let page = reqwest::get(page).await.unwrap().text().await.unwrap();
        let example = format!(
            "data-run=\"{MINIATURE}\" data-outcome=\"records_in_log act=1\">12\
             <span class=\"unseen\"> ({label})</span>"
        );
        assert!(page.contains(&example), "{page}");
        let note = format!("<p class=\"outcome-note\" data-run=\"{MINIATURE}\"");
        assert_eq!(page.matches(&note).count(), 1);
        let place = page.split("<div class=\"miniature-place\">").nth(1).unwrap();
        let place = place.split("</section>").next().unwrap();
        assert!(place.contains("<div class=\"goal\"><p>") && place.contains(without), "{place}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_text_tells_the_latest_run() {
    let workbook = TestWorkbook::start();
    let learner = Learner::new(&workbook).await.on(MINIATURE);
    let lesson: Lesson = learner.read("/api/lessons/que-es?lang=es").await;
    let parts = lesson.blocks.iter().flat_map(|block| &block.parts);
    let texts = parts.filter_map(|part| match part {
        Part::Miniature { id, text } if id == MINIATURE => Some(text),
        _ => None,
    });
    let texts = texts.collect::<Vec<_>>();
    let exercise = learner.exercise().await;
    // It can be read before it is loaded.
    let text = ExerciseText {
        label: exercise.label.clone(),
        title: exercise.title.clone(),
        goal: exercise.goal.clone(),
    };
    assert_eq!(texts, [&text]);
    assert_eq!((exercise.kind, exercise.told), (ExerciseKind::Miniature, None));

    // The same group finds nothing the second time.
    let verdict = learner.verdict(&Values::new(), None).await;
    assert_eq!((verdict.points, verdict.max_points), (0, 0));
    assert_eq!(verdict.result, VerdictResult::Passed);
    assert_eq!(learner.exercise().await.told, told(1, 0));

    // Another one finds everything.
    let run = learner.start_run(&fields([("group_id", "otro")]), None).await;
    learner.events(&run).await;
    assert_eq!(learner.exercise().await.told, told(2, 12));
    let course: Course = learner.read("/api/course?lang=es").await;
    let mut outlines = course.lessons.iter().flat_map(|lesson| &lesson.exercises);
    let outline = outlines.find(|outline| outline.id == MINIATURE).unwrap();
    assert_eq!(outline.kind, ExerciseKind::Miniature);
    assert_eq!(outline.best, Some(Score { points: 0, max_points: 0 }));

    // Somebody else has run nothing.
    assert_eq!(Learner::new(&workbook).await.on(MINIATURE).exercise().await.told, None);

    // A run that shows nothing leaves the one before.
    workbook
        .sql(&format!("UPDATE verdicts SET result = 'inconclusive' WHERE run_id = '{run}'"))
        .await;
    assert_eq!(learner.exercise().await.told, told(1, 0));
}
