//! Opens the database at the start of the server, for this server alone; nothing in it is changed
//! before that is certain. It waits for a PostgreSQL that does not answer yet: both may have been
//! started together, and not everything that starts them waits for one before the other.

use std::time::Duration;

use api::text::Text;
use backon::{ExponentialBuilder, Retryable};
use tokio::time::Instant;

use crate::{
    config::Config,
    data_folder,
    lab::backoff,
    store::{
        Error, Store,
        claim::Claim,
        trouble::{Place, Trouble},
    },
    terminal::{advised, in_its_language},
};

/// A minute: a recovery or a failover, during which a running PostgreSQL refuses connections, is
/// mostly over by then. After that, whoever supervises us starts us again.
const WITHIN: Duration = Duration::from_secs(60);
const ASK_AGAIN: ExponentialBuilder =
    backoff::doubling(Duration::from_millis(100), Duration::from_secs(2));

/// # Errors
/// Why the database cannot be used, with the next step: at once where waiting does not help (a
/// wrong password, a missing database, another server that has it), else after a minute.
pub async fn open(config: &Config) -> anyhow::Result<(Store, Claim)> {
    let Some(url) = config.database.read()? else {
        let path = data_folder::database(&config.data);
        let opened = async {
            let claim = Claim::of_sqlite(&path)?;
            Ok((Store::open_sqlite(&path).await?, claim))
        };
        return opened.await.map_err(|error| advised(error, Place::File(&path)));
    };
    let open = || open_postgres(&url);
    let mut last_logged = None;
    let opened = open
        .retry(backoff::until(Instant::now() + WITHIN, ASK_AGAIN))
        .when(|error: &Error| Trouble::of(error).may_pass())
        .notify(|error, _| {
            let trouble = Trouble::of(error);
            // Logged once for each kind of trouble: PostgreSQL may start, and then take only reads
            // for a while.
            if last_logged.replace(trouble) != Some(trouble) {
                tracing::info!(error = error as &dyn std::error::Error, "waiting for the database");
                println!("{}", in_its_language(&awaited(trouble)));
            }
        });
    opened.await.map_err(|error| advised(error, Place::Postgres))
}

async fn open_postgres(url: &str) -> Result<(Store, Claim), Error> {
    let claim = Claim::of_postgres(url).await?;
    Ok((Store::open_postgres(url, claim.held()).await?, claim))
}

fn awaited(trouble: Trouble) -> Text {
    let Text { es, en } = trouble.text(Place::Postgres);
    let seconds = WITHIN.as_secs();
    Text::new(
        format!("{es} Se espera hasta {seconds} s a que se pueda usar."),
        format!("{en} Waiting up to {seconds} s until it can be used."),
    )
}
