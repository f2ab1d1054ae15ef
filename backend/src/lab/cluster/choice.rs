//! Which kind of broker the server uses, and what it says about the choice at its start.

use std::path::PathBuf;

use api::text::Text;
use tokio_util::sync::CancellationToken;

use super::{
    Broker, Pulse, Survey,
    local::{self, LocalKafka, Settings},
};
use crate::config::{BrokerChoice, Config};

/// A broker, and a sentence that says why this one was chosen and how to get a better one.
#[derive(Debug)]
pub struct Chosen {
    pub broker: Broker,
    pub why: Text,
}

/// Chooses and, for local Kafka, begins to start it. `program` is the path of this executable.
///
/// # Errors
/// A kind that was asked for by name is not available: what is missing and the next step.
pub fn choose(config: &Config, program: PathBuf, stop: &CancellationToken) -> Result<Chosen, Text> {
    let external = config.external.read().map_err(|error| {
        let why = format!("{error:#}.");
        Text::new(why.clone(), why)
    })?;
    match (config.broker, external) {
        (BrokerChoice::External, None) => Err(Text::new(
            "Para usar un Kafka externo, pon su dirección en KAFKA_BOOTSTRAP_SERVERS.",
            "To use an external Kafka, put its address in KAFKA_BOOTSTRAP_SERVERS.",
        )),
        (BrokerChoice::External | BrokerChoice::Auto, Some(bootstrap)) => Ok(Chosen {
            why: Text::new(
                format!("Kafka externo en {}.", bootstrap.servers()),
                format!("External Kafka at {}.", bootstrap.servers()),
            ),
            broker: Broker::External {
                bootstrap,
                pulse: Pulse::default(),
                survey: Survey::default(),
            },
        }),
        (BrokerChoice::Simulated, _) => Ok(simulated(program, None)),
        (BrokerChoice::Local, _) => local(config, program, stop).map_err(|(why, _)| why),
        (BrokerChoice::Auto, None) => {
            local(config, program, stop).or_else(|(why, program)| Ok(simulated(program, Some(why))))
        }
    }
}

fn local(
    config: &Config,
    program: PathBuf,
    stop: &CancellationToken,
) -> Result<Chosen, (Text, PathBuf)> {
    let cache = config.cache();
    let settings = Settings {
        libs: (config.kafka_libs.clone())
            .unwrap_or_else(|| cache.join(format!("kafka-{}/libs", local::VERSION))),
        data: config.data.join("kafka"),
        cache,
        java: config.java.clone(),
        keeper: program.clone(),
        patience: Settings::PATIENCE,
    };
    match LocalKafka::check(&settings) {
        Ok(_) => Ok(Chosen {
            broker: Broker::Local(LocalKafka::supervise(settings, stop.clone())),
            why: Text::new(
                format!(
                    "Kafka local: Apache Kafka {}, un nodo, en este ordenador.",
                    local::VERSION
                ),
                format!(
                    "Local Kafka: Apache Kafka {}, one node, on this computer.",
                    local::VERSION
                ),
            ),
        }),
        Err(unavailable) => Err((unavailable.text_with_place(), program)),
    }
}

fn simulated(program: PathBuf, why_not_local: Option<Text>) -> Chosen {
    let better = why_not_local.unwrap_or_else(|| {
        Text::new(
            "Para usar Kafka real: `cargo xtask run --broker local`.",
            "To use real Kafka: `cargo xtask run --broker local`.",
        )
    });
    Chosen {
        broker: Broker::Simulated { program },
        why: Text::new(
            format!("Clúster simulado (librdkafka). {}", better.es),
            format!("Simulated cluster (librdkafka). {}", better.en),
        ),
    }
}
