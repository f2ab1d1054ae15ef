//! What the lab costs of a client's speed: the same script bare and in a run, in turns, on one
//! local Kafka. `cargo xtask bench` starts it and reads its lines: name, value, unit.
//!
//! In a run means: in a worker process, with every record reported, stored as an event and streamed
//! to a viewer. A group is behind the proxy of its act; a producer is measured both without one, as
//! in the acts that are compared, and behind one. Bare means: the same properties and records,
//! librdkafka's own interface, no proxy and no reports. The ratios compare the clients' clocks;
//! those of the viewer end when it has the last event, of which it gets some every 50 ms.

/// The same scripts without a lab.
mod bare;
/// A group of three that commits after each batch.
mod consuming;
/// The records that are sent and read.
mod load;
/// A producer that sends as fast as it can.
mod producing;
/// A Kafka with TLS, SASL and ACLs, shared with the tests.
#[path = "../../tests/it/secure_cluster.rs"]
#[expect(dead_code, clippy::unwrap_used, reason = "the tests use more of it, and fail by it")]
mod secure_cluster;
/// The proxy in front of a cluster with TLS and SASL.
mod secured;
/// A server whose runs this program executes.
mod workbook;

use std::path::PathBuf;

use anyhow::{Context, Result};
use backend::lab::proxy::Faults;
use load::RECORDS;
use workbook::Workbook;

/// Number of pairs; the median of their ratios counts.
const ROUNDS: usize = 11;

/// How long one turn took, in seconds.
pub struct Times {
    /// Until the client was done, by its own clock.
    client: f64,
    /// Until the viewer had the last event.
    viewer: f64,
}

#[tokio::main]
async fn main() -> Result<()> {
    if std::env::args().nth(1).as_deref() == Some(bare::PROCESS) {
        return bare::process();
    }
    let libs = std::env::var_os("BITACORA_KAFKA_LIBS").context("BITACORA_KAFKA_LIBS is not set")?;
    // On a worker thread of the runtime, as in the server; the main thread would have to be woken.
    tokio::spawn(measure(libs.into())).await?
}

async fn measure(libs: PathBuf) -> Result<()> {
    let workbook = Workbook::start(libs.clone()).await?;
    let variant = load::variant();
    // Filled first, so that no turn meets a cold Kafka.
    let topic = consuming::fill(&workbook, &variant).await?;
    for (name, network) in
        [("lab_throughput", None), ("proxied_throughput", Some(Faults::default()))]
    {
        let mut produced = Vec::new();
        for round in 0..ROUNDS {
            let bare = producing::bare(&workbook, &variant);
            let lab = producing::in_the_lab(&workbook, &variant, network.clone());
            produced.push(pair(round, bare, lab).await?);
        }
        print_numbers(name, &produced);
    }

    let mut consumed = Vec::new();
    for round in 0..ROUNDS {
        let bare = consuming::bare(&workbook, &topic, round);
        let lab = consuming::in_the_lab(&workbook, &topic, &variant, round);
        consumed.push(pair(round, bare, lab).await?);
    }
    print_numbers("consume", &consumed);
    workbook.stop().await;

    let ratios = secured::ratios(&libs).await?;
    println!("secured_throughput_ratio {:.3} ratio", median(ratios));
    Ok(())
}

/// One turn of each. A turn is slowed by what the one before left to the disk and to Kafka's
/// garbage collector, so every other round has the opposite order.
async fn pair(
    round: usize,
    bare: impl Future<Output = Result<f64>>,
    lab: impl Future<Output = Result<Times>>,
) -> Result<(f64, Times)> {
    if round.is_multiple_of(2) {
        Ok((bare.await?, lab.await?))
    } else {
        let lab = lab.await?;
        Ok((bare.await?, lab))
    }
}

fn print_numbers(name: &str, rounds: &[(f64, Times)]) {
    let median = |of: &dyn Fn(&(f64, Times)) -> f64| median(rounds.iter().map(of).collect());
    let rate = |seconds: f64| f64::from(RECORDS) / seconds;
    println!("{name}_bare {:.0} records/s", rate(median(&|(bare, _)| *bare)));
    println!("{name}_client {:.0} records/s", rate(median(&|(_, lab)| lab.client)));
    println!("{name}_viewer {:.0} records/s", rate(median(&|(_, lab)| lab.viewer)));
    println!("{name}_ratio {:.3} ratio", median(&|(bare, lab)| bare / lab.client));
    println!("{name}_viewer_ratio {:.3} ratio", median(&|(bare, lab)| bare / lab.viewer));
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

impl Times {
    /// Times since the first record; the arguments are microseconds since the act started.
    fn between(first_us: u64, client_us: u64, viewer_us: u64) -> Self {
        let seconds = |until_us: u64| until_us.saturating_sub(first_us) as f64 / 1e6;
        Self { client: seconds(client_us), viewer: seconds(viewer_us) }
    }
}
