//! One act of the run that is shown. A reader is notified of changes of this act only, and borrows
//! it: an act may hold hundreds of thousands of records.

use leptos::prelude::*;

use crate::{
    run_view::{Act, Row, RunView},
    table,
};

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
        // Reads the value, since a memo notifies only of changes after it was read once.
        self.revision.get();
        self.with_untracked(read)
    }

    /// Reads what happens at a moment.
    pub fn with_rows_at<T>(self, at_us: u64, read: impl FnOnce(&[&Row]) -> T) -> T {
        self.view.with_untracked(|view| {
            read(&table::rows_at(&view.rows, self.number, at_us).collect::<Vec<_>>())
        })
    }

    pub fn with_untracked<T>(self, read: impl FnOnce(&Act) -> T) -> T {
        self.view.with_untracked(|view| match view.act(self.number) {
            Some(act) => read(act),
            None => read(&Act::new(self.number)),
        })
    }
}
