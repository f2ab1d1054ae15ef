//! An exercise before its run.

use api::text::Lang;

use super::count;
use crate::{
    form::Invalid,
    format::{bytes, whole},
    i18n::words::FormWords,
};

pub(super) const FORM: FormWords = FormWords {
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
            "{answers} {verb} missing: you can run it like this, but without the point for the prediction."
        )
    },
    run: "Save and run",
    sending: "Saving…",
    waiting_server: |seconds| {
        format!(
            "The server cannot take it right now. Everything is saved; trying again in {seconds} s."
        )
    },
    fault: |fault| {
        match fault {
        Invalid::Empty => "A value is missing.".to_owned(),
        Invalid::NotAName => "Use unaccented letters, digits, dots, hyphens and underscores; for example, pedidos. Kafka requires that of topics, and this lab of groups, too.".to_owned(),
        Invalid::TooLong { max } => format!("At most {max} characters fit."),
        Invalid::NotANumber => "Write a whole number, for example 3.".to_owned(),
        Invalid::OutOfRange { min, max } => format!("Write a number from {min} to {max}."),
    }
    },
    none_of_them: "none of these",
};
