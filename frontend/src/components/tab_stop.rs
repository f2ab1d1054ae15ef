//! A frame whose content may be larger than itself: a stop for the keyboard while it scrolls, and
//! only then.

use leptos::{html::ElementType, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::Element;

use crate::browser;

/// The `tabindex` of a frame. `content` tracks what may change its content without changing the
/// size of the frame or of the first element in it.
pub fn while_it_scrolls<E>(
    frame: NodeRef<E>,
    content: impl Fn() + 'static,
) -> impl Fn() -> Option<&'static str> + Copy
where
    E: ElementType,
    E::Output: AsRef<Element> + JsCast + Clone + 'static,
{
    let scrolls = RwSignal::new(false);
    let watch = StoredValue::new_local(None);
    Effect::new(move |_| {
        content();
        if let Some(frame) = frame.get() {
            let now = move |now| {
                // Reported for the last time when the frame is already gone.
                scrolls.try_set(now);
            };
            watch.set_value(browser::watch_scrolling(frame.as_ref(), now));
        }
    });
    on_cleanup(move || drop(watch.try_set_value(None)));
    move || scrolls.get().then_some("0")
}
