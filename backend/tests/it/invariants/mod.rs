//! The invariants of ARCHITECTURE.md that can be checked in the repository's own text. Those about
//! behaviour are tested where the behaviour is.

mod sources;

use rdkafka::ClientConfig;
use sources::{Source, read, rust};

/// The paths of the sources that break a rule.
fn paths(sources: Vec<Source>, breaks: impl Fn(&Source) -> bool) -> Vec<String> {
    sources.into_iter().filter(|source| breaks(source)).map(|source| source.path).collect()
}

const NOWHERE: [String; 0] = [];

/// What is compiled into a crate, and what else its tests need.
const SHIPPED: [&str; 2] = ["dependencies", "build-dependencies"];
const ALL: [&str; 3] = ["dependencies", "dev-dependencies", "build-dependencies"];

fn dependencies(of: &str, tables: &[&str]) -> Vec<String> {
    let manifest: toml::Table = read(&format!("{of}/Cargo.toml")).parse().unwrap();
    let tables = tables.iter().filter_map(|name| manifest.get(*name)?.as_table());
    tables.flat_map(|table| table.keys().cloned()).collect()
}

#[test]
fn arrows_point_one_way() {
    assert_eq!(dependencies("api", &SHIPPED), ["serde"]);
    let of_the_workspace = |of| {
        let names = ["api", "lessons", "backend", "frontend"];
        let own = |name: &String| names.contains(&name.as_str());
        dependencies(of, &ALL).into_iter().filter(own).collect::<Vec<_>>()
    };
    assert_eq!(of_the_workspace("lessons"), ["api"]);
    assert_eq!(of_the_workspace("frontend"), ["api"]);
    assert_eq!(of_the_workspace("backend"), ["api", "lessons"]);
}

#[test]
fn only_profile_and_broker_name_a_client_property() {
    let client = ClientConfig::new().create_native_config().unwrap();
    let names_one = |source: &Source| {
        let dotted = source.strings.iter().filter(|string| string.contains('.'));
        dotted.into_iter().any(|string| client.get(string).is_ok())
    };
    let elsewhere =
        |source: &Source| !source.is_in(&["backend/src/lab/profile/", "backend/src/lab/cluster/"]);
    assert_eq!(
        paths(rust("backend/src"), |source| elsewhere(source) && names_one(source)),
        NOWHERE
    );
    // Proves that the rule finds what it forbids.
    assert!(rust("backend/src/lab/profile").iter().any(names_one));
}

#[test]
fn only_namespace_builds_real_names() {
    let builds = |source: &Source| source.strings.iter().any(|string| string.starts_with("b."));
    assert_eq!(paths(rust("backend/src"), builds), ["backend/src/lab/namespace.rs"]);
}

/// Evidence is below all that writes, keeps, judges and shows it: it uses none of them.
#[test]
fn evidence_is_a_leaf() {
    let names = |modules: &'static [&str]| {
        move |source: &Source| modules.iter().any(|module| source.has_word(module))
    };
    let in_the_backend = |folder| rust(&format!("backend/src/{folder}"));
    let above = names(&["lab", "grader", "store", "routes", "regrade", "lessons", "clock"]);
    assert_eq!(paths(in_the_backend("evidence"), above), NOWHERE);
    let beside_the_grader = names(&["lab", "store", "routes", "regrade"]);
    assert_eq!(paths(in_the_backend("grader"), beside_the_grader), NOWHERE);
    let beside_the_store = names(&["lab", "grader", "routes", "regrade"]);
    assert_eq!(paths(in_the_backend("store"), beside_the_store), NOWHERE);
    assert_eq!(paths(in_the_backend("lab"), names(&["routes", "regrade"])), NOWHERE);
    // Proves that the rule finds what it forbids.
    assert!(in_the_backend("lab").iter().any(names(&["grader"])));
}

#[test]
fn grader_and_evidence_do_no_io() {
    const IO: [&str; 14] = [
        "async",
        "await",
        "tokio",
        "fs",
        "net",
        "process",
        "env",
        "thread",
        "SystemTime",
        "Instant",
        "rand",
        "sqlx",
        "rdkafka",
        "tracing",
    ];
    let does_io = |source: &Source| IO.iter().any(|word| source.has_word(word));
    for pure in ["backend/src/grader", "backend/src/evidence"] {
        assert_eq!(paths(rust(pure), does_io), NOWHERE);
    }
}

#[test]
fn no_moment_of_a_run_comes_from_the_wall_clock() {
    let reads = |source: &Source| source.has_word("SystemTime");
    // The first compares the times of files.
    let mut readers = paths(rust("backend/src"), reads);
    readers.sort();
    assert_eq!(readers, ["backend/src/current_course.rs", "backend/src/store/mod.rs"]);
    // Only the end of a run is stored by the wall clock.
    let asks = |source: &Source| source.has_word("now_ms");
    assert_eq!(paths(rust("backend/src/lab"), asks), ["backend/src/lab/run/scheduler.rs"]);
}

#[test]
fn routes_hold_no_sql_and_the_store_no_http() {
    let has = |words: &'static [&str]| {
        move |source: &Source| words.iter().any(|word| source.has_word(word))
    };
    assert_eq!(paths(rust("backend/src/routes"), has(&["sqlx", "rdkafka"])), NOWHERE);
    assert_eq!(paths(rust("backend/src/store"), has(&["axum", "http", "tower"])), NOWHERE);
    let elsewhere = |source: &Source| !source.is_in(&["backend/src/store/"]);
    assert_eq!(
        paths(rust("backend/src"), |source| elsewhere(source) && source.has_word("sqlx")),
        NOWHERE
    );
}

#[test]
fn no_client_lives_in_the_server() {
    // A worker's crash must not be the server's; the broker only reads librdkafka's version.
    let workers = ["backend/src/lab/client/", "backend/src/lab/cluster/mod.rs"];
    assert_eq!(
        paths(rust("backend/src"), |source| !source.is_in(&workers) && source.has_word("rdkafka")),
        NOWHERE
    );
}

#[test]
fn processes_are_started_in_few_places() {
    let places = [
        "backend/src/lab/cluster/local/",
        "backend/src/lab/worker/process.rs",
        // Its subcommands have that name.
        "backend/src/main.rs",
    ];
    let starts = |source: &Source| source.has_word("Command") && !source.is_in(&places);
    assert_eq!(paths(rust("backend/src"), starts), NOWHERE);
}

#[test]
fn what_is_taught_cannot_be_sent_whole() {
    // A worker's plan has a few words of a scenario, such as when a script commits: all of them are
    // choices of a form, and none is what a check expects.
    let told_to_workers = ["disturbance", "group", "position", "producer", "service"]
        .map(|name| format!("lessons/src/scenario/{name}.rs"));
    let mut told = paths(rust("lessons/src"), |source| source.has_word("Serialize"));
    // A folder is read in no particular order.
    told.sort_unstable();
    assert_eq!(told, told_to_workers);
}

/// The code that paints; words and colours come from elsewhere.
fn painters() -> Vec<Source> {
    ["frontend/src/components", "frontend/src/pages", "frontend/src/paint", "frontend/src/app.rs"]
        .into_iter()
        .flat_map(rust)
        .collect()
}

#[test]
fn no_component_names_a_colour() {
    let coloured =
        |source: &Source| source.strings.iter().any(|string| colour_in(string).is_some());
    assert_eq!(paths(painters(), coloured), NOWHERE);
    for style in ["base", "components", "pages"] {
        let text = read(&format!("frontend/style/{style}.css"));
        // Only the values of declarations: names of classes and properties may contain anything.
        let values = text.split(['{', '}', ';']).filter_map(|part| Some(part.split_once(':')?.1));
        let named: Vec<_> = values.filter_map(colour_in).collect();
        assert_eq!(named, [""; 0], "{style}.css: colours live in tokens.css");
    }
    assert_eq!(colour_in("1px solid #a1B2c3"), Some("#a1B2c3"));
    assert_eq!(colour_in("var(--red-ink)"), None);
}

/// A colour in a value of CSS or SVG.
fn colour_in(value: &str) -> Option<&str> {
    const NAMED: [&str; 24] = [
        "aqua", "beige", "black", "blue", "brown", "crimson", "cyan", "gold", "gray", "green",
        "grey", "indigo", "ivory", "lime", "magenta", "maroon", "navy", "orange", "pink", "purple",
        "red", "silver", "white", "yellow",
    ];
    const FUNCTIONS: [&str; 7] = ["rgb", "rgba", "hsl", "hsla", "hwb", "lab", "oklch"];
    let words = value.split(|c: char| !c.is_ascii_alphanumeric() && !"#-_".contains(c));
    words.into_iter().find(|word| {
        let is_hex = word.strip_prefix('#').is_some_and(|digits| {
            [3, 4, 6, 8].contains(&digits.len()) && digits.chars().all(|c| c.is_ascii_hexdigit())
        });
        let is_function = FUNCTIONS.contains(word) && value.contains(&format!("{word}("));
        is_hex || is_function || NAMED.contains(word)
    })
}

#[test]
fn no_component_holds_a_literal_text() {
    let styles = ["tokens", "base", "components", "pages"];
    let styles = styles.map(|style| read(&format!("frontend/style/{style}.css"))).concat();
    let is_class = |word: &str| styles.contains(&format!(".{word}"));
    // The browser's names of keys (`KeyboardEvent.key`), which nobody reads.
    const KEYS: [&str; 6] = ["ArrowLeft", "ArrowRight", "Home", "End", "Enter", "Escape"];
    const MARKS: [char; 8] = ['.', ',', ':', '…', '¿', '?', '¡', '!'];
    let is_text = |string: &str| {
        let words = string.split_whitespace().map(|word| word.trim_matches(MARKS));
        let is_word = |word: &&str| word.len() > 1 && word.chars().all(char::is_alphabetic);
        let words: Vec<&str> = words.filter(is_word).collect();
        let speaks = |word: &&str| !word.is_ascii() || word.starts_with(char::is_uppercase);
        // Several words are a list of classes, or they are text.
        words.iter().any(speaks) || (words.len() > 1 && !words.iter().any(|word| is_class(word)))
    };
    let texts: Vec<_> = painters()
        .into_iter()
        .flat_map(|source| source.strings.into_iter().map(move |text| (source.path.clone(), text)))
        .filter(|(_, text)| is_text(text) && !KEYS.contains(&text.as_str()))
        .collect();
    assert_eq!(texts, []);
    assert!(is_text("¿Listo?") && is_text("Ready") && is_text("never mind"));
}
