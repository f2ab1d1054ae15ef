//! Labs as data: those of the course.

mod any_values;
mod faults;
mod labs;
mod ported;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use api::value::{Value, Values};
use lessons::{
    course::Course,
    exercise::Exercise,
    scenario::{
        draw::Draws,
        name::{ActorName, TopicKey},
        script::Script,
    },
};
use tempfile::TempDir;

use crate::schema;

/// Folder and id of each exercise of the course.
const PORTED: [(&str, &str); 3] = [
    ("31-configuracion-basica", "productor-basico"),
    ("41-configuracion-de-grupos", "consumidor-basico"),
    ("34-batching-y-compresion", "configuracion-avanzada"),
];

/// The same of the other labs.
const LABS: [(&str, &str); 8] = [
    ("42-offsets", "confirmar"),
    ("43-rebalanceo", "expulsado"),
    ("21-topics-y-particiones", "mas-particiones"),
    ("11-que-es", "no-desaparece"),
    ("24-grupos-de-consumidores", "dos-aplicaciones"),
    ("44-errores", "mensajes-malos"),
    ("21-topics-y-particiones", "se-crea-solo"),
    ("44-errores", "efectos"),
];

fn read(path: PathBuf) -> String {
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The exercises of a lesson of the course.
fn text_of(folder: &str) -> String {
    let file = format!("content/{folder}/exercises.toml");
    read(Path::new(env!("CARGO_MANIFEST_DIR")).join(file))
}

/// Loads a course with this exercise; the error begins with file and line. What stands in the same
/// file is placed behind it.
fn load(exercises: &str, id: &str) -> Result<Exercise, String> {
    let folder = TempDir::new().expect("a temporary folder");
    fs::create_dir_all(folder.path().join("01-a/figures")).expect("a folder");
    let marks = [("exercise", "ejercicio"), ("miniature", "miniatura"), ("ask", "pregunta")];
    let others = marks.into_iter().flat_map(|(table, mark)| {
        let head = format!("[[{table}]]\nid = \"");
        let entries = exercises.split(&head).skip(1);
        let ids: Vec<&str> = entries.filter_map(|rest| rest.split('"').next()).collect();
        ids.into_iter().map(move |id| (mark, id))
    });
    let others = others.filter(|(_, other)| *other != id);
    let placed: String = others.map(|(mark, id)| format!("\n\n{{{{{mark} {id}}}}}")).collect();
    let placed = format!("{id}}}}}{placed}");
    let es = include_str!("../small/lesson.es.md").replace("uno}}", &placed);
    let en = include_str!("../small/lesson.en.md").replace("uno}}", &placed);
    for (name, text) in [
        (
            "course.toml",
            "title = { es = \"c\", en = \"c\" }\nsummary = { es = \"s\", en = \"s\" }\n",
        ),
        ("01-a/lesson.es.md", &es),
        ("01-a/lesson.en.md", &en),
        ("01-a/exercises.toml", exercises),
        ("01-a/figures/f.svg", include_str!("../small/figure.svg")),
    ] {
        fs::write(folder.path().join(name), text).expect("a file");
    }
    let course = Course::load(folder.path()).map_err(|error| {
        let root = format!("{}/01-a/", folder.path().display());
        let error = error.to_string();
        error.strip_prefix(&root).unwrap_or(&error).to_owned()
    })?;
    Ok(course.exercise(id).expect("the exercise").clone())
}

fn exercise(id: &str) -> Exercise {
    let all = PORTED.into_iter().chain(LABS);
    let (folder, id) = all.into_iter().find(|(_, other)| *other == id).expect("one of these");
    load(&text_of(folder), id).unwrap_or_else(|error| panic!("{id}: {error}"))
}

fn resolve(exercise: &Exercise, changes: &[(&str, Value)], draws: &Draws) -> Script {
    let changes: Values =
        changes.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    let fields = exercise.parse_fields(&changes).unwrap_or_else(|error| panic!("{error}"));
    exercise.scenario.resolve(&fields, draws).unwrap_or_else(|fault| panic!("{fault}"))
}

fn draws(orders: u32, named: &[(&str, u32)]) -> Draws {
    let named: BTreeMap<String, u32> =
        named.iter().map(|(name, number)| ((*name).to_owned(), *number)).collect();
    Draws { orders, named }
}

#[test]
fn an_editor_takes_every_scenario_and_knows_what_can_be_bound() {
    let schema = Path::new(schema::SCHEMA);
    for text in PORTED.into_iter().chain(LABS).map(|(folder, _)| text_of(folder)) {
        schema::checked(&text, schema).unwrap_or_else(|error| panic!("{error}\n{text}"));
    }
    let text = text_of("41-configuracion-de-grupos");
    for (from, to, place) in [
        ("\"$members\"", "\"members\"", "cast/app/group/members"),
        ("\"$client_version\"", "\"1.0\"", "cast/app/group/client_version"),
        ("\"$early\"", "true", "act/0/steps/0"),
        ("{ start =", "{ begin =", "act/0/steps/1"),
        ("[12, 40]", "\"$count\"", "data/orders/count"),
    ] {
        assert!(text.contains(from), "{from}");
        let error = schema::checked(&text.replacen(from, to, 1), schema).expect_err(to);
        let place = format!("/exercise/0/scenario/{place}");
        assert!(error.contains(&place), "{to}: expected {place} in {error}");
    }
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn topic(key: &str) -> TopicKey {
    TopicKey::new(key.to_owned())
}

fn actor(name: &str) -> ActorName {
    ActorName::new(name.to_owned())
}
