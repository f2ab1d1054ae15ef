//! Tests of the grader with hand-made evidence: a healthy run of each exercise, and the verdict
//! when one thing in it is wrong.

/// Arbitrary evidence, also such as no run leaves.
mod any_evidence;
/// The prediction compared with what happened.
mod comparisons;
/// Evidence of a healthy run of the exercise on configuration.
mod configuration;
/// Evidence of a healthy run of the consumer's exercise.
mod consumer;
/// Records that cannot be read, and what becomes of them.
mod dead_letters;
/// For every check, evidence that fails it and no other.
mod each_check;
/// The rows of the lab's sink.
mod effects;
/// Two groups, their commits, and who stays in them.
mod groups;
/// One check or one question alone, of any kind.
mod kind;
/// Runs that the infrastructure spoiled, and brokers that cannot judge.
mod not_judged;
/// Every order once: duplicates, foreign records, gaps, tombstones.
mod orders_once;
/// Keys and their partitions, and which topics exist.
mod partitions;
/// Evidence of a healthy run, and ways to change it.
mod run;
/// What happened, in one sentence.
mod sentence;
/// What services sent on, dropped and kept.
mod services;

use std::{path::Path, sync::LazyLock};

use api::verdict::{CheckVerdict, Verdict};
use lessons::{course::Course, exercise::Exercise};

/// The course that is served to learners.
static COURSE: LazyLock<Course> = LazyLock::new(|| {
    let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("../lessons/content");
    Course::load(&content).expect("the course is well formed")
});

static PRODUCTOR_BASICO: LazyLock<&Exercise> = LazyLock::new(|| exercise("productor-basico"));
static CONSUMIDOR_BASICO: LazyLock<&Exercise> = LazyLock::new(|| exercise("consumidor-basico"));
static CONFIGURACION_AVANZADA: LazyLock<&Exercise> =
    LazyLock::new(|| exercise("configuracion-avanzada"));

fn exercise(id: &str) -> &'static Exercise {
    COURSE.exercise(id).expect("the course has this exercise")
}

/// The checks that were judged and failed.
fn failed(verdict: &Verdict) -> Vec<&str> {
    let failed = verdict.checks.iter().filter(|check| check.result == CheckVerdict::NotYet);
    failed.map(|check| check.id.as_str()).collect()
}
