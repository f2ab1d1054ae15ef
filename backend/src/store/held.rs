//! Whether this server has its database now. The store asks before it writes; the claim says so.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

/// Whether the claim holds now. Cheap to clone; all clones share the state.
#[derive(Debug, Clone)]
pub struct Held(Arc<AtomicBool>);

impl Default for Held {
    fn default() -> Self {
        Self(Arc::new(AtomicBool::new(true)))
    }
}

impl Held {
    pub fn is_so(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }

    pub(super) fn set(&self, is_so: bool) {
        self.0.store(is_so, Ordering::Release);
    }
}
