//! Why a run did not finish. It is never the learner's fault.

use api::text::Text;

use lessons::error::ContentFault;

use super::{bounds::OverLimit, recorder::NotRecorded};
use crate::lab::{
    cluster::ClusterError, profile::refusal::Refusal, wire::WireError, worker::WorkerError,
};

#[derive(Debug)]
pub enum Interruption {
    /// Its learner stopped it, or the server is stopping.
    Stopped,
    /// Broker, network or process failed: what the lab waited for in vain, and the cause for the
    /// log.
    Infrastructure { awaited: Text, cause: Box<dyn std::error::Error + Send + Sync> },
    /// The database does not store events any more.
    NotRecorded,
}

impl Interruption {
    pub fn awaited(
        es: &str,
        en: &str,
        cause: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self::Infrastructure { awaited: Text::new(es, en), cause: cause.into() }
    }

    /// The lab has a bug; the panic's own message is in the log.
    pub fn panicked() -> Self {
        Self::awaited(
            "Esperábamos que el laboratorio llegara hasta el final, y falló por dentro: avisa a tu docente.",
            "We waited for the lab to come to its end, and it failed inside: tell your instructor.",
            "the lab panicked",
        )
    }
}

impl From<NotRecorded> for Interruption {
    fn from(_: NotRecorded) -> Self {
        Self::NotRecorded
    }
}

impl From<ClusterError> for Interruption {
    fn from(error: ClusterError) -> Self {
        if let ClusterError::NotReady { why } = &error {
            let awaited = Text::new(
                format!("Esperábamos un broker con el que trabajar. {}", why.es),
                format!("We waited for a broker to work with. {}", why.en),
            );
            return Self::Infrastructure { awaited, cause: error.into() };
        }
        Self::awaited(
            "Esperábamos que el broker creara los topics de esta ejecución.",
            "We waited for the broker to create this run's topics.",
            error,
        )
    }
}

impl From<WireError> for Interruption {
    fn from(error: WireError) -> Self {
        Self::awaited(
            "Esperábamos la respuesta del broker para leer el log.",
            "We waited for the broker's answer to read the log.",
            error,
        )
    }
}

impl From<WorkerError> for Interruption {
    fn from(error: WorkerError) -> Self {
        Self::awaited(
            "Esperábamos al proceso del cliente, y terminó antes de tiempo.",
            "We waited for the client's process, and it ended too early.",
            error,
        )
    }
}

/// The loader has tried each value of each field alone; so only several together can be wrong.
impl From<ContentFault> for Interruption {
    fn from(error: ContentFault) -> Self {
        Self::awaited(
            "El ejercicio ofrece una opción que el laboratorio no conoce: avisa a tu docente.",
            "The exercise offers a choice that the lab does not know: tell your instructor.",
            error,
        )
    }
}

impl From<OverLimit> for Interruption {
    fn from(beyond: OverLimit) -> Self {
        Self::Infrastructure { awaited: OverLimit::awaited(), cause: beyond.into() }
    }
}

impl From<Refusal> for Interruption {
    fn from(refusal: Refusal) -> Self {
        Self::awaited(
            "El ejercicio ofrece una configuración que el cliente no admite: avisa a tu docente.",
            "The exercise offers a configuration that the client does not take: tell your instructor.",
            format!("{refusal:?}"),
        )
    }
}
