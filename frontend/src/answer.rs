//! The newest answer of the server to what a page asks, and how to ask again. Leptos' `LocalResource`
//! does this for `Suspense`, too, which no page here uses: without it the module that every page
//! loads at once is a tenth smaller.

use leptos::prelude::*;

use crate::client::Failure;

/// An answer that may have to be waited for.
pub struct Answer<T: Send + Sync + 'static> {
    newest: RwSignal<Option<Result<T, Failure>>>,
    asked: RwSignal<u32>,
}

impl<T: Send + Sync + 'static> Clone for Answer<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Answer<T> {}

impl<T: Clone + PartialEq + Send + Sync + 'static> Answer<T> {
    /// Asks now, and again whenever something changes that `ask` reads. The answer of before stays
    /// until the new one is here; the same answer once more changes nothing on the page.
    pub fn to<Asked>(ask: impl Fn() -> Asked + 'static) -> Self
    where
        Asked: Future<Output = Result<T, Failure>> + 'static,
    {
        let (newest, asked) = (RwSignal::new(None), RwSignal::new(0_u32));
        let turn = StoredValue::new(0_u32);
        Effect::new(move |_| {
            asked.track();
            let mine = turn.get_value() + 1;
            turn.set_value(mine);
            let answer = ask();
            leptos::task::spawn_local(async move {
                let answer = Some(answer.await);
                // Neither is there once the page was left.
                let is_newest = turn.try_get_value() == Some(mine);
                let differs = newest.try_with_untracked(|before| *before != answer);
                if is_newest && differs == Some(true) {
                    newest.set(answer);
                }
            });
        });
        Self { newest, asked }
    }

    /// `None` until there is one.
    pub fn get(self) -> Option<Result<T, Failure>> {
        self.newest.get()
    }

    /// What the server sent, when it is here.
    pub fn ok(self) -> Option<T> {
        self.newest.with(|newest| newest.as_ref()?.as_ref().ok().cloned())
    }

    pub fn ask_again(self) {
        self.asked.update(|times| *times += 1);
    }
}
