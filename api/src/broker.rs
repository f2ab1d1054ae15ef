//! Where a run happens, and what may truthfully be said about it.

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BrokerKind {
    /// librdkafka's in-process mock cluster: always labelled as simulated.
    Simulated,
    /// Apache Kafka as a supervised child process.
    Local,
    /// A cluster that somebody else runs.
    External,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Broker {
    pub kind: BrokerKind,
    /// Product and version: `Apache Kafka 4.3.1`, `librdkafka 2.12.1`. The words around it
    /// (Kafka local, clúster simulado) belong to the page.
    pub label: String,
}
