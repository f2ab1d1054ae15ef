//! The moment that a drawing shows. Each act has its own; the newest unless another was chosen.

use std::collections::BTreeMap;

use api::verdict::EvidenceLink;
use leptos::prelude::*;

use super::{plane::Plane, selection::Selection, shown_act::ShownAct};
use crate::{
    axis::Axis,
    run_view::{Act, RunView},
    timeline,
};

/// The playheads of a run. Provided by its panel.
#[derive(Clone, Copy)]
pub struct Playheads {
    view: ReadSignal<RunView>,
    chosen: RwSignal<BTreeMap<u32, u64>>,
    /// The act whose playhead was moved last.
    latest: RwSignal<Option<u32>>,
    /// The act that is to be played from its beginning.
    asked: RwSignal<Option<u32>>,
    selection: Selection,
}

impl Playheads {
    pub fn new(view: ReadSignal<RunView>, selection: Selection) -> Self {
        let (chosen, latest) = (RwSignal::default(), RwSignal::new(None));
        Self { view, chosen, latest, asked: RwSignal::new(None), selection }
    }

    /// `None` follows the newest event.
    pub fn move_to(self, act: u32, at_us: Option<u64>) {
        self.selection.0.set(None);
        self.set(act, at_us);
    }

    /// Moves the playhead of its act to the moment of this evidence.
    pub fn move_to_evidence(self, link: &EvidenceLink) {
        let number = link.act();
        let at_us = self.view.with_untracked(|view| timeline::moment_of(view.act(number)?, link));
        self.set(number, at_us);
    }

    /// What the learner calls the topic of this evidence, where its act has several.
    pub fn topic_name(self, link: &EvidenceLink) -> Option<String> {
        self.view.with_untracked(|view| {
            let act = view.act(link.act()).filter(|act| act.topics.len() > 1)?;
            Some(act.topic(act.topic_of(link))?.visible_name.clone())
        })
    }

    pub fn chosen(self, act: u32) -> Option<u64> {
        self.chosen.with(|chosen| chosen.get(&act).copied())
    }

    /// The act whose playhead was moved last, and its moment.
    pub fn latest(self) -> Option<(u32, u64)> {
        let act = self.latest.get()?;
        Some((act, self.chosen(act)?))
    }

    /// Plays an act from its beginning, as soon as all of it is there.
    pub fn play(self, act: u32) {
        self.asked.set(Some(act));
    }

    /// Whether this act is to be played now; answers `true` once for each time that it was asked.
    fn takes_up(self, act: u32) -> bool {
        let is_due =
            self.asked.get() == Some(act) && self.view.with(|view| view.finished().is_some());
        if is_due {
            self.asked.set(None);
        }
        is_due
    }

    fn set(self, act: u32, at_us: Option<u64>) {
        self.chosen.update(|chosen| match at_us {
            Some(at_us) => drop(chosen.insert(act, at_us)),
            None => drop(chosen.remove(&act)),
        });
        self.latest.set(Some(act));
    }
}

/// The playhead of one act.
#[derive(Clone, Copy)]
pub struct Playhead {
    playheads: Playheads,
    number: u32,
    pub now: Memo<u64>,
    /// Whether an earlier moment than the newest was chosen.
    pub is_back: Memo<bool>,
}

impl Playhead {
    pub fn of(act: ShownAct) -> Self {
        let number = act.number;
        let playheads = expect_context::<Playheads>();
        let last = Memo::new(move |_| act.with(Act::last_us));
        let now = Memo::new(move |_| playheads.chosen(number).unwrap_or(u64::MAX).min(last.get()));
        let is_back =
            Memo::new(move |_| playheads.chosen(number).is_some() && now.get() < last.get());
        Self { playheads, number, now, is_back }
    }

    pub fn move_to(self, at_us: Option<u64>) {
        self.playheads.move_to(self.number, at_us);
    }

    /// As `Playheads::takes_up`.
    pub fn is_asked(self) -> bool {
        self.playheads.takes_up(self.number)
    }

    /// A veil over what has not happened yet. It is drawn behind the records and in front of them;
    /// only the one that `behind` selects is visible.
    pub fn veil(
        self,
        axis: Signal<Axis>,
        plane: Memo<Plane>,
        behind: Memo<bool>,
        is_behind: bool,
    ) -> AnyView {
        let shift = self.shift(axis);
        let is_hidden = move || (!self.is_back.get() || behind.get() != is_behind).then_some("");
        let (width, height) = (move || plane.get().width, move || plane.get().floor);
        view! { <rect class="veil" hidden=is_hidden transform=shift width=width height=height></rect> }
            .into_any()
    }

    pub fn needle(self, axis: Signal<Axis>, plane: Memo<Plane>) -> AnyView {
        let line = move || format!("M0 0V{:.1}", plane.get().floor);
        let head = move || format!("M-5 {:.1}h10l-5 -7z", plane.get().floor + 7.0);
        view! {
            <g transform=self.shift(axis)>
                <path class="now" d=line></path>
                <path class="now-head" d=head></path>
            </g>
        }
        .into_any()
    }

    fn shift(self, axis: Signal<Axis>) -> impl Fn() -> String + Clone {
        move || format!("translate({:.1} 0)", axis.with(|axis| axis.x(self.now.get())))
    }
}
