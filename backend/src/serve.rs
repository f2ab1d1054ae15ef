//! `bitacora serve`: course, store, broker, lab, HTTP, in that order; and back again at the stop.

use std::{net::SocketAddr, path::PathBuf, process::ExitCode, sync::Arc, time::Duration};

use anyhow::{Context, bail};
use api::text::{Lang, Text};
use lessons::course::Course;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    sync::Notify,
};
use tokio_util::sync::CancellationToken;

use crate::{
    app::{App, Assets},
    config::Config,
    lab::{Lab, broker::choice, events::Events, janitor, queue::Queue, scheduler},
    limits::Limits,
    routes,
    store::Store,
};

const METRICS_UPKEEP: Duration = Duration::from_secs(60);

/// The whole life of the server.
pub fn run(config: Config) -> ExitCode {
    start_log();
    let runtime = tokio::runtime::Runtime::new().expect("the system has threads to give");
    match runtime.block_on(serve(config)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bitacora: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(config: Config) -> anyhow::Result<()> {
    let stop = CancellationToken::new();
    let course = Course::load(&config.content).context("the course has a fault")?;
    let assets = read_assets(&config)?;
    std::fs::create_dir_all(&config.data)
        .with_context(|| format!("the data folder {} cannot be made", config.data.display()))?;
    let store = open_store(&config).await?;
    let program = std::env::current_exe().context("this program cannot find itself")?;
    let chosen = choice::choose(&config, program.clone(), &stop)
        .map_err(|why| anyhow::anyhow!("{}", in_the_language_of_the_terminal(&why)))?;
    let listener = TcpListener::bind(config.addr).await.with_context(|| {
        format!("{} is taken or not ours: choose another port with --port", config.addr)
    })?;
    let lab = Lab {
        events: Events::new(store.clone()),
        store,
        queue: Queue::default(),
        broker: chosen.broker,
        course: Arc::new(course),
        program,
        runs_at_once: config.runs_at_once(),
        tidy: Arc::new(Notify::new()),
        stop: stop.clone(),
    };
    let app = App {
        lab: lab.clone(),
        limits: Arc::new(Limits::new(&config)),
        config: Arc::new(config),
        assets: Arc::new(assets),
        metrics: PrometheusBuilder::new().install_recorder().context("metrics")?,
    };
    let upkeep = tokio::spawn(keep_metrics_small(app.metrics.clone(), stop.clone()));
    let scheduler = tokio::spawn(scheduler::schedule(lab.clone(), stop.clone()));
    let janitor = tokio::spawn(janitor::sweep_until(lab.clone(), stop.clone()));
    let stopper = tokio::spawn(stop_at_signal(stop.clone()));

    let address = format!("http://{}", listener.local_addr()?);
    println!("{}", in_the_language_of_the_terminal(&chosen.why));
    println!("Bitácora: {address}/");
    if app.config.open {
        open_browser(&address);
    }
    let router = routes::router(app).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, router)
        .with_graceful_shutdown(stop.clone().cancelled_owned())
        .await
        .context("the server stopped")?;

    stop.cancel();
    stopper.abort();
    upkeep.await?;
    scheduler.await?;
    janitor.await?;
    lab.broker.stopped().await;
    lab.store.close().await;
    Ok(())
}

async fn open_store(config: &Config) -> anyhow::Result<Store> {
    match config.database.read()? {
        Some(url) => Store::open_postgres(&url).await.context(
            "PostgreSQL at DATABASE_URL does not answer: see that it runs and that the address is right",
        ),
        None => {
            let path = config.data.join("bitacora.sqlite");
            Store::open_sqlite(&path).await.with_context(|| {
                format!("the database {} cannot be opened for writing: look at its owner, its permissions and the free space", path.display())
            })
        }
    }
}

fn read_assets(config: &Config) -> anyhow::Result<Assets> {
    let folder: PathBuf = config.assets.clone();
    let build = std::fs::read_to_string(folder.join("build.txt")).with_context(|| {
        format!("the compiled frontend is not in {}: run `cargo xtask web`", folder.display())
    })?;
    let build = build.trim().to_owned();
    if build.is_empty() || !build.chars().all(|c| c.is_ascii_alphanumeric()) {
        bail!(
            "{} does not name a build: run `cargo xtask web` again",
            folder.join("build.txt").display()
        );
    }
    Ok(Assets { folder, build })
}

async fn stop_at_signal(stop: CancellationToken) {
    let mut terminate = signal(SignalKind::terminate()).expect("a signal handler can be installed");
    let mut interrupt = signal(SignalKind::interrupt()).expect("a signal handler can be installed");
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    tracing::info!("stopping: runs under way are taken up at the next start");
    stop.cancel();
}

/// Every value of a histogram is kept until somebody asks for the metrics, and perhaps nobody does.
async fn keep_metrics_small(metrics: PrometheusHandle, stop: CancellationToken) {
    let mut every = tokio::time::interval(METRICS_UPKEEP);
    while stop.run_until_cancelled(every.tick()).await.is_some() {
        metrics.run_upkeep();
    }
}

fn start_log() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("BITACORA_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn,backend=info"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if std::env::var_os("BITACORA_LOG_JSON").is_some() {
        log.json().init();
    } else {
        log.compact().init();
    }
}

fn in_the_language_of_the_terminal(text: &Text) -> &str {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    text.get(locale.and_then(|locale| Lang::parse(locale.get(..2)?)).unwrap_or_default())
}

fn open_browser(address: &str) {
    let opener = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    if let Err(error) = std::process::Command::new(opener).arg(address).spawn() {
        tracing::warn!(%error, "no browser could be opened; open the address yourself");
    }
}
