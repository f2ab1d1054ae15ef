//! When a `KafkaProducer` is idempotent. Each release decides in its own way, and 3.x can turn it
//! off without telling the learner.

use super::{
    python_error::PythonError,
    setting::Setting::{self, Bool, Integer, None},
    settings::Settings,
    version::ClientVersion,
};

const IN_FLIGHT: &str = "max_in_flight_requests_per_connection";

/// `acks` has already become a number here.
pub(super) fn construct(
    version: ClientVersion,
    settings: &mut Settings,
) -> Result<(), PythonError> {
    let transactional = *settings.get("transactional_id") != None;
    if transactional
        && settings.is_given("enable_idempotence")
        && *settings.get("enable_idempotence") == Bool(false)
    {
        return Err(PythonError::configuration(
            "Cannot set transactional_id without enable_idempotence.",
        ));
    }
    if transactional {
        settings.set("enable_idempotence", Bool(true));
    }
    if *settings.get("enable_idempotence") != Bool(true) {
        return Ok(());
    }
    match version {
        // Idempotence came with 2.2.
        ClientVersion::V2_0_2 => Ok(()),
        ClientVersion::V2_3 => strict(settings),
        ClientVersion::V3_0 => lenient(settings, transactional),
    }
}

/// 2.3.3: a contradiction is an error, and what was not given is adjusted.
fn strict(settings: &mut Settings) -> Result<(), PythonError> {
    if settings.number("retries") == Some(0.0) {
        return Err(PythonError::configuration(
            "Must set 'retries' to non-zero when using the idempotent producer.",
        ));
    }
    if !settings.is_given(IN_FLIGHT) {
        settings.set(IN_FLIGHT, Integer(1));
    } else if settings.number(IN_FLIGHT) != Some(1.0) {
        return Err(PythonError::configuration(
            "Must set 'max_in_flight_requests_per_connection' to 1 in order to use the idempotent \
             producer. Otherwise we cannot guarantee idempotence.",
        ));
    }
    if !settings.is_given("acks") {
        settings.set("acks", Integer(-1));
    } else if *settings.get("acks") != Integer(-1) {
        return Err(PythonError::configuration(
            "Must set 'acks' config to 'all' in order to use the idempotent producer. Otherwise \
             we cannot guarantee idempotence",
        ));
    }
    Ok(())
}

/// 3.0.12: a contradiction is an error only if idempotence was asked for; otherwise it is turned
/// off.
fn lenient(settings: &mut Settings, transactional: bool) -> Result<(), PythonError> {
    let contradicts = |name: &str, value: &Setting| match name {
        "acks" => *value != Integer(-1),
        "retries" => value.number() == Some(0.0),
        _ => value.number().is_some_and(|in_flight| in_flight > 5.0),
    };
    let conflicts: Vec<String> = ["acks", "retries", IN_FLIGHT]
        .into_iter()
        .filter(|name| settings.is_given(name) && contradicts(name, settings.get(name)))
        .map(|name| format!("{name}={}", settings.get(name)))
        .collect();
    let conflicts = conflicts.join(", ");
    if conflicts.is_empty() {
        return Ok(());
    }
    if transactional || settings.is_given("enable_idempotence") {
        return Err(PythonError::configuration(format!(
            "enable_idempotence=True is incompatible with user-provided {conflicts}"
        )));
    }
    settings.set("enable_idempotence", Bool(false));
    settings.warn(
        format!(
            "Con `{conflicts}`, kafka-python 3.x desactiva la idempotencia sin avisar: un \
             reintento puede duplicar o desordenar registros."
        ),
        format!(
            "With `{conflicts}`, kafka-python 3.x silently turns idempotence off: a retry may \
             duplicate or reorder records."
        ),
    );
    Ok(())
}
