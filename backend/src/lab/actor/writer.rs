//! Writes orders that groups have to find in a topic.

use std::time::Duration;

use api::event::EventKind;
use lessons::scenario::write::{Placing, Write};
use tokio::{sync::mpsc, time::timeout};

use super::{
    Listing, Topic,
    producer::script::{self, LAB, Performed},
};
use crate::{
    clock::Clock,
    evidence::seed::Seed,
    lab::{
        run::{interruption::Interruption, stage::Stage},
        worker::{
            WorkerProcess,
            plan::{Encoding, Ending, Plan, ProducerScript},
            report::Report,
            sent::Keys,
        },
    },
};

const WITHIN: Duration = Duration::from_secs(10);

/// Appends orders to a topic, and returns when the broker has confirmed each.
pub async fn append(
    stage: &Stage<'_>,
    (listing, topic): (Listing, &Topic),
    write: &Write,
    seed: &Seed,
    clock: Clock,
) -> Result<(), Interruption> {
    let orders = &stage.variant.orders;
    let range = write.range(orders.len() as u32);
    if range.is_empty() {
        return Ok(());
    }
    let expected = range.len();
    // What this proxy reports is not shown to the learner.
    let (seen, _) = mpsc::unbounded_channel();
    let proxy = stage.network(None, clock, seen).await?;
    let performed = Performed {
        entrance: &stage.entrance(proxy.as_ref()),
        topic: &topic.real_name,
        run: stage.run,
        nonce: stage.nonce,
        ending: Ending::Normal,
        orders: range,
        clock,
    };
    let mut plan = script::plan(&LAB, &script::profile(&LAB)?, orders, &performed);
    if write.placing == Placing::InTurn {
        for (order, record) in (plan.first..).zip(&mut plan.records) {
            (record.key, record.partition) = (None, Some(order % topic.partitions.max(1)));
        }
    }
    spoil(&mut plan, write.spoil, orders, seed);
    let written = timeout(WITHIN, send(stage, listing, plan));
    let confirmed = written.await.map_err(missing)??;
    if confirmed < expected {
        return Err(missing(format!("{confirmed} of {expected} records were confirmed")));
    }
    Ok(())
}

/// Makes so many of the records unreadable, each in one of three ways, as the seed says.
fn spoil(plan: &mut ProducerScript, count: u32, orders: &[serde_json::Value], seed: &Seed) {
    let mut left: Vec<usize> = (0..plan.records.len()).collect();
    for number in 0..count {
        if left.is_empty() {
            return;
        }
        let drawn = seed.draw("spoil", number, left.len() as u64) as usize;
        let place = left.remove(drawn);
        let record = &mut plan.records[place];
        // With its letters as they are, and not as `json.dumps` escapes them: ASCII is the same in
        // both encodings.
        let text = orders[plan.first as usize + place].to_string();
        match seed.draw("spoil kind", number, 3) {
            1 => record.encoding = Encoding::Null,
            2 if !text.is_ascii() => {
                (record.value, record.encoding) = (Ok(text), Encoding::Latin1);
            }
            // Somebody wrote half of it.
            _ => record.value = Ok("{\"pedido\": ".to_owned()),
        }
    }
}

/// How many records the broker has confirmed.
async fn send(
    stage: &Stage<'_>,
    Listing { act, actor, topic }: Listing,
    plan: ProducerScript,
) -> Result<usize, Interruption> {
    let clock = plan.clock;
    let mut worker = WorkerProcess::spawn(stage.program)?;
    let keys = Keys::of(&plan);
    worker.hand_over(&Plan::Producer(plan)).await?;
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
