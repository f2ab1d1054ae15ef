//! English: plain and short; the same names for the same things.

use api::{
    event::{
        Assigned, Ending, Exit, Fault as RequestFault, PositionSource, RestartReason, Role,
        WaitingCall,
    },
    run::RunState,
    text::Lang,
    verdict::{CheckVerdict, EvidenceLink, VerdictResult},
};

use super::{RowWords, Words, row};
use crate::{
    form::Fault,
    format::{bytes, milliseconds, whole},
    legend::Sign,
    measure::{Comparison, Measure},
    run_view::{Act, Oddity, Part, Record, Step, What},
    theme::Theme,
    timeline::{self, Doing, History, MemberMoment, Standing},
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
    none_of_them: "none of these",

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
        Step::Writing { act } => format!("Act {act}: the laboratory prepares the topic"),
        Step::Joining { act } => format!("Act {act}: the members start"),
        Step::Consuming { act } => format!("Act {act}: the members read and process"),
        Step::Closing { act } => format!("Act {act}: the members close"),
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

    act_title,
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
    sign: |sign| match sign {
        Sign::Confirmed => "confirmed and in the log",
        Sign::Unconfirmed => "in the log, unconfirmed",
        Sign::Buffered => "in the buffer",
        Sign::Lost => "lost",
        Sign::Repeated => "repeated",
        Sign::OutOfPlace => "out of order",
        Sign::Fault(fault) => fault_mark(fault),
        Sign::Position => "position",
        Sign::Committed => "committed",
        Sign::Risk => "read, not committed",
        Sign::Processed => "processed",
        Sign::Again => "processed again",
        Sign::InHand => "in hand at the death",
        Sign::Skipped => "skipped: nobody processed it",
        Sign::Rebalance => "rebalance",
    },
    fault_mark,
    measure: |measure| match measure {
        Measure::Records => "records",
        Measure::Batches => "batches",
        Measure::Requests => "Produce requests",
        Measure::BytesPerRecord => "bytes per record",
        Measure::Codecs => "codec",
    },
    ratios: "Your settings against the client's defaults",
    compared: |Comparison { measure, control, answer, ratio }| {
        let ratio = ratio.as_ref().map(|ratio| format!(", ×{ratio}")).unwrap_or_default();
        format!("{}: {control} → {answer}{ratio}", (WORDS.measure)(*measure))
    },

    group_conclusion,
    lab: "laboratory",
    written: |written| match written {
        0 => "writes nothing".to_owned(),
        1 => "1 order written".to_owned(),
        written => format!("{written} orders written"),
    },
    partitions: "Partitions",
    lane_end: "end",
    lane_position: "position",
    lane_committed: "committed",
    members: "Members",
    doing: |doing| match doing {
        Doing::NotYet => "not started yet".to_owned(),
        Doing::Waiting => "waiting".to_owned(),
        Doing::Holding(held) => partition_names(held.iter().map(|held| held.partition)),
        Doing::Idle => "no partition".to_owned(),
        Doing::Closed => "closed".to_owned(),
        Doing::Gone(Some(_)) => "exception".to_owned(),
        Doing::Gone(None) => "dead".to_owned(),
    },
    doing_detail,
    standing,
    handled: |offset, time| match time {
        1 => format!("@{offset} processed"),
        time => format!("@{offset} processed, time {time}"),
    },
    held_in_hand: |offset| format!("@{offset} in hand at the death"),
    elastic: "The axis shortens waits: the times below it are the real ones.",
    previous_event: "Previous event",
    play: "Play",
    pause: "Pause",
    next_event: "Next event",
    moment: "Moment of the act",
    clock: |now, last, lang| {
        format!("{} / {} ms", milliseconds(now, lang), milliseconds(last, lang))
    },
    moment_spoken: |at_us, group| {
        let group = group.map(|group| format!(", {}", standing(group))).unwrap_or_default();
        format!("{} milliseconds{group}", milliseconds(at_us, Lang::En))
    },
    orders_early: |early, late| {
        format!("{early} are in the topic when your group is born; {late} come later.")
    },
    arrival: "when",
    is_early: "already in the topic",
    is_late: "comes later",

    events: "Events",
    event_table: "Event table",
    rows: |rows, shown| match rows > shown {
        true => format!("{}; the last {shown} are shown", count(rows, "row", "rows")),
        false => format!("{}, the same data as the drawing", count(rows, "row", "rows")),
    },
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

fn act_title(act: u32, part: Part) -> String {
    match part {
        Part::Script(Some(Ending::Normal)) => format!("Act {act}: the script ends by itself"),
        Part::Script(Some(Ending::Killed)) => {
            format!("Act {act}: the process dies after its last line")
        }
        Part::Script(None) => format!("Act {act}"),
        Part::Control => format!("Act {act}: with the client's defaults"),
        Part::Answer => format!("Act {act}: with your settings"),
        Part::Group => format!("Act {act}: the members start"),
        Part::GroupAgain => format!("Act {act}: the same members, once more"),
        Part::GroupDies => format!("Act {act}: the consumer dies"),
        Part::GroupReturns => format!("Act {act}: the consumer comes back"),
    }
}

const fn fault_mark(fault: RequestFault) -> &'static str {
    match fault {
        RequestFault::Refused => "request refused",
        RequestFault::AcknowledgementLost => "acknowledgement lost",
    }
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
    let again = match act.odd(Oddity::Again) {
        0 => String::new(),
        again => format!(" {again} repeat an order."),
    };
    let out_of_place = match act.odd(Oddity::OutOfPlace) {
        0 => String::new(),
        odd => format!(" {odd} are out of order."),
    };
    let faults = act
        .faults
        .iter()
        .map(|fault| format!(" Fault in P{}: {}.", fault.partition, fault_mark(fault.fault)));
    let faults: String = faults.collect();
    format!(
        "The script handed {} to the client and the broker confirmed {}. {lanes}.{faults} {} did not reach the log.{again}{out_of_place}{end} The same data is in the event table.",
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
        What::ActStarted(Role::Answer) => row("script starts", "producer", ""),
        What::ActStarted(Role::Control) => {
            row("script starts", "producer", "with the client's defaults")
        }
        What::GroupActStarted => row("the act begins", "", ""),
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
        What::Fault { request, fault, partition, records } => {
            let records = count(*records as usize, "record", "records");
            let effect = match fault {
                RequestFault::Refused => "NOT_ENOUGH_REPLICAS, nothing is stored",
                RequestFault::AcknowledgementLost => "stored, and the connection is cut",
            };
            let detail = format!("request {request}, {records}: {effect}");
            row(fault_mark(*fault), format!("P{partition}"), detail)
        }
        What::Undelivered { order, error } => {
            row("undelivered", "buffer", format!("order {order}: {error}"))
        }
        What::ScriptError { member, class, message } => {
            let who = member.map_or("producer".to_owned(), |member| format!("m{member}"));
            row("exception", who, format!("{class}: {message}"))
        }
        What::ProcessEnded { exit, unconfirmed, requests } => {
            let requests = match requests {
                0 => String::new(),
                requests => count(*requests as usize, "Produce request", "Produce requests"),
            };
            let detail = joined([format!("{unconfirmed} unconfirmed"), requests]);
            row((WORDS.exit)(*exit), "producer", detail)
        }
        What::FoundInLog { order, partition, offset } => row(
            "in the log, unconfirmed",
            format!("P{partition}@{offset}"),
            order.map(|order| format!("order {order}")).unwrap_or_default(),
        ),
        What::Odd { oddity, order, partition, offset } => {
            let event = match oddity {
                Oddity::Again => "repeated in the log",
                Oddity::OutOfPlace => "out of order",
            };
            let order = order.map(|order| format!("order {order}")).unwrap_or_default();
            row(event, format!("P{partition}@{offset}"), order)
        }
        What::LogRead { partition, end, batches, bytes, codecs } => {
            let batches = count(*batches as usize, "batch", "batches");
            let size = match bytes {
                0 => String::new(),
                bytes => format!("{} bytes", whole(*bytes, Lang::En)),
            };
            let detail = joined([format!("end {end}"), batches, size, codecs.join(" ")]);
            row("log read", format!("P{partition}"), detail)
        }
        What::Written { order, partition, offset } => {
            row("written", format!("P{partition}@{offset}"), format!("laboratory, order {order}"))
        }
        What::Kept { order, partition, offset } => row(
            "already in the log",
            format!("P{partition}@{offset}"),
            order.map(|order| format!("order {order}")).unwrap_or_default(),
        ),
        What::KeptMany { partition, count: kept } => {
            row("already in the log", format!("P{partition}"), count(*kept, "record", "records"))
        }
        What::InHand { member, order, partition, offset } => {
            let order = order.map(|order| format!("order {order}")).unwrap_or_default();
            let detail = [format!("m{member}"), order, "dies before it is done".to_owned()];
            row("in hand", format!("P{partition}@{offset}"), joined(detail))
        }
        What::MemberStarted { member } => row("starts", format!("m{member}"), ""),
        What::Assigned { member, generation, partitions } => {
            let generation = generation
                .map_or("no group".to_owned(), |generation| format!("generation {generation}"));
            let start = if partitions.is_empty() { String::new() } else { starts(partitions) };
            let detail = [format!("m{member}"), generation, start];
            row("assigned", held_names(partitions), joined(detail))
        }
        What::Revoked { member, partitions } => {
            row("revoked", partition_names(partitions.iter().copied()), format!("m{member}"))
        }
        What::Processed { member, order, partition, offset, time } => {
            let event = match time {
                1 => "processed".to_owned(),
                time => format!("processed, time {time}"),
            };
            let order = order.map(|order| format!("order {order}")).unwrap_or_default();
            row(event, format!("P{partition}@{offset}"), joined([format!("m{member}"), order]))
        }
        What::ProcessedMany { member, count: processed } => {
            row("processed", format!("m{member}"), count(*processed, "record", "records"))
        }
        What::Committed { member, partition, offset } => {
            row("committed", format!("P{partition} → {offset}"), format!("m{member}"))
        }
        What::MemberEnded { member, exit, closed } => {
            let event = if *closed { "closed".to_owned() } else { (WORDS.exit)(*exit) };
            let detail = if *closed { "" } else { "without good-bye to its group" };
            row(event, format!("m{member}"), detail)
        }
        What::GroupRead { partition, committed, end } => {
            let committed = committed.map_or("nothing committed".to_owned(), |committed| {
                format!("committed {committed}")
            });
            row("group read", format!("P{partition}"), format!("{committed}, end {end}"))
        }
        What::LimitReached(limit) => row("limit", "", &limit.en),
        What::Inconclusive(awaited) => row("inconclusive", "", &awaited.en),
        What::Finished(RunState::Stopped) => row("stopped", "", ""),
        What::Finished(_) => row("finished", "", ""),
    }
}

fn key_words(key: Option<&str>) -> String {
    key.map(|key| format!(", key {key}")).unwrap_or_default()
}

fn standing(standing: Standing) -> String {
    match standing {
        Standing::NotYet => "nobody there yet".to_owned(),
        Standing::Forming => "group forming".to_owned(),
        Standing::Settled(generation) => format!("generation {generation}"),
        Standing::Rebalancing => "rebalance".to_owned(),
        Standing::Ungrouped => "no group".to_owned(),
        Standing::Over => "all gone".to_owned(),
    }
}

fn partition_names(partitions: impl Iterator<Item = u32>) -> String {
    let names: Vec<String> = partitions.map(|partition| format!("P{partition}")).collect();
    if names.is_empty() { "no partition".to_owned() } else { names.join(" ") }
}

fn held_names(held: &[Assigned]) -> String {
    partition_names(held.iter().map(|held| held.partition))
}

/// From where a member reads, and why.
fn starts(held: &[Assigned]) -> String {
    let places: Vec<String> =
        held.iter().map(|held| format!("P{}@{}", held.partition, held.position)).collect();
    let committed = held.iter().filter(|held| held.source == PositionSource::Committed).count();
    let why = match held.first().map(|held| held.source) {
        _ if committed > 0 && committed < held.len() => "partly committed",
        Some(PositionSource::Earliest) => "earliest",
        Some(PositionSource::Latest) => "latest",
        Some(PositionSource::Committed) | None => "committed",
    };
    format!("from {} ({why})", places.join(" "))
}

fn joined(parts: impl IntoIterator<Item = String>) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

fn doing_detail(member: &MemberMoment) -> String {
    match &member.doing {
        Doing::NotYet => String::new(),
        Doing::Gone(Some(class)) => class.clone(),
        Doing::Holding(held) if member.processed == 0 => format!("Reads {}.", starts(held)),
        Doing::Waiting if member.processed == 0 => "Nothing assigned yet.".to_owned(),
        Doing::Idle if member.processed == 0 => "More members than partitions.".to_owned(),
        _ => {
            let again = match member.again {
                0 => String::new(),
                again => format!("{again} again"),
            };
            let in_hand =
                member.in_hand.map(|held| format!("P{}@{} in hand", held.partition, held.offset));
            let in_hand = in_hand.unwrap_or_default();
            joined([format!("{} processed", member.processed), again, in_hand])
        }
    }
}

fn group_conclusion(act: &Act) -> String {
    let now = timeline::moment(act, &History::of(act), act.last_us());
    let lanes = now.partitions.iter().enumerate().map(|(partition, lane)| {
        let committed = lane.committed.map_or("nothing".to_owned(), |offset| offset.to_string());
        format!("P{partition}: end {}, committed {committed}", lane.end)
    });
    let lanes = lanes.collect::<Vec<_>>().join("; ");
    let processed: usize = now.members.iter().map(|member| member.processed).sum();
    let again: usize = now.members.iter().map(|member| member.again).sum();
    format!(
        "{}. {} in all, {again} again. {lanes}. The same data is in the event table.",
        count(now.members.len(), "member", "members"),
        count(processed, "record processed", "records processed"),
    )
}
