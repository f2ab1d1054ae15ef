//! The course as it is now. It is read at the start, before anything else; with `--watch` also
//! whenever a file of its folder has changed, for those who write lessons. A course with a fault is
//! not taken: the fault is printed, and the course of before stays.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, SystemTime},
};

use lessons::{course::Course, error::ContentError};
use tokio::{sync::watch, time::MissedTickBehavior};
use tokio_util::sync::CancellationToken;

/// Between two looks at the folder: soon enough to seem at once. Notices of the file system would not
/// come from network folders, nor from a folder of the host in a container.
const LOOK_EVERY: Duration = Duration::from_millis(250);

/// Clones share the course.
#[derive(Debug, Clone)]
pub struct CurrentCourse(watch::Sender<Arc<Course>>);

/// Name, size and time of every file of the course.
type Stamp = Vec<(PathBuf, u64, Option<SystemTime>)>;

impl CurrentCourse {
    pub fn new(course: Course) -> Self {
        Self(watch::Sender::new(Arc::new(course)))
    }

    /// Whoever holds it is not disturbed by a change.
    pub fn now(&self) -> Arc<Course> {
        Arc::clone(&self.0.borrow())
    }

    pub fn changes(&self) -> watch::Receiver<Arc<Course>> {
        self.0.subscribe()
    }

    /// Takes what changes in the folder, until the server stops. `tell` gets the faults, and `None`
    /// for a course that was taken.
    pub async fn follow(
        self,
        folder: PathBuf,
        stop: CancellationToken,
        tell: impl Fn(Option<ContentError>) + Send + 'static,
    ) {
        let mut looks = tokio::time::interval(LOOK_EVERY);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut seen = look(folder.clone()).await;
        while stop.run_until_cancelled(looks.tick()).await.is_some() {
            let now = look(folder.clone()).await;
            // An unreadable folder is looked at again: an editor may be replacing it.
            if now.is_none() || now == seen {
                continue;
            }
            seen = now;
            let folder = folder.clone();
            let course = tokio::task::spawn_blocking(move || Course::load(&folder));
            match course.await.expect("reading a course does not panic") {
                Ok(course) => {
                    self.0.send_replace(Arc::new(course));
                    tell(None);
                }
                Err(fault) => tell(Some(fault)),
            }
        }
    }
}

async fn look(folder: PathBuf) -> Option<Stamp> {
    let look = tokio::task::spawn_blocking(move || {
        let mut files = Stamp::new();
        collect(&folder, &mut files)?;
        files.sort();
        io::Result::Ok(files)
    });
    look.await.expect("looking at a folder does not panic").ok()
}

fn collect(folder: &Path, files: &mut Stamp) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let about = entry.metadata()?;
        if about.is_dir() {
            collect(&entry.path(), files)?;
        } else {
            files.push((entry.path(), about.len(), about.modified().ok()));
        }
    }
    Ok(())
}
