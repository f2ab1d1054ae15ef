//! Work that is finished once it was begun, whether or not the client that asked for it still
//! listens. A handler is dropped at any `.await` when its connection ends or its time is up; what
//! must happen as a whole (a run is stored and then queued, or taken out of the queue and then
//! ended) is done here.

use std::{panic::resume_unwind, sync::Arc};

use tokio::sync::Semaphore;
use tokio_util::task::TaskTracker;
use tracing::Instrument;

/// Limit of tasks at once. Others wait in their handlers, where nothing has happened yet.
const AT_ONCE: usize = 256;

/// Cheap to clone; all clones share the tasks.
#[derive(Debug, Clone)]
pub struct Promises {
    tasks: TaskTracker,
    places: Arc<Semaphore>,
}

impl Default for Promises {
    fn default() -> Self {
        Self { tasks: TaskTracker::new(), places: Arc::new(Semaphore::new(AT_ONCE)) }
    }
}

impl Promises {
    /// Does the work, which continues when this future is dropped.
    pub async fn keep<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> T {
        let place = Arc::clone(&self.places).acquire_owned().await;
        let work = async move {
            let _place = place.expect("nobody closes the semaphore");
            work.await
        };
        let done = self.tasks.spawn(work.in_current_span()).await;
        // Nobody aborts the task, so it panicked; the caller panics with it.
        done.unwrap_or_else(|error| resume_unwind(error.into_panic()))
    }

    /// Waits until all work is done, when no more will come.
    pub async fn kept(&self) {
        self.tasks.close();
        self.tasks.wait().await;
    }
}

#[cfg(test)]
mod tests {
    use std::{future::ready, sync::atomic::AtomicBool};

    use tokio::sync::oneshot;

    use super::*;

    #[tokio::test]
    async fn work_goes_on_when_who_asked_for_it_is_gone() {
        use std::sync::atomic::Ordering::Relaxed;
        let promises = Promises::default();
        let (go, may_go) = oneshot::channel();
        let is_done = Arc::new(AtomicBool::new(false));
        let done = Arc::clone(&is_done);
        let work = async move {
            may_go.await.unwrap();
            done.store(true, Relaxed);
        };
        // Begun, and then dropped while it waits.
        tokio::select! {
            biased;
            () = promises.keep(work) => panic!("it may not go yet"),
            () = ready(()) => {}
        }
        assert!(!is_done.load(Relaxed));
        go.send(()).unwrap();
        promises.kept().await;
        assert!(is_done.load(Relaxed));
    }

    #[tokio::test]
    #[should_panic(expected = "as the work did")]
    async fn who_asked_panics_as_the_work_does() {
        Promises::default().keep(async { panic!("as the work did") }).await
    }
}
