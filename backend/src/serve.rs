//! `bitacora serve`: starts course, store, broker, lab and HTTP, in that order, and stops them in
//! reverse.

use std::{net::SocketAddr, path::PathBuf, process::ExitCode, sync::Arc, time::Duration};

use anyhow::{Context, bail};
use api::text::Text;
use lessons::{course::Course, error::ContentError};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    sync::Notify,
};
use tokio_util::sync::CancellationToken;

use crate::{
    app::{App, Assets},
    config::{Config, reachable},
    connections::{self, Room},
    current_course::CurrentCourse,
    data_folder,
    identity::Keys,
    lab::{
        Lab,
        cluster::{Broker, choice, lack::Lack},
        run::{events::Events, janitor, queue::Queue, scheduler},
    },
    limits::Limits,
    opening,
    promises::Promises,
    retention::Retention,
    routes,
    store::{claim::Claim, trouble::Place},
    terminal::{self, advised, in_its_language},
};

const METRICS_UPKEEP: Duration = Duration::from_secs(60);

/// The whole life of the server.
pub fn run(config: Config) -> ExitCode {
    start_log();
    data_folder::make_files_private();
    let runtime = tokio::runtime::Runtime::new().expect("the system can start a few threads");
    terminal::exit_code(runtime.block_on(serve(config)))
}

async fn serve(config: Config) -> anyhow::Result<()> {
    let stop = CancellationToken::new();
    // Before anything else: the kernel ignores signals to a container's first process unless it
    // handles them.
    let stopper = tokio::spawn(stop_at_signals(stop.clone()));
    let course = Course::load(&config.content).context("the course has a fault")?;
    let assets = read_assets(&config)?;
    data_folder::prepare(&config.data).with_context(|| {
        format!("the data folder {} cannot be made or used", config.data.display())
    })?;
    let Some(opened) = stop.run_until_cancelled(opening::open(&config)).await else {
        return Ok(());
    };
    let (store, claim) = opened?;
    let keys = Keys::load(&store).await.context("the database does not give the keys of the cookies: look at its permissions and the free space")?;
    let program = std::env::current_exe().context("this program cannot find itself")?;
    let chosen = choice::choose(&config, program.clone(), &stop)
        .map_err(|why| anyhow::anyhow!("{}", in_its_language(&why)))?;
    let listener = listen(config.addr, "--port").await?;
    let metrics_listener = match config.metrics_addr {
        Some(address) => Some(listen(address, "--metrics-addr").await?),
        None => None,
    };
    let room = Room::new(
        config.connections.min(connections::raise_limit() / 2),
        config.connections_per_address,
    );
    let lab = Lab {
        events: Events::new(store.clone()),
        store,
        queue: Queue::default(),
        broker: chosen.broker,
        namespace: config.external.topic_prefix.clone(),
        course: CurrentCourse::new(course),
        program,
        runs_at_once: config.runs_at_once(),
        tidy: Arc::new(Notify::new()),
        stop: stop.clone(),
    };
    let limits = Arc::new(Limits::new(&config));
    let retention = Retention {
        store: lab.store.clone(),
        limits: Arc::clone(&limits),
        days: config.keep_days.get(),
    };
    let app = App {
        lab: lab.clone(),
        keys: Arc::new(keys),
        limits,
        promises: Promises::default(),
        config: Arc::new(config),
        assets: Arc::new(assets),
        metrics: PrometheusBuilder::new().install_recorder().context("metrics")?,
    };
    let upkeep = tokio::spawn(keep_metrics_small(app.metrics.clone(), stop.clone()));
    let scheduler = tokio::spawn(scheduler::schedule(lab.clone(), stop.clone()));
    let janitor = tokio::spawn(janitor::sweep_until(lab.clone(), stop.clone()));
    let survey = tokio::spawn(survey(lab.clone(), stop.clone()));
    let retention = tokio::spawn(retention.keep(stop.clone()));
    let claim = tokio::spawn(keep_claim(claim, stop.clone()));
    let watched = app.config.watch.then(|| {
        let folder = app.config.content.clone();
        tokio::spawn(lab.course.clone().follow(folder, stop.clone(), tell_of_course))
    });

    let address = format!("http://{}", reachable(listener.local_addr()?));
    println!("{}", in_its_language(&chosen.why));
    println!("Bitácora: {address}/");
    if let Some(notice) = reachability(&app.config) {
        println!("{}", in_its_language(&notice));
    }
    if app.config.open {
        let page = app.config.public_url.as_ref().map_or(address, |url| url.origin().to_owned());
        tokio::task::spawn_blocking(|| open_browser(page));
    }
    let config = Arc::clone(&app.config);
    let serve = |listener, router| {
        connections::serve(listener, router, room.clone(), &config.trusted_proxy, stop.clone())
    };
    let metrics = async {
        if let Some(listener) = metrics_listener {
            serve(listener, routes::metrics(app.clone())).await;
        }
    };
    tokio::join!(serve(listener, routes::router(app.clone())), metrics);
    app.promises.kept().await;

    upkeep.await?;
    scheduler.await?;
    janitor.await?;
    survey.await?;
    retention.await?;
    if let Some(watched) = watched {
        watched.await?;
    }
    lab.broker.stopped().await;
    lab.store.close().await;
    // The next server may start when nothing of this one is left.
    let kept = claim.await?.map(drop);
    stopper.abort();
    kept
}

async fn listen(address: SocketAddr, setting: &str) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| {
        format!("{address} is taken or not ours: choose another port with {setting}")
    })
}

/// How others reach it, or why they cannot (`routes/host.rs`).
fn reachability(config: &Config) -> Option<Text> {
    match &config.public_url {
        Some(url) => Some(Text::new(
            format!("Dirección pública: {}/", url.origin()),
            format!("Public URL: {}/", url.origin()),
        )),
        None if config.addr.ip().is_loopback() => None,
        None => Some(Text::new(
            "Contesta solo a localhost y 127.0.0.1. Para abrirla desde otra máquina, indica con --public-url la dirección que se usará allí.",
            "It answers to localhost and 127.0.0.1 only. To open it from another machine, give the address used there with --public-url.",
        )),
    }
}

/// Ends the server when it is no longer the only one.
async fn keep_claim(claim: Claim, stop: CancellationToken) -> anyhow::Result<Claim> {
    let kept = claim.keep(&stop).await;
    stop.cancel();
    // Only a claim on a PostgreSQL can be lost.
    kept.map_err(|error| advised(error, Place::Postgres))
}

fn read_assets(config: &Config) -> anyhow::Result<Assets> {
    let folder: PathBuf = config.assets.clone();
    let build = Assets::build_in(&folder).with_context(|| {
        format!("the compiled frontend is not in {}: run `cargo xtask web`", folder.display())
    })?;
    if build.is_empty() || !build.chars().all(|c| c.is_ascii_alphanumeric()) {
        bail!(
            "{} does not name a build: run `cargo xtask web` again",
            folder.join("build.txt").display()
        );
    }
    Ok(Assets { folder, build })
}

/// The first signal stops in order; the second exits at once. Workers and Kafka end when their
/// pipes to this process close.
async fn stop_at_signals(stop: CancellationToken) {
    let mut terminate = signal(SignalKind::terminate()).expect("a signal handler can be installed");
    let mut interrupt = signal(SignalKind::interrupt()).expect("a signal handler can be installed");
    let mut next = async || {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    };
    next().await;
    tracing::info!("stopping: runs under way are taken up at the next start");
    stop.cancel();
    next().await;
    tracing::warn!("stopped at once, without waiting for requests and Kafka");
    std::process::exit(1);
}

/// Histograms keep every value until somebody reads the metrics, and perhaps nobody does.
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

/// Finds out what an external cluster refuses, and prints which exercises that leaves out.
async fn survey(lab: Lab, stop: CancellationToken) {
    let Broker::External { bootstrap, survey, .. } = &lab.broker else { return };
    let print = |lacks: &[Lack]| {
        for lack in lacks {
            println!("{}", in_its_language(&lack_as_text(lack, &lab.course.now())));
        }
        if lacks.is_empty() {
            let all = Text::new(
                "Kafka puede ahora con todos los ejercicios.",
                "Kafka can do all exercises now.",
            );
            println!("{}", in_its_language(&all));
        }
    };
    survey.keep(bootstrap, &lab.namespace, &stop, print).await;
}

/// Prints what came of a change of the course.
fn tell_of_course(fault: Option<ContentError>) {
    let text = match fault {
        None => Text::new("El curso ha cambiado.", "The course has changed."),
        Some(fault) => {
            tracing::warn!(%fault, "a changed course was not taken");
            Text::new(
                format!("El curso tiene un fallo; se queda como estaba. {fault}"),
                format!("The course has a fault and stays as it was. {fault}"),
            )
        }
    };
    println!("{}", in_its_language(&text));
}

fn lack_as_text(lack: &Lack, course: &Course) -> Text {
    let left_out = course.exercises().filter(|exercise| lack.leaves_out(exercise.scenario.needs));
    let left_out: Vec<_> = left_out.map(|exercise| exercise.id.as_str()).collect();
    let Text { es, en } = lack.text();
    if left_out.is_empty() {
        return Text::new(es, en);
    }
    let left_out = left_out.join(", ");
    Text::new(
        format!("{es} Mientras tanto no se puede hacer: {left_out}."),
        format!("{en} Until then, not to be done: {left_out}."),
    )
}

fn open_browser(address: String) {
    if let Err(error) = open::that_detached(address) {
        tracing::warn!(%error, "no browser could be opened; open the address yourself");
    }
}
