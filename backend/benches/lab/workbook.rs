//! A workbook as `serve` makes it, with Kafka, database and HTTP, but without a scheduler: this
//! program executes the runs that it accepts.

use std::{net::SocketAddr, path::PathBuf, sync::Arc};

use anyhow::{Context, Result};
use api::{event::Event, paths, run::RunCreated};
use backend::{
    app::{App, Assets},
    clock::Clock,
    config::Config,
    current_course::CurrentCourse,
    identity::Keys,
    lab::{
        Lab,
        cluster::{
            Broker,
            local::{LocalKafka, Settings},
        },
        namespace::Namespace,
        run::{events::Events, queue::Queue, recorder::Recorder},
    },
    limits::Limits,
    promises::Promises,
    routes,
    store::{Store, events, runs},
};
use clap::Parser;
use futures_util::StreamExt;
use lessons::course::Course;
use metrics_exporter_prometheus::PrometheusBuilder;
use reqwest::{Client, header};
use serde_json::json;
use tempfile::TempDir;
use tokio::{
    net::TcpListener,
    sync::{Notify, watch},
};
use tokio_util::sync::CancellationToken;

pub struct Workbook {
    pub lab: Lab,
    pub clock: Clock,
    address: String,
    http: Client,
    _folder: TempDir,
}

/// A run under way, and the viewer of its stream.
pub struct Run {
    pub id: String,
    pub recorder: Recorder,
    viewed: watch::Receiver<Viewed>,
}

/// What a viewer has received: the number of the last event of each message, and its arrival by the
/// workbook's clock.
#[derive(Debug, Clone, Default)]
pub struct Viewed(Vec<(u64, u64)>);

impl Viewed {
    fn last(&self) -> u64 {
        self.0.last().map_or(0, |(seq, _)| *seq)
    }

    /// When the viewer had this event.
    pub fn at_us(&self, event: u64) -> Option<u64> {
        self.0.iter().find(|(seq, _)| *seq >= event).map(|(_, at_us)| *at_us)
    }
}

#[derive(Parser)]
struct Arguments {
    #[command(flatten)]
    config: Config,
}

impl Workbook {
    pub async fn start(libs: PathBuf) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let config = Arguments::parse_from(["bench"]).config;
        let stop = CancellationToken::new();
        let program = PathBuf::from(env!("CARGO_BIN_EXE_bitacora"));
        let settings = Settings {
            libs,
            data: folder.path().join("kafka"),
            cache: config.cache(),
            java: None,
            keeper: program.clone(),
            patience: Settings::PATIENCE,
        };
        let store = Store::open_sqlite(&folder.path().join("bitacora.sqlite")).await?;
        let content = concat!(env!("CARGO_MANIFEST_DIR"), "/../lessons/content");
        let lab = Lab {
            events: Events::new(store.clone()),
            store,
            queue: Queue::default(),
            broker: Broker::Local(LocalKafka::supervise(settings, stop.clone())),
            namespace: Namespace::default(),
            course: CurrentCourse::new(Course::load(content.as_ref())?),
            program,
            runs_at_once: 1,
            tidy: Arc::new(Notify::new()),
            stop: stop.clone(),
        };
        let app = App {
            lab: lab.clone(),
            limits: Arc::new(Limits::new(&config)),
            keys: Arc::new(Keys::load(&lab.store).await?),
            promises: Promises::default(),
            config: Arc::new(config),
            assets: Arc::new(Assets {
                folder: folder.path().to_owned(),
                build: "bench".to_owned(),
            }),
            metrics: PrometheusBuilder::new().build_recorder().handle(),
        };
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = format!("http://{}", listener.local_addr()?);
        let router = routes::router(app).into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move {
            let served =
                axum::serve(listener, router).with_graceful_shutdown(stop.cancelled_owned());
            if let Err(error) = served.await {
                eprintln!("the server stopped: {error}");
            }
        });
        let clock = Clock::start();
        Ok(Self { lab, clock, address, http: Client::new(), _folder: folder })
    }

    pub async fn stop(self) {
        self.lab.stop.cancel();
        self.lab.broker.stopped().await;
        self.lab.store.close().await;
    }

    /// Starts a run of a new learner, who watches it.
    pub async fn begin_run(&self) -> Result<Run> {
        let url = |path: &str| format!("{}{path}", self.address);
        let session = self.http.get(url(paths::SESSION)).send().await?;
        let cookie = session.headers().get(header::SET_COOKIE).context("no cookie")?.clone();
        let fields = json!({ "value_serializer": "json", "key": "cliente", "confirm": "flush" });
        let request = self.http.post(url(paths::RUNS)).header(header::COOKIE, &cookie);
        let request = request.json(&json!({ "exercise": "productor-basico", "fields": fields }));
        let RunCreated { id, .. } = request.send().await?.error_for_status()?.json().await?;
        let run = runs::find(&self.lab.store, &id).await?.context("the run is not stored")?;
        runs::begin(&self.lab.store, &id, &self.lab.broker.label()).await?;

        let stream = self.http.get(url(&paths::fill(paths::RUN_EVENTS, &id)));
        let stream = stream.header(header::COOKIE, &cookie).send().await?.error_for_status()?;
        let (sender, viewed) = watch::channel(Viewed::default());
        tokio::spawn(view(stream, self.clock, sender));
        Ok(Run { id, recorder: Recorder::start(self.lab.events.clone(), run), viewed })
    }

    /// Waits until every event is stored and the viewer has it; returns all of them.
    pub async fn finish(&self, run: Run) -> Result<(Vec<Event>, Viewed)> {
        let Run { id, recorder, mut viewed } = run;
        recorder.finish().await?;
        let last = events::last(&self.lab.store, &id).await?;
        let viewed = viewed.wait_for(|viewed| viewed.last() >= last).await;
        let viewed = viewed.context("the stream ended")?.clone();
        Ok((events::after(&self.lab.store, &id, 0, u32::MAX).await?, viewed))
    }
}

/// Reads a stream as fast as it comes, and reports the id of the last complete message.
async fn view(stream: reqwest::Response, clock: Clock, viewed: watch::Sender<Viewed>) {
    let mut stream = stream.bytes_stream();
    let mut text = Vec::new();
    while let Some(Ok(bytes)) = stream.next().await {
        text.extend_from_slice(&bytes);
        let Some(end) = text.windows(2).rposition(|two| two == b"\n\n") else { continue };
        let whole: Vec<u8> = text.drain(..end + 2).collect();
        let id = whole.rsplit(|byte| *byte == b'\n').find_map(|line| line.strip_prefix(b"id:"));
        let id = id.and_then(|id| std::str::from_utf8(id).ok()?.trim().parse().ok());
        if let Some(id) = id {
            viewed.send_modify(|viewed| viewed.0.push((id, clock.now_us())));
        }
    }
}
