//! Paths of the API and of the pages. The router and the client both read them here.

pub const COURSE: &str = "/api/course";
/// Says when the course has changed, on a server for those who write it.
pub const COURSE_CHANGES: &str = "/api/course/changes";
pub const LESSON: &str = "/api/lessons/{slug}";
/// The whole text of the course, for the search in the browser.
pub const PASSAGES: &str = "/api/passages";
pub const READINGS: &str = "/api/readings";
pub const GLOSSARY: &str = "/api/glossary";
pub const EXERCISE: &str = "/api/exercises/{id}";
pub const SESSION: &str = "/api/session";
pub const RUNS: &str = "/api/runs";
pub const RUN: &str = "/api/runs/{id}";
pub const RUN_EVENTS: &str = "/api/runs/{id}/events";
pub const RUN_STOP: &str = "/api/runs/{id}/stop";
pub const RUN_EVIDENCE: &str = "/api/runs/{id}/evidence";

pub const HEALTH_LIVE: &str = "/health/live";
pub const HEALTH_READY: &str = "/health/ready";
pub const METRICS: &str = "/metrics";

/// Where the compiled frontend is served; `{build}` is a hash of its content.
pub const ASSETS: &str = "/assets/{build}";

/// Names, in answers, the build that the server has.
pub const BUILD_HEADER: &str = "x-bitacora-build";

/// Page segments, the same for the routers of server and browser.
pub const LESSON_SEGMENT: &str = "lecciones";
pub const RUN_SEGMENT: &str = "ejecuciones";
pub const GLOSSARY_SEGMENT: &str = "glosario";
pub const BOOKLET_SEGMENT: &str = "cuaderno";

/// In the query of a lesson's page: the slug of the old lesson that was asked for.
pub const FORMERLY: &str = "antes";

/// Fills the one placeholder of an API path: `fill(RUN, "01a")` is `/api/runs/01a`.
pub fn fill(path: &str, value: &str) -> String {
    match (path.find('{'), path.find('}')) {
        (Some(open), Some(close)) => format!("{}{value}{}", &path[..open], &path[close + 1..]),
        _ => path.to_owned(),
    }
}

/// `/es/`.
pub fn home_page(lang: crate::text::Lang) -> String {
    format!("/{}/", lang.code())
}

/// `/es/lecciones/{slug}`.
pub fn lesson_page(lang: crate::text::Lang, slug: &str) -> String {
    format!("/{}/{LESSON_SEGMENT}/{slug}", lang.code())
}

/// `/es/glosario`.
pub fn glossary_page(lang: crate::text::Lang) -> String {
    format!("/{}/{GLOSSARY_SEGMENT}", lang.code())
}

/// `/es/cuaderno`.
pub fn booklet_page(lang: crate::text::Lang) -> String {
    format!("/{}/{BOOKLET_SEGMENT}", lang.code())
}

/// `/es/ejecuciones/{id}`.
pub fn run_page(lang: crate::text::Lang, id: &str) -> String {
    format!("/{}/{RUN_SEGMENT}/{id}", lang.code())
}

#[cfg(test)]
mod tests {
    #[test]
    fn fill_replaces_the_placeholder_wherever_it_stands() {
        assert_eq!(super::fill(super::RUN_EVENTS, "01a"), "/api/runs/01a/events");
        assert_eq!(super::fill(super::COURSE, "01a"), "/api/course");
    }
}
