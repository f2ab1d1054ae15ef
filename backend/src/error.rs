//! What can go wrong while a request is answered: a sentence for the person that says what to do
//! next, in both languages until `routes/problem.rs` knows which; the cause for the log.

use api::text::Text;
use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use lessons::field::FieldError;

use crate::{
    limits::{Whose, pace::Wait},
    store::{self, trouble::Trouble},
};

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the store failed")]
    Store(#[from] store::Error),
    #[error("there is no such {0}")]
    NotFound(Noun),
    #[error("a field was refused: {0:?}")]
    Field(FieldError),
    #[error("the body is not the expected JSON: {0}")]
    Body(String),
    #[error("the body is too large")]
    BodyTooLarge,
    #[error("too many requests of one {whose:?}; the next in {} s", wait.seconds)]
    TooFast { whose: Whose, wait: Wait },
    #[error("too many open streams of one {whose:?}; there may be {limit}")]
    TooManyStreams { whose: Whose, limit: u32 },
    #[error("another attempt comes next: {next}")]
    OtherAttempt { next: u32 },
    #[error("the orders shown are not those of this learner's next attempt")]
    OtherOrders,
    #[error("too many unfinished runs of one {whose:?}; there may be {limit}")]
    TooManyRuns { whose: Whose, limit: u32 },
    #[error("too many unfinished runs of all learners together")]
    Full,
    #[error("the cluster cannot do this exercise: {}", .0.en)]
    LeftOut(Text),
    #[error("the database has reached its size limit")]
    NoRoom,
    #[error("the evidence of this run was removed after {days} days")]
    EvidenceGone { days: u32 },
    #[error("a write from another origin")]
    ForeignOrigin,
    #[error("the request is for a host name that is not ours")]
    OtherHost,
    #[error("Last-Event-ID is not an event of this run")]
    EventId,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noun {
    Lesson,
    Exercise,
    Run,
    Evidence,
    Page,
}

impl std::fmt::Display for Noun {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Lesson => "lesson",
            Self::Exercise => "exercise",
            Self::Run => "run",
            Self::Evidence => "evidence",
            Self::Page => "page",
        })
    }
}

/// A problem in both languages, on its way to `routes/problem.rs`.
#[derive(Debug, Clone)]
pub struct LocalizedProblem {
    pub slug: &'static str,
    pub title: Text,
    pub detail: Text,
    pub field: Option<String>,
}

impl Error {
    fn status(&self) -> StatusCode {
        match self {
            Self::Store(store::Error::Unreadable { .. }) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Store(_) | Self::Full | Self::NoRoom => StatusCode::SERVICE_UNAVAILABLE,
            Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::EvidenceGone { .. } => StatusCode::GONE,
            Self::Field(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Body(_) | Self::EventId => StatusCode::BAD_REQUEST,
            Self::OtherAttempt { .. } | Self::OtherOrders | Self::LeftOut(_) => {
                StatusCode::CONFLICT
            }
            Self::TooManyRuns { .. } | Self::TooFast { .. } | Self::TooManyStreams { .. } => {
                StatusCode::TOO_MANY_REQUESTS
            }
            Self::BodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::ForeignOrigin => StatusCode::FORBIDDEN,
            Self::OtherHost => StatusCode::MISDIRECTED_REQUEST,
        }
    }

    /// Seconds after which trying again makes sense.
    fn retry_after(&self) -> Option<u64> {
        match self {
            Self::Store(store::Error::Unreadable { .. }) => None,
            // Nobody knows when a run or a stream will end.
            Self::Store(_) | Self::TooManyRuns { .. } | Self::TooManyStreams { .. } => Some(5),
            Self::Full => Some(15),
            // Somebody has to free space first.
            Self::NoRoom => Some(600),
            Self::TooFast { wait, .. } => Some(wait.seconds),
            _ => None,
        }
    }

    pub fn problem(&self) -> LocalizedProblem {
        let problem = |slug, title: (&str, &str), detail: (String, String)| LocalizedProblem {
            slug,
            title: Text::new(title.0, title.1),
            detail: Text::new(detail.0, detail.1),
            field: None,
        };
        let fixed =
            |slug, title, es: &str, en: &str| problem(slug, title, (es.to_owned(), en.to_owned()));
        match self {
            Self::Store(store::Error::Unreadable { .. }) => fixed(
                "internal",
                ("Error interno", "Internal error"),
                "Algo falló aquí dentro. Tu trabajo está guardado; avisa a tu docente con el número de la petición.",
                "Something failed in here. Your work is saved; tell your instructor the request's number.",
            ),
            Self::Store(error) if Trouble::of(error).takes_only_reads() => fixed(
                "database-read-only",
                ("La base de datos no admite cambios", "The database takes no changes"),
                "La base de datos solo se deja leer ahora mismo. Lo guardado se puede ver y lo que escribiste sigue aquí; volvemos a intentarlo en unos segundos.",
                "The database can only be read at the moment. What is stored can be seen, and what you typed is still here; we try again in a few seconds.",
            ),
            Self::Store(_) => fixed(
                "database-away",
                ("La base de datos no responde", "The database does not answer"),
                "La base de datos no responde. Lo que escribiste sigue aquí; volvemos a intentarlo en unos segundos.",
                "The database does not answer. What you typed is still here; we try again in a few seconds.",
            ),
            Self::NotFound(noun) => {
                let (es, en) = match noun {
                    Noun::Lesson => ("Esa lección no existe.", "There is no such lesson."),
                    Noun::Exercise => ("Ese ejercicio no existe.", "There is no such exercise."),
                    Noun::Run => (
                        "Esa ejecución no existe, o no es tuya.",
                        "There is no such run, or it is not yours.",
                    ),
                    Noun::Evidence => (
                        "Esa ejecución todavía no tiene evidencia.",
                        "That run has no evidence yet.",
                    ),
                    Noun::Page => ("Esa página no existe.", "There is no such page."),
                };
                problem(
                    "not-found",
                    ("No existe", "Not found"),
                    (
                        format!("{es} Vuelve al curso y elige desde ahí."),
                        format!("{en} Go back to the course and choose from there."),
                    ),
                )
            }
            Self::Field(error) => {
                let text = error.text();
                LocalizedProblem {
                    field: Some(error.field.clone()),
                    ..problem(
                        "invalid-field",
                        ("Un campo no vale", "A field is not valid"),
                        (text.es, text.en),
                    )
                }
            }
            Self::Body(why) => problem(
                "invalid-body",
                ("La petición no se entiende", "The request is not understood"),
                (
                    format!("El cuerpo de la petición no es el JSON que se espera: {why}"),
                    format!("The body of the request is not the JSON expected here: {why}"),
                ),
            ),
            Self::BodyTooLarge => fixed(
                "body-too-large",
                ("La petición es demasiado grande", "The request is too large"),
                "La petición pasa de 64 KiB. Un formulario ocupa mucho menos: recarga la página y repite.",
                "The request is over 64 KiB. A form is much smaller: reload the page and try again.",
            ),
            Self::TooFast { whose, wait: Wait { seconds } } => problem(
                "too-many-requests",
                ("Demasiadas peticiones", "Too many requests"),
                match whose {
                    Whose::Learner => (
                        format!(
                            "Van muchas peticiones seguidas. Lo que escribiste sigue aquí; espera {seconds} s y repite."
                        ),
                        format!(
                            "That was a lot of requests in a row. What you typed is still here; wait {seconds} s and try again."
                        ),
                    ),
                    Whose::Address => (
                        format!(
                            "Llegan demasiadas peticiones desde tu red. Lo que escribiste sigue aquí; espera {seconds} s y repite."
                        ),
                        format!(
                            "Too many requests come from your network. What you typed is still here; wait {seconds} s and try again."
                        ),
                    ),
                },
            ),
            Self::TooManyStreams { whose, limit } => problem(
                "too-many-streams",
                ("Demasiadas ejecuciones abiertas", "Too many runs open"),
                match whose {
                    Whose::Learner => (
                        format!(
                            "Ya sigues {limit} ejecuciones a la vez. Cierra alguna pestaña y esta empezará a verse."
                        ),
                        format!(
                            "You already watch {limit} runs at once. Close a tab and this one will show."
                        ),
                    ),
                    Whose::Address => (
                        format!(
                            "Desde tu red ya se siguen {limit} ejecuciones a la vez. Espera a que termine alguna."
                        ),
                        format!(
                            "Your network already watches {limit} runs at once. Wait for one of them to end."
                        ),
                    ),
                },
            ),
            Self::OtherAttempt { next } => problem(
                "other-attempt",
                ("Hay un intento más nuevo", "There is a newer attempt"),
                (
                    format!(
                        "Ahora toca el intento {next}, con otros pedidos. Mira los nuevos, ajusta tu predicción y ejecuta."
                    ),
                    format!(
                        "Attempt {next} comes next, with other orders. Look at the new ones, adjust your prediction and run."
                    ),
                ),
            ),
            Self::OtherOrders => fixed(
                "other-orders",
                ("Estos pedidos ya no son los tuyos", "These orders are no longer yours"),
                "La sesión de tu navegador cambió con esta página abierta, y con ella tus pedidos. Mira los nuevos, ajusta tu predicción y ejecuta. Si vuelve a pasar, permite las cookies de este sitio.",
                "Your browser's session changed while this page was open, and your orders with it. Look at the new ones, adjust your prediction and run. If it happens again, allow this site's cookies.",
            ),
            Self::TooManyRuns { whose, limit } => problem(
                "too-many-runs",
                ("Demasiadas ejecuciones a la vez", "Too many runs at once"),
                match whose {
                    Whose::Learner => (
                        format!(
                            "Ya tienes {limit} ejecuciones sin terminar. Espera a que acabe una o detenla."
                        ),
                        format!(
                            "You already have {limit} unfinished runs. Wait for one to end, or stop it."
                        ),
                    ),
                    Whose::Address => (
                        format!(
                            "Desde tu red ya hay {limit} ejecuciones sin terminar. Lo que escribiste sigue aquí; espera a que acabe alguna y repite."
                        ),
                        format!(
                            "Your network already has {limit} unfinished runs. What you typed is still here; wait for one of them to end and try again."
                        ),
                    ),
                },
            ),
            Self::Full => fixed(
                "queue-full",
                ("La cola está llena", "The queue is full"),
                "Hay demasiada gente ejecutando ahora mismo. Lo que escribiste sigue aquí; volvemos a intentarlo en unos segundos.",
                "Too many people are running right now. What you typed is still here; we try again in a few seconds.",
            ),
            Self::LeftOut(why) => problem(
                "left-out",
                ("Este Kafka no puede con el ejercicio", "This Kafka cannot do the exercise"),
                (
                    format!("{} Lo que escribiste sigue aquí; avisa a tu docente.", why.es),
                    format!("{} What you typed is still here; tell your instructor.", why.en),
                ),
            ),
            Self::NoRoom => fixed(
                "no-room",
                ("No queda sitio", "There is no room left"),
                "El cuaderno no tiene sitio para más ejecuciones. Las que ya tienes siguen aquí, y lo que escribiste también; avisa a tu docente.",
                "The workbook has no room for more runs. Those that you have are still here, and so is what you typed; tell your instructor.",
            ),
            Self::EvidenceGone { days } => problem(
                "evidence-gone",
                ("La evidencia ya no está", "The evidence is gone"),
                (
                    format!(
                        "La evidencia de una ejecución se guarda {days} días. De esta queda el veredicto, en su página."
                    ),
                    format!(
                        "The evidence of a run is kept for {days} days. Of this one the verdict is left, on its page."
                    ),
                ),
            ),
            Self::ForeignOrigin => fixed(
                "foreign-origin",
                ("Petición de otro sitio", "Request from another site"),
                "Esta petición viene de otra página web. Hazla desde el cuaderno.",
                "This request comes from another website. Make it from the workbook.",
            ),
            Self::OtherHost => fixed(
                "other-host",
                ("El servidor no se llama así", "The server has another name"),
                "El servidor contesta a localhost y a la dirección de --public-url (BITACORA_PUBLIC_URL), y la petición lleva otro nombre.",
                "The server answers to localhost and to the address in --public-url (BITACORA_PUBLIC_URL), and the request names another host.",
            ),
            Self::EventId => fixed(
                "unknown-event",
                ("Evento desconocido", "Unknown event"),
                "Last-Event-ID no es el número de un evento de esta ejecución. Vuelve a abrir la página para verla desde el principio.",
                "Last-Event-ID is not the number of an event of this run. Open the page again to see it from the start.",
            ),
        }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let status = self.status();
        if status.is_server_error() {
            tracing::error!(error = &self as &dyn std::error::Error, "a request failed");
        } else {
            tracing::debug!(error = &self as &dyn std::error::Error, "a request was refused");
        }
        let mut response = status.into_response();
        if let Some(seconds) = self.retry_after() {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        response.extensions_mut().insert(self.problem());
        response
    }
}
