//! The whole session on one page.

use std::collections::BTreeSet;

use lessons::course::Course;

use crate::workbook::{CONTENT, TestWorkbook};

#[tokio::test(flavor = "multi_thread")]
async fn every_lesson_is_in_it_and_every_link_in_it_leads_somewhere() {
    let workbook = TestWorkbook::start();
    let course = Course::load(CONTENT.as_ref()).unwrap();
    for lang in api::text::Lang::ALL {
        let url = workbook.url(&api::paths::booklet_page(lang));
        let page = reqwest::get(url).await.unwrap().text().await.unwrap();
        for lesson in &course.lessons {
            let title = format!("<h1>{}</h1>", lesson.title.get(lang));
            assert_eq!(page.matches(&title).count(), 1, "{title}");
        }
        let ids: Vec<_> = named(&page, " id=\"").collect();
        let unique: BTreeSet<_> = ids.iter().copied().collect();
        assert_eq!(ids.len(), unique.len(), "an id stands twice");
        let linked = named(&page, "href=\"#").chain(named(&page, "aria-labelledby=\""));
        let missing: Vec<_> =
            linked.flat_map(|ids| ids.split(' ')).filter(|id| !unique.contains(id)).collect();
        assert!(missing.is_empty(), "{missing:?}");
        assert!(!page.contains("boot.js"), "nothing is to replace the page");
    }
}

/// What stands behind each of these, up to the quotation mark.
fn named<'a>(page: &'a str, before: &str) -> impl Iterator<Item = &'a str> {
    let parts: Vec<_> = page.split(before).skip(1).collect();
    parts.into_iter().filter_map(|part| part.split('"').next())
}
