//! What every request handler shares. Cheap to clone.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use axum::extract::FromRef;
use lessons::course::Course;
use metrics_exporter_prometheus::PrometheusHandle;

use crate::{
    config::Config, identity::Keys, lab::Lab, limits::Limits, promises::Promises, store::Store,
};

#[derive(Clone)]
pub struct App {
    pub lab: Lab,
    pub config: Arc<Config>,
    /// The keys that sign the cookies.
    pub keys: Arc<Keys>,
    /// What learners and addresses have used of their limits.
    pub limits: Arc<Limits>,
    /// Work that is finished even if the client that asked for it has disconnected.
    pub promises: Promises,
    /// The compiled frontend.
    pub assets: Arc<Assets>,
    pub metrics: PrometheusHandle,
}

#[derive(Debug)]
pub struct Assets {
    pub folder: PathBuf,
    /// A hash of the frontend's files, so that browsers may cache them for ever.
    pub build: String,
}

impl Assets {
    /// Computes the build of the frontend in a folder.
    pub fn build_in(folder: &Path) -> io::Result<String> {
        Ok(fs::read_to_string(folder.join("build.txt"))?.trim().to_owned())
    }
}

impl FromRef<App> for Lab {
    fn from_ref(app: &App) -> Self {
        app.lab.clone()
    }
}

impl FromRef<App> for Store {
    fn from_ref(app: &App) -> Self {
        app.lab.store.clone()
    }
}

impl FromRef<App> for Arc<Course> {
    fn from_ref(app: &App) -> Self {
        app.lab.course.now()
    }
}
