//! Writes orders that groups have to find in a topic.

use std::{ops::Range, time::Duration};

use api::event::EventKind;
use tokio::{sync::mpsc, time::timeout};

use super::{
    Listing,
    producer::script::{self, LAB, Performed},
};
use crate::{
    clock::Clock,
    lab::{
        interruption::Interruption,
        stage::Stage,
        worker::{
            WorkerProcess,
            protocol::{Ending, Plan, Report},
            sent::Keys,
        },
    },
};

const WITHIN: Duration = Duration::from_secs(10);

/// Appends these orders to a topic (its real name) and returns when the broker has confirmed each.
pub async fn append(
    stage: &Stage<'_>,
    listing: Listing,
    topic: &str,
    range: Range<u32>,
    clock: Clock,
) -> Result<(), Interruption> {
    if range.is_empty() {
        return Ok(());
    }
    let expected = range.len();
    // What this proxy reports is not shown to the learner.
    let (seen, _) = mpsc::unbounded_channel();
    let proxy = stage.network(None, clock, seen).await?;
    let performed = Performed {
        entrance: &stage.entrance(proxy.as_ref()),
        topic,
        run: stage.run,
        nonce: stage.nonce,
        ending: Ending::Normal,
        orders: range,
        clock,
    };
    let confirmed = timeout(WITHIN, write(stage, listing, performed)).await.map_err(missing)??;
    if confirmed < expected {
        return Err(missing(format!("{confirmed} of {expected} records were confirmed")));
    }
    Ok(())
}

/// How many records the broker has confirmed.
async fn write(
    stage: &Stage<'_>,
    listing: Listing,
    performed: Performed<'_>,
) -> Result<usize, Interruption> {
    let Listing { act, actor, topic } = listing;
    let clock = performed.clock;
    let mut worker = WorkerProcess::spawn(stage.program)?;
    let script = script::plan(&LAB, &script::profile(&LAB)?, &stage.variant.orders, &performed);
    let keys = Keys::of(&script);
    worker.hand_over(&Plan::Producer(script)).await?;
    let mut count = 0;
    while let Some(report) = worker.next_report().await? {
        match report {
            Report::Sent(orders) => {
                let records = keys.sent(&orders);
                stage.recorder.record(EventKind::Sent { act, actor, topic, records }).await?;
            }
            Report::Acknowledged(records) => {
                count += records.len();
                let confirmed = EventKind::Acknowledged { act, actor, topic, records };
                stage.recorder.record(confirmed).await?;
            }
            // After a reconnect the client sends again, and a record may be stored twice.
            Report::Disconnected => return Err(missing("the connection to the broker broke")),
            Report::LastLine => break,
            _ => {}
        }
    }
    worker.exit(clock).await?;
    Ok(count)
}

fn missing(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Interruption {
    Interruption::awaited(
        "Esperábamos que el broker guardara los pedidos del laboratorio.",
        "We waited for the broker to store the lab's orders.",
        cause,
    )
}
