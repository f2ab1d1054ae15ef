//! One act of the run that is shown. Whoever reads it is told of its own changes alone, and reads
//! it where it is: an act may hold hundreds of thousands of records.

use leptos::prelude::*;

use crate::run_view::{Act, RunView};

#[derive(Clone, Copy)]
pub struct ShownAct {
    pub number: u32,
    view: Signal<RunView>,
    revision: Memo<u64>,
}

impl ShownAct {
    pub fn of(view: Signal<RunView>, number: u32) -> Self {
        let revision = Memo::new(move |_| {
            view.with(|view| view.act(number).map(Act::revision).unwrap_or_default())
        });
        Self { number, view, revision }
    }

    pub fn with<T>(self, read: impl FnOnce(&Act) -> T) -> T {
        // Read, not only tracked: a memo that nobody has read yet tells nobody of its changes.
        self.revision.get();
        self.with_untracked(read)
    }

    pub fn with_untracked<T>(self, read: impl FnOnce(&Act) -> T) -> T {
        self.view.with_untracked(|view| match view.act(self.number) {
            Some(act) => read(act),
            None => read(&Act::new(self.number)),
        })
    }
}
