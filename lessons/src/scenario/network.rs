//! What the lab puts between a client and the broker.

use serde::Deserialize;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Network {
    /// Requests are held until the script waits for an answer: what dies with the process always
    /// dies.
    Held,
    /// The brokers answer at the address where the script begins, and advertise one where nobody
    /// listens, as with a wrong `advertised.listeners`.
    AdvertisesUnreachable,
    /// Two faults, planned by the records that have passed and not by the clock.
    Faulty {
        /// How many records pass before.
        after: u32,
        /// The next Produce request gets this error, and the broker does not get the request.
        refuse: Refusal,
        /// What becomes of the request behind it.
        then: Then,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// Error 19, which a client may retry (Kafka's protocol guide, "Error Codes").
    NotEnoughReplicas,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Then {
    /// The broker stores it, and the connection breaks in place of the acknowledgement.
    CutAfterAppend,
}
