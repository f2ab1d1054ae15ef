//! The clusters that the lab suite runs on, and a real producer to fill them with.

use std::time::Duration;

use rdkafka::ClientConfig;
use rdkafka::mocking::MockCluster;
use rdkafka::producer::{BaseProducer, DefaultProducerContext, Producer};

/// How long a test waits for what must come.
pub(crate) const DEADLINE: Duration = Duration::from_secs(20);

/// The address of a real cluster to test on, if there is one.
pub(crate) fn real() -> Option<String> {
    std::env::var("BITACORA_TEST_BOOTSTRAP").ok()
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

    pub(crate) fn bootstrap(&self) -> String {
        self.cluster().bootstrap_servers()
    }
}

/// A topic's name that no other test or earlier run has.
pub(crate) fn unique(name: &str) -> String {
    format!("it.{}.{name}", uuid::Uuid::now_v7().simple())
}

/// A producer with `properties`, set up to lose nothing by haste.
pub(crate) fn producer(bootstrap: &str, properties: &[(&str, &str)]) -> BaseProducer {
    let mut config = ClientConfig::new();
    config.set("bootstrap.servers", bootstrap).set("linger.ms", "50");
    for (name, value) in properties {
        config.set(*name, *value);
    }
    config.create().unwrap()
}
