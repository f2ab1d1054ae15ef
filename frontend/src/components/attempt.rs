//! An attempt at an exercise, from what is typed to the run that is watched. The exercise's card and
//! the miniature's show the same attempt in different ways.

use api::{
    exercise::{Exercise, ExerciseKind, Field, Question, SnippetLine},
    run::{NewRun, RunSummary},
    value::Values,
};
use leptos::{ev::SubmitEvent, prelude::*};

use super::{
    announcer::Announcer,
    field::Faults,
    launch::{self, LAUNCH, Launch},
    result_bar::RESULT,
    scope::Scope,
};
use crate::{
    browser,
    client::Failure,
    draft::{self, Draft},
    form::{self, Prediction, Typed},
    i18n,
};

#[derive(Clone, Copy)]
pub struct Attempt {
    exercise: Signal<Exercise>,
    scope: Scope,
    /// Memos of its parts: a reload that changes one of them redraws that one only.
    pub fields: Memo<Vec<Field>>,
    pub questions: Memo<Vec<Question>>,
    pub snippet: Memo<Vec<SnippetLine>>,
    pub runs: Memo<Vec<RunSummary>>,
    pub broker: Memo<api::broker::Broker>,
    pub left_out: Memo<Option<String>>,
    /// What was typed into the fields and as answers. The draft keeps it.
    pub typed: RwSignal<Typed>,
    pub answers: RwSignal<Typed>,
    pub values: Memo<Values>,
    pub prediction: Memo<Prediction>,
    pub faults: RwSignal<Faults>,
    pub launch: ReadSignal<Launch>,
    /// Whether the learner is about to run: only then are its orders and questions shown.
    pub preparing: RwSignal<bool>,
    /// Whether the form is folded to what differs from the defaults.
    pub folded: RwSignal<bool>,
    /// The run that is shown, and whether it is under way.
    pub run: ReadSignal<Option<String>>,
    pub running: ReadSignal<bool>,
    /// To be called when it is over.
    pub finished: Callback<()>,
    start: Callback<NewRun>,
}

impl Attempt {
    /// After a reload of the page it finds the run under way again, or the latest one that is over,
    /// and what was typed for the next.
    pub fn new(exercise: Signal<Exercise>, reload: Callback<()>) -> Self {
        let lang = i18n::language().lang;
        let scope = expect_context::<Scope>();
        let id = StoredValue::new(exercise.with_untracked(|exercise| exercise.id.clone()));
        let seed = Memo::new(move |_| exercise.with(|exercise| exercise.seed.clone()));
        let draft = draft::load(&id.get_value()).of_attempt(&seed.get_untracked());
        let (run, set_run) = signal(exercise.with_untracked(|exercise| shown(&exercise.runs)));
        let (running, set_running) =
            signal(exercise.with_untracked(|exercise| unfinished(&exercise.runs).is_some()));
        let is_first = run.with_untracked(Option::is_none);
        let is_prepared = draft.seed.is_some() && !running.get_untracked();
        // A miniature that asks nothing has nothing to prepare.
        let repeats = exercise.with_untracked(|exercise| {
            exercise.kind == ExerciseKind::Miniature && exercise.questions.is_empty()
        });
        let preparing = RwSignal::new(is_first || is_prepared || repeats);
        let folded = RwSignal::new(!is_first && !draft.open);
        let (typed, answers) = (RwSignal::new(draft.fields), RwSignal::new(draft.answers));
        // Other orders have come: what was predicted was about those of before.
        Effect::new(move |before: Option<String>| {
            let now = seed.get();
            if before.is_some_and(|before| before != now) {
                answers.update(Typed::clear);
            }
            now
        });
        Effect::new(move |_| {
            let draft = Draft {
                fields: typed.get(),
                answers: answers.get(),
                seed: preparing.get().then(|| seed.get()),
                open: !folded.get(),
            };
            draft::save(&id.get_value(), &draft);
        });

        let fields = Memo::new(move |_| exercise.with(|exercise| exercise.fields.clone()));
        let questions = Memo::new(move |_| exercise.with(|exercise| exercise.questions.clone()));
        let values = Memo::new(move |_| {
            fields.with(|fields| typed.with(|typed| form::shown_values(fields, typed)))
        });
        let prediction = Memo::new(move |_| {
            questions.with(|questions| {
                values
                    .with(|values| answers.with(|typed| form::prediction(questions, values, typed)))
            })
        });

        let faults = RwSignal::new(Faults::new());
        let (launch, set_launch) = signal(Launch::Ready);
        let announcer = expect_context::<Announcer>();
        let start = Action::new_local(move |new_run: &NewRun| {
            let new_run = new_run.clone();
            async move {
                match launch::start(&new_run, lang, set_launch).await {
                    Ok(created) => {
                        set_launch.set(Launch::Ready);
                        set_running.set(true);
                        set_run.set(Some(created.id));
                        preparing.set(repeats);
                        answers.update(Typed::clear);
                        folded.set(true);
                        // When it is drawn.
                        let (result, within) = (scope.id(RESULT), id.with_value(|id| within(id)));
                        browser::next_frame(move || browser::arrive(&result, &within));
                    }
                    Err(failure) => {
                        let sentence = i18n::sentence(&failure);
                        // A run would now have other orders than those shown.
                        if failure.status() == Some(409) {
                            reload.run(());
                        }
                        if let Some(field) = field_at_fault(&failure) {
                            faults.update(|faults| drop(faults.insert(field.clone(), sentence)));
                            set_launch.set(Launch::Ready);
                            browser::focus(&scope.id(format_args!("field-{field}")));
                        } else {
                            announcer.say(sentence.clone());
                            set_launch.set(Launch::Refused(sentence));
                        }
                    }
                }
            }
        });
        let finished = Callback::new(move |()| {
            set_running.set(false);
            reload.run(());
        });
        Self {
            exercise,
            scope,
            fields,
            questions,
            snippet: Memo::new(move |_| exercise.with(|exercise| exercise.snippet.clone())),
            runs: Memo::new(move |_| exercise.with(|exercise| exercise.runs.clone())),
            broker: Memo::new(move |_| exercise.with(|exercise| exercise.broker.clone())),
            left_out: Memo::new(move |_| exercise.with(|exercise| exercise.left_out.clone())),
            typed,
            answers,
            values,
            prediction,
            faults,
            launch,
            preparing,
            folded,
            run,
            running,
            finished,
            start: Callback::new(move |new_run| drop(start.dispatch(new_run))),
        }
    }

    /// Asks for another attempt with the same form: its orders and its questions come.
    pub fn prepare(self) {
        self.preparing.set(true);
        let asked = self.questions.with_untracked(|questions| {
            self.values.with_untracked(|values| {
                let mut asked = questions.iter().filter(|it| form::holds(&it.when, values));
                asked.next().map(|question| format!("question-{}", question.id))
            })
        });
        self.go_to(asked);
    }

    /// Asks for another attempt with another form.
    pub fn change(self) {
        self.preparing.set(true);
        self.folded.set(false);
        let first = self
            .fields
            .with_untracked(|fields| fields.first().map(|field| format!("field-{}", field.name)));
        match first {
            Some(field) => self.go_to(Some(field)),
            None => self.prepare(),
        }
    }

    /// Moves the focus to an element by its name, or to the button that runs.
    fn go_to(self, name: Option<String>) {
        let id = self.scope.id(name.as_deref().unwrap_or(LAUNCH));
        // When it is drawn.
        browser::next_frame(move || browser::focus(&id));
    }

    /// Starts a run, or shows what has to be corrected first.
    pub fn submit(self, event: &SubmitEvent) {
        event.prevent_default();
        if self.running.get_untracked() || self.launch.with_untracked(Launch::is_busy) {
            return;
        }
        // By Enter in a form that was unfolded beside a run.
        if !self.preparing.get_untracked() {
            return self.prepare();
        }
        let words = i18n::words();
        let Self { scope, fields, typed, .. } = self;
        let checked = fields.with_untracked(|fields| {
            typed.with_untracked(|typed| form::checked_values(fields, typed))
        });
        let mut found = Faults::new();
        let mut first = None;
        if let Err(wrong) = &checked {
            let fields = fields.get_untracked().into_iter();
            for field in fields.filter(|field| wrong.contains_key(&field.name)) {
                first.get_or_insert_with(|| scope.id(format_args!("field-{}", field.name)));
                found.insert(field.name.clone(), (words.form.fault)(wrong[&field.name]));
            }
        }
        if let Prediction::Faulty(wrong) = self.prediction.get_untracked() {
            for (question, fault) in wrong {
                first.get_or_insert_with(|| scope.id(format_args!("question-{question}")));
                found.insert(question, (words.form.fault)(fault));
            }
        }
        self.faults.set(found);
        match (first, checked) {
            (None, Ok(fields)) => {
                let Exercise { id: exercise, attempt, seed, questions, .. } =
                    self.exercise.get_untracked();
                let prediction = match self.prediction.get_untracked() {
                    // Where nothing is asked, nothing was predicted.
                    Prediction::Complete(answers) if !questions.is_empty() => Some(answers),
                    Prediction::Complete(_) | Prediction::Missing(_) | Prediction::Faulty(_) => {
                        None
                    }
                };
                let (attempt, seed) = (Some(attempt), Some(seed));
                self.start.run(NewRun { exercise, fields, prediction, attempt, seed });
            }
            (first, _) => {
                self.folded.set(false);
                // When it is unfolded.
                browser::next_frame(move || browser::focus(&first.unwrap_or_default()));
            }
        }
    }
}

/// The newest run that is still under way.
fn unfinished(runs: &[RunSummary]) -> Option<&RunSummary> {
    runs.iter().find(|run| !run.state.is_over())
}

/// The run that is shown when the page is opened: that one, else the newest.
fn shown(runs: &[RunSummary]) -> Option<String> {
    unfinished(runs).or(runs.first()).map(|run| run.id.clone())
}

/// The element of an exercise: whoever is in it follows its runs.
pub fn within(exercise: &str) -> String {
    format!("[data-exercise='{exercise}']")
}

fn field_at_fault(failure: &Failure) -> Option<String> {
    match failure {
        Failure::Refused { problem, .. } => problem.field.clone(),
        Failure::Unreachable => None,
    }
}
