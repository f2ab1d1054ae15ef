//! The clusters that the lab suite runs on, and a real producer to fill them with.

use std::time::Duration;

use backend::lab::cluster::local::{LocalKafka, Settings, State};
use backend::lab::wire::Bootstrap;
use rdkafka::ClientConfig;
use rdkafka::mocking::MockCluster;
use rdkafka::producer::{BaseProducer, DefaultProducerContext, Producer};
use tempfile::TempDir;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::workbook::{PROGRAM, has_kafka};

/// How long a test waits for what must come.
pub(crate) const DEADLINE: Duration = Duration::from_secs(20);
/// How long a test's own Kafka may take to start on a busy machine.
const START_WITHIN: Duration = Duration::from_secs(70);

/// A real cluster: the one that `BITACORA_TEST_BOOTSTRAP` names, or else a Kafka of the test's own,
/// from the jars in `BITACORA_KAFKA_LIBS`.
pub(crate) struct Real {
    pub(crate) bootstrap: Bootstrap,
    own: Option<(LocalKafka, CancellationToken, TempDir)>,
}

impl Real {
    /// `None`, with a printed reason, where there is none.
    pub(crate) async fn start() -> Option<Self> {
        if let Ok(bootstrap) = std::env::var("BITACORA_TEST_BOOTSTRAP") {
            return Some(Self { bootstrap: bootstrap.into(), own: None });
        }
        if !has_kafka() {
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let settings = Settings {
            libs: std::env::var_os("BITACORA_KAFKA_LIBS").unwrap().into(),
            data: folder.path().join("kafka"),
            cache: folder.path().join("cache"),
            java: None,
            keeper: PROGRAM.into(),
            patience: Settings::PATIENCE,
        };
        let stop = CancellationToken::new();
        let kafka = LocalKafka::supervise(settings, stop.clone());
        let mut states = kafka.subscribe();
        let is_settled = |state: &State| matches!(state, State::Ready { .. } | State::Down { .. });
        let settled = timeout(START_WITHIN, states.wait_for(is_settled)).await;
        let state = settled.expect("in time").unwrap().clone();
        let State::Ready { bootstrap, .. } = state else { panic!("{state:?}") };
        Some(Self { bootstrap: bootstrap.into(), own: Some((kafka, stop, folder)) })
    }

    pub(crate) async fn stop(self) {
        if let Some((kafka, stop, _folder)) = self.own {
            stop.cancel();
            kafka.stopped().await;
        }
    }
}

/// librdkafka's mock cluster of `brokers`; it lives as long as the value.
pub(crate) struct Simulated(BaseProducer);

impl Simulated {
    pub(crate) fn start(brokers: u32) -> Self {
        let mut config = ClientConfig::new();
        config.set("test.mock.num.brokers", brokers.to_string());
        Self(config.create().unwrap())
    }

    pub(crate) fn cluster(&self) -> MockCluster<'_, DefaultProducerContext> {
        self.0.client().mock_cluster().unwrap()
    }

    pub(crate) fn bootstrap(&self) -> Bootstrap {
        self.cluster().bootstrap_servers().into()
    }
}

/// A topic's name that no other test or earlier run has.
pub(crate) fn unique(name: &str) -> String {
    format!("it.{}.{name}", uuid::Uuid::now_v7().simple())
}

/// A producer with `properties`, with time-outs long enough to lose nothing.
pub(crate) fn producer(servers: &str, properties: &[(&str, &str)]) -> BaseProducer {
    let mut config = ClientConfig::new();
    // Batches wait for the flush: if this thread were paused, a batch of one record might be sent
    // uncompressed, as too small for its codec.
    config.set("bootstrap.servers", servers).set("linger.ms", "10000");
    for (name, value) in properties {
        config.set(*name, *value);
    }
    config.create().unwrap()
}
