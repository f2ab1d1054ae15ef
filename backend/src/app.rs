//! What every request handler shares. Cheap to clone.

use std::{path::PathBuf, sync::Arc};

use axum::extract::FromRef;
use lessons::course::Course;
use metrics_exporter_prometheus::PrometheusHandle;

use crate::{config::Config, lab::Lab, limits::Limits, promises::Promises, store::Store};

#[derive(Clone)]
pub struct App {
    pub lab: Lab,
    pub config: Arc<Config>,
    /// What learners and addresses have asked for.
    pub limits: Arc<Limits>,
    /// What is done even if who asked for it is gone.
    pub promises: Promises,
    /// The compiled frontend.
    pub assets: Arc<Assets>,
    pub metrics: PrometheusHandle,
}

#[derive(Debug)]
pub struct Assets {
    pub folder: PathBuf,
    /// Changes with the content, so that browsers may keep the files for ever.
    pub build: String,
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
        Self::clone(&app.lab.course)
    }
}
