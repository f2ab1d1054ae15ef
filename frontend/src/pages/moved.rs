//! Goes on from the address of an old lesson. The server leads it to the lesson that has its
//! beginning; which of its blocks was asked for only the browser knows.

use api::{
    course::{Course, LessonOutline},
    paths,
    text::Lang,
};

use crate::browser;

/// Leads on, if the page was reached by an old address.
pub fn go_on(course: &Course, lang: Lang) {
    let Some(old) = browser::query(paths::FORMERLY) else { return };
    let address = format!("{old}{}", browser::fragment().unwrap_or_default());
    let page = browser::path();
    match successor(course, &address).map(|lesson| paths::lesson_page(lang, &lesson.slug)) {
        Some(other) if other != page => browser::replace_page(&other),
        // The old anchor names another block here.
        Some(_) | None => browser::replace_address(&page),
    }
}

/// The lesson in which a block of an old one is now.
fn successor<'a>(course: &'a Course, address: &str) -> Option<&'a LessonOutline> {
    course.lessons.iter().find(|lesson| lesson.formerly.iter().any(|old| old == address))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::course::lesson;

    #[test]
    fn a_block_of_an_old_lesson_is_found_where_it_is_now() {
        let course = Course {
            title: String::new(),
            summary: String::new(),
            sections: Vec::new(),
            lessons: vec![lesson("basica", &["productores"]), lesson("acks", &["productores#o3"])],
            objectives: Vec::new(),
            resources: Vec::new(),
            keep_days: 30,
        };
        let found = |address| successor(&course, address).map(|lesson| lesson.slug.as_str());
        assert_eq!(found("productores"), Some("basica"));
        assert_eq!(found("productores#o3"), Some("acks"));
        assert_eq!(found("productores#o9"), None);
    }
}
