//! Labs that exist only as text, one for each step that no exercise of the course has yet: the
//! model answer passes, and each wrong answer fails its check and no other.

mod cleanup;
mod offsets;
mod unreachable;
mod varied;

use std::{fs, process::Command};

use api::{
    event::Event,
    value::{Value, Values},
};
use backend::evidence::Evidence;
use lessons::{course::Course, exercise::Exercise};
use tempfile::TempDir;

use crate::{
    labs::judge,
    workbook::{Broker, CONTENT, Learner, Options, TestWorkbook},
};

const ID: &str = "ensayo";

/// A workbook whose course has one exercise more.
struct Lab {
    workbook: TestWorkbook,
    exercise: Exercise,
    _content: TempDir,
}

impl Lab {
    fn start(exercises: &str, broker: Broker) -> Self {
        let folder = TempDir::new().unwrap();
        let content = folder.path().join("content");
        let copied = Command::new("cp").arg("-r").arg(CONTENT).arg(&content).status().unwrap();
        assert!(copied.success());
        let lesson = content.join("99-ensayo");
        fs::create_dir(&lesson).unwrap();
        let prose = format!(
            "+++\nslug = \"{ID}\"\nnumber = \"5.9\"\ntitle = \"E\"\nsummary = \"E.\"\nminutes = 1\n+++\n\nT.\n\n{{{{ejercicio {ID}}}}}\n"
        );
        for name in ["lesson.es.md", "lesson.en.md"] {
            fs::write(lesson.join(name), &prose).unwrap();
        }
        fs::write(lesson.join("exercises.toml"), exercises).unwrap();
        let course = Course::load(&content).unwrap_or_else(|error| panic!("{error}"));
        let exercise = course.exercise(ID).unwrap().clone();
        let workbook = TestWorkbook::start_with(Options {
            broker,
            content: Some(content),
            ..Options::default()
        });
        Self { workbook, exercise, _content: folder }
    }

    /// Performs the model answer and all wrong ones.
    async fn judge_all(&self) {
        let answers = std::iter::once(None).chain((0..self.exercise.wrong.len()).map(Some));
        for wrong in answers {
            if let Some(fault) = judge(&self.workbook, &self.exercise, wrong).await {
                panic!("{fault}");
            }
        }
    }

    /// The evidence of a run of the model answer.
    async fn evidence(&self) -> Evidence {
        let learner = Learner::new(&self.workbook).await.on(ID);
        let run = learner.start_run(&self.exercise.model, None).await;
        learner.events(&run).await;
        learner.read(&format!("/api/runs/{run}/evidence")).await
    }

    /// The events of a run of the model answer with these changes, and how many orders it has.
    async fn events(&self, changes: &[(&str, &str)]) -> (Vec<Event>, usize) {
        let learner = Learner::new(&self.workbook).await.on(ID);
        let orders = learner.exercise().await.variant.orders.len();
        let mut fields: Values = self.exercise.model.clone();
        let text = |text: &&str| Value::Text((*text).to_owned());
        fields.extend(changes.iter().map(|(name, value)| ((*name).to_owned(), text(value))));
        let run = learner.start_run(&fields, None).await;
        (learner.events(&run).await, orders)
    }
}

/// The parts of an exercise that say nothing about what a run does.
fn exercise(model: &str, fields: &[(&str, &[&str])], checks: &[(&str, &str)]) -> String {
    let mut text = format!(
        r#"
[[exercise]]
id = "{ID}"
spec_version = 1
label = {{ es = "L", en = "L" }}
title = {{ es = "T", en = "T" }}
goal = {{ es = "M.", en = "G." }}
limits = {{ records = 4000, bytes = 1048576, partitions = 3, members = 2, seconds = 120 }}
model = {model}
question = []

[[exercise.snippet]]
code = "pass"
"#
    );
    for (name, values) in fields {
        let default = values[0];
        text += &format!(
            "\n[[exercise.field]]\nname = \"{name}\"\ndefault = \"{default}\"\nnote = {{ es = \"n\", en = \"n\" }}\n"
        );
        for value in *values {
            text += &format!(
                "\n[[exercise.field.input.choice]]\nvalue = \"{value}\"\nlabel = {{ es = \"v\", en = \"v\" }}\n"
            );
        }
    }
    let hint = "{ es = \"p\", en = \"h\" }";
    for (id, kind) in checks {
        text += &format!(
            "\n[[exercise.check]]\nid = \"{id}\"\nkind = {kind}\npoints = 1\nclaim = {{ es = \"c\", en = \"c\" }}\nhints = [{hint}, {hint}, {hint}, {hint}]\n"
        );
    }
    text
}
