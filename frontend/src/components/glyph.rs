//! A record's key: one colour, one shape, one letter, by the order of first appearance.

use leptos::prelude::*;

/// Colours and shapes there are; later keys use them again with a letter of their own.
const SHAPES: usize = 6;
const LETTERS: [&str; 26] = [
    "A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M", "N", "O", "P", "Q", "R", "S",
    "T", "U", "V", "W", "X", "Y", "Z",
];

/// The class that gives a key its colour.
pub const fn key_class(index: Option<usize>) -> &'static str {
    const CLASSES: [&str; SHAPES] = ["k-a", "k-b", "k-c", "k-d", "k-e", "k-f"];
    match index {
        Some(index) => CLASSES[index % SHAPES],
        None => "k-none",
    }
}

/// Drawn around the origin of the group it stands in; without a key, an empty ring.
#[component]
pub fn Glyph(index: Option<usize>) -> impl IntoView {
    let Some(index) = index else {
        return view! { <circle class="glyph hollow" r="4.5"></circle> }.into_any();
    };
    let shape = match index % SHAPES {
        0 => view! { <circle class="glyph" r="6.4"></circle> }.into_any(),
        1 => view! { <rect class="glyph" x="-5.6" y="-5.6" width="11.2" height="11.2"></rect> }
            .into_any(),
        shape => {
            let outline = match shape {
                2 => "M0 -7.6l8.4 13.4h-16.8z",
                3 => "M0 -8l8 8l-8 8l-8 -8z",
                4 => "M-3.5 -6.4h7l3.9 6.4l-3.9 6.4h-7l-3.9 -6.4z",
                _ => "M-3.2 -7h6.4v3.8h3.8v6.4h-3.8v3.8h-6.4v-3.8h-3.8v-6.4h3.8z",
            };
            view! { <path class="glyph" d=outline></path> }.into_any()
        }
    };
    let baseline = if index % SHAPES == 2 { "4.6" } else { "3.4" };
    view! {
        {shape}
        <text class="glyph-letter" y=baseline>{LETTERS[index % LETTERS.len()]}</text>
    }
    .into_any()
}
