//! `bitacora try`: performs an exercise once, for its author, on the same path as a learner's run.
//! Events are printed as they are stored, one line of JSON each, and the verdict in words.

use std::{
    process::ExitCode,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, anyhow, bail};
use api::{
    event::{Event, EventKind},
    value::{Value, Values},
    verdict::{CheckVerdict, Verdict, VerdictResult},
};
use clap::Args;
use lessons::{course::Course, exercise::Exercise, field::Input};
use tokio::{sync::Notify, time::sleep};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{
    config::Config,
    current_course::CurrentCourse,
    data_folder,
    evidence::seed::Seed,
    grader,
    lab::{
        Lab,
        cluster::choice,
        run::{events::Events, queue::Queue, scheduler},
    },
    store::{
        self, Store, events, evidence, learners,
        runs::{self, Acceptance, Limits, RunRequest},
    },
    terminal::{self, in_its_language},
};

/// Whose orders are tried: nobody's.
const AUTHOR: &str = "author";
const LOOK_EVERY: Duration = Duration::from_millis(10);
const MOST_EVENTS: u32 = 500;

#[derive(Debug, Args)]
pub struct Options {
    /// The exercise, by its id.
    exercise: String,
    /// Changes a field of the model answer; may be repeated.
    #[arg(long = "set", value_name = "FIELD=VALUE")]
    set: Vec<String>,
    /// Which orders: every number gives others.
    #[arg(long, default_value_t = 1)]
    seed: u32,
    /// Prints the evidence, too.
    #[arg(long)]
    evidence: bool,
    #[command(flatten)]
    config: Box<Config>,
}

pub fn run(options: Options) -> ExitCode {
    data_folder::make_files_private();
    terminal::run(try_out(options))
}

async fn try_out(options: Options) -> anyhow::Result<()> {
    let Options { exercise: id, set, seed, evidence: shows_evidence, mut config } = options;
    let course = Course::load(&config.content).context("the course has a fault")?;
    let exercise = course.exercise(&id).with_context(|| {
        let ids: Vec<_> = course.exercises().map(|it| it.id.as_str()).collect();
        format!("there is no exercise `{id}`; there are: {}", ids.join(", "))
    })?;
    let fields = fields(exercise, &set)?;
    // Nothing of it is kept, and it disturbs no server on the same folder.
    let folder = tempfile::tempdir().context("there is no temporary folder to work in")?;
    config.data = folder.path().to_owned();
    let stop = CancellationToken::new();
    let store = Store::open_sqlite(&data_folder::database(folder.path())).await?;
    let program = std::env::current_exe().context("this program cannot find itself")?;
    let chosen = choice::choose(&config, program.clone(), &stop)
        .map_err(|why| anyhow!("{}", in_its_language(&why)))?;
    eprintln!("{}", in_its_language(&chosen.why));
    if let Some(why) = chosen.broker.leaves_out(exercise.scenario.needs) {
        bail!("{}", in_its_language(&why));
    }
    let lab = Lab {
        events: Events::new(store.clone()),
        store,
        queue: Queue::default(),
        broker: chosen.broker,
        namespace: config.external.topic_prefix.clone(),
        course: CurrentCourse::new(course.clone()),
        program,
        runs_at_once: 1,
        tidy: Arc::new(Notify::new()),
        stop: stop.clone(),
    };
    let scheduler = tokio::spawn(scheduler::schedule(lab.clone(), stop.clone()));
    let performed = perform(&lab, exercise, &fields, seed, shows_evidence).await;
    stop.cancel();
    scheduler.await?;
    lab.broker.stopped().await;
    lab.store.close().await;
    performed
}

async fn perform(
    lab: &Lab,
    exercise: &Exercise,
    fields: &Values,
    seed: u32,
    shows_evidence: bool,
) -> anyhow::Result<()> {
    learners::ensure_guest(&lab.store, AUTHOR, store::now_ms()).await?;
    let id = Uuid::now_v7().simple().to_string();
    let request = RunRequest {
        id: &id,
        learner: AUTHOR,
        exercise: &exercise.id,
        fields,
        prediction: None,
        attempt: None,
        network: "",
        limits: Limits { of_learner: 1, of_network: 1, of_all: 1 },
        now_ms: store::now_ms(),
    };
    let began = Instant::now();
    let seed_of = |_| Seed::derive(AUTHOR, &exercise.id, seed).as_str().to_owned();
    match runs::accept(&lab.store, &request, seed_of).await? {
        Acceptance::Accepted(run) => lab.queue.submit(*run),
        refused => bail!("the run was not accepted: {refused:?}"),
    }
    print_events(lab, &id).await?;
    let took = began.elapsed();
    let stored = evidence::find(&lab.store, &id).await?.context("the run left no evidence")?;
    if shows_evidence {
        println!("{}", stored.body);
    }
    let evidence = stored.read()?;
    let happened = grader::what_happened(exercise, fields, &evidence);
    for (question, answer) in &happened {
        println!("{question} = {}", shown(answer));
    }
    let verdict = grader::grade(exercise, fields, Some(&happened), &evidence);
    print_verdict(&verdict);
    println!("took = {} ms", took.as_millis());
    match verdict.result {
        VerdictResult::Inconclusive => bail!("the run was interrupted"),
        VerdictResult::Passed | VerdictResult::NotYet => Ok(()),
    }
}

/// Prints the events of a run as they are stored, to the last.
async fn print_events(lab: &Lab, run: &str) -> anyhow::Result<()> {
    let mut last = 0;
    loop {
        for event in events::after(&lab.store, run, last, MOST_EVENTS).await? {
            last = event.seq;
            if let Event { kind: EventKind::RunFinished { .. }, .. } = event {
                return Ok(());
            }
            println!("{}", serde_json::to_string(&event)?);
        }
        sleep(LOOK_EVERY).await;
    }
}

fn print_verdict(verdict: &Verdict) {
    for check in &verdict.checks {
        let word = match check.result {
            CheckVerdict::Passed => "passed",
            CheckVerdict::NotYet => "not yet",
            CheckVerdict::NeedsKafka => "needs Kafka",
            CheckVerdict::NotCompared => "not compared",
            CheckVerdict::Inconclusive => "inconclusive",
        };
        println!("{word:12} {}: {}", check.id, in_its_language(&check.found));
    }
    for (outcome, number) in &verdict.outcomes {
        println!("{outcome} = {number}");
    }
    match verdict.max_points {
        0 => println!("{:?}", verdict.result),
        max_points => println!("{:?}: {} of {max_points} points", verdict.result, verdict.points),
    }
}

/// The model answer with these changes.
fn fields(exercise: &Exercise, set: &[String]) -> anyhow::Result<Values> {
    let mut fields = exercise.model.clone();
    for change in set {
        let (name, text) = change.split_once('=').context("--set wants FIELD=VALUE")?;
        let field = exercise.field(name).with_context(|| {
            let names: Vec<_> = exercise.fields.iter().map(|field| field.name.as_str()).collect();
            format!("there is no field `{name}`; there are: {}", names.join(", "))
        })?;
        fields.insert(name.to_owned(), value(&field.input, text));
    }
    Ok(exercise.parse_fields(&fields)?)
}

/// What a text stands for in this field: the choice that is written so, a number, or the text.
fn value(input: &Input, text: &str) -> Value {
    let choices = match input {
        Input::Choice { choices } | Input::Several { choices } => choices.as_slice(),
        Input::Integer { .. } | Input::Name { .. } => &[],
    };
    let choice = choices.iter().map(|choice| &choice.value).find(|value| shown(value) == text);
    match (choice, input, text.parse()) {
        (Some(choice), ..) => choice.clone(),
        (None, Input::Integer { .. }, Ok(number)) => Value::Integer(number),
        (None, ..) => Value::Text(text.to_owned()),
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Bool(value) => value.to_string(),
        Value::Integer(number) => number.to_string(),
        Value::Text(text) => text.clone(),
        Value::Several(texts) => texts.join(","),
    }
}
