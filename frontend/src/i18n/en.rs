//! English: plain and short; the same names for the same things.

use api::{
    event::{Ending, Exit, RestartReason, WaitingCall},
    run::RunState,
    text::Lang,
    verdict::{CheckVerdict, EvidenceLink, VerdictResult},
};

use super::{RowWords, Words, row};
use crate::{
    form::Fault,
    format::{bytes, milliseconds, whole},
    run_view::{Act, Record, Step, What},
    theme::Theme,
};

pub(super) const WORDS: Words = Words {
    product: "Bitácora",
    title: |page| format!("{page} · Bitácora"),
    skip: "Skip to content",
    nav: "Main",
    nav_course: "Course",
    guest: |name| format!("Guest {name}"),
    other_language: "Español",
    theme: |theme| match theme {
        Theme::System => "System",
        Theme::Light => "Light",
        Theme::Dark => "Dark",
    },
    theme_label: |theme| format!("Theme: {theme}. Change"),
    retry: "Try again",
    unreachable: "The server cannot be reached. What you typed is kept; check that it is still running and try again.",
    not_found: "There is nothing here",
    not_found_next: "The address leads to no page, or the run belongs to somebody else.",
    to_course: "Go to the course",

    slogan: "Learn Kafka by predicting what will happen.",
    method: [
        ("Predict", "Say what the log will hold before anything runs."),
        ("Run", "A real producer writes to a broker, and you see it record by record."),
        ("Compare", "Each criterion is decided by what the broker holds, not by your code."),
    ],
    course_tally: |lessons, exercises| {
        format!(
            "{}, {}.",
            count(lessons, "lesson", "lessons"),
            count(exercises, "exercise", "exercises")
        )
    },
    continue_in: |number, title| format!("Continue with {number} {title}"),
    begin_with: |number, title| format!("Start with {number} {title}"),
    lessons: "Lessons",
    outline: "Course index",
    minutes: |minutes| format!("{minutes} min"),
    not_tried: "not tried yet",
    best: |points, max| format!("best result: {points} of {max}"),
    judging: "How it is judged",
    verdicts: [
        ("apto", "passed", "The broker shows that it holds."),
        (
            "no",
            "not yet",
            "The broker shows that it does not hold yet. Repeat as often as you like.",
        ),
        ("duda", "inconclusive", "There was no evidence in time. It does not count as an attempt."),
    ],
    progress: |progress| match (progress.position, progress.confirmed) {
        (0, 0) => "Not started".to_owned(),
        (_, confirmed) if confirmed == progress.end => {
            format!("Finished: {confirmed} of {confirmed}")
        }
        (position, confirmed) => {
            format!("Position {position} · committed {confirmed} · end {}", progress.end)
        }
    },
    progress_aside: "You advance like a consumer: your <b>position</b> is what you read; <b>committed</b> is what you have proved with an exercise.",

    loading_exercise: "Preparing the exercise…",
    criteria: "What is checked",
    worth: |points| count(points as usize, "point", "points"),
    needs_kafka: "needs real Kafka",
    steps: ["Configure", "Predict", "Run", "Compare"],
    fields: "Parameters",
    snippet: "The same in Python",
    changes: |changes| match changes {
        0 => "Everything at its default".to_owned(),
        changes => format!("{} from the defaults", count(changes, "change", "changes")),
    },
    copy: "Copy",
    copied: "Copied",
    not_copied: "Could not copy",
    orders: |orders, partitions| {
        format!(
            "Your {} and a topic of {}",
            count(orders, "order", "orders"),
            count(partitions as usize, "partition", "partitions")
        )
    },
    orders_note: "They are yours alone and change with every attempt.",
    orders_table: "Orders of the next attempt",
    number: "no.",
    order: "order",
    limits: |limits| {
        format!(
            "Limits of a run: {} records, {}, {} partitions, {} s.",
            whole(limits.records.into(), Lang::En),
            bytes(limits.bytes, Lang::En),
            limits.partitions,
            limits.seconds
        )
    },
    predict: "Predict before you run",
    prediction_missing: |missing| {
        let answers = count(missing, "answer", "answers");
        let verb = if missing == 1 { "is" } else { "are" };
        format!(
            "{answers} {verb} missing: you can run like this, but without the point for predicting."
        )
    },
    run: "Save and run",
    sending: "Saving…",
    waiting_server: |seconds| {
        format!(
            "The server cannot take it right now. Everything is kept; we try again in {seconds} s."
        )
    },
    attempt_changed: "There has been another attempt, perhaps in another tab. These are the orders of the next one: check your prediction and run.",
    fault: |fault| {
        match fault {
        Fault::Empty => "A value is missing.".to_owned(),
        Fault::NotAName => "Kafka accepts only unaccented letters, digits, dot, hyphen and underscore. For example, pedidos.".to_owned(),
        Fault::TooLong { max } => format!("At most {max} characters fit."),
        Fault::NotANumber => "Write a whole number, for example 3.".to_owned(),
        Fault::OutOfRange { min, max } => format!("Write a number from {min} to {max}."),
    }
    },

    run_heading: "Run",
    run_title: |attempt, exercise| format!("{exercise}: attempt {attempt}"),
    configuration: "The code of this run",
    predicted_answers: |answers| {
        format!("Prediction kept: {}", count(answers, "answer", "answers"))
    },
    not_predicted: "No prediction",
    evidence_hash: "Evidence, SHA-256:",
    broker_local: "local Kafka",
    broker_simulated: "simulated cluster",
    broker_external: "external Kafka",
    step: |step| match step {
        Step::Connecting => "Connecting to the run…".to_owned(),
        Step::Queued { ahead: 0 } => "In the queue: yours is the next run".to_owned(),
        Step::Queued { ahead } => {
            format!("In the queue: {} ahead", count(ahead as usize, "run", "runs"))
        }
        Step::CreatingTopic => "Creating the topic…".to_owned(),
        Step::StartingScript { act } => format!("Act {act}: starting the script…"),
        Step::Sending { act } => format!("Act {act}: the script sends your orders"),
        Step::Held { act } => {
            format!("Act {act}: the network is held back; nothing reaches the broker")
        }
        Step::Waiting { act, call } => {
            format!("Act {act}: the script waits in {}", call_code(call))
        }
        Step::Confirming { act } => format!("Act {act}: the broker confirms"),
        Step::ReadingLog { act } => format!("Act {act}: reading the log…"),
        Step::Grading => "Checking what the log holds…".to_owned(),
        Step::Finished(RunState::Stopped) => "Stopped. No verdict.".to_owned(),
        Step::Finished(_) => "Finished".to_owned(),
    },
    line_broken: "The connection broke. The run goes on; connecting again…",
    line_refused: "The server does not answer. The run is kept: reload the page to see it.",
    stop: "Stop",
    restarted: |reason| {
        let who = match reason {
            RestartReason::Backend => "The server",
            RestartReason::Broker => "The broker",
        };
        format!(
            "{who} restarted in mid-run. The run begins again from the start, with the same orders."
        )
    },
    in_act: |act, text| format!("Act {act}: {text}"),

    act_title: |act, ending| match ending {
        Some(Ending::Normal) => format!("Act {act}: the script ends by itself"),
        Some(Ending::Killed) => format!("Act {act}: the process dies after its last line"),
        None => format!("Act {act}"),
    },
    act_conclusion: conclusion,
    topic: "topic",
    plot: "Lanes, scroll sideways",
    producer: "producer",
    process_not_yet: "not started yet",
    sent: "sent",
    confirmed: "confirmed",
    in_log: "in the log",
    lost: "lost",
    exit: |exit| match exit {
        Exit::Code(code) => format!("ended with code {code}"),
        Exit::Signal(signal) => format!("died: {}", signal_name(signal)),
    },
    end_mark: |exit| match exit {
        Exit::Code(_) => "script ends".to_owned(),
        Exit::Signal(signal) => signal_name(signal),
    },
    end_offset: |end| format!("end = {end}"),
    died: |count| if count == 1 { "1 lost".to_owned() } else { format!("{count} lost") },
    buffer: "buffer",
    held: "network held",
    call: call_code,
    axis: |at_us, lang| match at_us {
        0 => "0 ms".to_owned(),
        at_us if at_us % 1_000 == 0 => whole(at_us / 1_000, lang),
        at_us => milliseconds(at_us, lang),
    },
    record,
    keys: "Keys",
    signs: "Signs",
    sign_confirmed: "confirmed and in the log",
    sign_unconfirmed: "in the log, unconfirmed",
    sign_buffered: "in the buffer",
    sign_lost: "lost",

    events: "Events",
    event_table: "Event table",
    rows: |rows| format!("{}, the same data as the drawing", count(rows, "row", "rows")),
    at_ms: "ms",
    act: "act",
    event: "event",
    place: "where",
    detail: "detail",
    happened_row,

    verdict: "Verdict",
    result: |result| match result {
        VerdictResult::Passed => "passed",
        VerdictResult::NotYet => "not yet",
        VerdictResult::Inconclusive => "inconclusive",
    },
    check_verdict: |result| match result {
        CheckVerdict::Passed => "passed",
        CheckVerdict::NotYet => "not yet",
        CheckVerdict::Inconclusive => "inconclusive",
        CheckVerdict::NeedsKafka => "needs real Kafka",
    },
    verdict_spoken: |verdict| {
        let result = (WORDS.result)(verdict.result);
        format!("Run finished: {result}, {} of {} points.", verdict.points, verdict.max_points)
    },
    points: |points, max| format!("{points} of {max} points"),
    tally: |passed, not_yet, open| {
        let mut parts = vec![format!("{passed} passed")];
        if not_yet > 0 {
            parts.push(format!("{not_yet} not yet"));
        }
        if open > 0 {
            parts.push(format!("{open} undecided"));
        }
        parts.join(" · ")
    },
    free: "It does not count as an attempt.",
    expected: "Expected",
    found: "Found",
    evidence: |link| match link {
        EvidenceLink::Record { act, partition, offset } => {
            format!("act {act} P{partition}@{offset}")
        }
        EvidenceLink::Order { act, order } => format!("act {act} order {order}"),
    },
    more: |more| format!("and {more} more"),
    hint: |number, total| format!("Hint {number} of {total}"),
    open_hint: |number, total| format!("Show hint {number} of {total}"),
    comparison: "Your prediction and what happened",
    question: "Question",
    predicted: "You predicted",
    happened: "Happened",
    difference: "Difference",
    agrees: "agrees",
    differs: "differs",
    not_observed: "not observed",
    nothing: "—",
    next: |result| match result {
        VerdictResult::Passed => "You can repeat it with new orders; your best result counts.",
        VerdictResult::NotYet => {
            "Change what is missing and run again: the next attempt brings new orders."
        }
        VerdictResult::Inconclusive => "The lab failed. Run it again whenever you like.",
    },
    evidence_file: "Download the evidence (JSON)",

    past_runs: |runs| format!("Your past runs ({runs})"),
    past_runs_table: "Past runs",
    attempt: "attempt",
    attempt_number: |attempt| format!("Attempt {attempt}"),
    result_column: "result",
    points_column: "points",
    broker_column: "broker",
    when: "when",
    stopped: "stopped",
    under_way: "under way",
};

fn count(number: usize, one: &str, many: &str) -> String {
    let word = if number == 1 { one } else { many };
    format!("{} {word}", whole(number as u64, Lang::En))
}

fn call_code(call: WaitingCall) -> &'static str {
    match call {
        WaitingCall::Flush => "flush()",
        WaitingCall::Get => "future.get()",
        WaitingCall::AtExit => "close()",
    }
}

fn signal_name(signal: i32) -> String {
    match signal {
        9 => "SIGKILL".to_owned(),
        15 => "SIGTERM".to_owned(),
        signal => format!("signal {signal}"),
    }
}

fn conclusion(act: &Act) -> String {
    let lanes = (0..act.partitions)
        .map(|partition| format!("P{partition} holds {}", act.lane(partition).len()))
        .collect::<Vec<_>>()
        .join(", ");
    let end =
        act.exit.map(|exit| format!(" The process {}.", (WORDS.exit)(exit))).unwrap_or_default();
    format!(
        "The script handed {} to the client and the broker confirmed {}. {lanes}. {} did not reach the log.{end} The same data is in the event table.",
        count(act.handed_over(), "record", "records"),
        act.confirmed(),
        act.buffered().count(),
    )
}

fn record(record: &Record) -> String {
    let order = record.order.map_or("no order".to_owned(), |order| format!("order {order}"));
    let key = record.key.as_ref().map(|key| format!(" · {key}")).unwrap_or_default();
    let place = match record.place {
        Some((partition, offset)) => format!("P{partition}@{offset}"),
        None => "in the buffer".to_owned(),
    };
    let time = match record.confirmed_us {
        Some(at_us) => format!(" · {} ms", milliseconds(at_us, Lang::En)),
        None => String::new(),
    };
    format!("{place} · {order}{key}{time}")
}

fn happened_row(what: &What) -> RowWords {
    match what {
        What::Queued { ahead } => row("in the queue", "", format!("{ahead} ahead")),
        What::Started => row("starts", "", ""),
        What::Restarted(_) => row("starts again", "", "from the start"),
        What::TopicCreated { topic, partitions } => {
            row("topic created", topic, count(*partitions as usize, "partition", "partitions"))
        }
        What::ActStarted(_) => row("script starts", "producer", ""),
        What::Warning(text) => row("warning", "producer", &text.en),
        What::Sent { order, key } => {
            row("sent", "buffer", format!("order {order}{}", key_words(key.as_deref())))
        }
        What::SentMany { count: sent } => row("sent", "buffer", count(*sent, "record", "records")),
        What::NetworkHeld => row("network held", "network", "the lab holds back what is sent"),
        What::NetworkReleased => row("network free", "network", "what is sent goes through"),
        What::Waiting(call) => row("waits", "producer", call_code(*call)),
        What::Confirmed { order, partition, offset } => {
            row("confirmed", format!("P{partition}@{offset}"), format!("order {order}"))
        }
        What::ConfirmedMany { count: confirmed } => {
            row("confirmed", "broker", count(*confirmed, "record", "records"))
        }
        What::Undelivered { order, error } => {
            row("undelivered", "buffer", format!("order {order}: {error}"))
        }
        What::ScriptError { class, message } => {
            row("exception", "producer", format!("{class}: {message}"))
        }
        What::ProcessEnded { exit, unconfirmed } => {
            row((WORDS.exit)(*exit), "producer", format!("{unconfirmed} unconfirmed"))
        }
        What::FoundInLog { order, partition, offset } => row(
            "in the log, unconfirmed",
            format!("P{partition}@{offset}"),
            order.map(|order| format!("order {order}")).unwrap_or_default(),
        ),
        What::LogRead { partition, end, batches } => row(
            "log read",
            format!("P{partition}"),
            format!("end {end}, {}", count(*batches as usize, "batch", "batches")),
        ),
        What::LimitReached(limit) => row("limit", "", &limit.en),
        What::Inconclusive(awaited) => row("inconclusive", "", &awaited.en),
        What::Finished(RunState::Stopped) => row("stopped", "", ""),
        What::Finished(_) => row("finished", "", ""),
    }
}

fn key_words(key: Option<&str>) -> String {
    key.map(|key| format!(", key {key}")).unwrap_or_default()
}
