//! What all commands share: an exit code, and sentences in the language of the terminal where there
//! are two.

use std::process::ExitCode;

use api::text::{Lang, Text};

use crate::store::{
    self,
    trouble::{Place, Trouble},
};

/// Runs a command on one thread, and prints why if it fails.
pub fn run(work: impl Future<Output = anyhow::Result<()>>) -> ExitCode {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("the system has a free descriptor");
    exit_code(runtime.block_on(work))
}

/// Prints why, if it failed.
pub fn exit_code(done: anyhow::Result<()>) -> ExitCode {
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bitacora: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Why a database cannot be used and what to do next, followed by the cause.
pub fn advised(error: store::Error, place: Place<'_>) -> anyhow::Error {
    let advice = Trouble::of(&error).text(place);
    // The cause follows after a colon.
    let advice = in_its_language(&advice).trim_end_matches('.').to_owned();
    anyhow::Error::new(error).context(advice)
}

/// In the language that the environment names; Spanish where it names none of ours.
pub fn in_its_language(text: &Text) -> &str {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    text.get(locale.and_then(|locale| Lang::parse(locale.get(..2)?)).unwrap_or_default())
}
