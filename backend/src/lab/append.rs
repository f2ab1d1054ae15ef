//! The lab's own writing of orders: what a consumer's exercise has to find in its topic.

use std::{ops::Range, path::Path, time::Duration};

use api::event::{Ending, EventKind};
use tokio::time::timeout;

use super::{
    interruption::Interruption,
    orders::Orders,
    producer_form::{ProducerAct, ProducerForm},
    recorder::Recorder,
    worker::{
        WorkerProcess,
        protocol::{Plan, Report},
    },
};

const WITHIN: Duration = Duration::from_secs(10);

/// Where and what.
pub struct Append<'a> {
    pub act: u32,
    pub program: &'a Path,
    pub bootstrap: &'a str,
    pub topic: &'a str,
    pub run: &'a str,
    pub nonce: &'a str,
    pub orders: &'a Orders,
    pub range: Range<u32>,
    pub started_us: u64,
    pub recorder: &'a Recorder,
}

/// Appends these orders and returns when the broker has confirmed each.
pub async fn append(append: Append<'_>) -> Result<(), Interruption> {
    if append.range.is_empty() {
        return Ok(());
    }
    let expected = append.range.len();
    let confirmed = timeout(WITHIN, write(append)).await.map_err(missing)??;
    if confirmed < expected {
        return Err(missing(format!("{confirmed} of {expected} records were confirmed")));
    }
    Ok(())
}

/// How many records the broker has confirmed.
async fn write(append: Append<'_>) -> Result<usize, Interruption> {
    let Append { act, recorder, .. } = append;
    let form = ProducerForm::of_the_lab();
    let script = ProducerAct {
        bootstrap: append.bootstrap,
        topic: append.topic,
        run: append.run,
        nonce: append.nonce,
        ending: Ending::Normal,
        orders: append.range,
        started_us: append.started_us,
    };
    let mut worker = WorkerProcess::spawn(append.program)?;
    worker
        .hand_over(&Plan::Producer(form.script(&form.profile()?, append.orders, &script)))
        .await?;
    let mut confirmed = 0;
    while let Some(report) = worker.next_report().await? {
        match report {
            Report::Sent(records) => recorder.record(EventKind::Sent { act, records }).await?,
            Report::Acknowledged(records) => {
                confirmed += records.len();
                recorder.record(EventKind::Acknowledged { act, records }).await?;
            }
            Report::LastLine => break,
            _ => {}
        }
    }
    worker.exit().await?;
    Ok(confirmed)
}

fn missing(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Interruption {
    Interruption::awaited(
        "Esperábamos que el broker guardara los pedidos del laboratorio.",
        "We waited for the broker to store the lab's orders.",
        cause,
    )
}
