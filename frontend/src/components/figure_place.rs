//! Where a figure that can be touched stands in its lesson. Its code is loaded with the first lesson
//! that has one.

use api::course::Figure;
use leptos::prelude::*;

use super::part::part;
use crate::{i18n, parts};

#[component]
pub fn FigurePlace(figure: Figure) -> impl IntoView {
    let words = i18n::first_words();
    let waiting = move || {
        view! {
            <div class="figure-place">
                <p class="state" data-is="loading">{words.part.loading_figure}</p>
            </div>
        }
        .into_any()
    };
    let wanted = Signal::derive(|| true);
    part(parts::figure, wanted, waiting, move |draw: parts::DrawFigure| draw(figure))
}
