//! Accepted runs, of all three exercises, each with the answer that gets all points: whatever they
//! lose, they lose because of us.

use api::{
    event::{Event, EventKind},
    run::RunState,
    value::Values,
    verdict::VerdictResult,
};

use crate::{
    lab_configuration::Answer,
    lab_consumer,
    workbook::{EXERCISE, Learner, TestWorkbook, assert_numbered, model},
};

pub const EXERCISES: [&str; 3] = [EXERCISE, "consumidor-basico", "configuracion-avanzada"];

/// A run that has to end with a verdict.
#[derive(Clone)]
pub struct Promised {
    pub learner: Learner,
    pub run: String,
}

/// Verdicts of a right answer that are allowed besides a pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AllowedBesidesPass {
    Nothing,
    /// The broker itself was away.
    Inconclusive,
}

/// The model answer of an exercise, and a right prediction.
pub async fn answer(learner: &Learner, exercise: &str) -> (Values, Values) {
    match exercise {
        "consumidor-basico" => {
            let fields = lab_consumer::model();
            let prediction = learner.any_prediction(&fields).await;
            (fields, prediction)
        }
        "configuracion-avanzada" => {
            let answer = Answer::model();
            let prediction = answer.prediction(learner).await;
            (answer.fields, prediction)
        }
        _ => (model(), learner.any_prediction(&model()).await),
    }
}

impl Promised {
    pub async fn accept(learner: &Learner, exercise: &'static str) -> Self {
        let learner = learner.clone().on(exercise);
        let (fields, prediction) = answer(&learner, exercise).await;
        let run = learner.start_run(&fields, Some(prediction)).await;
        Self { learner, run }
    }

    /// Runs of each exercise in turn, each of another learner.
    pub async fn accept_many(workbook: &TestWorkbook, count: usize) -> Vec<Self> {
        let mut promised = Vec::new();
        for number in 0..count {
            let learner = Learner::new(workbook).await;
            promised.push(Self::accept(&learner, EXERCISES[number % EXERCISES.len()]).await);
        }
        promised
    }

    /// Waits for the end, on the server that runs now.
    pub async fn is_kept(&self, allowed: AllowedBesidesPass) {
        let events = self.learner.events(&self.run).await;
        self.is_kept_after(&events, allowed).await;
    }

    /// Given all of its events: it ended with a fair verdict.
    pub async fn is_kept_after(&self, events: &[Event], allowed: AllowedBesidesPass) {
        assert_numbered(events, 1);
        let run = self.learner.run(&self.run).await;
        assert_eq!(run.state, RunState::Done);
        let verdict = run.verdict.expect("a run that is done has a verdict");
        match verdict.result {
            VerdictResult::Passed => assert_eq!(verdict.points, verdict.max_points),
            VerdictResult::Inconclusive if allowed == AllowedBesidesPass::Inconclusive => {
                let is_told = |event: &Event| match &event.kind {
                    EventKind::Inconclusive { awaited } => {
                        println!("inconclusive {}: {}", run.exercise, awaited.en);
                        awaited.es.len() > 20
                    }
                    _ => false,
                };
                assert!(events.iter().any(is_told), "{events:#?}");
            }
            VerdictResult::Inconclusive | VerdictResult::NotYet => {
                panic!("{} got {verdict:#?} {events:#?}", run.exercise)
            }
        }
    }
}
