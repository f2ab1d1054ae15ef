//! Every exercise of the course, one suite on both broker kinds: the model answer passes on several
//! seeds, and each wrong answer that the exercise names fails the checks that it names, and no
//! other. On real Kafka every run gives the numbers that the text tells of it, too.

use std::collections::BTreeMap;

use api::{
    broker::BrokerKind,
    value::{Outcomes, Value, Values},
    verdict::{CheckVerdict, Verdict, VerdictResult},
};
use backend::{
    evidence::{Evidence, seed::Seed},
    grader,
    lab::orders,
};
use futures_util::{StreamExt, stream};
use lessons::{
    course::Course,
    exercise::Exercise,
    field::Input,
    question::Question,
    scenario::{step::Step, wrong::Prediction},
};

use crate::workbook::{Broker, CONTENT, Learner, Options, TestWorkbook, has_kafka};

/// How often the model answer runs, each time with another seed. Where something happens to a process
/// or a connection in mid-run, luck could decide; elsewhere only the orders differ.
const SEEDS_WHERE_DISTURBED: usize = 10;
const SEEDS: usize = 3;

#[tokio::test(flavor = "multi_thread")]
async fn the_exercises_suite_on_the_simulated_cluster() {
    suite(Broker::Simulated).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_exercises_suite_on_real_kafka() {
    if has_kafka() {
        suite(Broker::Local).await;
    }
}

async fn suite(broker: Broker) {
    let course = Course::load(CONTENT.as_ref()).unwrap();
    let workbook = TestWorkbook::start_with(Options { broker, ..Options::default() });
    let exercises = course.exercises();
    let performed = exercises.filter(|it| broker != Broker::Simulated || !it.scenario.needs.kafka);
    let mut runs = Vec::new();
    for exercise in performed {
        runs.extend((0..seeds(exercise)).map(|_| (exercise, None)));
        runs.extend((0..exercise.wrong.len()).map(|answer| (exercise, Some(answer))));
    }
    assert!(runs.len() > SEEDS);
    let judged = stream::iter(runs)
        .map(|(exercise, answer)| judge(&workbook, exercise, answer))
        .buffer_unordered(3);
    let faults: Vec<String> = judged.filter_map(std::future::ready).collect().await;
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

fn seeds(exercise: &Exercise) -> usize {
    let draws = orders::draws_of(&orders::derive(&Seed::stored("any"), exercise));
    let script = exercise.scenario.resolve(&exercise.model, &draws).unwrap();
    let disturbs = |step: &Step| match step {
        Step::Kill(_) | Step::Slow(_) | Step::Until(_) => true,
        Step::Play(play) => play.network.is_some() || play.kill.is_some(),
        _ => false,
    };
    let mut steps = script.acts.iter().flat_map(|act| &act.steps);
    if steps.any(disturbs) { SEEDS_WHERE_DISTURBED } else { SEEDS }
}

/// Performs the model answer or a wrong one, by its index, and tells what is wrong with its verdict
/// or with what the text says of it.
pub async fn judge(
    workbook: &TestWorkbook,
    exercise: &Exercise,
    answer: Option<usize>,
) -> Option<String> {
    let wrong = answer.map(|index| &exercise.wrong[index]);
    let (fields, prediction) = match wrong {
        None => (&exercise.model, &Prediction::Right),
        Some(wrong) => (&wrong.fields, &wrong.prediction),
    };
    let learner = Learner::new(workbook).await.on(&exercise.id);
    let run = learner.start_run(fields, None).await;
    learner.events(&run).await;
    let evidence: Evidence = learner.read(&format!("/api/runs/{run}/evidence")).await;
    let happened = grader::what_happened(exercise, fields, &evidence);
    let predicted = match prediction {
        Prediction::Right => Some(happened),
        Prediction::None => None,
        Prediction::Wrong(ids) => {
            Some(happened.into_iter().map(|it| other(exercise, ids, it)).collect())
        }
    };
    let verdict = grader::grade(exercise, fields, predicted.as_ref(), &evidence);
    // The simulated cluster does not judge all of them.
    let is_judged = |id: &&str| {
        let check = exercise.checks.iter().find(|check| check.id == **id).unwrap();
        !(check.needs_kafka && evidence.broker == BrokerKind::Simulated)
    };
    let expected = wrong.into_iter().flat_map(|wrong| &wrong.fails).map(String::as_str);
    let expected: Vec<&str> = expected.filter(is_judged).collect();
    let is_expected = failed(&verdict) == expected
        && verdict.result != VerdictResult::Inconclusive
        && (wrong.is_some() || verdict.result == VerdictResult::Passed);
    let mut faults = Vec::new();
    if !is_expected {
        faults.push(format!("expected {expected:?} to fail\n{verdict:#?}"));
    }
    if evidence.broker != BrokerKind::Simulated {
        faults.extend(untrue(exercise, answer, &verdict.outcomes));
    }
    (!faults.is_empty()).then(|| {
        let changes = changes(&exercise.model, fields);
        let (id, seed) = (&exercise.id, &evidence.seed);
        format!("{id}, {changes:?}, {prediction:?}, seed {seed}: {}", faults.join("\n"))
    })
}

/// The places of the text that say something else of this answer than a run of it gave.
fn untrue(exercise: &Exercise, answer: Option<usize>, measured: &Outcomes) -> Vec<String> {
    let mut places = Vec::new();
    for outcome in &exercise.outcomes {
        let measured = measured.get(&outcome.name).copied();
        let of_this = outcome.examples.iter().filter(|example| example.wrong == answer);
        for example in of_this.filter(|example| !measured.is_some_and(|it| example.fits(it))) {
            let measured = measured.map_or("nothing".to_owned(), |number| number.to_string());
            places.push(format!("{example}, and `{}` is {measured}", outcome.name));
        }
    }
    places
}

#[test]
fn a_text_that_says_another_number_than_the_run_is_named_by_file_and_line() {
    let course = Course::load(CONTENT.as_ref()).unwrap();
    let mut exercise = course.exercise("releer").unwrap().clone();
    let name = exercise.outcomes[0].name.clone();
    let run = |number| Outcomes::from([(name.clone(), number)]);
    let told = exercise.outcomes[0].examples[0].number;
    assert_eq!(untrue(&exercise, None, &run(told.into())), Vec::<String>::new());

    let example = &mut exercise.outcomes[0].examples[0];
    example.number += example.within + 1;
    let place = format!("{}:{}: the text says", example.file.display(), example.line);
    let text = std::fs::read_to_string(&example.file).unwrap();
    assert!(text.lines().nth(example.line - 1).unwrap().contains("{{resultado releer"));
    for measured in [run(told.into()), Outcomes::new()] {
        let [said]: [String; 1] = untrue(&exercise, None, &measured).try_into().unwrap();
        assert!(said.starts_with(&place), "{said}");
    }
    // It says nothing about other answers.
    assert_eq!(untrue(&exercise, Some(0), &Outcomes::new()), Vec::<String>::new());
}

fn failed(verdict: &Verdict) -> Vec<&str> {
    let failed = verdict.checks.iter().filter(|check| check.result == CheckVerdict::NotYet);
    failed.map(|check| check.id.as_str()).collect()
}

fn changes<'a>(model: &Values, fields: &'a Values) -> BTreeMap<&'a String, &'a Value> {
    fields.iter().filter(|(name, value)| model.get(*name) != Some(value)).collect()
}

/// Another answer, if the question is one of these.
fn other(exercise: &Exercise, ids: &[String], (id, right): (String, Value)) -> (String, Value) {
    if !ids.contains(&id) {
        return (id, right);
    }
    let question = exercise.questions.iter().find(|question| question.id == id).unwrap();
    let other = match right {
        Value::Integer(number) => Value::Integer(number + 1),
        Value::Several(names) if names.is_empty() => Value::Several(vec![a_choice(question)]),
        Value::Several(_) => Value::Several(Vec::new()),
        Value::Text(right) => {
            let choices = choices(question).into_iter();
            Value::Text(choices.into_iter().find(|choice| *choice != right).unwrap())
        }
        Value::Bool(right) => Value::Bool(!right),
    };
    (id, other)
}

fn a_choice(question: &Question) -> String {
    choices(question).swap_remove(0)
}

fn choices(question: &Question) -> Vec<String> {
    let choices = match &question.input {
        Some(Input::Choice { choices } | Input::Several { choices }) => choices.as_slice(),
        _ => &[],
    };
    let texts = choices.iter().filter_map(|choice| match &choice.value {
        Value::Text(text) => Some(text.clone()),
        _ => None,
    });
    texts.collect()
}
