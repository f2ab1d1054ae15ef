//! An exercise as its learner sees it: with her orders for the next attempt, and without anything
//! that shows what a check expects.

use api::{
    exercise::{self as shown, Exercise, Input, Question, ToldRun},
    text::Lang,
};
use axum::{
    Json,
    extract::{Path, Query, State},
};
use lessons::{exercise, question};

use super::{course::Reader, visitor::Visitor};
use crate::{
    error::{Error, Noun},
    evidence::{
        seed::Seed,
        variant::{EARLY, Variant},
    },
    lab::{Lab, orders},
    store::{runs, verdicts},
};

/// Past runs in the list.
const MOST_RUNS: u32 = 20;

pub async fn show_exercise(
    State(lab): State<Lab>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(reader): Query<Reader>,
) -> Result<Json<Exercise>, Error> {
    let course = lab.course.now();
    let exercise = course.exercise(&id).ok_or(Error::NotFound(Noun::Exercise))?;
    let attempt = runs::next_attempt(&lab.store, &visitor.learner, &id).await?;
    let seed = Seed::derive(&visitor.learner, &id, attempt);
    let variant = orders::derive(&seed, exercise);
    let lang = reader.lang;
    Ok(Json(Exercise {
        id: id.clone(),
        kind: exercise.kind,
        label: exercise.label.get(lang).to_owned(),
        title: exercise.title.get(lang).to_owned(),
        goal: exercise.goal.get(lang).to_owned(),
        fields: exercise.fields.iter().map(|field| field.get(lang)).collect(),
        questions: questions(exercise, &variant, lang),
        snippet: exercise.snippet.get(lang).to_vec(),
        checks: exercise.checks.iter().map(|check| check.outline(lang)).collect(),
        limits: exercise.limits,
        attempt,
        seed: seed.as_str().to_owned(),
        variant: shown::Variant {
            partitions: variant.partitions,
            orders: variant.orders.iter().map(ToString::to_string).collect(),
            early: variant.draw(EARLY),
        },
        broker: lab.broker.label(),
        left_out: lab
            .broker
            .leaves_out(exercise.scenario.needs)
            .map(|why| why.get(lang).to_owned()),
        best: verdicts::best(&lab.store, &visitor.learner).await?.remove(&id),
        told: told(&lab, &visitor, exercise).await?,
        runs: runs::list(&lab.store, &visitor.learner, &id, MOST_RUNS).await?,
    }))
}

/// What the lesson's text tells of the visitor's latest run. A verdict that is older than the text
/// has none of its numbers.
async fn told(
    lab: &Lab,
    visitor: &Visitor,
    exercise: &exercise::Exercise,
) -> Result<Option<ToldRun>, Error> {
    if exercise.outcomes.is_empty() {
        return Ok(None);
    }
    let latest = verdicts::latest(&lab.store, &visitor.learner, &exercise.id).await?;
    let told = latest.map(|(attempt, verdict)| ToldRun { attempt, outcomes: verdict.outcomes });
    Ok(told.filter(|told| !told.outcomes.is_empty()))
}

fn questions(exercise: &exercise::Exercise, variant: &Variant, lang: Lang) -> Vec<Question> {
    exercise
        .questions
        .iter()
        .map(|question: &question::Question| {
            let number = || {
                let range = orders::answers(variant, &question.observes);
                let none = question.observes.offers_none();
                Input::Integer { min: *range.start(), max: *range.end(), optional: false, none }
            };
            Question {
                id: question.id.clone(),
                text: variant.fill(question.text.get(lang)),
                input: question.input.as_ref().map_or_else(number, |input| input.get(lang)),
                when: question.when.clone(),
            }
        })
        .collect()
}
