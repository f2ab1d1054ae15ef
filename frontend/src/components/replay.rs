//! The replay of one act: previous event, play, next event, and a slider along its time axis.
//! Playing moves along the axis at constant speed, not by the clock, so the elastic axis shortens
//! waits.

use std::time::Duration;

use leptos::{ev::KeyboardEvent, prelude::*};

use super::{announcer::Announcer, playhead::Playhead, shown_act::ShownAct};
use crate::{axis::Axis, browser, i18n, run_view::Act, timeline};

/// Duration of the replay of a whole act.
const WHOLE_MS: f64 = 9_000.0;
/// Pause at each event under reduced motion.
const REDUCED_MOTION_STEP: Duration = Duration::from_millis(700);

/// The actions of the buttons and the keys.
#[derive(Clone, Copy)]
pub struct Replay {
    pub playhead: Playhead,
    act: ShownAct,
    axis: Signal<Axis>,
    playing: RwSignal<bool>,
    /// Place of the playhead after the last frame, and the time of that frame.
    place: StoredValue<(f64, f64)>,
    spoken: Signal<String>,
    /// What happens at the moment that is shown; empty at the newest one.
    happened: Memo<String>,
    announcer: Announcer,
}

impl Replay {
    pub fn new(
        playhead: Playhead,
        act: ShownAct,
        axis: Signal<Axis>,
        spoken: Signal<String>,
    ) -> Self {
        let replay = Self {
            playhead,
            act,
            axis,
            playing: RwSignal::new(false),
            place: StoredValue::new((0.0, 0.0)),
            spoken,
            happened: Memo::new(move |_| match playhead.is_back.get() {
                true => happened(act, playhead.now.get()),
                false => String::new(),
            }),
            announcer: expect_context(),
        };
        Effect::new(move |_| {
            if playhead.is_asked() {
                replay.play_whole();
            }
        });
        replay
    }

    fn play_whole(self) {
        self.playing.set(false);
        self.playhead.move_to(Some(0));
        self.play();
    }

    fn play(self) {
        if self.playing.get_untracked() {
            return self.playing.set(false);
        }
        let now = self.playhead.now.get_untracked();
        let start = if now >= self.last() { 0 } else { now };
        self.playhead.move_to(Some(start));
        self.place.set_value((self.axis.with_untracked(|axis| axis.x(start)), browser::now_ms()));
        self.playing.set(true);
        self.tick();
    }

    /// Advances by one frame; ends when the component is gone.
    fn tick(self) {
        if self.playing.try_get_untracked() != Some(true) {
            return;
        }
        if browser::prefers_reduced_motion() {
            self.next(false);
            return set_timeout(move || self.tick(), REDUCED_MOTION_STEP);
        }
        let (x, before_ms) = self.place.get_value();
        let now_ms = browser::now_ms();
        let (start, end) = self.axis.with_untracked(|axis| (axis.x(0), axis.end()));
        let x = x + (end - start) * ((now_ms - before_ms) / WHOLE_MS).clamp(0.0, 0.02);
        self.place.set_value((x, now_ms));
        if x >= end {
            return self.end();
        }
        self.playhead.move_to(Some(self.axis.with_untracked(|axis| axis.moment(x))));
        request_animation_frame(move || self.tick());
    }

    fn next(self, by_hand: bool) {
        let now = self.playhead.now.get_untracked();
        match self.stops().into_iter().find(|stop| *stop > now) {
            Some(stop) if stop < self.last() => self.playhead.move_to(Some(stop)),
            _ => self.end(),
        }
        if by_hand {
            self.arrived();
        }
    }

    fn previous(self) {
        let now = self.playhead.now.get_untracked();
        if let Some(stop) = self.stops().into_iter().rev().find(|stop| *stop < now) {
            self.playhead.move_to(Some(stop));
        }
        self.arrived();
    }

    fn start(self) {
        self.playhead.move_to(Some(0));
        self.arrived();
    }

    fn end(self) {
        self.playing.set(false);
        self.playhead.move_to(None);
    }

    /// Says what happens at the moment that was reached, and when that is.
    fn arrived(self) {
        self.playing.set(false);
        let (spoken, happened) = (self.spoken.get_untracked(), self.happened.get_untracked());
        self.announcer.say(if happened.is_empty() {
            spoken
        } else {
            format!("{happened}. {spoken}")
        });
    }

    fn slide(self, x: &str) {
        self.playing.set(false);
        let x = x.parse().unwrap_or(0.0);
        let at_us = self.axis.with_untracked(|axis| axis.moment(x));
        self.playhead.move_to((at_us < self.last()).then_some(at_us));
    }

    /// Keyboard control of the drawing. On a control of its own a key does what it does there: the
    /// slider takes all of them, a button the space bar.
    pub fn key(self, event: &KeyboardEvent) {
        if browser::is_in_field(event) {
            return;
        }
        match event.key().as_str() {
            " " if browser::is_in_control(event) => return,
            " " => self.play(),
            "ArrowLeft" => self.previous(),
            "ArrowRight" => self.next(true),
            "Home" => self.start(),
            "End" => self.end(),
            _ => return,
        }
        event.prevent_default();
    }

    fn stops(self) -> Vec<u64> {
        self.act.with_untracked(timeline::stops)
    }

    fn last(self) -> u64 {
        self.act.with_untracked(Act::last_us)
    }
}

/// The events of a moment, as the table tells them.
fn happened(act: ShownAct, at_us: u64) -> String {
    /// More would not be read; the table has them.
    const MOST: usize = 3;
    let words = i18n::words();
    act.with_rows_at(at_us, |rows| {
        let told = rows.iter().take(MOST).map(|row| {
            let row = (words.table.happened_row)(&row.what);
            let parts = [row.event, row.place, row.detail].into_iter();
            parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
        });
        let mut told = told.collect::<Vec<_>>().join("; ");
        if rows.len() > MOST {
            told = format!("{told}; {}", (words.verdict.more)(rows.len() - MOST));
        }
        told
    })
}

#[component]
pub fn ReplayBar(replay: Replay) -> impl IntoView {
    let i18n::Language { lang, words } = i18n::language();
    let Replay { playhead, act, axis, playing, spoken, happened, .. } = replay;
    let ends = move || axis.with(|axis| (axis.x(0).floor(), axis.end().ceil()));
    let value = move || axis.with(|axis| format!("{:.1}", axis.x(playhead.now.get())));
    let clock = move || (words.group.clock)(playhead.now.get(), act.with(Act::last_us), lang);
    let face = move || if playing.get() { "M5 3v10M11 3v10" } else { "M4 2.5l9 5.5-9 5.5z" };
    view! {
        <div class="scrub">
            <button class="button icon" type="button" aria-label=words.group.previous_event on:click=move |_| replay.previous()>
                <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M12.5 3L6 8l6.5 5zM3.5 3v10"></path></svg>
            </button>
            <button
                class="button icon main"
                type="button"
                aria-label=move || if playing.get() { words.group.pause } else { words.group.play }
                on:click=move |_| replay.play()
            >
                <svg viewBox="0 0 16 16" aria-hidden="true"><path d=face></path></svg>
            </button>
            <button class="button icon" type="button" aria-label=words.group.next_event on:click=move |_| replay.next(true)>
                <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M3.5 3L10 8l-6.5 5zM12.5 3v10"></path></svg>
            </button>
            <input
                type="range"
                step="any"
                min=move || ends().0
                max=move || ends().1
                prop:value=value
                aria-label=words.group.moment
                aria-valuetext=spoken
                on:input=move |event| replay.slide(&event_target_value(&event))
            />
            <output>{clock}</output>
            <p class="happened" hidden=move || happened.with(String::is_empty)>{happened}</p>
            <p class="keys">{words.group.keys}</p>
        </div>
    }
    .into_any()
}
