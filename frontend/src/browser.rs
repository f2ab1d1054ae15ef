//! Calls of the browser itself: title, focus, scrolling, clipboard.

use std::time::Duration;

use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Document, Element, FocusOptions, HtmlElement, IntersectionObserver, IntersectionObserverEntry,
    IntersectionObserverInit, ResizeObserver, ScrollIntoViewOptions, ScrollLogicalPosition,
    ScrollRestoration,
};

use crate::reading_place::Mark;

/// Between two updates of a page in a hidden tab.
const HIDDEN_TAB_FRAME: Duration = Duration::from_millis(100);

fn document() -> Option<Document> {
    web_sys::window()?.document()
}

pub fn set_title(title: &str) {
    if let Some(document) = document() {
        document.set_title(title);
    }
}

/// Moves the focus to an element of the page.
pub fn focus(id: &str) {
    let element = document().and_then(|document| document.get_element_by_id(id));
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        // Focus fails only on an element that cannot take it; the page stays usable.
        element.focus().ok();
    }
}

/// Scrolls to the element that the address names, where the browser could not: it was not there yet.
pub fn scroll_to_fragment() {
    let Some(fragment) = fragment() else { return };
    if let Some(element) =
        document().and_then(|document| document.get_element_by_id(&fragment[1..]))
    {
        element.scroll_into_view();
    }
}

/// What the address names in the page, with its `#`.
pub fn fragment() -> Option<String> {
    let hash = web_sys::window()?.location().hash().ok()?;
    (hash.len() > 1).then_some(hash)
}

/// The value of a name in the query of the address, as it stands there.
pub fn query(name: &str) -> Option<String> {
    let search = web_sys::window()?.location().search().ok()?;
    let pairs = search.strip_prefix('?')?.split('&').filter_map(|pair| pair.split_once('='));
    pairs.into_iter().find(|(known, _)| *known == name).map(|(_, value)| value.to_owned())
}

/// Makes what a link within the page leads to able to take the focus, which the browser then gives
/// to it: it would give it to nothing. Called once.
pub fn let_fragments_take_the_focus() {
    // For the life of the page.
    let _listens = leptos::prelude::window_event_listener(leptos::ev::click, |event| {
        let pressed = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let link = pressed.and_then(|pressed| pressed.closest("a[href^='#']").ok().flatten());
        let id = link.and_then(|link| Some(link.get_attribute("href")?.split_off(1)));
        let goal = id.and_then(|id| document()?.get_element_by_id(&id));
        let goal = goal.and_then(|goal| goal.dyn_into::<HtmlElement>().ok());
        if let Some(goal) = goal.filter(|goal| goal.tab_index() < 0) {
            goal.set_tab_index(-1);
        }
    });
}

/// Opens another page in the place of this one.
pub fn replace_page(path: &str) {
    if let Some(window) = web_sys::window() {
        // Only an address that is none would be refused.
        window.location().replace(path).ok();
    }
}

/// Writes another address for this page.
pub fn replace_address(path: &str) {
    let history = web_sys::window().and_then(|window| window.history().ok());
    if let Some(history) = history {
        history.replace_state_with_url(&JsValue::NULL, "", Some(path)).ok();
    }
}

/// Moves the focus to an element and scrolls so that it begins at the top of the window, where that
/// is what the learner waits for. Whoever is at another place of the page stays there.
pub fn arrive(id: &str, within: &str) {
    let Some(document) = document() else { return };
    let active = document.active_element();
    let is_elsewhere = active.is_some_and(|active| {
        active.tag_name() != "BODY" && active.closest(within).ok().flatten().is_none()
    });
    let element = document.get_element_by_id(id);
    let element = element.and_then(|element| element.dyn_into::<HtmlElement>().ok());
    if let Some(element) = element.filter(|_| !is_elsewhere) {
        let still = FocusOptions::new();
        still.set_prevent_scroll(true);
        // Focus fails only on an element that cannot take it; the page stays usable.
        element.focus_with_options(&still).ok();
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Start);
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// Moves the focus to the first part of an element that a keyboard reaches and that is no control,
/// and scrolls to it: a drawing that takes keys.
pub fn focus_region(id: &str) {
    let element = document().and_then(|document| document.get_element_by_id(id));
    let region =
        element.and_then(|element| element.query_selector("[tabindex='0']").ok().flatten());
    if let Some(region) = region.and_then(|region| region.dyn_into::<HtmlElement>().ok()) {
        // Focus fails only on an element that cannot take it; the page stays usable.
        region.focus().ok();
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Nearest);
        region.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// Gives the focus to the page itself, so that Tab goes on from its beginning; scrolls nothing.
pub fn focus_page() {
    let main = document().and_then(|document| document.query_selector("main").ok().flatten());
    if let Some(main) = main.and_then(|main| main.dyn_into::<HtmlElement>().ok()) {
        main.set_tab_index(-1);
        let still = FocusOptions::new();
        still.set_prevent_scroll(true);
        // Focus fails only on an element that cannot take it; the page stays usable.
        main.focus_with_options(&still).ok();
    }
}

/// Brings the middle of an element into sight without moving the focus.
pub fn reveal(id: &str) {
    if let Some(element) = document().and_then(|document| document.get_element_by_id(id)) {
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Center);
        options.set_inline(ScrollLogicalPosition::Center);
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// Does something with every element that a selector selects now.
pub fn each(selector: &str, mut visit: impl FnMut(&Element)) {
    let found = document().and_then(|document| document.query_selector_all(selector).ok());
    let Some(found) = found else { return };
    for place in 0..found.length() {
        if let Some(element) = found.item(place).and_then(|node| node.dyn_into().ok()) {
            visit(&element);
        }
    }
}

/// A text with each accent in one letter with what it stands on, and with all of them apart (Unicode's
/// forms NFC and NFD).
pub fn normal_forms(text: &str) -> [String; 2] {
    let text = js_sys::JsString::from(text);
    ["NFC", "NFD"].map(|form| String::from(text.normalize(form)))
}

/// Writes text to the clipboard; browsers refuse it outside secure contexts.
pub async fn copy(text: &str) -> Result<(), JsValue> {
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let promise = window.navigator().clipboard().write_text(text);
    JsFuture::from(promise).await.map(drop)
}

/// Milliseconds of a clock for measuring durations only.
pub fn now_ms() -> f64 {
    js_sys::Date::now()
}

/// Runs something before the next frame; a hidden tab gets no frames, so there after a timeout.
pub fn next_frame(work: impl FnOnce() + 'static) {
    if document().is_some_and(|document| document.hidden()) {
        leptos::prelude::set_timeout(work, HIDDEN_TAB_FRAME);
    } else {
        leptos::prelude::request_animation_frame(work);
    }
}

/// The size of the page's text, in pixels of CSS: what the reader has chosen, times the page's own.
pub fn text_size() -> f64 {
    const USUAL: f64 = 16.0;
    let window = web_sys::window();
    let root = document().and_then(|document| document.document_element());
    let style =
        window.zip(root).and_then(|(window, root)| window.get_computed_style(&root).ok()?);
    let size = style.and_then(|style| style.get_property_value("font-size").ok());
    let size = size.and_then(|size| size.trim_end_matches("px").parse::<f64>().ok());
    size.filter(|size| *size > 0.0).unwrap_or(USUAL)
}

/// Whether the user asked for reduced motion.
pub fn prefers_reduced_motion() -> bool {
    let query = "(prefers-reduced-motion: reduce)";
    let answer = web_sys::window().and_then(|window| window.match_media(query).ok().flatten());
    answer.is_some_and(|answer| answer.matches())
}

/// Whether a key was pressed in a control that uses it.
pub fn is_in_control(event: &web_sys::Event) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let control = target.and_then(|target| {
        target.closest("input, button, a, summary, select, textarea").ok().flatten()
    });
    control.is_some()
}

/// Whether a key was pressed where it edits or moves a value.
pub fn is_in_field(event: &web_sys::Event) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let field = target
        .and_then(|target| target.closest("input, select, textarea, summary, a").ok().flatten());
    field.is_some()
}

/// Scrolls a frame to its beginning.
pub fn scroll_to_top(id: &str) {
    if let Some(frame) = document().and_then(|document| document.get_element_by_id(id)) {
        frame.set_scroll_top(0);
    }
}

/// Scrolls the frame around an element so that the element is in its middle; the page does not
/// scroll.
pub fn reveal_in_frame(id: &str) {
    let element = document().and_then(|document| document.get_element_by_id(id));
    let element = element.and_then(|element| element.dyn_into::<HtmlElement>().ok());
    let Some(element) = element else { return };
    if let Ok(Some(frame)) = element.closest(".scroll") {
        frame.set_scroll_top(element.offset_top() - frame.client_height() / 2);
    }
}

/// A moment in the reader's own time zone and notation.
pub fn local_time(ms: u64, lang: &str) -> String {
    let date = js_sys::Date::new(&JsValue::from_f64(ms as f64));
    String::from(date.to_locale_string(lang, &JsValue::UNDEFINED))
}

/// The first segment of the present path.
pub fn path() -> String {
    web_sys::window().and_then(|window| window.location().pathname().ok()).unwrap_or_default()
}

/// Reports the size of an element now and whenever it changes, until this is dropped.
pub struct SizeWatch {
    observer: ResizeObserver,
    _callback: Closure<dyn FnMut()>,
}

/// `None` where the browser has no `ResizeObserver`.
pub fn watch_width(element: &Element, mut report: impl FnMut(f64) + 'static) -> Option<SizeWatch> {
    let watched = element.clone();
    watch_size(&[element], move || report(f64::from(watched.client_width())))
}

/// Whether the content of an element is larger than the element, by its size and that of the first
/// element in it. `None` where the browser has no `ResizeObserver`.
pub fn watch_scrolling(
    element: &Element,
    mut report: impl FnMut(bool) + 'static,
) -> Option<SizeWatch> {
    let content = element.first_element_child();
    let watched = element.clone();
    let sizes = [Some(element), content.as_ref()].into_iter().flatten().collect::<Vec<_>>();
    watch_size(&sizes, move || {
        let is_wider = watched.scroll_width() > watched.client_width();
        report(is_wider || watched.scroll_height() > watched.client_height());
    })
}

fn watch_size(elements: &[&Element], changed: impl FnMut() + 'static) -> Option<SizeWatch> {
    let callback = Closure::<dyn FnMut()>::new(changed);
    let observer = ResizeObserver::new(callback.as_ref().unchecked_ref()).ok()?;
    for element in elements {
        observer.observe(element);
    }
    Some(SizeWatch { observer, _callback: callback })
}

impl Drop for SizeWatch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// Reports of each matching element whether its content is wider than it, now and whenever its width
/// changes, until this is dropped.
pub struct OverflowWatch {
    observer: ResizeObserver,
    _callback: Closure<dyn FnMut(js_sys::Array)>,
}

/// `None` where the browser has no `ResizeObserver`.
pub fn watch_overflow(
    selector: &str,
    mut report: impl FnMut(&Element, bool) + 'static,
) -> Option<OverflowWatch> {
    let callback = Closure::<dyn FnMut(js_sys::Array)>::new(move |entries: js_sys::Array| {
        for entry in entries.iter() {
            let entry: web_sys::ResizeObserverEntry = entry.unchecked_into();
            let element = entry.target();
            report(&element, element.scroll_width() > element.client_width());
        }
    });
    let observer = ResizeObserver::new(callback.as_ref().unchecked_ref()).ok()?;
    each(selector, |element| observer.observe(element));
    Some(OverflowWatch { observer, _callback: callback })
}

impl Drop for OverflowWatch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// Loads the page again; what was typed stays, in local storage.
pub fn reload() {
    if let Some(window) = web_sys::window() {
        // Fails only where a page may not navigate itself; the notice then stays.
        window.location().reload().ok();
    }
}

/// Leaves it to us where a page is shown after a step back or a reload.
pub fn scroll_by_hand() {
    if let Some(history) = web_sys::window().and_then(|window| window.history().ok()) {
        // Refused only for a document that is not shown.
        history.set_scroll_restoration(ScrollRestoration::Manual).ok();
    }
}

/// Whether the document was loaded again or reached by a step back.
pub fn was_reloaded() -> bool {
    let entries = web_sys::window()
        .and_then(|window| window.performance())
        .map(|performance| performance.get_entries_by_type("navigation"));
    let how =
        entries.and_then(|entries| js_sys::Reflect::get(&entries.get(0), &"type".into()).ok());
    let how = how.and_then(|how| how.as_string());
    matches!(how.as_deref(), Some("reload" | "back_forward"))
}

/// The elements that begin above the upper quarter of the window, nearest to it first, each with how
/// far above the window's top it begins.
pub fn marks(selector: &str) -> Vec<Mark> {
    let height = web_sys::window().and_then(|window| window.inner_height().ok()?.as_f64());
    let line = height.unwrap_or_default() / 4.0;
    let mut marks = Vec::new();
    each(selector, |element| {
        let place = element.get_bounding_client_rect();
        if place.height() > 0.0 && place.top() <= line {
            let (id, above, height) = (element.id(), -place.top(), place.height());
            marks.push(Mark { id, above, height });
        }
    });
    marks.sort_by(|one, other| one.above.total_cmp(&other.above));
    marks
}

/// Scrolls the page so that the same place of an element is at the window's top. `false` if it is not
/// there.
pub fn scroll_to(mark: &Mark) -> bool {
    let element = document().and_then(|document| document.get_element_by_id(&mark.id));
    let place = element.map(|element| element.get_bounding_client_rect());
    let (Some(window), Some(place)) = (web_sys::window(), place.filter(|it| it.height() > 0.0))
    else {
        return false;
    };
    window.scroll_by_with_x_and_y(0.0, place.top() + mark.above_at(place.height()));
    true
}

/// Calls now and whenever the page changes its size, until this is dropped.
pub fn watch_page(mut changed: impl FnMut() + 'static) -> Option<SizeWatch> {
    let body = document()?.body()?;
    watch_width(&body, move |_| changed())
}

/// Waits without blocking the page.
pub async fn pause(seconds: u32) {
    let milliseconds = i32::try_from(u64::from(seconds) * 1_000).unwrap_or(i32::MAX);
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        if let Some(window) = web_sys::window() {
            window
                .set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds)
                .expect("a window always takes a timeout");
        }
    });
    // The promise is never rejected.
    JsFuture::from(promise).await.ok();
}

/// Reports that one of the matching elements is in the window, or less than a quarter of a window above
/// or below it. Drop what is returned when it is not needed any more.
pub fn watch_nearness(selector: &str, near: impl Fn() + 'static) -> Option<SightWatch> {
    watch("25% 0px", selector, move |_| near())
}

/// Reports the id of each matching element that scrolls into the upper half of the window, until
/// this is dropped.
pub struct SightWatch {
    observer: IntersectionObserver,
    _seen: Closure<dyn FnMut(js_sys::Array)>,
}

pub fn watch_sight(selector: &str, seen: impl FnMut(String) + 'static) -> Option<SightWatch> {
    watch("-15% 0px -60% 0px", selector, seen)
}

/// Reports the id of each matching element that enters the window, grown by these margins. `None`
/// where the browser has no `IntersectionObserver`.
fn watch(
    margin: &str,
    selector: &str,
    mut seen: impl FnMut(String) + 'static,
) -> Option<SightWatch> {
    let closure = Closure::<dyn FnMut(js_sys::Array)>::new(move |entries: js_sys::Array| {
        for entry in entries.iter() {
            let entry: IntersectionObserverEntry = entry.unchecked_into();
            if entry.is_intersecting() {
                seen(entry.target().id());
            }
        }
    });
    let options = IntersectionObserverInit::new();
    options.set_root_margin(margin);
    let observer =
        IntersectionObserver::new_with_options(closure.as_ref().unchecked_ref(), &options);
    let observer = observer.ok()?;
    each(selector, |element| observer.observe(element));
    Some(SightWatch { observer, _seen: closure })
}

impl Drop for SightWatch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
