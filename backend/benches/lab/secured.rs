//! A producer on a cluster with TLS and SASL, and the same one behind the proxy that speaks them
//! for it. Both are Java's `kafka-producer-perf-test`, since our librdkafka has no TLS.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
};

use anyhow::{Context, Result, ensure};
use backend::{
    clock::Clock,
    lab::{
        cluster::entrance::Token,
        proxy::{Faults, Proxy, guard::Guard},
        topics::{self, NewTopic},
        wire::{
            Bootstrap,
            security::{
                Security,
                sasl::{Credentials, Mechanism},
                tls::Tls,
            },
        },
    },
};
use tokio::{process::Command, sync::mpsc};

use crate::{
    load::{PARTITIONS, RECORDS},
    secure_cluster::{PASSWORD, PREFIX, SecureKafka, USER},
};

const ROUNDS: usize = 7;
/// Size of a record, as in the other measurements.
const BYTES: &str = "180";
/// So that the JVM has compiled its hot code before the clock starts.
const WARM_UP: u32 = 100_000;
const WITHIN: std::time::Duration = std::time::Duration::from_secs(10);

/// Ratio of records a second behind the proxy to without it, one for each round.
pub async fn ratios(libs: &Path) -> Result<Vec<f64>> {
    let kafka = SecureKafka::start(libs).await;
    let tls = Tls::new(Some(&kafka.file("ca.pem")), None)?;
    let credentials = Credentials::new(Mechanism::ScramSha256, USER, PASSWORD.to_owned())?;
    let security = Security { tls: Some(tls), credentials: Some(credentials) };
    let upstream = Bootstrap::new(kafka.secure(), security);
    let mut ratios = Vec::new();
    for round in 0..ROUNDS {
        let topic = format!("{PREFIX}bench.{round}");
        let new = NewTopic { name: topic.clone(), partitions: PARTITIONS, ..NewTopic::default() };
        topics::create(&upstream, &[new], WITHIN).await?;
        let sides = [Side::Bare, Side::Proxied];
        let mut rates = [0.0; 2];
        let order = if round.is_multiple_of(2) { [0, 1] } else { [1, 0] };
        for side in order {
            rates[side] = match sides[side] {
                Side::Bare => bare(&kafka, libs, &topic).await?,
                Side::Proxied => proxied(&kafka, libs, &upstream, &topic).await?,
            };
        }
        topics::delete(&upstream, &[topic], WITHIN).await?;
        ratios.push(rates[1] / rates[0]);
    }
    Ok(ratios)
}

#[derive(Clone, Copy)]
enum Side {
    Bare,
    Proxied,
}

async fn bare(kafka: &SecureKafka, libs: &Path, topic: &str) -> Result<f64> {
    let properties = format!(
        "bootstrap.servers={}\n\
         security.protocol=SASL_SSL\n\
         ssl.truststore.type=PEM\n\
         ssl.truststore.location={}\n\
         sasl.mechanism=SCRAM-SHA-256\n\
         sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username=\"{USER}\" password=\"{PASSWORD}\";\n",
        kafka.secure(),
        kafka.file("ca.pem").display()
    );
    perf_test(kafka, libs, topic, &properties).await
}

async fn proxied(
    kafka: &SecureKafka,
    libs: &Path,
    upstream: &Bootstrap,
    topic: &str,
) -> Result<f64> {
    let guard = Guard { token: Token::mint(), names: topic.to_owned() };
    let (events, _seen) = mpsc::unbounded_channel();
    let faults = Faults::default();
    let proxy = Proxy::start(upstream, Some(guard), faults, Clock::start(), events).await?;
    let entrance = proxy.entrance();
    let of = |wanted: &str| {
        let found = entrance.properties().into_iter().find(|(name, _)| name == wanted);
        found.map(|(_, value)| value).context("the entrance has a user and a token")
    };
    let properties = format!(
        "bootstrap.servers={}\n\
         security.protocol=SASL_PLAINTEXT\n\
         sasl.mechanism=PLAIN\n\
         sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username=\"{}\" password=\"{}\";\n",
        entrance.servers(),
        of("sasl.username")?,
        of("sasl.password")?
    );
    let rate = perf_test(kafka, libs, topic, &properties).await;
    proxy.stop().await;
    rate
}

/// Records a second, from the last line that the program prints.
async fn perf_test(kafka: &SecureKafka, libs: &Path, topic: &str, properties: &str) -> Result<f64> {
    let file: PathBuf = kafka.file("producer.properties");
    std::fs::write(&file, properties)?;
    let output = Command::new("java")
        .args(["-Xmx256m", "-XX:+UseSerialGC", "-cp"])
        .arg(libs.join("*"))
        .args(["org.apache.kafka.tools.ProducerPerformance", "--topic", topic])
        .args(["--num-records", &(WARM_UP + RECORDS).to_string()])
        .args(["--warmup-records", &WARM_UP.to_string()])
        .args(["--record-size", BYTES, "--throughput", "-1", "--producer.config"])
        .arg(&file)
        .stdin(Stdio::null())
        .output()
        .await?;
    let said = String::from_utf8_lossy(&output.stdout);
    ensure!(output.status.success(), "{said} {}", String::from_utf8_lossy(&output.stderr));
    let last = said.lines().rfind(|line| line.contains("records/sec")).context("no rate")?;
    let words: Vec<_> = last.split_whitespace().collect();
    let place = words.iter().position(|word| *word == "records/sec").context("no rate")?;
    Ok(words[place.saturating_sub(1)].replace(',', "").parse()?)
}
