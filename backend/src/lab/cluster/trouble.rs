//! What keeps a broker from answering, as a sentence for whoever operates the server: what is
//! wrong, and what to do next. Learners may see it, too: so the address of the cluster and the
//! cause are in the log alone, and no secret is in either.

use std::io::ErrorKind;

use api::text::Text;
use kafka_protocol::error::ResponseError;

use crate::lab::wire::{WireError, security::tls::Distrust};

pub(super) fn text(error: &WireError) -> Text {
    match error {
        WireError::Insecure { source, .. } => distrusted(Distrust::of(source)),
        // With TLS 1.3 a broker rejects our certificate after the handshake, in place of an answer.
        WireError::Lost { source, .. } if Distrust::of(source) == Distrust::OfUs => {
            distrusted(Distrust::OfUs)
        }
        // A broker with TLS does not understand plain text, and one without it no TLS.
        WireError::Lost { source, .. } if is_misunderstood(source.kind()) => Text::new(
            "Kafka corta la conexión. Si pide TLS o contraseña, indícalo en KAFKA_SECURITY_PROTOCOL.",
            "Kafka ends the connection. If it wants TLS or a password, say so in KAFKA_SECURITY_PROTOCOL.",
        ),
        WireError::Broker { code, .. }
            if *code == ResponseError::SaslAuthenticationFailed.code() =>
        {
            Text::new(
                "Kafka no acepta el usuario o su contraseña. Revisa KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD_FILE y KAFKA_SASL_MECHANISM: cada mecanismo tiene sus propias contraseñas.",
                "Kafka does not take the user or its password. Check KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD_FILE and KAFKA_SASL_MECHANISM: each mechanism has passwords of its own.",
            )
        }
        WireError::Mechanism { mechanism, offered } => Text::new(
            format!(
                "Kafka no acepta {mechanism}; ofrece {offered}. Indica uno de ellos en KAFKA_SASL_MECHANISM."
            ),
            format!(
                "Kafka does not take {mechanism}; it offers {offered}. Name one of them in KAFKA_SASL_MECHANISM."
            ),
        ),
        WireError::Protocol(_) => Text::new(
            "Lo que responde no habla el protocolo de Kafka, o solo versiones demasiado antiguas: hace falta Apache Kafka 2.4 o posterior.",
            "What answers does not speak Kafka's protocol, or only versions that are too old: Apache Kafka 2.4 or newer is needed.",
        ),
        WireError::Unreachable { .. } | WireError::TimedOut { .. } => Text::new(
            "El Kafka externo no responde. Comprueba que está en marcha, y que sus `advertised.listeners` nombran direcciones a las que se llega desde aquí.",
            "The external Kafka does not answer. Check that it runs, and that its `advertised.listeners` name addresses that can be reached from here.",
        ),
        WireError::Lost { .. } | WireError::Broker { .. } => Text::new(
            "El Kafka externo no responde. Comprueba que está en marcha y que se llega a él desde aquí.",
            "The external Kafka does not answer. Check that it runs, and that it can be reached from here.",
        ),
    }
}

fn distrusted(why: Distrust) -> Text {
    match why {
        Distrust::Expired => Text::new(
            "El certificado de Kafka ha caducado o aún no vale. Renuévalo, o revisa el reloj de este ordenador.",
            "Kafka's certificate has expired or is not valid yet. Renew it, or check the clock of this machine.",
        ),
        Distrust::OtherName => Text::new(
            "El certificado de Kafka es de otro nombre. Usa en KAFKA_BOOTSTRAP_SERVERS y en los `advertised.listeners` un nombre que esté en él.",
            "Kafka's certificate is for another name. Use one that it has, in KAFKA_BOOTSTRAP_SERVERS and in the `advertised.listeners`.",
        ),
        Distrust::UnknownIssuer => Text::new(
            "El certificado de Kafka no lo firma ninguna autoridad de confianza. Indica el de la suya en KAFKA_SSL_CA_LOCATION.",
            "Kafka's certificate is signed by nobody who is trusted. Name its authority's in KAFKA_SSL_CA_LOCATION.",
        ),
        Distrust::OfUs => Text::new(
            "Kafka pide un certificado nuestro y no acepta el que tiene. Indícalo en KAFKA_SSL_CERTIFICATE_LOCATION, con su clave en KAFKA_SSL_KEY_LOCATION.",
            "Kafka wants a certificate of ours and does not take what it got. Name it in KAFKA_SSL_CERTIFICATE_LOCATION, with its key in KAFKA_SSL_KEY_LOCATION.",
        ),
        Distrust::NoTls => Text::new(
            "En esa dirección no se habla TLS. Revisa el puerto, o KAFKA_SECURITY_PROTOCOL.",
            "There is no TLS on that address. Check the port, or KAFKA_SECURITY_PROTOCOL.",
        ),
    }
}

/// The broker hangs up, or answers with something that is no frame, such as a TLS alert.
fn is_misunderstood(kind: ErrorKind) -> bool {
    use ErrorKind::{BrokenPipe, ConnectionReset, InvalidData, UnexpectedEof};
    matches!(kind, UnexpectedEof | ConnectionReset | BrokenPipe | InvalidData)
}
