//! What an external cluster does not let us do, found by `trial`: which exercises that rules out,
//! and the sentence that says why and what to do about it.

use api::text::Text;
use lessons::scenario::Needs;

/// Something that the cluster refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lack {
    /// It supports none of the versions in which we can send a request.
    Version,
    /// An operation on topics with our prefix.
    Topics { operation: Operation, refusal: Refusal },
    /// It cannot store as many replicas as its own settings require.
    Replicas { error: String },
    /// It does not let us join a consumer group with our prefix.
    Groups { refusal: Refusal },
    /// `group.min.session.timeout.ms` is above the session timeout of a member that dies.
    Sessions { shortest_ms: u32 },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// Includes describing and reading, which follow at once.
    Create,
    Write,
    Delete,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Kafka's name of the error.
    pub error: String,
    /// Whether the error is about permissions.
    pub is_permission: bool,
    /// The prefix that the names of topics and groups must have.
    pub prefix: String,
}

impl Lack {
    /// Whether it makes exercises with these needs impossible.
    pub fn leaves_out(&self, needs: Needs) -> bool {
        match self {
            // Runs leave their topics behind, but their results are right.
            Self::Topics { operation: Operation::Delete, .. } => false,
            Self::Version | Self::Topics { .. } | Self::Replicas { .. } => true,
            // A member may die without leaving its group.
            Self::Groups { .. } | Self::Sessions { .. } => needs.groups,
        }
    }

    pub fn text(&self) -> Text {
        match self {
            Self::Version => Text::new(
                "La versión de Kafka no entiende lo que le pedimos: hace falta Apache Kafka 2.4 o posterior.",
                "The version of Kafka does not understand what we ask for: Apache Kafka 2.4 or newer is needed.",
            ),
            Self::Topics { operation, refusal } => {
                let (es, en) = match operation {
                    Operation::Create => ("crear y leer", "create and read"),
                    Operation::Write => ("escribir en", "write to"),
                    Operation::Delete => ("borrar", "remove"),
                };
                refusal.text(&format!("{es} topics"), &format!("{en} topics"))
            }
            Self::Replicas { error } => Text::new(
                format!(
                    "Kafka no guarda tantas copias como piden sus ajustes ({error}): revisa `default.replication.factor` y `min.insync.replicas`, y que todos los brokers estén en marcha."
                ),
                format!(
                    "Kafka does not store as many copies as its settings want ({error}): check `default.replication.factor` and `min.insync.replicas`, and that all brokers run."
                ),
            ),
            Self::Groups { refusal } => {
                refusal.text("usar grupos de consumidores", "use consumer groups")
            }
            Self::Sessions { shortest_ms } => Text::new(
                format!(
                    "Kafka no admite grupos que noten en {shortest_ms} ms que un consumidor ha muerto: baja `group.min.session.timeout.ms` en sus brokers."
                ),
                format!(
                    "Kafka allows no group that notices within {shortest_ms} ms that a consumer is dead: lower `group.min.session.timeout.ms` on its brokers."
                ),
            ),
        }
    }
}

impl Refusal {
    fn text(&self, es: &str, en: &str) -> Text {
        let Self { error, is_permission, prefix } = self;
        let (next_es, next_en) = if *is_permission {
            (
                "Da a nuestro usuario todos los permisos sobre topics y grupos con ese prefijo.",
                "Give our user all permissions on topics and groups with that prefix.",
            )
        } else {
            ("El registro de Kafka dice por qué.", "Kafka's log says why.")
        };
        Text::new(
            format!(
                "Kafka no nos deja {es} cuyo nombre empieza por `{prefix}` ({error}). {next_es}"
            ),
            format!(
                "Kafka does not let us {en} whose names begin with `{prefix}` ({error}). {next_en}"
            ),
        )
    }
}
